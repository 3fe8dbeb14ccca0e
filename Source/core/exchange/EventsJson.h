#pragma once

#include "audio/AudioFile.h"
#include "session/MarkSuggestion.h"
#include "session/RetrievalSession.h"
#include "session/SessionAdvice.h"
#include "session/Transfer.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace reprise
{
/** One line of an export. */
struct Event
{
    Hit hit;
    std::string label;
    Explanation why = {}; ///< empty: not asked for, or the method cannot say
};

/** What there is to tell the user beside the events. */
struct Advice
{
    std::vector<Remark> remarks;
    std::optional<MarkSuggestion> fromOnset, fromHits;
};

/** Everything the events format says. */
struct EventList
{
    AudioFileInfo audio;
    std::string audioSha256;
    SampleRange query;
    std::vector<Event> events;             ///< in order of time
    std::optional<LearnedSound> like = {}; ///< set: the query is this sound's, and `query` is not written
    std::optional<LeftEstimate> left = {}; ///< occurrences probably not among the confirmed; none: not known
    std::optional<Advice> advice = {};     ///< none: nothing to say
    std::vector<Judgement> evidence = {};  ///< what the answers of explanations count in
};

/** The events JSON that games read: integer sample positions at the file's own rate are the truth, seconds
    are derived from them (9 decimals, dot). Pretty-printed UTF-8 with a final newline; the same list gives
    the same bytes. The audio is named by its file name alone: a path would tie the file to one machine. */
std::string toEventsJson(const EventList& list);

/** Reads back what a search learned: the query and the confirmed and rejected events. Predicted ones were
    judged by nobody and are left out. Where the query lies in another file (the list was itself made by
    examples), the first confirmed event takes its place. `audio` is looked up beside the events file and not
    opened. Throws FileError that names the file, the field and what is expected. */
LearnedSound readLearnedSound(const std::filesystem::path& eventsFile);
} // namespace reprise
