#pragma once

#include <Eigen/Core>
#include <cmath>

namespace reprise
{
/** RMS of what is left of the samples without their mean, in double precision; 0 for none. */
inline double rmsAroundMean(const Eigen::Ref<const Eigen::ArrayXf>& samples)
{
    if (samples.size() == 0)
        return 0.0;
    const Eigen::ArrayXd values = samples.cast<double>();
    return std::sqrt((values - values.mean()).square().mean());
}
} // namespace reprise
