#include "session/SessionStore.h"

#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "base/JsonFields.h"
#include "base/Sha256.h"
#include "session/AnswerJournal.h"
#include "session/SessionJson.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

constexpr auto sessionEnding = ".reprise";

fs::path withEnding(const fs::path& file, const char* ending)
{
    return fs::path(file) += ending;
}

fs::path journalOf(const fs::path& file)
{
    return withEnding(file, ".journal");
}

/** One name for one session: a link and its target must meet in one journal and one lock. */
fs::path realName(const fs::path& file)
{
    std::error_code error;
    const auto real = fs::weakly_canonical(file, error);
    return error ? file : real;
}

/** What a session is called after; "session" where endings and numbers would not fit into the 255 bytes of a name. */
std::string shortStem(const fs::path& file)
{
    constexpr std::size_t longest = 100;
    const auto stem = file.stem().string();
    return stem.empty() || stem.size() > longest ? "session" : stem;
}

/** Syncs a journal on a thread of its own, once for all requests that wait. */
class BackgroundSync
{
public:
    explicit BackgroundSync(const AnswerJournal& journalToSync)
        : journal(journalToSync), thread([this] { run(); })
    {
    }

    ~BackgroundSync()
    {
        {
            const std::lock_guard lock(mutex);
            ending = true;
        }
        changed.notify_all();
        thread.join();
    }

    BackgroundSync(const BackgroundSync&) = delete;
    BackgroundSync& operator=(const BackgroundSync&) = delete;

    void request()
    {
        {
            const std::lock_guard lock(mutex);
            ++requested;
        }
        changed.notify_all();
    }

    void wait()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return synced == requested; });
    }

    std::optional<std::string> error() const
    {
        const std::lock_guard lock(mutex);
        return lastError;
    }

    /** A save holds everything: what could not be synced before no longer matters. */
    void forgetError()
    {
        wait();
        const std::lock_guard lock(mutex);
        lastError.reset();
    }

private:
    void run()
    {
        std::unique_lock lock(mutex);
        for (;;)
        {
            changed.wait(lock, [&] { return ending || synced != requested; });
            if (synced == requested)
                return;
            const auto upTo = requested;
            lock.unlock();
            auto error = journal.sync();
            lock.lock();
            // Once pages were lost, a later success says nothing about them.
            if (error)
                lastError = std::move(error);
            synced = upTo;
            changed.notify_all();
        }
    }

    const AnswerJournal& journal;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::size_t requested = 0, synced = 0;
    bool ending = false;
    std::optional<std::string> lastError;
    std::thread thread;
};

std::string counted(std::size_t count, const std::string& what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string lostJournal(const FileError& error)
{
    return std::string("What was not saved is lost: ") + error.what();
}

/** False when the step cannot have been done to this document. */
bool apply(const JournalStep& step, SessionDocument& document)
{
    try
    {
        switch (step.kind)
        {
        case JournalStep::Kind::perform:
            if (document.perform(*step.action) == *step.action)
                return true;
            document.undo();
            return false;
        case JournalStep::Kind::undo:
            return document.undo();
        case JournalStep::Kind::redo:
            return document.redo();
        case JournalStep::Kind::relink:
            document.relink(*step.audio);
            return true;
        case JournalStep::Kind::save:
            return true;
        }
    }
    catch (const Error&)
    {
    }
    return false;
}

/** What a journal did to the session of a save. */
struct Recovery
{
    bool follows = false;            ///< the journal goes on from this save
    std::size_t first = 0, last = 0; ///< the steps that were applied
    std::size_t steps = 0;           ///< of them, what was done and not noted
    std::string problem;             ///< why steps were left out; empty: none were
};

/** Applies what the journal holds after the save with this SHA-256. */
Recovery applyJournal(SessionDocument& document, const JournalContent& content, const std::string& save)
{
    const auto& steps = content.steps;
    Recovery recovery;
    if (content.lines.empty() || (content.save.empty() && steps.empty()))
        return recovery;
    if (content.save != save)
    {
        // The program may have ended between writing this save and beginning its journal.
        const auto saved = std::find_if(steps.rbegin(), steps.rend(),
                                        [&](const JournalStep& step) {
                                            return step.kind == JournalStep::Kind::save && step.save == save;
                                        });
        if (saved == steps.rend())
        {
            recovery.problem = "The journal follows another save of the session, so its " +
                               counted(steps.size(), "step") + " were not applied";
            return recovery;
        }
        recovery.first = static_cast<std::size_t>(steps.rend() - saved);
    }
    recovery.follows = true;
    auto& last = recovery.last = recovery.first;
    for (;;)
    {
        // Each time something is taken back, all before it is done anew.
        const auto next = steps.begin() + static_cast<std::ptrdiff_t>(last);
        const auto undone = static_cast<std::size_t>(
            std::find_if(next, steps.end(),
                         [](const auto& step) { return step.kind != JournalStep::Kind::undo; }) -
            next);
        if (document.undo(undone))
        {
            last += undone;
            recovery.steps += undone;
        }
        else if (last < steps.size() && apply(steps[last], document))
            recovery.steps += steps[last++].kind != JournalStep::Kind::save ? 1 : 0;
        else
            break;
    }
    if (last < steps.size() || content.damagedLine != 0)
        recovery.problem = "The journal is damaged in line " + std::to_string(last + 2) + ", so its last " +
                           counted(steps.size() - last + content.linesAfter, "line") + " were not applied";
    return recovery;
}

/** As sessionFromJson; where the file is damaged, the message says whether the save before it can be opened. */
StoredSession sessionIn(const std::string& text, const fs::path& file)
{
    const auto previous = withEnding(file, ".bak");
    const auto isWhole = [&]
    {
        try
        {
            readStoredSession(previous);
            return true;
        }
        catch (const Error&)
        {
            return false;
        }
    };
    try
    {
        return sessionFromJson(text, file);
    }
    catch (const OtherFormat&)
    {
        throw;
    }
    catch (const FileError& e)
    {
        if (!isWhole())
            throw;
        throw FileError(e, "the save before it can be read: open a copy of " + previous.string());
    }
}
} // namespace

void requireNotOfSession(const fs::path& output, const fs::path& session)
{
    // Not all of them need exist, so they are compared by name.
    std::error_code error;
    const auto real = fs::weakly_canonical(output, error), name = realName(session);
    for (const auto* ending : {"", ".bak", ".journal", ".journal.kept", ".other"})
        if (real == withEnding(name, ending) || fs::equivalent(output, withEnding(name, ending), error))
            throw OutputError(output.string(), "is the session, or kept for it; name another file to write");
}

fs::path setAside(const std::vector<fs::path>& unreadable)
{
    std::error_code error;
    const auto beside = unreadable.empty() ? fs::path() : unreadable.front().parent_path();
    auto folder = beside / "unreadable";
    for (int number = 2; !fs::create_directory(folder, error); ++number)
    {
        if (error)
            throw OutputError(folder.string(), "cannot be made: " + error.message());
        folder = beside / ("unreadable " + std::to_string(number));
    }
    for (const auto& session : unreadable)
    {
        try
        {
            AnswerJournal{journalOf(session)}; // or it is open
        }
        catch (const OutputError&)
        {
            // Nobody can open it.
        }
        std::vector<fs::path> files;
        const auto name = session.filename().string();
        for (auto entry = fs::directory_iterator(session.parent_path(), error);
             entry != fs::directory_iterator(); entry.increment(error))
            if (entry->path().filename().string().starts_with(name + '.'))
                files.push_back(entry->path());
        files.push_back(session); // last: as long as it is there, it is found
        for (const auto& file : files)
        {
            fs::rename(file, folder / file.filename(), error);
            if (error)
                throw OutputError(file.string(),
                                  "cannot be moved to " + folder.string() + ": " + error.message());
        }
    }
    return folder;
}

SessionSnapshot readSnapshot(const fs::path& named)
{
    const auto file = realName(named);
    auto text = readWholeFile(named);
    for (;;)
    {
        SessionSnapshot snapshot{sessionIn(text, file).document, {}};
        std::string problem;
        std::size_t steps = 0;
        try
        {
            auto recovery =
                applyJournal(snapshot.document, AnswerJournal::peek(journalOf(file)), sha256Of(text));
            problem = std::move(recovery.problem);
            steps = recovery.steps;
        }
        catch (const FileError& e)
        {
            problem = lostJournal(e);
        }
        // A save in between has begun another journal: the two read here would not belong together.
        if (auto now = readWholeFile(file); now != text)
        {
            text = std::move(now);
            continue;
        }
        snapshot.report.recovered = steps;
        if (steps > 0)
            snapshot.report.remarks.push_back("With " + counted(steps, "step") + " that no save holds yet");
        if (!problem.empty())
            snapshot.report.remarks.push_back(problem);
        return snapshot;
    }
}

struct SessionStore::Implementation
{
    Implementation(fs::path sessionFile, StoredSession session, Durability howDurable, bool withoutName)
        : file(std::move(sessionFile)), stored(std::move(session)), durability(howDurable),
          unnamed(withoutName)
    {
    }

    /** Opens and locks the journal. A disk that fails is remembered, a session that is open elsewhere thrown. */
    void openJournal()
    {
        try
        {
            useJournal(std::make_unique<AnswerJournal>(journalOf(file)));
        }
        catch (const OutputError& e)
        {
            journalError = e.what();
        }
    }

    void useJournal(std::unique_ptr<AnswerJournal> opened)
    {
        background.reset(); // it looks at the old one
        journal = std::move(opened);
        if (durability != Durability::background)
            return;
        try
        {
            background = std::make_unique<BackgroundSync>(*journal);
        }
        catch (const std::exception&)
        {
            // Where no thread can be had, each step waits for the disk.
        }
    }

    /** Journals what was done. A journal is worth nothing to the steps behind one it lacks: where memory runs out,
        they are in memory alone until the next save. */
    template <typename MakeStep>
    void record(const MakeStep& makeStep)
    {
        changed = true;
        if (!journal || isBehind)
            return;
        try
        {
            journal->append(makeStep());
            makeDurable();
        }
        catch (const std::bad_alloc&)
        {
            isBehind = true;
        }
    }

    void makeDurable()
    {
        if (!journal->error().empty())
            return;
        if (background)
            background->request();
        else if (auto error = journal->sync())
            syncError = std::move(error);
    }

    /** All that the journal holds is in a file now. */
    void beginJournal(const std::string& save)
    {
        changed = false;
        syncError.reset();
        if (background)
            background->forgetError();
        if (!journal)
            return;
        journal->restart(save);
        isBehind = false;
        makeDurable();
    }

    std::optional<std::string> unsavedError() const
    {
        if (!changed)
            return {};
        auto reason = !journal                    ? journalError
                      : isBehind                  ? file.string() + ": its journal lacks memory"
                      : !journal->error().empty() ? journal->error()
                      : background                ? background->error().value_or("")
                                                  : syncError.value_or("");
        if (reason.empty())
            return {};
        return reason;
    }

    /** Copies the journal before its steps are cut off. */
    void keepJournal(const std::string& why)
    {
        report.remarks.push_back(why + "; the journal is kept as " + journal->keepCopy().string());
    }

    /** A journal left by a session that is replaced or no longer there. */
    static void keepLeft(const AnswerJournal& left)
    {
        try
        {
            const auto steps = left.read().steps;
            if (std::all_of(steps.begin(), steps.end(),
                            [](const JournalStep& s) { return s.kind == JournalStep::Kind::save; }))
                return;
        }
        catch (const FileError&)
        {
            // Whatever it is, somebody may want it.
        }
        left.keepCopy();
    }

    /** Applies what the journal holds after the save with this SHA-256. */
    void recover(const std::string& save)
    {
        JournalContent content;
        try
        {
            content = journal->read();
        }
        catch (const FileError& e)
        {
            keepJournal(lostJournal(e));
            return journal->restart(save);
        }
        const auto recovery = applyJournal(stored.document, content, save);
        if (!recovery.problem.empty())
            keepJournal(recovery.problem);
        if (!recovery.follows)
            return journal->restart(save);
        if (recovery.first == 0)
            journal->continueAfter(content, recovery.last);
        else
        {
            journal->restart(save);
            for (auto step = recovery.first; step < recovery.last; ++step)
                journal->append(content.steps[step]);
        }
        report.recovered = recovery.steps;
        if (report.recovered == 0)
            return;
        changed = true;
        report.remarks.insert(report.remarks.begin(),
                              "Recovered " + counted(report.recovered, "step") + " that had not been saved");
    }

    /** What the file holds is ours, or is kept beside it; says where. */
    std::optional<std::string> keepOther() const
    {
        std::error_code error;
        if (!fs::exists(file, error))
            return {};
        const auto text = readWholeFile(file);
        if (sha256Of(text) == savedAs)
            return {};
        auto kept = withEnding(file, ".other");
        for (int number = 2; fs::exists(kept, error); ++number)
            kept = withEnding(file, (".other-" + std::to_string(number)).c_str());
        writeFileAtomically(kept, text, Links::replace);
        return "Another program changed the session while it was open; what it wrote is kept as " +
               kept.string();
    }

    std::optional<std::string> save()
    {
        const auto text = toSessionJson(stored.document, file, stored.unknown);
        auto sha256 = sha256Of(text);
        requireWritable(file);
        auto remark = keepOther();
        keepPrevious(file);
        // Between this line and the new journal, the file on the disk says which of the two saves holds.
        if (journal)
        {
            journal->append({JournalStep::Kind::save, {}, sha256});
            journal->sync();
        }
        writeFileAtomically(file, text);
        if (!journal)
            openJournal();
        beginJournal(sha256);
        savedAs = std::move(sha256);
        return remark;
    }

    static void keepPrevious(const fs::path& file)
    {
        std::error_code error;
        requireWritable(file);
        if (fs::exists(file, error))
            writeFileAtomically(withEnding(file, ".bak"), readWholeFile(file), Links::replace);
    }

    /** Lets go of a journal whose steps are safe elsewhere or wanted by nobody. */
    void removeJournal()
    {
        background.reset();
        // Emptied first: it removes its file when it is let go without a step.
        if (journal)
            journal->restart("");
        journal.reset();
    }

    /** Removes the files of a session without a name. One that is in memory alone has none: what has its name is
        another's. */
    void removeFiles()
    {
        if (!journal || savedAs.empty())
            return;
        std::error_code ignored;
        fs::remove(file, ignored);
        fs::remove(withEnding(file, ".bak"), ignored);
        removeJournal();
    }

    fs::path file;
    StoredSession stored;
    Durability durability;
    bool unnamed = false;
    bool changed = false;
    std::string savedAs; ///< SHA-256 of the file as it was read or saved; empty: it was not
    OpenReport report;
    std::string journalError; ///< why there is no journal
    std::optional<std::string> syncError;
    bool isBehind = false; ///< the journal lacks a step
    std::unique_ptr<AnswerJournal> journal;
    std::unique_ptr<BackgroundSync> background; ///< after the journal, which it uses
};

SessionStore::SessionStore(std::unique_ptr<Implementation> made) : implementation(std::move(made)) {}
SessionStore::SessionStore(SessionStore&&) noexcept = default;
SessionStore& SessionStore::operator=(SessionStore&&) noexcept = default;
SessionStore::~SessionStore() = default;

SessionStore SessionStore::create(const fs::path& named, SessionDocument document, Durability durability)
{
    requireWritable(named);
    const auto file = realName(named);
    auto made = std::make_unique<Implementation>(file, StoredSession{std::move(document)}, durability, false);
    made->useJournal(std::make_unique<AnswerJournal>(journalOf(file)));
    std::error_code error;
    if (fs::exists(file, error))
        throw OutputError(file.string(), "is there already; open it, or name another file");
    Implementation::keepLeft(*made->journal);
    try
    {
        made->save();
    }
    catch (const OutputError&)
    {
        made->removeJournal();
        throw;
    }
    return SessionStore(std::move(made));
}

SessionStore SessionStore::createUnnamed(const fs::path& folder, SessionDocument document,
                                         Durability durability)
{
    std::error_code error;
    fs::create_directories(folder, error);
    const auto name = shortStem(document.audio().info.path);
    constexpr int mostNames = 10000;
    for (int number = 1;; ++number)
    {
        const auto file = folder / (name + (number == 1 ? "" : " " + std::to_string(number)) + sessionEnding);
        if (fs::exists(file, error) && number < mostNames)
            continue;
        try
        {
            auto store = create(file, document, durability);
            store.implementation->unnamed = true;
            return store;
        }
        catch (const FileError&)
        {
            // Another program makes a session of this name just now: the next one.
        }
        catch (const OutputError& e)
        {
            if (fs::exists(file, error) && number < mostNames)
                continue;
            auto made =
                std::make_unique<Implementation>(file, StoredSession{std::move(document)}, durability, true);
            made->journalError = e.what();
            made->changed = true;
            return SessionStore(std::move(made));
        }
    }
}

SessionStore SessionStore::open(const fs::path& named, Durability durability)
{
    // Before anything is created beside it.
    readWholeFile(named);
    const auto file = realName(named);
    std::unique_ptr<AnswerJournal> journal;
    std::string journalError;
    try
    {
        journal = std::make_unique<AnswerJournal>(journalOf(file));
    }
    catch (const OutputError& e)
    {
        journalError = e.what();
    }
    std::error_code error;
    const auto isUnread =
        !journal && fs::symlink_status(journalOf(file), error).type() != fs::file_type::not_found;
    // Read once it is locked: a program that has just closed it may have saved.
    const auto text = readWholeFile(file);
    auto made = std::make_unique<Implementation>(file, sessionIn(text, file), durability, false);
    made->journalError = std::move(journalError);
    made->savedAs = sha256Of(text);
    if (isUnread)
        made->report.remarks.push_back("Steps that no save holds, if any, were not read: " +
                                       made->journalError);
    if (journal)
    {
        made->useJournal(std::move(journal));
        made->recover(made->savedAs);
    }
    return SessionStore(std::move(made));
}

SessionStore SessionStore::openUnnamed(const fs::path& file, Durability durability)
{
    auto store = open(file, durability);
    auto& content = *store.implementation;
    content.unnamed = true;
    // Nobody saves these, so that going on with what only the journal holds is no news.
    if (content.report.recovered > 0)
        content.report.remarks.erase(content.report.remarks.begin());
    return store;
}

std::vector<fs::path> SessionStore::unnamedSessions(const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code error;
    // Where reading the folder fails, error says so, and the iterator is at the end.
    for (auto entry = fs::directory_iterator(folder, error); entry != fs::directory_iterator();
         entry.increment(error))
        if (entry->path().extension() == sessionEnding && entry->is_regular_file(error))
            try
            {
                const AnswerJournal lock(journalOf(entry->path()));
                found.push_back(entry->path());
            }
            catch (const FileError&)
            {
                // Open now.
            }
            catch (const OutputError&)
            {
                found.push_back(entry->path()); // whoever opens it is told
            }
    std::sort(found.begin(), found.end());
    return found;
}

const SessionDocument& SessionStore::document() const
{
    return implementation->stored.document;
}

const fs::path& SessionStore::path() const
{
    return implementation->file;
}

bool SessionStore::isUnnamed() const
{
    return implementation->unnamed;
}

const OpenReport& SessionStore::report() const
{
    return implementation->report;
}

const Action& SessionStore::perform(Action action)
{
    const auto& done = implementation->stored.document.perform(std::move(action));
    implementation->record([&] { return JournalStep{JournalStep::Kind::perform, done}; });
    return done;
}

bool SessionStore::undo(std::size_t steps)
{
    if (!implementation->stored.document.undo(steps))
        return false;
    for (std::size_t step = 0; step < steps; ++step)
        implementation->record([] { return JournalStep{JournalStep::Kind::undo}; });
    return true;
}

bool SessionStore::redo()
{
    if (!implementation->stored.document.redo())
        return false;
    implementation->record([] { return JournalStep{JournalStep::Kind::redo}; });
    return true;
}

void SessionStore::setPredicted(SoundId sound, std::vector<Hit> hits)
{
    implementation->stored.document.setPredicted(sound, std::move(hits));
    implementation->changed = true;
}

void SessionStore::relink(SessionAudio audio)
{
    auto& store = *implementation;
    auto& document = store.stored.document;
    const auto isOther = toJson(audio, store.file) != toJson(document.audio(), store.file);
    document.relink(std::move(audio));
    if (isOther)
        store.record([&] { return JournalStep{JournalStep::Kind::relink, {}, {}, document.audio()}; });
}

std::optional<std::string> SessionStore::save()
{
    return implementation->save();
}

void SessionStore::saveAs(const fs::path& named)
{
    auto& old = *implementation;
    requireWritable(named);
    auto file = realName(named);
    if (file == old.file)
    {
        save();
        old.unnamed = false;
        return;
    }
    // The new file is whole before anything happens to the old one.
    auto journal = std::make_unique<AnswerJournal>(journalOf(file));
    Implementation::keepLeft(*journal);
    const auto text = toSessionJson(old.stored.document, file, old.stored.unknown);
    const auto sha256 = sha256Of(text);
    Implementation::keepPrevious(file);
    writeFileAtomically(file, text);
    journal->restart(sha256);
    if (old.unnamed)
        old.removeFiles();
    else
        old.removeJournal();
    old.file = std::move(file);
    old.unnamed = false;
    old.useJournal(std::move(journal));
    old.beginJournal(sha256);
    old.savedAs = sha256;
}

fs::path SessionStore::saveElsewhere()
{
    const auto& store = *implementation;
    const auto name =
        shortStem(store.unnamed ? store.stored.document.audio().info.path : store.file) + " (rescued";
    const auto* home = std::getenv("HOME");
    std::string reasons;
    std::error_code error;
    for (const auto& folder : {fs::path(home == nullptr ? "" : home), fs::temp_directory_path(error)})
    {
        if (folder.empty())
            continue;
        auto named = folder / (name + ").reprise");
        for (int number = 2; fs::exists(named, error); ++number)
            named = folder / (name + " " + std::to_string(number) + ").reprise");
        try
        {
            saveAs(named);
            return named;
        }
        catch (const Error& failure)
        {
            reasons += std::string("; ") + failure.what();
        }
    }
    throw OutputError(store.file.string(),
                      "neither the home folder nor the one for temporary files can be written to" + reasons);
}

void SessionStore::discard()
{
    if (implementation->unnamed)
        implementation->removeFiles();
    else
        implementation->removeJournal();
    implementation->changed = false;
}

bool SessionStore::hasUnsavedChanges() const
{
    return implementation->changed;
}

std::optional<std::string> SessionStore::unsavedError() const
{
    return implementation->unsavedError();
}

void SessionStore::flush()
{
    auto& store = *implementation;
    if (!store.journal)
        return;
    if (!store.journal->error().empty() || store.journal->isAway())
    {
        store.journal->retry();
        store.makeDurable();
    }
    if (store.background)
        store.background->wait();
}
} // namespace reprise
