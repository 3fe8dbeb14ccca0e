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

/** Receives correlations for consecutive starts: of which filter, of which first start. Called in order of
    time for each filter. */
using CorrelationSink =
    std::function<void(std::size_t filter, std::size_t firstStart, std::span<const float>)>;

/** Correlation of an excerpt with every excerpt of the same length in a signal, normalised by both energies:
    c (s) = <x_s, q> / sqrt ((E_s + e) (E_q + e)), e = 1 % of the mean energy, so that near-silence does not
    match everything.
    Shapes   signal.size() - excerpt.size() + 1 values.
    Cost     block by block with FFTs of at least four times the excerpt; memory for one block.
    Threads  re-entrant; throws Cancelled when cancelled. The excerpt must not be longer than the signal. */
void slidingCorrelation(std::span<const float> signal, std::span<const float> excerpt,
                        const CorrelationSink& sink, const Progress& progress = {});

/** The same for a stretch of a signal whose mean power is known. */
void slidingCorrelation(std::span<const float> stretch, std::span<const float> excerpt, double meanPower,
                        const CorrelationSink& sink, const Progress& progress = {});

/** The same without normalisation, once for each filter. */
void filteredCorrelations(const SampleSource& signal, std::span<const float> excerpt, double rateHz,
                          const std::vector<BandFilter>& filters, const CorrelationSink& sink,
                          const Progress& progress = {});
} // namespace reprise
