#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

namespace reprise
{
/** The middle one of the values in order (the upper of two middle ones); 0 for none. */
inline float median(const Eigen::Ref<const Eigen::VectorXf>& values)
{
    std::vector<float> sorted(values.data(), values.data() + values.size());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return sorted.empty() ? 0.0f : *middle;
}
} // namespace reprise
