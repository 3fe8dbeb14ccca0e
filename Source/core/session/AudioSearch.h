#pragma once

#include "base/Progress.h"
#include "session/SessionDocument.h"

#include <filesystem>
#include <string>
#include <vector>

namespace reprise
{
/** What became of a session's audio. */
enum class AudioState
{
    same, ///< found, byte for byte
    changed, ///< there is another file in its place, or its rate, channels or length are not what the session says
    missing
};

struct AudioMatch
{
    AudioState state = AudioState::missing;

    /** What was found: for relinking when it is the same, or when the user takes the changed one. When missing, what
        was looked for. */
    SessionAudio audio;

    /** For people: what differs (sample rate, channels, length, content), each with both values. When the file
        is the same, what may shift positions none the less: another decoder of a lossy format. */
    std::vector<std::string> differences;
};

/** For people: what differs between a file's header and what a session says of its audio (sample rate, channels,
    length), each with both values. Headers that state no length, or of lossy files one that decoders miss, are not
    held against it. */
std::vector<std::string> differencesOf(const AudioFileInfo& found, const AudioFileInfo& wanted);

/** Looks for a session's audio: where the session says it lies, where it lay when it was saved, by its name
    beside the session file, and then in a folder with all its folders: by its name first, then among all files
    whose header states the same rate, channels and length.

    The same file is told by its SHA-256. A file of the right name with other content is reported as changed
    only when the same content is found nowhere. Links to folders are not followed.
    Files that cannot be read are passed over. Throws FileError when the folder is none; Cancelled. */
AudioMatch findAudio(const SessionAudio& wanted, const std::filesystem::path& sessionFile,
                     const std::filesystem::path& searchFolder = {}, const Progress& progress = {});
} // namespace reprise
