#pragma once

#include "session/SessionDocument.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace reprise
{
/** A step of a session as its journal holds it. */
struct JournalStep
{
    enum class Kind
    {
        perform, ///< `action` was done
        undo,
        redo,
        relink, ///< the session went on with `audio`
        save    ///< the session was about to be saved as the file with the SHA-256 `save`
    };

    Kind kind = Kind::perform;
    std::optional<Action> action = {};
    std::string save = {};
    std::optional<SessionAudio> audio = {};
};

/** What a journal held when it was opened. */
struct JournalContent
{
    /** Where a line ends, and its digits. */
    struct Line
    {
        std::int64_t end = 0; ///< in bytes of the file
        std::string digits;
    };

    std::string save;               ///< SHA-256 of the session file that the steps follow; empty: none
    std::vector<JournalStep> steps; ///< up to the first damage
    std::vector<Line> lines;        ///< the first line's, then those of the steps
    bool tornEnd = false;           ///< the last line was cut short and is left out
    std::size_t damagedLine = 0;    ///< number of the first damaged line from 1; 0: none
    std::size_t linesAfter = 0;     ///< lines from there to the end
};

/** The file beside a session that every step is appended to, locked while this object lives.

    Layout   Lines of 16 hexadecimal digits, a blank, JSON. The digits begin the SHA-256 of the digits of the
             line before and this line's JSON, so a line that was changed, lost or moved shows. The first line
             is {"format": "reprise.journal", "version": 1, "save": SHA-256 of the session file}.
    Failing  append() and restart() throw nothing but std::bad_alloc, which leaves whole lines. What could not be
             written is remembered and tried again by the next call; a part of it that did reach the file is
             cut off. A file that another program removes, or moves away from its session, is written anew by the
             next call.
    Threads  sync() may run beside the other calls; those on one thread at a time. */
class AnswerJournal
{
public:
    /** Opens or creates the file and locks it. Throws FileError when another program or object has it locked,
        OutputError when it cannot be opened at all, or is a symbolic link. A file that can only be read, or is in a
        folder that takes nothing and has other names, too (hard links), is opened for reading; every write fails
        then. */
    explicit AnswerJournal(std::filesystem::path file);

    /** Removes the file when it is known to hold no step. What was neither read on from nor begun anew stays. */
    ~AnswerJournal();
    AnswerJournal(const AnswerJournal&) = delete;
    AnswerJournal& operator=(const AnswerJournal&) = delete;

    /** What the file holds. Throws FileError when it cannot be read or is a journal of a newer version. */
    JournalContent read() const;

    /** What a journal holds that nobody here has opened, without a lock, and changing nothing. A file that is
        not there holds nothing. Throws FileError as read(), and for a symbolic link. */
    static JournalContent peek(const std::filesystem::path& file);

    /** Goes on after so many of the steps that were read; what lies behind them is cut off. */
    void continueAfter(const JournalContent& content, std::size_t stepsToKeep);

    /** Forgets all steps and begins anew after the session file with this SHA-256. */
    void restart(const std::string& save);

    /** Hands a step to the system: it survives the end of this process. */
    void append(const JournalStep& step);

    /** Tries again to write what could not be written. */
    void retry() { write(); }

    /** Empty when everything that was appended reached the system, else why not. */
    const std::string& error() const { return lastError; }

    /** Waits until what reached the system is safe from a power cut; the reason when that fails. */
    std::optional<std::string> sync() const;

    /** Another program removed the file, or took it from beside its session. Where both were moved, what is written goes
        with them. */
    bool isAway() const;

    const std::filesystem::path& path() const { return file; }

    /** Copies the file as it is to a free name beside it, and says which. Throws OutputError. */
    std::filesystem::path keepCopy() const;

private:
    void write();
    void comeBack();
    bool isUnderItsName() const;
    std::filesystem::path keepCopyOf(const std::string& content) const;

    std::filesystem::path file; ///< the session's, with an ending of its own
    int descriptor = -1;
    std::string pending;        ///< lines not written yet
    std::string chain;          ///< digits of the last line
    std::int64_t goodBytes = 0; ///< of the file, known to be whole lines
    std::size_t steps = 0;      ///< since the restart
    bool isOurs = false;        ///< what the file holds is known and taken over
    bool cutNeeded = false;     ///< the file may hold more than goodBytes
    std::string lastError;
};
} // namespace reprise
