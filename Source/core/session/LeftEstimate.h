#pragma once

#include "matching/Judgement.h"

#include <span>

namespace reprise
{
/** From this confidence on, a place that was not asked is accepted as an occurrence unless the user chose
    another threshold. Fitted by Benchmarks/calibrate.py for the best balance of precision and recall after
    five questions: above one half, as confidences down the ranking are too high. */
constexpr float acceptThreshold = 0.55f;

/** How many occurrences are left to find. */
struct LeftEstimate
{
    double expected = 0.0;
    int low = 0, high = 0; ///< made to hold the true number in at least 80 % of searches
};

/** Estimates how many of these unasked places, which do not overlap, are occurrences.

    Each confidence is corrected on the scale of log odds, because that of a place far down the ranking says
    less than that of the one asked next, and because every "no" since the last "yes" tells that the rest is
    worth less, too. The corrected probabilities add up to the expected number. The interval is that of a sum
    of independent draws (Poisson-binomial), to each side after moving all log odds by as much as the
    confidences of one recording are too low or too high together; that error shrinks with the answers.
    Occurrences that no place covers are not counted.

    confidences  0 ... 1 each, in any order; those of methods whose confidence is no probability
                 (MethodInfo) give no sensible estimate
    judgements   all so far, in order */
LeftEstimate estimateLeft(std::span<const float> confidences, std::span<const Judgement> judgements);
} // namespace reprise
