#pragma once

#include <Eigen/Core>
#include <vector>

namespace reprise
{
/** Picks the features that keep positives and negatives furthest apart (paper, Eq. 3).

    `squaredDistances` holds a row for each pair of one positive and one negative excerpt and a column for
    each feature: the squared distance between the two excerpts' curves of that feature. Greedily adds the
    feature that makes the smallest distance of any pair, over all features chosen so far, as large as
    possible; equal ones go to the lower index. Returns `count` indices in the order chosen, or all features
    in index order when there is no pair yet or `count` reaches their number. */
std::vector<int> selectFeatures(const Eigen::ArrayXXd& squaredDistances, int count);
} // namespace reprise
