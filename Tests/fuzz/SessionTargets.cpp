// Whatever lies in a session file or in the journal beside it: what can be read is read whole and the same each time,
// the rest is refused.

#include "base/Errors.h"
#include "base/Sha256.h"
#include "fuzz/Fuzz.h"
#include "fuzz/Scratch.h"
#include "session/SessionStore.h"
#include "support/Sessions.h"

#include <algorithm>
#include <optional>

namespace reprise::fuzz
{
namespace
{
namespace fs = std::filesystem;

const fs::path somewhere = "/audio/session.reprise";

bool areEqual(const SessionDocument& a, const SessionDocument& b)
{
    return a.sounds() == b.sounds() && a.done() == b.done() && a.nextIds() == b.nextIds() &&
           std::equal(a.history().begin(), a.history().end(), b.history().begin(), b.history().end());
}

SessionDocument livelyDocument(std::uint32_t seed, int steps)
{
    SessionDocument document(test::someAudio());
    test::RandomActions random(seed);
    for (int i = 0; i < steps; ++i)
        try
        {
            if (i % 9 == 8)
                document.undo();
            else
                document.perform(random.next(document));
        }
        catch (const Error&)
        {
            // One in ten is not allowed.
        }
    return document;
}

void readSessionText(std::string_view input)
{
    std::optional<StoredSession> session;
    try
    {
        session = sessionFromJson(input, somewhere);
    }
    catch (const Error&)
    {
        return;
    }
    const auto text = toSessionJson(session->document, somewhere, session->unknown);
    const auto again = sessionFromJson(text, somewhere);
    require(areEqual(again.document, session->document), "a session that was read is written and read alike");
    require(toSessionJson(again.document, somewhere, again.unknown) == text,
            "the same session gives the same bytes");
    while (session->document.undo())
    {
    }
    while (session->document.redo())
    {
    }
    require(session->document.done() == session->document.history().size(), "all that was undone is redone");
}

std::vector<std::string> sessionSeeds()
{
    std::vector<std::string> result;
    for (const auto steps : {0, 1, 4, 12})
        result.push_back(toSessionJson(livelyDocument(7, steps), somewhere));
    return result;
}

/** The session all journals belong to. */
const std::string& savedText()
{
    static const auto text = toSessionJson(livelyDocument(3, 5), somewhere);
    return text;
}

std::string journalLine(std::string& before, const std::string& json)
{
    constexpr std::size_t digits = 16;
    before = sha256Of(before + json).substr(0, digits);
    return before + " " + json + "\n";
}

/** Lines that begin with a dot are damaged; all others get the checksum they need. An input that begins with an
    exclamation mark is the journal itself. */
std::string journalFrom(std::string_view input)
{
    if (input.starts_with('!'))
        return std::string(input.substr(1));
    std::string before;
    auto journal = journalLine(before, R"({"format":"reprise.journal","version":1,"save":")" +
                                           sha256Of(savedText()) + "\"}");
    while (!input.empty())
    {
        const auto end = std::min(input.find('\n'), input.size());
        const auto line = input.substr(0, end);
        input.remove_prefix(std::min(end + 1, input.size()));
        journal += line.starts_with('.') ? std::string(line) + "\n" : journalLine(before, std::string(line));
    }
    return journal;
}

void recoverJournal(std::string_view input)
{
    const auto session = emptyFolder() / "a.reprise";
    writeFile(session, savedText());
    writeFile(session.string() + ".journal", journalFrom(input));
    const auto snapshot = readSnapshot(session);
    auto store = SessionStore::open(session, Durability::background);
    require(areEqual(store.document(), snapshot.document), "opening finds what looking finds");
    const auto steps = store.document().history().size();
    store.perform(AddSound{test::someSound("after")});
    require(store.document().history().size() >= 1 && store.document().done() <= steps + 1,
            "a recovered session goes on");
    const auto after = store.document();
    store = SessionStore::create(emptyFolder() / "b.reprise", after);
    require(areEqual(readSession(store.path()), after), "a recovered session can be saved");
}

std::vector<std::string> journalSeeds()
{
    // What the program itself writes, without its checksums.
    const auto folder = emptyFolder();
    const auto session = folder / "a.reprise";
    auto store = SessionStore::create(session, sessionFromJson(savedText(), somewhere).document);
    test::RandomActions random(11);
    for (int i = 0; i < 12; ++i)
        try
        {
            if (i % 5 == 4)
                store.undo();
            else
                store.perform(random.next(store.document()));
        }
        catch (const Error&)
        {
            // One in ten is not allowed.
        }
    const auto whole = contentOf(session.string() + ".journal");
    std::string lines;
    constexpr std::size_t checksumSize = 17;
    for (auto start = whole.find('\n') + 1; start < whole.size(); start = whole.find('\n', start) + 1)
        lines += whole.substr(start + checksumSize, whole.find('\n', start) + 1 - start - checksumSize);
    return {"",
            lines,
            lines + lines,
            "!" + whole,
            lines + ".damage\n" + lines,
            "{\"do\":\"undo\"}\n{\"do\":\"redo\"}\n{\"do\":\"save\",\"as\":\"" + sha256Of(savedText()) +
                "\"}\n{\"do\":\"undo\"}"};
}
} // namespace

Target sessionTarget()
{
    return {"session", readSessionText, sessionSeeds};
}

Target journalTarget()
{
    return {"journal", recoverJournal, journalSeeds};
}
} // namespace reprise::fuzz
