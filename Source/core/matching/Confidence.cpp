#include "matching/Confidence.h"

#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
// Usual standardised ratings of yeses and noes, and how many answers they are worth.
constexpr float usualYes = 4.5f, usualYesCount = 2.0f, usualNo = 1.0f, usualNoCount = 1.0f;
constexpr float leastDistance = 0.5f; // between the two
} // namespace

Confidence::Confidence(const Ratings& judged)
{
    const auto positives = static_cast<float>(judged.positives.size());
    const auto negatives = static_cast<float>(judged.negatives.size());
    const auto known = positives > 1.0f ? positives : 0.0f; // a single one has nothing to be compared with
    ofYes =
        (usualYesCount * usualYes + (known > 0.0f ? judged.positives.sum() : 0.0f)) / (usualYesCount + known);
    ofNo = (usualNoCount * usualNo + (negatives > 0.0f ? judged.negatives.sum() : 0.0f)) /
           (usualNoCount + negatives);
    const auto yes = std::log(std::max(1.0f, positives)), no = std::log1p(negatives);
    intercept = -1.35f - 0.62f * yes - 0.77f * no;
    slope = 1.15f + 1.72f * yes + 2.01f * no;
}

float Confidence::of(float rating) const
{
    const auto between = (rating - ofNo) / std::max(leastDistance, ofYes - ofNo);
    return 1.0f / (1.0f + std::exp(-(intercept + slope * between)));
}
} // namespace reprise
