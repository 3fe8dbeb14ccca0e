#pragma once

#include "audio/Recording.h"
#include "matching/Judgement.h"

#include <filesystem>
#include <string>
#include <vector>

namespace reprise
{
/** What is known about a sound from a search in one recording, wherever that search was stored. Positions are
    samples of that recording's file. */
struct LearnedSound
{
    std::filesystem::path audio; ///< the recording it was learned in
    std::string audioSha256;
    int sampleRateHz = 0;
    SampleRange query;
    std::vector<Judgement> judgements; ///< yes and no; without the query
};

/** So many examples are carried over at most: with the query, as many as the default method learns from.
    Where there are more, they are chosen evenly over the time of their recording. */
inline constexpr std::size_t mostPositiveExamples = 23, mostNegativeExamples = 12;

/** A recording with examples of a sound from another one after its end. Positions are samples at the rate of
    the recording's file. */
struct RecordingWithExamples
{
    Recording recording; ///< its info counts the examples' samples
    SampleRange query;
    std::vector<Judgement> examples;   ///< in order of time, without the query
    SampleIndex searchableSamples = 0; ///< the recording's own; all examples lie after them
};

/** Appends the query and the judged excerpts of a sound to a recording's analysis signal, so that any method
    can compare them with places in it.

    Layout  The recording, silence, the query, then the examples. Each example brings its surroundings of 0.3 s
            on either side, and the silence is as long: no analysis window on an example or in the recording
            sees anything else than it would have without the other (the longest, of the constant-Q transform,
            reaches 0.26 s).
    Level   All examples are scaled by one factor that brings `source` to the RMS of the recording.
    Lengths All excerpts get the query's length, as matchers compare them; what lies before or after `source`
            is silence.
    Errors  InvalidInput when the sound is longer than the recording or lies outside `source`.
    Both recordings must have the same analysis rate; their files' rates may differ. */
RecordingWithExamples appendExamples(const Recording& recording, const Recording& source,
                                     const LearnedSound& sound);
} // namespace reprise
