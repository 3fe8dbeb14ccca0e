#pragma once

#include "matching/Ratings.h"

namespace reprise
{
/** Turns fused ratings into the probability that the answer is yes.

    A place's rating is read between those of the noes (0) and the yeses (1), each drawn towards what is usual
    before answers; log odds are linear in that number, the steeper the more answers there are. The six
    coefficients were fitted by logistic regression to the questions of 215 development tasks and, with half the
    weight, to the places not asked before the first question and after 5, 10 and 20 (reliability in
    Benchmarks/RESULTS.md). */
class Confidence
{
public:
    /** `judged` as fuse() gives them; the candidates are not looked at. */
    explicit Confidence(const Ratings& judged);

    float of(float rating) const;

private:
    float ofYes, ofNo, intercept, slope;
};
} // namespace reprise
