#include "session/LeftEstimate.h"

#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
// Fitted and written here by Benchmarks/calibrate.py --write, which repeats the formulas below.
constexpr double oddsOffset = -0.97;
constexpr double oddsSlope = 0.63;
constexpr double oddsLostPerNo = 0.37; // for each "no" since the last "yes"
constexpr double commonError = 3.2;    // of the log odds after one answer; falls with their square root

// Standard deviations to each side: 80 % of a normal distribution.
constexpr double intervalWidth = 1.28;

double logistic(double logOdds)
{
    return 1.0 / (1.0 + std::exp(-logOdds));
}
} // namespace

LeftEstimate estimateLeft(std::span<const float> confidences, std::span<const Judgement> judgements)
{
    auto answers = 0, noSinceYes = 0;
    for (const auto& judgement : judgements)
        if (judgement.answer != Answer::unsure)
        {
            ++answers;
            noSinceYes = judgement.answer == Answer::no ? noSinceYes + 1 : 0;
        }
    const auto offset = oddsOffset - oddsLostPerNo * noSinceYes;
    const auto error = commonError / std::sqrt(std::max(answers, 1));

    auto expected = 0.0, fewer = 0.0, more = 0.0, variance = 0.0;
    for (const auto confidence : confidences)
    {
        const auto p = std::clamp(static_cast<double>(confidence), 1e-6, 1.0 - 1e-6);
        const auto logOdds = offset + oddsSlope * std::log(p / (1.0 - p));
        const auto probability = logistic(logOdds);
        expected += probability;
        fewer += logistic(logOdds - error);
        more += logistic(logOdds + error);
        variance += probability * (1.0 - probability);
    }
    const auto deviation = intervalWidth * std::sqrt(variance);
    const auto low = std::max(0.0, std::floor(fewer - deviation));
    const auto high = std::min(static_cast<double>(confidences.size()), std::ceil(more + deviation));
    return {expected, static_cast<int>(low), static_cast<int>(high)};
}
} // namespace reprise
