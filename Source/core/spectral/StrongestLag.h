#pragma once

#include <cstddef>
#include <span>

namespace reprise
{
/** A value of a circular correlation; negative lags stand at its end, as the inverse transform leaves them. */
inline float atLag(std::span<const float> correlation, std::ptrdiff_t lag)
{
    return correlation[static_cast<std::size_t>(
        lag < 0 ? lag + static_cast<std::ptrdiff_t>(correlation.size()) : lag)];
}

/** The lag from -reach to reach where a circular correlation is largest; 0 unless another is larger. Of equals
    the first. `reach` must be less than half the correlation's size. */
inline std::ptrdiff_t strongestLag(std::span<const float> correlation, std::ptrdiff_t reach)
{
    std::ptrdiff_t best = 0;
    for (auto lag = -reach; lag <= reach; ++lag)
        if (atLag(correlation, lag) > atLag(correlation, best))
            best = lag;
    return best;
}
} // namespace reprise
