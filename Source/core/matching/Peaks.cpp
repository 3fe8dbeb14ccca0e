#include "matching/Peaks.h"

#include <algorithm>
#include <cstdlib>

namespace reprise
{
std::vector<std::ptrdiff_t> highestPeaks(std::span<const float> curve, std::ptrdiff_t radius,
                                         std::size_t count)
{
    radius = std::max<std::ptrdiff_t>(1, radius);
    const auto size = static_cast<std::ptrdiff_t>(curve.size());
    std::vector<std::ptrdiff_t> maxima;
    for (std::ptrdiff_t begin = 0; begin < size; begin += radius)
        maxima.push_back(
            std::max_element(curve.begin() + begin, curve.begin() + std::min(size, begin + radius)) -
            curve.begin());
    std::stable_sort(maxima.begin(), maxima.end(),
                     [&](auto a, auto b)
                     { return curve[static_cast<std::size_t>(a)] > curve[static_cast<std::size_t>(b)]; });

    std::vector<std::ptrdiff_t> peaks;
    std::vector<std::ptrdiff_t> takenInBlock(static_cast<std::size_t>(size / radius + 3), -1);
    for (const auto peak : maxima)
    {
        if (peaks.size() == count)
            break;
        const auto block = static_cast<std::size_t>(peak / radius) + 1;
        const auto isNear = [&](std::size_t b)
        { return takenInBlock[b] >= 0 && std::abs(takenInBlock[b] - peak) < radius; };
        if (isNear(block - 1) || isNear(block) || isNear(block + 1))
            continue;
        takenInBlock[block] = peak;
        peaks.push_back(peak);
    }
    return peaks;
}
} // namespace reprise
