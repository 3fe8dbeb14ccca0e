#pragma once

#include "base/Errors.h"
#include "session/SessionDocument.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace reprise
{
/** Fields of a session file that this version has no use for, as JSON; empty: none. They are written again with
    what they belong to, at any depth. */
struct UnknownFields
{
    /** Of something without a number: they go once it is not written as it was read. */
    struct Attached
    {
        std::string owner, fields;
    };

    std::string session, audio;
    std::map<SoundId, std::string> sounds;
    std::map<HitId, std::string> hits;
    std::map<std::size_t, Attached> history; ///< by the action's place in it
    std::map<SoundId, Attached> predicted;
};

/** A file that is no session, or one of a later version: not damaged. */
class OtherFormat : public FileError
{
public:
    using FileError::FileError;
};

/** A session as it lies on the disk. */
struct StoredSession
{
    SessionDocument document;
    UnknownFields unknown = {};
};

/** The `.reprise` format: UTF-8 JSON, described by Resources/schema/session.schema.json. Positions are samples
    of the audio; times of answers are milliseconds since 1970, UTC.

    Paths    The audio is named relative to the session's folder, and beside it by the absolute path it had, as
             a hint. Names that are not UTF-8 are written as their bytes, too. Reading opens neither.
    History  Everything that was done, and how much of it is in force. `sounds` is what follows from it, for
             people and other programs.
    Bytes    The same document at the same path gives the same bytes. */
std::string toSessionJson(const SessionDocument& document, const std::filesystem::path& sessionFile,
                          const UnknownFields& unknown = {});

/** Reads the text of a session file lying at `sessionFile`. Throws FileError that names the file, the place in
    it and what is expected: not JSON, another format or a newer version (OtherFormat), a field missing or of the wrong kind,
    keys given twice, nesting deeper than any session's, a history that cannot have happened, sounds that
    contradict the history. */
StoredSession sessionFromJson(std::string_view text, const std::filesystem::path& sessionFile);

/** Whether a file is meant to be a session: by the ending `.reprise`, or by its beginning under any other name. Opens
    regular files only. */
bool isSessionFile(const std::filesystem::path& file);

/** Reads a session file. The audio's path is where it lies as seen from the session file, absolute; it is not
    opened (AudioSearch.h does). Answers that were given after the last save and lie in the journal are not
    read; SessionStore::open() does. Throws FileError as above, and for a missing file, a folder or a device. */
SessionDocument readSession(const std::filesystem::path& sessionFile);
StoredSession readStoredSession(const std::filesystem::path& sessionFile);
} // namespace reprise
