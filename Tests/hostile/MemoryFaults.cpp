// Out of memory at every allocation in turn, once alone and once from there on: opening, answering, saving and exporting
// succeed or throw, and what is on the disk afterwards is whole and holds all that was told to be safe. nlohmann-json
// does not survive every refusal (its destructors allocate, and so do its half-made values); the program ends there.
// That is counted, and the disk looked at just the same. Where the program lives on, so do its session and its searches:
// what they hold, ask and write afterwards is what they would have without it.
//
//     memory_faults

#include "base/Errors.h"
#include "exchange/Export.h"
#include "exchange/SessionAnnotations.h"
#include "matching/Methods.h"
#include "session/RetrievalSession.h"
#include "session/SessionStore.h"
#include "support/Sessions.h"
#include "support/TemporaryFolder.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <execinfo.h>
#include <functional>
#include <iostream>
#include <new>
#include <optional>
#include <random>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace
{
long untilFailure = -1; ///< allocations that succeed before one fails; below 0: none fails
bool isLasting = false; ///< all after it fail, too
bool hasFailed = false;

/** Who asked for the memory that was refused last. */
std::array<void*, 8> lastRefused{};
int lastRefusedDepth = 0;
} // namespace

// Not inlined, so that compilers do not wonder about pairs of new and free.
[[gnu::noinline]] void* operator new(std::size_t bytes)
{
    if (untilFailure >= 0 && (untilFailure == 0 || --untilFailure == 0))
    {
        if (!hasFailed || isLasting)
        {
            hasFailed = true;
            lastRefusedDepth = backtrace(lastRefused.data(), static_cast<int>(lastRefused.size()));
            throw std::bad_alloc();
        }
    }
    if (auto* memory = std::malloc(bytes > 0 ? bytes : 1))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace
{
/** Of all threads, and also matrices, which are not made with new: none is refused below 1. */
std::atomic<long> untilRefusal{0};
} // namespace

extern "C" void* __libc_malloc(std::size_t);
extern "C" void* malloc(std::size_t bytes)
{
    if (untilRefusal > 0 && --untilRefusal == 0)
    {
        errno = ENOMEM;
        return nullptr;
    }
    return __libc_malloc(bytes);
}

/** Thousands of saves: nothing here is about power cuts. */
extern "C" int fsync(int)
{
    return 0;
}
extern "C" int fdatasync(int)
{
    return 0;
}

using namespace reprise;
namespace fs = std::filesystem;

namespace
{
/** Steps that are saved, then steps that are in the journal alone. */
void work(SessionStore& store, int steps)
{
    for (int i = 0; i < steps; ++i)
        store.perform(Judge{1, {test::someHit(1000 * i, i % 2 == 0 ? Answer::yes : Answer::no)}});
}

bool areEqual(const SessionDocument& a, const SessionDocument& b)
{
    return a.sounds() == b.sounds() && a.done() == b.done() &&
           std::equal(a.history().begin(), a.history().end(), b.history().begin(), b.history().end());
}

[[noreturn]] void fail(const std::string& what, const std::string& reason, long allocation)
{
    untilFailure = -1;
    std::cerr << "FAILED: " << what << ", out of memory at allocation " << allocation
              << (isLasting ? " and all after it" : "") << ": " << reason << std::endl;
    std::exit(1);
}

struct Bench
{
    Bench()
    {
        SessionDocument document(test::someAudio());
        document.perform(AddSound{test::someSound("a name that is too long to be kept inside of a string")});
        auto store = SessionStore::create(folder / "seed", std::move(document));
        work(store, 2);
        store.save();
        work(store, 2);
        expected.emplace(store.document());
        // As a program that was killed would leave it.
        saved = test::readText(folder / "seed");
        journal = test::readText(folder / "seed.journal");
    }

    void reset() const
    {
        for (const auto& entry : fs::directory_iterator(folder.path))
            fs::remove_all(entry.path());
        test::writeText(session(), saved);
        test::writeText(session().string() + ".journal", journal);
    }

    fs::path session() const { return folder / "bell.reprise"; }

    test::TemporaryFolder folder;
    std::string saved, journal;
    std::optional<SessionDocument> expected;
};

/** How one attempt ended; exit codes of a process of its own. */
enum Ending
{
    untouched = 10, ///< it came through, and no allocation failed
    succeeded,      ///< it came through all the same
    threw,          ///< std::bad_alloc or an error of ours
    threwOther,
    endedByJson, ///< std::terminate or a null pointer in nlohmann-json
    endedByUs
};

[[noreturn]] void ended()
{
    untilFailure = -1;
    auto** names = backtrace_symbols(lastRefused.data(), lastRefusedDepth);
    for (int i = 0; i < lastRefusedDepth; ++i)
        if (std::string_view(names[i]).find("nlohmann") != std::string_view::npos)
            _exit(endedByJson);
    for (int i = 0; i < lastRefusedDepth; ++i)
        std::cerr << names[i] << std::endl;
    _exit(endedByUs);
}

/** In a process of its own: with everything ready, fails at this allocation. */
Ending attempt(const std::function<std::function<void()>()>& prepare, long allocation)
{
    const auto child = fork();
    if (child == 0)
    {
        std::set_terminate(ended);
        std::signal(SIGSEGV, [](int) { ended(); });
        auto ending = succeeded;
        auto action = prepare();
        untilFailure = allocation;
        try
        {
            action();
        }
        catch (const std::bad_alloc&)
        {
            ending = threw;
        }
        catch (const Error&)
        {
            ending = threw;
        }
        catch (...)
        {
            ending = threwOther;
        }
        action = nullptr; // memory is short while things are put away, too
        _exit(!hasFailed && ending == succeeded ? untouched : ending);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? static_cast<Ending>(WEXITSTATUS(status)) : endedByUs;
}

/** Does something again and again, each time with the next allocation failing, until it comes through. */
void sweep(const Bench& bench, const std::string& what, const std::function<std::function<void()>()>& prepare,
           const std::function<std::string(bool succeeded)>& problemAfter, long every = 1)
{
    for (const auto lasting : {false, true})
    {
        isLasting = lasting;
        auto ending = threw;
        long allocation = 0, byJson = 0;
        while (ending != untouched)
        {
            bench.reset();
            // What fails once and what fails for good differ little: not every allocation of the latter.
            allocation += lasting ? 9 : every;
            ending = attempt(prepare, allocation);
            byJson += ending == endedByJson ? 1 : 0;
            if (ending == threwOther)
                fail(what, "an exception of another kind", allocation);
            if (ending == endedByUs)
                fail(what, "the program ended", allocation);
            if (const auto problem = problemAfter(ending == succeeded || ending == untouched);
                !problem.empty())
                fail(what, problem, allocation);
            if (ending != endedByJson)
                for (const auto& entry : fs::directory_iterator(bench.folder.path))
                    if (entry.path().filename().string().starts_with(".reprise."))
                        fail(what, "a temporary file is left", allocation);
        }
        std::cout << what << (lasting ? ", lasting: " : ": ") << allocation << " allocations, " << byJson
                  << " attempts ended by nlohmann-json" << std::endl;
    }
}

/** Empty when the session holds what it should. */
std::string problemOf(const fs::path& file, const SessionDocument& expected)
{
    try
    {
        const auto opened = SessionStore::open(file);
        return areEqual(opened.document(), expected) ? ""
                                                     : file.filename().string() + " holds something else";
    }
    catch (const Error& error)
    {
        return error.what();
    }
}

/** A session lives on after memory ran out in one of its steps. */
void sweepSurvivors(const Bench& bench)
{
    const auto session = bench.session();
    const std::vector<std::pair<std::string, std::function<void(SessionStore&)>>> steps{
        {"answering", [](SessionStore& store) { work(store, 1); }},
        {"taking back", [](SessionStore& store) { store.undo(); }},
        {"taking back and answering otherwise",
         [](SessionStore& store)
         {
             store.undo();
             work(store, 1);
         }},
        {"taking back and giving again",
         [](SessionStore& store)
         {
             store.undo();
             store.redo();
         }},
        {"changing the method",
         [](SessionStore& store)
         {
             MethodSettings other;
             other.method = "paper";
             store.perform(SetMethod{1, other});
         }},
        {"other audio",
         [](SessionStore& store)
         {
             auto audio = store.document().audio();
             audio.info.path = "/music/a name that is too long to be kept inside of a string.wav";
             store.relink(audio);
         }},
        {"saving", [](SessionStore& store) { store.save(); }},
        {"saving elsewhere", [&](SessionStore& store) { store.saveAs(bench.folder / "other.reprise"); }},
    };
    for (const auto& [what, step] : steps)
        sweep(
            bench, "going on after " + what,
            [&]
            {
                auto store = std::make_shared<SessionStore>(SessionStore::open(session));
                return [store, &step]() mutable
                {
                    try
                    {
                        step(*store);
                    }
                    catch (const std::bad_alloc&)
                    {
                        // Taken back or done, but not in between.
                    }
                    catch (const Error&)
                    {
                    }
                    untilFailure = -1;
                    work(*store, 2);
                    store->undo();
                    store->redo();
                    store->undo();
                    if (store->unsavedError())
                        store->save();
                    const auto file = store->path();
                    const auto document = store->document();
                    store.reset();
                    if (const auto problem = problemOf(file, document); !problem.empty())
                    {
                        std::cerr << problem << std::endl;
                        throw std::logic_error(problem);
                    }
                };
            },
            [](bool) { return std::string(); }, what.starts_with("saving") ? 5 : 1);
}

Recording someRecording()
{
    constexpr int rate = 44100;
    Recording recording{{}, rate, LargeVector<float>(3 * rate)};
    recording.info.sampleRateHz = rate;
    recording.info.channels = 1;
    recording.info.samples = 3 * rate;
    std::mt19937 random(1);
    for (auto& sample : recording.analysisSignal)
        sample = 0.02f * (static_cast<float>(random()) / 4294967296.0f - 0.5f);
    for (const auto start : {0.3, 0.9, 1.6, 2.3})
        for (int i = 0; i < rate / 5; ++i)
            recording.analysisSignal[static_cast<std::size_t>(start * rate) + static_cast<std::size_t>(i)] +=
                0.5f * std::sin(0.0627f * static_cast<float>(i)) * std::exp(-1e-3f * static_cast<float>(i));
    return recording;
}

/** Searches live on after memory ran out in any of their threads. */
void sweepSearches()
{
    const auto recording = someRecording();
    const SampleRange mark{13230, 8820};
    const Judgement second{{39690, mark.length}, Answer::yes}, other{{88200, mark.length}, Answer::no};
    const std::vector<std::vector<Judgement>> lists{{}, {second}, {second, other}, {}};
    for (const auto* name : {"default", "paper"})
    {
        MethodSettings settings;
        settings.method = name;
        settings.paper.components = 6;
        settings.paper.selected = 4;
        const auto analysis = analyse(recording, settings);
        const auto say = [&](RetrievalSession& session)
        {
            std::vector<std::pair<SampleIndex, float>> said;
            for (const auto& hit : session.predictedHits(0.0f))
                said.emplace_back(hit.excerpt.start, hit.confidence);
            for (const auto& settled : session.settledHits())
                said.emplace_back(settled.better.start, 0.0f);
            return said;
        };
        std::vector<std::vector<std::pair<SampleIndex, float>>> expected;
        long refusals = 0, allocations = 1;
        for (auto hasEnough = true; hasEnough; allocations += 1 + allocations / 2)
        {
            RetrievalSession session(analysis->matcherFor(mark), mark, recording.info.samples, 9);
            for (std::size_t i = 0; i < lists.size(); ++i)
            {
                session.setJudgements(lists[i]);
                untilRefusal = expected.size() < lists.size() ? 0
                               : i == 0                       ? allocations
                                                              : untilRefusal.load();
                try
                {
                    const auto said = say(session);
                    if (expected.size() < lists.size())
                        expected.push_back(said);
                    else if (said != expected[i])
                        fail(std::string("searching with ") + name, "something else is found afterwards",
                             allocations);
                }
                catch (const std::bad_alloc&)
                {
                    ++refusals;
                }
            }
            hasEnough = untilRefusal <= 0;
            untilRefusal = 0;
        }
        std::cout << "searching with " << name << ": " << refusals << " refusals in about " << allocations
                  << " allocations" << std::endl;
    }
}
} // namespace

int main()
{
    void* warmUp = nullptr;
    backtrace(&warmUp, 1); // the first call loads a library
    const Bench bench;
    const auto& expected = *bench.expected;
    const auto session = bench.session();

    sweep(
        bench, "opening", [&] { return [&] { SessionStore::open(session); }; },
        [&](bool) { return problemOf(session, expected); });

    sweep(
        bench, "answering",
        [&]
        {
            auto store = std::make_shared<SessionStore>(SessionStore::open(session));
            return [store]
            {
                work(*store, 1);
                if (const auto reason = store->unsavedError())
                    throw OutputError("said", *reason);
            };
        },
        [&](bool succeeded)
        {
            auto more = expected;
            more.perform(Judge{1, {test::someHit(0)}});
            const auto isMore = problemOf(session, more).empty();
            return isMore || (!succeeded && problemOf(session, expected).empty())
                       ? std::string()
                       : "the answer is neither there nor gone: " + problemOf(session, more);
        });

    sweep(
        bench, "saving",
        [&]
        {
            auto store = std::make_shared<SessionStore>(SessionStore::open(session));
            return [store] { store->save(); };
        },
        [&](bool) { return problemOf(session, expected); });

    const auto other = bench.folder / "other.reprise";
    sweep(
        bench, "saving elsewhere",
        [&]
        {
            auto store = std::make_shared<SessionStore>(SessionStore::open(session));
            return [store, &other] { store->saveAs(other); };
        },
        [&](bool succeeded)
        {
            // Until it is there, the old one is whole.
            if (fs::exists(other))
                return problemOf(other, expected);
            return succeeded ? "nothing was saved" : problemOf(session, expected);
        });

    sweep(
        bench, "a session without a name",
        [&] {
            return [&]
            { SessionStore::createUnnamed(bench.folder / "drafts", SessionDocument(test::someAudio())); };
        },
        [&](bool) -> std::string
        {
            for (const auto& file : SessionStore::unnamedSessions(bench.folder / "drafts"))
                if (const auto problem = problemOf(file, SessionDocument(test::someAudio()));
                    !problem.empty())
                    return problem;
            return "";
        });

    sweepSurvivors(bench);
    sweepSearches();

    const auto annotations = annotationsOf(expected);
    for (const auto* name : {"csv", "events", "reaper", "midi", "svl"})
    {
        const auto& format = formatFromName(name);
        const auto out = bench.folder / "exported";
        bench.reset();
        exportAnnotations(annotations, format, {}, out);
        const auto whole = test::readText(out);
        sweep(
            bench, std::string("exporting as ") + name,
            [&] { return [&] { exportAnnotations(annotations, format, {}, out); }; },
            [&](bool succeeded) -> std::string
            {
                if (!fs::exists(out))
                    return succeeded ? "nothing was exported" : "";
                return test::readText(out) == whole ? "" : "half of it was exported";
            });
    }
}
