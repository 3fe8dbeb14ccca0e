#pragma once

#include "base/SampleRange.h"

#include <juce_core/juce_core.h>
#include <optional>

namespace reprise::app
{
/** Positions and lengths as text, everywhere the same. Samples are the truth: for rates below 1 MHz, what
    timeText() writes is read back by parseTime() as the same sample. Sample rates must be positive. */
namespace time_text
{
/** "0:34.218 413": minutes, seconds and microseconds, thousands apart; "1:02:03.000 000" from an hour on. */
juce::String exact(SampleIndex sample, int sampleRateHz);

/** "0:34.218", cut to the millisecond that is nearest. */
juce::String toMilliseconds(SampleIndex sample, int sampleRateHz);

/** "1:58", "1:02:03": whole seconds, rounded down as clocks are. */
juce::String clock(SampleIndex samples, int sampleRateHz);

/** "1.868 707 s" */
juce::String exactLength(SampleIndex samples, int sampleRateHz);

/** "2.40 s"; "86 ms" below a tenth of a second. */
juce::String shortLength(SampleIndex samples, int sampleRateHz);

/** "+12.4 ms", "-1.250 s": a move with its sign. */
juce::String signedLength(SampleIndex samples, int sampleRateHz);

/** "1 509 030": thousands apart. */
juce::String samples(SampleIndex count);

/** "about 12 s", "about 3 min", "about 2 h": how long something will take. */
juce::String about(double seconds);

/** Reads what exact() and the others write, and what people type: "34.2", "0:34,218", "1:02:03", "350 ms",
    "2 s", "44100 samples" (or "smp"). Empty for anything else, for negative and for absurdly large values. */
std::optional<SampleIndex> parseTime(const juce::String& text, int sampleRateHz);

/** Reads "1 509 030" or "1509030"; empty for anything else. */
std::optional<SampleIndex> parseSamples(const juce::String& text);
} // namespace time_text
} // namespace reprise::app
