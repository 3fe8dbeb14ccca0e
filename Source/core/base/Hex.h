#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace reprise
{
/** Bytes as lower-case hexadecimal digits, two for each. */
inline std::string hexOf(std::span<const std::byte> bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes)
    {
        text += digits[std::to_integer<unsigned>(byte) >> 4];
        text += digits[std::to_integer<unsigned>(byte) & 15];
    }
    return text;
}
} // namespace reprise
