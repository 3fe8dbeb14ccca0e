#pragma once

#include <optional>
#include <string_view>

namespace reprise
{
/** Where a text stops being UTF-8, in bytes; none: it is UTF-8 throughout. */
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

inline bool isUtf8(std::string_view text)
{
    return !firstInvalidUtf8(text).has_value();
}
} // namespace reprise
