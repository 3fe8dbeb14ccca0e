#pragma once

#include "base/Progress.h"
#include "matching/CompactSignal.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace reprise
{
/** Where a sound starts exactly, also where it plays up to 4.5 % faster or slower, and as much higher or lower.

    Method   The query's first 1.5 s at 91 speeds, each correlated with the signal around a place; both whitened
             and at 22.05 kHz. Taken is the nearest lag at which the correlation is nearly as large as anywhere
             within 60 ms, if it stands out from chance. Further away, up to half the query or a second, it is
             looked for where nothing stands out, and as long as twice the reach holds something much stronger.
    Result   The place itself where the correlation tells nothing, or that it is right within a quarter of a
             millisecond.
    Limits   Sustained tones are alike at lags of their period; the nearest such lag is taken.
    Source   wideband correlation over delay and time scale: L. G. Weiss, "Wavelets and wideband correlation
             processing", IEEE Signal Processing Magazine 11(1), 1994. The rule for the lag is ours; its numbers
             were chosen on the altered planted sounds (Benchmarks/RESULTS.md).
    Shapes   sample positions in a whitened signal at 44.1 kHz.
    Cost     little where the sound is unaltered; else 91 correlations of 2^15 to 2^17 samples, on all cores.
    Threads  one thread at a time for one object; throws Cancelled when cancelled. */
class OnsetFinder
{
public:
    /** Starts nearer than this are one: what the ear and a game take for the same moment. */
    static constexpr double sameStartSeconds = 0.00025;

    /** `whitenedSignal` must outlive this object. */
    OnsetFinder(const CompactSignal& whitenedSignal, std::ptrdiff_t queryStart, std::size_t length);

    std::ptrdiff_t startNear(std::ptrdiff_t place, const Progress& progress = {});

private:
    /** Correlation with the signal around a place: the largest of several speeds at each lag. */
    struct Curve
    {
        std::vector<float> values; ///< lags -reach to reach
        float chance = 0.0f;       ///< what unrelated sound gives, as a standard deviation

        std::ptrdiff_t reach() const { return static_cast<std::ptrdiff_t>(values.size() / 2); }
        float at(std::ptrdiff_t lag) const { return values[static_cast<std::size_t>(reach() + lag)]; }
        std::ptrdiff_t strongest(std::ptrdiff_t within) const;
        bool isPeak(std::ptrdiff_t lag) const;

        /** The peak of at least this value that is nearest to lag 0; empty where there is none within. */
        std::optional<std::ptrdiff_t> nearestPeak(float least, std::ptrdiff_t within) const;
    };

    /** The query's opening at a speed, scaled to energy 1. */
    struct Template
    {
        double speed = 1.0;
        std::vector<float> samples;
    };

    Template queryAt(double speed) const;
    Curve correlate(std::ptrdiff_t place, std::ptrdiff_t reach, const std::vector<Template>& templates,
                    const Progress& progress) const;
    std::vector<float> read(std::ptrdiff_t first, std::size_t count) const;

    const CompactSignal& signal;
    std::size_t length;
    std::ptrdiff_t farthest;                  ///< lag
    std::vector<float> opening;               ///< of the query, at 44.1 kHz
    std::vector<Template> unaltered, altered; ///< at speed 1, and at all speeds once they are needed
};
} // namespace reprise
