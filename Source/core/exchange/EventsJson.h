#pragma once

#include "audio/AudioFile.h"
#include "session/MarkSuggestion.h"
#include "session/SessionAdvice.h"

#include <string>
#include <vector>

namespace reprise
{
/** One line of an export. */
struct Event
{
    Hit hit;
    std::string label;
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
    std::vector<Event> events; ///< in order of time
    std::optional<Advice> advice = {};
};

/** The events JSON that games read: integer sample positions at the file's own rate are the truth, seconds
    are derived from them (9 decimals, dot). Pretty-printed UTF-8 with a final newline; the same list gives
    the same bytes. The audio is named by its file name alone: a path would tie the file to one machine. */
std::string toEventsJson(const EventList& list);
} // namespace reprise
