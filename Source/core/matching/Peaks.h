#pragma once

#include <span>
#include <vector>

namespace reprise
{
/** The highest local maxima of a curve, at most `count`, no two nearer than `radius`, highest first; equal
    heights in order of time. The curve is cut into blocks of `radius` values and each block's maximum stands
    for it. */
std::vector<std::ptrdiff_t> highestPeaks(std::span<const float> curve, std::ptrdiff_t radius,
                                         std::size_t count);
} // namespace reprise
