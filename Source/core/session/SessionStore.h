#pragma once

#include "session/SessionFile.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise
{
/** When an answer is safe from a power cut. A crash of the program loses nothing either way. */
enum class Durability
{
    immediate, ///< before perform() returns
    background ///< a moment later, synced by a thread of the store; flush() waits for it
};

/** What happened when a session was opened. */
struct OpenReport
{
    std::size_t recovered = 0; ///< steps (actions, undos, redos) that were in no save
    std::vector<std::string>
        remarks; ///< for the user: what was recovered, what could not be and where it lies
};

/** A session as it stands on the disk. */
struct SessionSnapshot
{
    SessionDocument document;
    OpenReport report;
};

/** Reads a session with all that its journal holds, and changes nothing: no file, no lock. So a session can be read
    while a program has it open; what that program does meanwhile may be missing. Steps that cannot be applied are
    left out, and the report says so. Throws FileError as readSession(). */
SessionSnapshot readSnapshot(const std::filesystem::path& file);

/** Throws OutputError where `output` is a session's file or one that is kept for it beside it: what is written there
    would take answers away. */
void requireNotOfSession(const std::filesystem::path& output, const std::filesystem::path& session);

/** Moves sessions that are open nowhere, with all that is kept for them beside them, into a new folder "unreadable" (2, 3
    ...) beside the first, where nobody looks for drafts. Returns it. Throws FileError where one is open, OutputError
    where one cannot be moved; each is moved or still there. */
std::filesystem::path setAside(const std::vector<std::filesystem::path>& unreadable);

/** A session on the disk: the document, its file, and a journal beside it that holds every step since the last
    save. Nothing that was done is lost when the program is killed at any instant.

    Files    NAME.reprise, the last save, replaced as a whole; NAME.reprise.bak, the save before it;
             NAME.reprise.journal, there while the session is open or holds steps that are in no save.
    Journal  One line for each action, undo, redo and relinking: a checksum that covers all lines before it, too, and
             JSON. The first line names the save (by its SHA-256) that the steps follow. A line is handed to
             the system before perform() returns. A torn last line, which nobody was told is safe, is dropped.
             After a damaged line in the middle nothing is applied; the whole journal is kept as
             NAME.reprise.journal.kept and the report says so. So is a journal that follows another save.
             NAME.reprise.other is what another program made of the session while it was open.
    Locking  The journal is locked while a store lives. The system gives the lock back when a process dies,
             so that a crash never blocks a session.
    Failing  When the journal cannot be written (full disk, read-only folder), the step is done in memory,
             unsavedError() says why it is not safe, and each later step tries again to write all that is
             missing. So a user can make room or save elsewhere without answering anything anew. save() and
             saveAs() throw OutputError then; the document and what was on the disk stay as they were. Where not
             even an empty journal could be made (a read-only folder), or memory ran out while a line of it was
             made, only a save helps. Where memory runs out before, std::bad_alloc, and nothing was done.
    Unnamed  A session that was never saved lives in a folder for such sessions in the same way, until
             saveAs() moves it or discard() removes it.
    Not journalled  predicted places, which follow from the answers; they are stored by the next save.
    Threads  one thread at a time. */
class SessionStore
{
public:
    /** A new session. Throws OutputError when there is a file already, or it cannot be written. */
    static SessionStore create(const std::filesystem::path& file, SessionDocument document,
                               Durability durability = Durability::immediate);

    /** A new session without a name, in a folder that is created if need be, under a free name after the
        audio's. Where that cannot be written it lives in memory, and unsavedError() says so. */
    static SessionStore createUnnamed(const std::filesystem::path& folder, SessionDocument document,
                                      Durability durability = Durability::immediate);

    /** The session with all that its journal holds. Throws FileError as readSession(), and when the session is
        open in another program or another store. A session in a folder that cannot be written is opened, and
        unsavedError() says so once something was done; OutputError only when a damaged journal cannot be set
        aside. */
    static SessionStore open(const std::filesystem::path& file,
                             Durability durability = Durability::immediate);

    /** Opens what unnamedSessions() lists. What only the journal holds is no remark then. */
    static SessionStore openUnnamed(const std::filesystem::path& file,
                                    Durability durability = Durability::immediate);

    /** Sessions left without a name by an earlier run, in order of their names, without those that are open
        now. */
    static std::vector<std::filesystem::path> unnamedSessions(const std::filesystem::path& folder);

    SessionStore(SessionStore&&) noexcept;
    SessionStore& operator=(SessionStore&&) noexcept;

    /** Closes without saving: what is in no save stays in the journal. */
    ~SessionStore();

    const SessionDocument& document() const;

    /** Absolute, links resolved: a link and what it points to are one session. */
    const std::filesystem::path& path() const;
    bool isUnnamed() const;
    const OpenReport& report() const;

    /** As SessionDocument's. Errors as there; a disk that fails is no error here, see unsavedError(). */
    const Action& perform(Action action);
    bool undo(std::size_t steps = 1);
    bool redo();
    void setPredicted(SoundId sound, std::vector<Hit> hits);
    void relink(SessionAudio audio);

    /** Writes everything to the session file; the previous one becomes the `.bak`. Throws OutputError. Where another
        program has changed the file meanwhile, its version is kept as `.other`, and what is returned says so. */
    std::optional<std::string> save();

    /** Writes everything to another file (one that is there becomes its `.bak`) and goes on there. What the
        old file's journal held is in the new file, and the files of a session without a name are removed.
        Throws OutputError, and FileError when the other file is open elsewhere; nothing has changed then. */
    void saveAs(const std::filesystem::path& file);

    /** As saveAs() to a session that is not there yet, named after this one or its audio, in the home folder or, where
        that cannot be, in the one for temporary files: for leaving while unsavedError() names something. Returns
        its path; throws OutputError where neither can be written to. */
    std::filesystem::path saveElsewhere();

    /** Forgets what is in no save, and with an unnamed session all its files. Only path() and destruction
        are allowed afterwards. */
    void discard();

    /** True when the session file does not hold the document as it is now. */
    bool hasUnsavedChanges() const;

    /** What to say after unsavedError() while the session stays open. */
    static constexpr std::string_view unsavedAdvice =
        "what was done since the last save is only in memory, make room or save elsewhere";

    /** Why something that was done is only in memory; empty when all is safe. For people, one line. */
    std::optional<std::string> unsavedError() const;

    /** Waits until everything done so far is safe from a power cut, or unsavedError() says why not. */
    void flush();

private:
    struct Implementation;
    explicit SessionStore(std::unique_ptr<Implementation> made);
    std::unique_ptr<Implementation> implementation;
};
} // namespace reprise
