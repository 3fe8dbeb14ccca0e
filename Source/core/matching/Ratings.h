#pragma once

#include <Eigen/Core>

namespace reprise
{
/** How near one kind of evidence holds places to be to the sought sound. Larger is nearer; each kind has a
    scale of its own. */
struct Ratings
{
    Eigen::VectorXf candidates; ///< K
    Eigen::VectorXf positives;  ///< each as the other judged excerpts predict it; the query is the first
    Eigen::VectorXf negatives;  ///< likewise
};
} // namespace reprise
