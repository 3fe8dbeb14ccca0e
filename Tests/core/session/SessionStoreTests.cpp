// The promise kept here: whatever was done to a session is there again after the program was killed, at any
// instant, and after the disk was full; and nobody is told that something is safe which is not.

#include "session/SessionStore.h"

#include "base/Errors.h"
#include "base/Sha256.h"
#include "session/AnswerJournal.h"
#include "support/EnvironmentVariable.h"
#include "support/Sessions.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <optional>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace reprise;
using namespace reprise::test;
namespace fs = std::filesystem;

namespace
{
SessionDocument withSound()
{
    SessionDocument document(someAudio());
    document.perform(AddSound{someSound()});
    return document;
}

Judge answer(SampleIndex start)
{
    return {1, {someHit(start)}};
}

std::size_t answersIn(const SessionDocument& document)
{
    return document.find(1)->hits.size();
}

bool areEqual(const SessionDocument& a, const SessionDocument& b)
{
    return a.sounds() == b.sounds() && a.done() == b.done() && a.nextIds() == b.nextIds() &&
           std::equal(a.history().begin(), a.history().end(), b.history().begin(), b.history().end());
}

/** One step of a random session, the same for the same seed; works on documents and stores. */
template <class Session>
void step(Session& session, const SessionDocument& document, RandomActions& random)
{
    const auto kind = random.below(8);
    if (kind == 0)
        session.undo();
    else if (kind == 1)
        session.redo();
    else
        try
        {
            session.perform(random.next(document));
        }
        catch (const Error&)
        {
            // One in ten is not allowed, and changes nothing.
        }
}

/** While it lives, no file of this process grows beyond a size: the disk is full. */
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit limit{bytes, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, SIG_DFL);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before{};
};

std::size_t filesIn(const fs::path& folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}
} // namespace

TEST_CASE("A damaged session's message names the save before it, if that can be read", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise";
    {
        auto store = SessionStore::create(file, withSound());
        store.perform(answer(100000));
        store.save();
    }
    const auto previous = file.string() + ".bak";
    fs::resize_file(file, fs::file_size(file) / 2);
    const auto hint = "; the save before it can be read: open a copy of " + previous;
    CHECK_THROWS_WITH(SessionStore::open(file),
                      Catch::StartsWith(file.string() + ": ") && Catch::EndsWith(hint));
    CHECK_THROWS_WITH(readSnapshot(file), Catch::EndsWith(hint));
    fs::copy_file(previous, folder / "t.reprise");
    CHECK(answersIn(SessionStore::open(folder / "t.reprise").document()) == 0);
    // Nothing is wrong with a file of a later version.
    auto later = readText(previous);
    later.replace(later.find("\"version\": 1"), 12, "\"version\": 9");
    writeText(file, later);
    CHECK_THROWS_WITH(SessionStore::open(file), Catch::EndsWith("update Reprise"));
    fs::resize_file(file, 200);
    fs::resize_file(previous, 100);
    CHECK_THROWS_WITH(SessionStore::open(file), !Catch::Contains("the save before it"));
    CHECK_THROWS_WITH(SessionStore::open(file), Catch::StartsWith(file.string() + ": "));
}

TEST_CASE("What was done is there again without a save, and is a save's afterwards", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise";
    for (const auto durability : {Durability::immediate, Durability::background})
    {
        fs::remove(file);
        {
            auto store = SessionStore::create(file, withSound(), durability);
            CHECK_FALSE(store.hasUnsavedChanges());
            store.perform(answer(100000));
            store.perform(answer(200000));
            store.undo();
            store.perform(LabelHit{1, 1, "first"});
            store.flush();
            CHECK(store.hasUnsavedChanges());
            CHECK_FALSE(store.unsavedError().has_value());
            CHECK(readSession(file).find(1)->hits.empty()); // not saved
        }
        {
            auto store = SessionStore::open(file, durability);
            CHECK(store.report().recovered == 4);
            CHECK(store.report().remarks.size() == 1);
            REQUIRE(answersIn(store.document()) == 1);
            CHECK(store.document().find(1)->hits[0].label == "first");
            store.undo();
            store.perform(answer(300000));
            store.save();
            CHECK_FALSE(store.hasUnsavedChanges());
            CHECK(answersIn(readSession(file)) == 2);
            CHECK(answersIn(readSession(file.string() + ".bak")) == 0);
        }
        CHECK(filesIn(folder.path) == 2); // no journal is left
        auto store = SessionStore::open(file, durability);
        CHECK(store.report().recovered == 0);
        CHECK(store.report().remarks.empty());
        CHECK(answersIn(store.document()) == 2);
        fs::remove(file.string() + ".bak");
    }
}

TEST_CASE("A process that is killed at any instant loses nothing it was told is safe", "[session][store]")
{
    const TemporaryFolder folder;
    std::mt19937 delays(1);
    std::size_t mostSteps = 0;
    for (std::uint32_t seed = 1; seed <= 40; ++seed)
    {
        const auto file = folder / ("s" + std::to_string(seed) + ".reprise");
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0)
        {
            try
            {
                auto store = SessionStore::create(
                    file, withSound(), seed % 2 == 0 ? Durability::background : Durability::immediate);
                RandomActions random(seed);
                for (std::uint32_t done = 1;; ++done)
                {
                    step(store, store.document(), random);
                    if (::write(ends[1], &done, sizeof done) != sizeof done)
                        break;
                    if (done % 7 == 0)
                        store.save();
                }
            }
            catch (...)
            {
                ::_exit(1);
            }
            ::_exit(0);
        }
        ::close(ends[1]);
        std::uint32_t told = 0;
        REQUIRE(::read(ends[0], &told, sizeof told) == sizeof told); // it has begun
        std::this_thread::sleep_for(std::chrono::microseconds(delays() % 40000));
        ::kill(child, SIGKILL);
        while (::read(ends[0], &told, sizeof told) == sizeof told)
            continue;
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFSIGNALED(status));

        auto expected = withSound();
        RandomActions random(seed);
        for (std::uint32_t done = 0; done < told; ++done)
            step(expected, expected, random);
        auto oneMore = expected;
        step(oneMore, oneMore, random);
        const auto store = SessionStore::open(file);
        INFO("seed " << seed << ", killed after step " << told);
        CHECK((areEqual(store.document(), expected) || areEqual(store.document(), oneMore)));
        CHECK(store.report().remarks.size() <= 1); // recovered, and nothing else to say
        mostSteps = std::max<std::size_t>(mostSteps, told);
    }
    CHECK(mostSteps > 10);
}

TEST_CASE("A journal that ends anywhere gives back every whole line", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise", journal = folder / "s.reprise.journal";
    {
        auto store = SessionStore::create(file, withSound());
        for (SampleIndex i = 1; i <= 4; ++i)
            store.perform(answer(i));
    }
    const auto saved = readText(file), whole = readText(journal);
    REQUIRE(std::count(whole.begin(), whole.end(), '\n') == 5);
    for (std::size_t length = 0; length <= whole.size(); length += length + 60 > whole.size() ? 1 : 17)
    {
        writeText(file, saved);
        writeText(journal, whole.substr(0, length));
        const auto lines =
            std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length), '\n');
        auto store = std::make_optional(SessionStore::open(file));
        REQUIRE(answersIn(store->document()) ==
                static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, lines - 1)));
        // It goes on as if nothing had been.
        store->perform(answer(9));
        const auto now = store->document();
        store.reset();
        REQUIRE(areEqual(SessionStore::open(file).document(), now));
    }
    CHECK(filesIn(folder.path) == 2);
}

TEST_CASE("Damage in a journal costs what comes after it, and is kept and reported", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise", journal = folder / "s.reprise.journal";
    {
        auto store = SessionStore::create(file, withSound());
        for (SampleIndex i = 1; i <= 4; ++i)
            store.perform(answer(i));
    }
    const auto whole = readText(journal);
    const auto thirdLine = whole.find('\n', whole.find('\n') + 1) + 1;
    const auto check = [&](const std::string& content, std::size_t answers, const std::string& said)
    {
        writeText(journal, content);
        {
            const auto store = SessionStore::open(file);
            CHECK(answersIn(store.document()) == answers);
            REQUIRE_FALSE(store.report().remarks.empty());
            CHECK_THAT(store.report().remarks.back(), Catch::Contains(said) && Catch::Contains(".kept"));
        }
        CHECK(readText(journal.string() + ".kept") == content);
        fs::remove(journal.string() + ".kept");
        // The next opening has nothing more to complain of.
        CHECK(SessionStore::open(file).report().remarks.size() == (answers > 0 ? 1 : 0));
    };
    auto flipped = whole;
    flipped[thirdLine + 40] ^= 1;
    check(flipped, 1, "damaged in line 3, so its last 3 lines");
    auto without = whole;
    without.erase(thirdLine, without.find('\n', thirdLine) + 1 - thirdLine);
    check(without, 1, "damaged in line 3, so its last 2 lines");
    check("rubbish\n" + whole, 0, "line 1 is damaged");

    // Somebody put another version of the session there.
    auto other = withSound();
    other.perform(RenameSound{1, "gong"});
    writeText(file, toSessionJson(other, file));
    check(whole, 0, "follows another save");
}

TEST_CASE("A crash between writing a save and beginning its journal is no damage", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise", journal = folder / "s.reprise.journal";
    std::string before, journalBefore;
    {
        auto store = SessionStore::create(file, withSound());
        store.perform(answer(1));
        before = readText(file);
        journalBefore = readText(journal);
        store.save();
    }
    const auto after = readText(file);
    // The journal as it was between the two: its last line announces the save.
    writeText(file, before);
    writeText(journal, journalBefore);
    {
        AnswerJournal announced(journal);
        announced.continueAfter(announced.read(), 1);
        announced.append({JournalStep::Kind::save, {}, sha256Of(after)});
    }
    const auto between = readText(journal);
    for (const auto& onDisk : {before, after})
    {
        writeText(file, onDisk);
        writeText(journal, between);
        const auto store = SessionStore::open(file);
        CHECK(answersIn(store.document()) == 1);
        CHECK(store.report().recovered == (onDisk == before ? 1 : 0));
        CHECK(store.hasUnsavedChanges() == (onDisk == before));
    }
}

TEST_CASE("A full disk is told at once, and nothing has to be answered anew", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise";
    const auto durability = GENERATE(Durability::immediate, Durability::background);
    auto store = std::make_optional(SessionStore::create(file, withSound(), durability));
    const auto saved = readText(file);
    store->perform(answer(1));
    {
        const FullDisk full(fs::file_size(file.string() + ".journal") + 100); // a part of a line fits
        store->perform(answer(2));
        store->undo();
        store->perform(answer(3));
        store->flush();
        REQUIRE(store->unsavedError().has_value());
        CHECK_THAT(*store->unsavedError(), Catch::Contains("s.reprise.journal: cannot be written"));
        CHECK(answersIn(store->document()) == 2);
        CHECK_THROWS_AS(store->save(), OutputError);
        CHECK(readText(file) == saved);
        CHECK(store->unsavedError().has_value());
    }
    SECTION("killed now, it has what was safe")
    {
        const auto journal = readText(file.string() + ".journal");
        store.reset();
        writeText(file.string() + ".journal", journal);
        CHECK(answersIn(SessionStore::open(file).document()) == 1);
    }
    SECTION("with room again, the next step brings everything along")
    {
        store->perform(answer(4));
        store->flush();
        CHECK_FALSE(store->unsavedError().has_value());
        const auto now = store->document();
        store.reset();
        CHECK(areEqual(SessionStore::open(file).document(), now));
    }
    SECTION("with room again, flushing brings everything along")
    {
        store->flush();
        CHECK_FALSE(store->unsavedError().has_value());
    }
    SECTION("with room again, it can be saved")
    {
        store->save();
        CHECK_FALSE(store->unsavedError().has_value());
        CHECK(answersIn(readSession(file)) == 2);
    }
}

TEST_CASE("Where a session cannot be written, everything is kept beside other rescued ones",
          "[session][store]")
{
    const TemporaryFolder folder;
    fs::create_directories(folder / "home");
    const EnvironmentVariable home("HOME", (folder / "home").string());
    std::vector<fs::path> kept;
    for (int i = 0; i < 2; ++i)
    {
        const auto file = folder / "s.reprise";
        auto store = SessionStore::create(file, withSound());
        store.perform(answer(1));
        kept.push_back(store.saveElsewhere());
        CHECK(store.path() == kept.back());
        CHECK_FALSE(store.hasUnsavedChanges());
        CHECK(answersIn(readSession(kept.back())) == 1);
        fs::remove(file);
    }
    CHECK(kept ==
          std::vector{folder / "home" / "s (rescued).reprise", folder / "home" / "s (rescued 2).reprise"});

    // A name that is as long as one can be with what lies beside the session leaves no room for more.
    auto store = SessionStore::create(folder / (std::string(235, 'y') + ".reprise"), withSound());
    store.perform(answer(1));
    CHECK(store.saveElsewhere() == folder / "home" / "session (rescued).reprise");
}

TEST_CASE("Two users of one session are told apart, the dead do not count", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise";
    {
        auto store = SessionStore::create(file, withSound());
        store.perform(answer(1));
        CHECK_THROWS_WITH(SessionStore::open(file),
                          Catch::StartsWith(file.string() + ": is open in another Reprise"));
        CHECK_THROWS_AS(SessionStore::create(file, withSound()), FileError);
        fs::create_symlink("s.reprise", folder / "link.reprise");
        CHECK_THROWS_AS(SessionStore::open(folder / "link.reprise"), FileError);
        store.save();
        CHECK_THROWS_AS(SessionStore::open(file), FileError); // saving does not unlock
        auto other = SessionStore::create(folder / "other.reprise", withSound());
        CHECK_THROWS_AS(other.saveAs(file), FileError);
        CHECK(other.path() == folder / "other.reprise");
    }
    CHECK_NOTHROW(SessionStore::open(file));
    CHECK_THROWS_WITH(SessionStore::create(file, withSound()), Catch::Contains("is there already"));
}

TEST_CASE("A session in a folder that cannot be written is opened and saved elsewhere", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise";
    SessionStore::create(file, withSound());
    // A folder in the journal's place stands for one that cannot be written: root may write everywhere.
    fs::create_directory(file.string() + ".journal");
    auto store = SessionStore::open(file);
    CHECK_FALSE(store.unsavedError().has_value());
    store.perform(answer(1));
    REQUIRE(store.unsavedError().has_value());
    CHECK_THAT(*store.unsavedError(), Catch::Contains("s.reprise.journal"));
    store.saveAs(folder / "t.reprise");
    CHECK_FALSE(store.unsavedError().has_value());
    store.perform(answer(2));
    CHECK_FALSE(store.unsavedError().has_value());
    CHECK(answersIn(readSession(folder / "t.reprise")) == 1);
    CHECK(answersIn(readSession(file)) == 0);
}

TEST_CASE("Sessions without a name survive, and are gone once they have one", "[session][store]")
{
    const TemporaryFolder folder;
    const auto unnamed = folder / "unnamed";
    CHECK(SessionStore::unnamedSessions(unnamed).empty());
    {
        auto first = SessionStore::createUnnamed(unnamed, withSound(), Durability::background);
        auto second = SessionStore::createUnnamed(unnamed, withSound());
        CHECK(first.path() == unnamed / "song.reprise");
        CHECK(second.path() == unnamed / "song 2.reprise");
        CHECK(first.isUnnamed());
        first.perform(answer(1));
        second.perform(answer(2));
        CHECK(SessionStore::unnamedSessions(unnamed).empty()); // both are open
    }
    REQUIRE(SessionStore::unnamedSessions(unnamed).size() == 2);
    auto store = SessionStore::openUnnamed(unnamed / "song.reprise");
    CHECK(store.report().remarks.empty()); // to go on is no news
    CHECK(store.report().recovered == 1);
    store.saveAs(folder / "named.reprise");
    CHECK_FALSE(store.isUnnamed());
    CHECK(store.path() == folder / "named.reprise");
    CHECK(answersIn(readSession(folder / "named.reprise")) == 1);
    store.perform(answer(3));
    SessionStore::openUnnamed(unnamed / "song 2.reprise").discard();
    CHECK(filesIn(unnamed) == 0);

    // What is in no save of a session with a name can be given up, too.
    store.discard();
    store = SessionStore::createUnnamed("/proc/none", withSound());
    CHECK(store.unsavedError().has_value());
    CHECK(answersIn(SessionStore::open(folder / "named.reprise").document()) == 1);
}

TEST_CASE("A session without a name that is in memory alone removes no other one of its name",
          "[session][store]")
{
    const TemporaryFolder folder;
    const auto drafts = folder / "drafts";
    for (const auto isSaved : {false, true})
    {
        INFO(isSaved);
        // A file in the folder's place: nothing can be made there.
        writeText(drafts, "");
        auto inMemory = SessionStore::createUnnamed(drafts, withSound());
        REQUIRE(inMemory.unsavedError().has_value());
        fs::remove(drafts);
        {
            auto other = SessionStore::createUnnamed(drafts, withSound());
            REQUIRE(other.path() == inMemory.path());
            other.perform(answer(5));
        }
        if (isSaved)
            inMemory.saveAs(folder / "elsewhere.reprise");
        else
            inMemory.discard();
        REQUIRE(SessionStore::unnamedSessions(drafts).size() == 1);
        CHECK(answersIn(SessionStore::openUnnamed(drafts / "song.reprise").document()) == 1);
        fs::remove_all(drafts);
    }
}

TEST_CASE(
    "A journal that is taken from beside its session is written anew, and goes along where both are moved",
    "[session][store]")
{
    const TemporaryFolder folder;
    const auto home = folder / "home";
    fs::create_directory(home);
    const auto session = home / "s.reprise", journal = home / "s.reprise.journal";
    const auto isFlushed = GENERATE(false, true);
    {
        auto store = SessionStore::create(session, withSound());
        store.perform(answer(1));
        fs::rename(journal, folder / "trash");
        if (isFlushed)
            store.flush();
        else
            store.perform(answer(2));
        CHECK_FALSE(store.unsavedError().has_value());
    }
    CHECK(answersIn(SessionStore::open(session).document()) == (isFlushed ? 1 : 2));

    {
        auto store = SessionStore::open(session);
        store.perform(answer(3));
        fs::rename(journal, folder / "trash 2");
        // Another program goes on with what is there.
        SessionStore::open(session).perform(answer(4));
        store.perform(answer(5));
    }
    CHECK(fs::exists(journal.string() + ".kept"));
    CHECK(answersIn(SessionStore::open(session).document()) == (isFlushed ? 3 : 4));

    {
        auto store = SessionStore::open(session);
        store.perform(answer(6));
        fs::rename(home, folder / "elsewhere");
        store.perform(answer(7));
        CHECK_FALSE(store.unsavedError().has_value());
    }
    CHECK(answersIn(SessionStore::open(folder / "elsewhere/s.reprise").document()) == (isFlushed ? 5 : 6));
}

TEST_CASE("What was taken back at once is taken back again from the journal", "[session][store]")
{
    const TemporaryFolder folder;
    const auto session = folder / "s.reprise";
    {
        auto store = SessionStore::create(session, withSound());
        for (SampleIndex i = 1; i <= 4; ++i)
            store.perform(answer(10000 * i));
        CHECK(store.undo(3));
        CHECK_FALSE(store.undo(3));
        store.perform(answer(90000));
        CHECK(store.undo(2));
        CHECK(store.redo());
    }
    auto store = SessionStore::open(session);
    CHECK(store.report().recovered == 4 + 3 + 1 + 2 + 1);
    CHECK(answersIn(store.document()) == 1);
    CHECK(store.redo());
    CHECK(store.document().find(1)->hits.back().excerpt.start == 90000);
}

TEST_CASE("Links that lie beside a session are not followed", "[session][store]")
{
    const TemporaryFolder folder;
    const auto session = folder / "s.reprise";
    const std::string content = "as it was\n";
    const auto isHard = GENERATE(false, true);
    INFO((isHard ? "hard" : "symbolic"));
    const auto link = [&](const std::string& ending)
    {
        if (isHard)
            fs::create_hard_link(folder / "precious", session.string() + ending);
        else
            fs::create_symlink("precious", session.string() + ending);
    };
    SessionStore::create(session, withSound());
    writeText(folder / "precious", content);
    link(".journal");
    {
        auto store = SessionStore::open(session);
        REQUIRE(store.report().remarks.size() == 1);
        CHECK_THAT(store.report().remarks[0],
                   Catch::Contains(isHard ? "journal is kept as" : "were not read"));
        store.perform(answer(1));
        CHECK(store.unsavedError().has_value() == !isHard);
        if (!isHard)
            CHECK_THAT(*store.unsavedError(), Catch::Contains("symbolic link"));
        CHECK(readText(folder / "precious") == content);
        fs::remove(session.string() + ".journal");
        link(".bak");
        store.save();
    }
    CHECK(readText(folder / "precious") == content);
    CHECK(answersIn(readSession(session)) == 1);

    // What another program wrote, and a journal that is damaged, are kept under names that may be links, too.
    if (!isHard)
        for (const auto* ending : {".other", ".journal.kept"})
            fs::create_symlink("not there", session.string() + ending);
    {
        auto store = SessionStore::open(session);
        store.perform(answer(2));
        writeText(session, "{}");
        store.save();
    }
    writeText(session.string() + ".journal", "damage\n");
    SessionStore::open(session);
    CHECK_FALSE(fs::exists(folder / "not there"));
    CHECK(readText(folder / "precious") == content);
}

TEST_CASE("A journal that a backup of hard links holds, too, is read, and the backup stays as it was",
          "[session][store]")
{
    const TemporaryFolder folder;
    const auto session = folder / "s.reprise", journal = folder / "s.reprise.journal",
               backup = folder / "backup";
    {
        auto store = SessionStore::create(session, withSound());
        store.perform(answer(1));
        store.perform(answer(2));
    }
    fs::create_hard_link(journal, backup);
    const auto kept = readText(backup);
    REQUIRE(SessionStore::unnamedSessions(folder.path).size() == 1);
    {
        auto store = SessionStore::open(session);
        CHECK(store.report().recovered == 2);
        CHECK(answersIn(store.document()) == 2);
        store.perform(answer(3));
        CHECK_FALSE(store.unsavedError().has_value());
        CHECK_THROWS_WITH(SessionStore::open(session), Catch::Contains("is open in another Reprise"));
    }
    CHECK(readText(backup) == kept);
    CHECK(answersIn(SessionStore::open(session).document()) == 3);
}

TEST_CASE("A draft whose journal cannot be opened is listed, and tells why when it is opened",
          "[session][store]")
{
    const TemporaryFolder folder;
    const auto session = folder / "s.reprise";
    SessionStore::create(session, withSound());
    fs::create_directory(session.string() + ".journal");
    REQUIRE(SessionStore::unnamedSessions(folder.path) == std::vector{session});
    const auto store = SessionStore::openUnnamed(session);
    REQUIRE(store.report().remarks.size() == 1);
    CHECK_THAT(store.report().remarks[0],
               Catch::StartsWith("Steps that no save holds, if any, were not read: ") &&
                   Catch::Contains("s.reprise.journal"));
}

TEST_CASE("Sessions are set aside with all that is kept for them, under the same names", "[session][store]")
{
    const TemporaryFolder folder;
    for (const auto* kept : {"a.reprise", "a.reprise.bak", "a.reprise.journal", "a.reprise.journal.kept",
                             "b.reprise", "ab.reprise"})
        writeText(folder / kept, kept);
    const auto aside = setAside({folder / "a.reprise", folder / "b.reprise"});
    CHECK(aside == folder / "unreadable");
    CHECK(filesIn(aside) == 5);
    CHECK(readText(aside / "a.reprise.journal.kept") == "a.reprise.journal.kept");
    CHECK(readText(folder / "ab.reprise") == "ab.reprise");
    CHECK(filesIn(folder.path) == 2);

    writeText(folder / "a.reprise", "another");
    CHECK(setAside({folder / "a.reprise"}) == folder / "unreadable 2");
    CHECK(readText(aside / "a.reprise") == "a.reprise");

    const auto open = SessionStore::create(folder / "open.reprise", withSound());
    CHECK_THROWS_WITH(setAside({folder / "open.reprise"}), Catch::Contains("is open in another Reprise"));
    CHECK(fs::exists(folder / "open.reprise"));
    CHECK_THROWS_AS(setAside({folder / "none" / "a.reprise"}), OutputError);
}

TEST_CASE("Where the audio was found is known without a save", "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise";
    const auto moved = [&](const std::string& name)
    {
        auto audio = someAudio();
        audio.info.path = folder / name;
        return audio;
    };
    {
        auto store = SessionStore::create(file, withSound());
        store.relink(store.document().audio());
        CHECK_FALSE(store.hasUnsavedChanges()); // it lies where it lay
        store.perform(answer(1));
        store.relink(moved("else\xffwhere.wav")); // a name that is not UTF-8
        store.undo();
        CHECK(store.hasUnsavedChanges());
        CHECK_THROWS_AS(store.relink({}), InvalidInput);
    }
    CHECK(readSnapshot(file).document.audio().info.path == folder / "else\xffwhere.wav");
    auto store = SessionStore::open(file);
    CHECK(store.report().recovered == 3);
    CHECK(store.report().remarks.size() == 1);
    CHECK(store.document().audio().info.path == folder / "else\xffwhere.wav");
    CHECK(store.document().audio().sha256 == someAudio().sha256);
    CHECK(answersIn(store.document()) == 0);
    store.relink(moved("b.wav"));
    store.save();
    CHECK(readSession(file).audio().info.path == folder / "b.wav");
}

TEST_CASE("Saving over another session keeps it as its previous copy", "[session][store]")
{
    const TemporaryFolder folder;
    {
        auto other = SessionStore::create(folder / "other.reprise", withSound());
        other.perform(answer(1));
    }
    const auto otherFile = readText(folder / "other.reprise");
    auto store = SessionStore::create(folder / "s.reprise", withSound());
    store.perform(answer(5));
    store.perform(answer(6));
    store.saveAs(folder / "other.reprise");
    CHECK(readText(folder / "other.reprise.bak") == otherFile);
    CHECK(fs::exists(folder / "other.reprise.journal.kept"));
    CHECK(answersIn(readSession(folder / "other.reprise")) == 2);
    CHECK_FALSE(fs::exists(folder / "s.reprise.journal"));
    CHECK(answersIn(readSession(folder / "s.reprise")) == 0);
}

TEST_CASE("A session that is open is read with what no save holds, and nothing of it changes",
          "[session][store]")
{
    const TemporaryFolder folder;
    const auto file = folder / "s.reprise";
    const auto journal = file.string() + ".journal";
    auto store = SessionStore::create(file, withSound());
    CHECK(readSnapshot(file).report.remarks.empty());
    store.perform(answer(100000));
    store.perform(answer(200000));
    store.undo();
    const auto saved = readText(file), steps = readText(journal);
    const auto snapshot = readSnapshot(file);
    CHECK(areEqual(snapshot.document, store.document()));
    CHECK(snapshot.report.recovered == 3);
    CHECK(snapshot.report.remarks.size() == 1);
    CHECK(readText(file) == saved);
    CHECK(readText(journal) == steps);
    CHECK(filesIn(folder.path) == 2);

    store.save();
    CHECK(areEqual(readSnapshot(file).document, store.document()));
    CHECK(readSnapshot(file).report.recovered == 0);

    // Killed between writing a save and beginning its journal: the save's own steps are not done twice.
    const auto text = readText(file);
    writeText(file, saved);
    writeText(journal, steps);
    CHECK(answersIn(readSnapshot(file).document) == 1);
    writeText(file, text);
    const auto other = readSnapshot(file);
    CHECK(answersIn(other.document) == 1);
    REQUIRE(other.report.remarks.size() == 1);
    CHECK(other.report.remarks[0].find("follows another save") != std::string::npos);
    CHECK(readText(journal) == steps);

    writeText(journal, "nonsense\n");
    CHECK(answersIn(readSnapshot(file).document) == 1);
    CHECK(readSnapshot(file).report.remarks.size() == 1);
    CHECK_THROWS_AS(readSnapshot(folder / "none.reprise"), FileError);
}

TEST_CASE("Nothing that a session names is written to or started", "[session][store]")
{
    const TemporaryFolder folder;
    const auto inside = folder / "inside";
    fs::create_directory(inside);
    writeText(folder / "outside.wav", "as it was");
    for (const auto* audioPath :
         {"../outside.wav", "..", "/", "../../../../../etc/passwd", "|touch outside", "$(touch outside)"})
    {
        INFO(audioPath);
        auto audio = someAudio();
        audio.info.path = audio.hint = inside / audioPath;
        auto sound = someSound("../../outside");
        sound.hits.push_back(someHit(0));
        sound.hits.back().label = "../outside; touch outside";
        {
            auto store = SessionStore::create(inside / "a.reprise", SessionDocument(audio));
            store.perform(AddSound{sound});
        }
        {
            auto store = SessionStore::open(inside / "a.reprise");
            CHECK(store.document().sounds().size() == 1);
            store.relink(audio);
            store.save();
            store.saveAs(inside / "b.reprise");
            store.perform(RenameSound{1, "../outside"});
        }
        {
            auto draft = SessionStore::createUnnamed(inside / "drafts", SessionDocument(audio));
            CHECK(draft.path().parent_path() == fs::canonical(inside) / "drafts");
            draft.perform(AddSound{sound});
        }
        CHECK(filesIn(folder.path) == 2);
        CHECK(readText(folder / "outside.wav") == "as it was");
        for (const auto& entry : fs::directory_iterator(inside))
            CHECK(std::set<std::string>{"a.reprise", "a.reprise.bak", "b.reprise", "b.reprise.journal",
                                        "drafts"}
                      .contains(entry.path().filename().string()));
        fs::remove_all(inside);
        fs::create_directory(inside);
    }
}
