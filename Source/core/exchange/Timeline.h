#pragma once

#include "exchange/Format.h"

namespace reprise
{
/** Where a position lies for programs that count otherwise: additional fields, never instead of samples. */
struct TimelinePosition
{
    SampleIndex sample = 0; ///< with the offset
    double seconds = 0.0;   ///< with the offset
    double frame = 0.0;     ///< with the offset; frames with their fraction, so that nothing is lost
    std::int64_t bar = 1;   ///< from 1; 0 and below before the first beat
    double beat = 1.0;      ///< 1 ... below beatsPerBar + 1
};

/** Frame is 0 where no frame rate is given, bar and beat are 1 where no grid is. */
TimelinePosition timelinePosition(SampleIndex sample, int rateHz, const ExportOptions& options);

/** Throws InvalidSettings for a frame rate or a grid outside the allowed ranges. */
void checkTimeline(const ExportOptions& options);
} // namespace reprise
