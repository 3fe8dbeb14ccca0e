#pragma once

#include "audio/AudioFile.h"
#include "session/RetrievalSession.h"

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
};

/** Everything the events format says. */
struct EventList
{
    AudioFileInfo audio;
    std::string audioSha256;
    SampleRange query;
    std::vector<Event> events;        ///< in order of time
    std::optional<LeftEstimate> left; ///< occurrences probably not among the confirmed; none: not known
};

/** The events JSON that games read: integer sample positions at the file's own rate are the truth, seconds
    are derived from them (9 decimals, dot). Pretty-printed UTF-8 with a final newline; the same list gives
    the same bytes. The audio is named by its file name alone: a path would tie the file to one machine. */
std::string toEventsJson(const EventList& list);
} // namespace reprise
