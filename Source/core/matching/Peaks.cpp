#include "matching/Peaks.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace reprise
{
PeakPicker::PeakPicker(std::ptrdiff_t nearest) : radius(std::max<std::ptrdiff_t>(1, nearest)) {}

void PeakPicker::add(std::span<const float> values)
{
    for (std::size_t done = 0; done < values.size();)
    {
        const auto block = static_cast<std::size_t>(size / radius);
        const auto rest = static_cast<std::size_t>(radius - size % radius);
        const auto part = values.subspan(done, std::min(rest, values.size() - done));
        const auto best = std::max_element(part.begin(), part.end());
        const Maximum maximum{size + (best - part.begin()), *best};
        if (block == maxima.size())
            maxima.push_back(maximum);
        else if (maximum.height > maxima[block].height)
            maxima[block] = maximum;
        size += static_cast<std::ptrdiff_t>(part.size());
        done += part.size();
    }
}

std::vector<std::ptrdiff_t> PeakPicker::highest(std::size_t count) const
{
    auto sorted = maxima;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Maximum& a, const Maximum& b) { return a.height > b.height; });
    std::vector<std::ptrdiff_t> peaks;
    std::vector<std::ptrdiff_t> takenInBlock(maxima.size() + 2, -1);
    for (const auto& [peak, height] : sorted)
    {
        if (peaks.size() == count)
            break;
        const auto block = static_cast<std::size_t>(peak / radius) + 1;
        const auto isNear = [&, place = peak](std::size_t b)
        { return takenInBlock[b] >= 0 && std::abs(takenInBlock[b] - place) < radius; };
        if (isNear(block - 1) || isNear(block) || isNear(block + 1))
            continue;
        takenInBlock[block] = peak;
        peaks.push_back(peak);
    }
    return peaks;
}
} // namespace reprise
