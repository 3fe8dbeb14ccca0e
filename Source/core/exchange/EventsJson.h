#pragma once

#include "base/JsonFields.h"
#include "exchange/Format.h"
#include "session/MarkSuggestion.h"
#include "session/RetrievalSession.h"
#include "session/SessionAdvice.h"
#include "session/Transfer.h"

#include <cstdint>
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
    Explanation why = {};                     ///< empty: not asked for, or the method cannot say
    std::string sound = {};                   ///< name of the sound it is an occurrence of; may be empty
    std::optional<std::uint32_t> colour = {}; ///< 0xRRGGBB
    bool isQuery = false; ///< said of the event itself; needed where a list has several sounds
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
    SampleRange query;                     ///< no length: not known, and not written
    std::vector<Event> events;             ///< in order of time
    std::optional<LearnedSound> like = {}; ///< set: the query is this sound's, and `query` is not written
    std::optional<LeftEstimate> left = {}; ///< occurrences probably not among the confirmed; none: not known
    std::optional<Advice> advice = {};     ///< none: nothing to say
    std::vector<Judgement> evidence = {};  ///< what the answers of explanations count in
};

/** The events JSON that games read: integer sample positions at the file's own rate are the truth, seconds
    are derived from them (9 decimals, dot). Pretty-printed UTF-8 with a final newline; the same list gives
    the same bytes. The audio is named by its file name alone: a path would tie the file to one machine.
    Offset, frame rate and grid of the options become additional fields. */
std::string toEventsJson(const EventList& list, const ExportOptions& options = {});

/** Reads back what a search learned: the query and the confirmed and rejected events. Predicted ones were
    judged by nobody and are left out. Where the query lies in another file (the list was itself made by
    examples) or is not known, the first confirmed event takes its place. Events of several sounds are refused. `audio` is looked up beside the events file and not
    opened. Throws FileError that names the file, the field and what is expected. */
LearnedSound readLearnedSound(const std::filesystem::path& eventsFile);

/** Reads the events themselves. Reasons, advice and what is left belong to the search and are left out. Errors as
    readLearnedSound(); events may be instants, and the audio's name, hash and length may be missing. */
Annotations readEvents(const std::filesystem::path& eventsFile, const ImportOptions& options = {});

/** The field "state". Throws FileError for an unknown one. */
HitState hitStateFrom(const JsonFields& fields);
} // namespace reprise
