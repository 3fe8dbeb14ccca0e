#pragma once

#include "session/Transfer.h"

#include <string>

namespace reprise::cli
{
/** Reads what `--like EVENTS` names and finds the audio it was learned in: `likeAudio` where that is not
    empty, else the file named in EVENTS, beside it. Throws FileError saying what to do when the audio is
    missing or is not the one EVENTS was made from. */
LearnedSound learnedSoundFrom(const std::string& eventsFile, const std::string& likeAudio);

/** What was learned, as a line of the report: where the mark lies, and the examples used. */
std::string describeExamples(const LearnedSound& sound, const std::vector<Judgement>& examples);
} // namespace reprise::cli
