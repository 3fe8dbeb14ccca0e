#pragma once

#include <Eigen/Core>
#include <cmath>
#include <span>

namespace reprise
{
/** Sum of the squares, in double precision. */
inline double energyOf(std::span<const float> samples)
{
    return Eigen::Map<const Eigen::VectorXf>(samples.data(), static_cast<Eigen::Index>(samples.size()))
        .cast<double>()
        .squaredNorm();
}

/** RMS of what is left of the samples without their mean, in double precision; 0 for none. */
inline double rmsAroundMean(const Eigen::Ref<const Eigen::ArrayXf>& samples)
{
    if (samples.size() == 0)
        return 0.0;
    // No copy in double precision: the samples may be those of hours.
    const auto mean = samples.cast<double>().mean();
    return std::sqrt((samples.cast<double>() - mean).square().mean());
}
} // namespace reprise
