#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace reprise
{
/** Samples [from, from + count) of a signal, zeros outside it. */
inline std::vector<float> slice(std::span<const float> signal, std::ptrdiff_t from, std::ptrdiff_t count)
{
    std::vector<float> result(static_cast<std::size_t>(count), 0.0f);
    const auto size = static_cast<std::ptrdiff_t>(signal.size());
    const auto begin = std::clamp<std::ptrdiff_t>(from, 0, size);
    const auto end = std::clamp<std::ptrdiff_t>(from + count, begin, size);
    std::copy(signal.begin() + begin, signal.begin() + end, result.begin() + (begin - from));
    return result;
}
} // namespace reprise
