#pragma once

#include "matching/Ratings.h"

#include <span>
#include <vector>

namespace reprise
{
/** One rating made of several. */
struct FusedRatings
{
    Ratings ratings;           ///< weighted mean of the standardised ratings
    std::vector<float> gains;  ///< by kind: what one unit of its own scale adds to the fused rating
    std::vector<float> shares; ///< by kind: its weight, 1 in all
    std::vector<Eigen::VectorXf> contributions; ///< by kind, K: they add up to the fused rating
};

/** Weighs kinds of evidence by how well each has told yes from no so far.

    Ratings are standardised over the candidates (median 0, scaled median absolute deviation 1): nearly all
    candidates are other sounds, so that an occurrence stands out in a kind that sees it. A kind's weight is
    the square of the distance between the mean of the positives and the mean of the negatives, each drawn
    towards what is expected before answers. A kind that rates repeating background as highly as the sound
    loses its weight with the first few "no".

    `expected` holds the standardised rating of occurrences before answers, by kind. The leave-one-out
    ratings of a single positive say nothing and are ignored. Without `learn` the weights stay what they are
    before answers. */
FusedRatings fuse(const std::vector<Ratings>& evidence, std::span<const float> expected, bool learn = true);
} // namespace reprise
