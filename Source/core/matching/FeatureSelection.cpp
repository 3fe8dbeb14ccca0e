#include "matching/FeatureSelection.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace reprise
{
std::vector<int> selectFeatures(const Eigen::ArrayXXd& squaredDistances, int count)
{
    const auto features = static_cast<int>(squaredDistances.cols());
    std::vector<int> remaining(static_cast<std::size_t>(features));
    std::iota(remaining.begin(), remaining.end(), 0);
    if (squaredDistances.rows() == 0 || count >= features)
        return remaining;

    std::vector<int> chosen;
    Eigen::ArrayXd sums = Eigen::ArrayXd::Zero(squaredDistances.rows());
    while (static_cast<int>(chosen.size()) < count)
    {
        auto best = remaining.begin();
        auto bestSmallest = -std::numeric_limits<double>::infinity();
        for (auto it = remaining.begin(); it != remaining.end(); ++it)
        {
            const auto smallest = (sums + squaredDistances.col(*it)).minCoeff();
            if (smallest > bestSmallest)
            {
                bestSmallest = smallest;
                best = it;
            }
        }
        sums += squaredDistances.col(*best);
        chosen.push_back(*best);
        remaining.erase(best);
    }
    return chosen;
}
} // namespace reprise
