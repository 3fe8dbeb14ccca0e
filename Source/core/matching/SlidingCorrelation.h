#pragma once

#include "base/Progress.h"
#include "matching/CompactSignal.h"

#include <functional>
#include <span>
#include <vector>

namespace reprise
{
/** A stretch of frequencies and what it is multiplied by; outside of all stretches a filter passes nothing. */
struct BandGain
{
    double fromHz = 0.0, toHz = 0.0;
    float gain = 1.0f;
};
using BandFilter = std::vector<BandGain>;

/** Receives correlations for consecutive starts, in order of time for each curve; several curves at a time. */
using CorrelationSink = std::function<void(std::size_t curve, std::span<const float>)>;

/** Correlation of an excerpt with every excerpt of the same length in a signal, normalised by both energies:
    c (s) = <x_s, q> / sqrt ((E_s + e) (E_q + e)), e = 1 % of the mean energy, so that near-silence does not
    match everything. One curve for each tilt, which multiplies every frequency of q by its level (averaged over
    100 Hz, 1 in the mean) to that power: with -1 all frequencies have the same say, with 0 each its own, with 1
    the strong ones decide. Curves of tilts other than 0 are only in proportion to c.
    Shapes   signal.size - excerpt.size() + 1 values a curve.
    Cost     block by block with FFTs of at least four times the excerpt, one forwards and one back for each
             curve; memory for a few blocks.
    Threads  re-entrant; throws Cancelled when cancelled. The excerpt must not be longer than the signal. */
void slidingCorrelations(const SampleSource& signal, double meanPower, std::span<const float> excerpt,
                         double rateHz, std::span<const float> tilts, const CorrelationSink& sink,
                         const Progress& progress = {});

/** One curve without normalisation, after a filter. */
void filteredCorrelation(const SampleSource& signal, std::span<const float> excerpt, double rateHz,
                         const BandFilter& filter, const CorrelationSink& sink,
                         const Progress& progress = {});
} // namespace reprise
