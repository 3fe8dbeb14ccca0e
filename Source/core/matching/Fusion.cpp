#include "matching/Fusion.h"

#include "base/Median.h"

#include <algorithm>
#include <numeric>

namespace reprise
{
namespace
{
// A standardised rating ends here: one kind alone cannot outvote all the others by any distance.
constexpr float lowestRating = -2.0f, highestRating = 20.0f;
// How many answers the expectations before answers are worth.
constexpr float positiveCount = 2.0f, negativeCount = 0.5f;
constexpr float leastDistance = 0.05f; // a kind that has failed keeps a trace, to recover from

float sumOf(const Eigen::VectorXf& values)
{
    return values.size() > 0 ? values.sum() : 0.0f;
}
} // namespace

FusedRatings fuse(const std::vector<Ratings>& evidence, std::span<const float> expected, bool learn)
{
    FusedRatings fused;
    for (std::size_t e = 0; e < evidence.size(); ++e)
    {
        const auto& [candidates, positives, negatives] = evidence[e];
        const auto middle = median(candidates);
        const auto spread = 1.4826f * median((candidates.array() - middle).abs().matrix().eval()) + 1e-6f;
        const auto standardised = [&](const Eigen::VectorXf& values) -> Eigen::VectorXf
        { return ((values.array() - middle) / spread).max(lowestRating).min(highestRating); };
        const Ratings own{standardised(candidates), standardised(positives), standardised(negatives)};

        const auto yes = positives.size() > 1 ? static_cast<float>(positives.size()) : 0.0f;
        const auto ofSound = (positiveCount * expected[e] + (yes > 0.0f ? sumOf(own.positives) : 0.0f)) /
                             (positiveCount + yes);
        const auto ofOthers =
            sumOf(own.negatives.cwiseMax(0.0f)) / (negativeCount + static_cast<float>(negatives.size()));
        const auto distance = learn ? std::max(leastDistance, ofSound - ofOthers) : expected[e];
        const auto weight = distance * distance;
        fused.shares.push_back(weight);
        fused.gains.push_back(weight / spread);
        fused.contributions.push_back(weight * own.candidates);
        if (e == 0)
            fused.ratings = {weight * own.candidates, weight * own.positives, weight * own.negatives};
        else
        {
            fused.ratings.candidates += weight * own.candidates;
            fused.ratings.positives += weight * own.positives;
            fused.ratings.negatives += weight * own.negatives;
        }
    }
    const auto scale = 1.0f / std::accumulate(fused.shares.begin(), fused.shares.end(), 0.0f);
    for (auto* values : {&fused.shares, &fused.gains})
        for (auto& value : *values)
            value *= scale;
    for (auto& contribution : fused.contributions)
        contribution *= scale;
    fused.ratings.candidates *= scale;
    fused.ratings.positives *= scale;
    fused.ratings.negatives *= scale;
    return fused;
}
} // namespace reprise
