#include "base/Errors.h"
#include "evaluation/Evaluation.h"
#include "session/RetrievalSession.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

using namespace reprise;
using namespace reprise::test;

namespace
{
EvaluationTask taskOn(const std::filesystem::path& audio, const std::string& id)
{
    EvaluationTask task;
    task.id = id;
    task.track = "phrases";
    task.audio = audio;
    task.query = {1.0, 0.5};
    task.occurrences = {{{1.0, 0.5}, true}, {{4.0, 0.5}, false}, {{7.5, 0.5}, false}};
    return task;
}

void writeExample(const std::filesystem::path& path, std::uint32_t seed)
{
    auto signal = noise(441000, 0.01f, seed);
    const auto burst = noise(22050, 0.5f, seed + 100);
    for (const auto at : {1.0, 4.0, 7.5})
        mixInto(signal, burst, static_cast<std::size_t>(at * 44100.0));
    writeAudio(path, signal, 44100);
}
} // namespace

TEST_CASE("The simulated user's loop finds clear repeats and spends the budget", "[evaluation]")
{
    const TemporaryFolder folder;
    writeExample(folder / "a.wav", 1);
    EvaluationSettings settings;
    settings.budget = 4;
    const auto results = evaluate({taskOn(folder / "a.wav", "a")}, settings);
    REQUIRE(results.size() == 1);
    const auto score = scoreTask(taskOn(folder / "a.wav", "a"), results[0].asked, 4);
    CHECK(score.hits == 2);
    CHECK(score.misses == 4);
    CHECK(score.questions == static_cast<int>(results[0].asked.size()));
    CHECK(score.contradicted == 0);
}

TEST_CASE("The results do not depend on the number of threads", "[evaluation]")
{
    const TemporaryFolder folder;
    std::vector<EvaluationTask> tasks;
    for (const auto* name : {"a.wav", "b.wav", "c.wav"})
    {
        writeExample(folder / name, static_cast<std::uint32_t>(tasks.size()));
        tasks.push_back(taskOn(folder / name, std::string(name) + "1"));
        tasks.push_back(taskOn(folder / name, std::string(name) + "2"));
    }
    EvaluationSettings settings;
    settings.method.method = "paper";
    settings.threads = 1;
    const auto one = toResultsJson(evaluate(tasks, settings), settings, "m.json");
    settings.threads = 3;
    CHECK(toResultsJson(evaluate(tasks, settings), settings, "m.json") == one);
    const auto json = nlohmann::json::parse(one);
    CHECK(json.at("tasks").size() == 6);
    CHECK(json.at("tasks").at(1).at("id") == "a.wav2");
    CHECK(json.at("settings").at("feature") == "mfcc");
}

TEST_CASE("Accepting and outlooks come from the same session", "[evaluation]")
{
    const TemporaryFolder folder;
    writeExample(folder / "a.wav", 1);
    const auto task = taskOn(folder / "a.wav", "a");
    EvaluationSettings settings;
    settings.budget = 4;
    const auto asked = evaluate({task}, settings)[0].asked;
    settings.acceptAfter = 1;
    const auto result = evaluate({task}, settings)[0];
    REQUIRE(result.asked.size() == asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i)
        CHECK(result.asked[i].excerpt.start == asked[i].excerpt.start);
    CHECK(result.acceptedAfter == 1);
    CHECK(scoreTask(task, result, 4).accepted->right == 2); // one asked, one accepted
    for (const auto& place : result.accepted)
        CHECK(place.confidence >= acceptThreshold);

    std::vector<int> questions;
    for (const auto& outlook : result.outlooks)
        questions.push_back(outlook.questions);
    CHECK(questions == std::vector{0, 1, 5, static_cast<int>(asked.size())});
    CHECK(result.outlooks[0].left == 2);
    CHECK(result.outlooks[1].left == 1);
    CHECK(result.outlooks.back().left == 0);
    const auto& places = result.outlooks[1].places;
    CHECK(std::accumulate(places.begin(), places.end(), 0,
                          [](int sum, const ConfidenceCount& c) { return sum + c.occurrences; }) == 1);

    settings.acceptAfter = 1000; // more than are asked
    const auto late = evaluate({task}, settings)[0];
    CHECK(late.acceptedAfter == static_cast<int>(asked.size()));
    CHECK(late.outlooks.back().questions == late.acceptedAfter);
}

TEST_CASE("Sloppy marks are near the query and the same everywhere", "[evaluation][sloppy]")
{
    AudioFileInfo audio;
    audio.sampleRateHz = 44100;
    audio.samples = 441000;
    // Computed by an independent implementation of FNV-1a and the 64-bit Mersenne twister.
    CHECK(sloppyMark(taskOn("", "a"), 1, audio) == SampleRange{42106, 22092});
    CHECK(sloppyMark(taskOn("", "b"), 1, audio) == SampleRange{47778, 22169});
    CHECK(sloppyMark(taskOn("", "a"), 2, audio) == SampleRange{41676, 21384});

    auto task = taskOn("", "x");
    auto leastStart = 1e9, mostStart = 0.0, leastLength = 1e9, mostLength = 0.0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed)
    {
        const auto mark = toSeconds(sloppyMark(task, seed, audio), 44100);
        leastStart = std::min(leastStart, mark.start);
        mostStart = std::max(mostStart, mark.start);
        leastLength = std::min(leastLength, mark.length);
        mostLength = std::max(mostLength, mark.length);
    }
    CHECK(leastStart == Approx(0.9).margin(0.002));
    CHECK(mostStart == Approx(1.1).margin(0.002));
    CHECK(leastLength == Approx(0.45).margin(0.001));
    CHECK(mostLength == Approx(0.55).margin(0.001));
}

TEST_CASE("Sloppy marks stay inside the recording and below half of it", "[evaluation][sloppy]")
{
    AudioFileInfo audio;
    audio.sampleRateHz = 44100;
    audio.samples = 88200;
    for (const auto& query :
         {TimeSpan{0.0, 1.0}, TimeSpan{1.0, 1.0}, TimeSpan{1.9, 0.1}, TimeSpan{0.0, 3e-5}})
    {
        auto task = taskOn("", "x");
        task.query = query;
        for (std::uint64_t seed = 0; seed < 100; ++seed)
            CHECK_NOTHROW(checkQuery(sloppyMark(task, seed, audio), audio.samples));
    }
}

TEST_CASE("The user of a sloppy mark means every occurrence moved and stretched with it",
          "[evaluation][sloppy]")
{
    auto task = taskOn("", "x");
    task.ignored = {{6.0, 1.0}};
    const auto moved = movedWith(task, {1.1, 0.45});
    CHECK(moved.query.start == 1.1);
    CHECK(moved.occurrences[1].span.start == Approx(4.1));
    CHECK(moved.occurrences[1].span.length == Approx(0.45));
    CHECK(moved.ignored[0].start == Approx(6.1));
    CHECK(moved.ignored[0].length == Approx(0.9));

    // 0.15 s moved by 0.1 s: the unchanged truth has to refuse what is the same for the user.
    task.query.length = 0.15;
    for (auto& occurrence : task.occurrences)
        occurrence.span.length = 0.15;
    const TimeSpan mark{1.1, 0.15};
    const std::vector<AskedExcerpt> asked{{{4.1, 0.15}, true}};
    CHECK(scoreTask(task, asked, 10).hits == 0);
    CHECK(scoreTask(movedWith(task, mark), asked, 10).hits == 1);
}

TEST_CASE("A session with a sloppy mark finds what sounds like it", "[evaluation][sloppy]")
{
    const TemporaryFolder folder;
    writeExample(folder / "a.wav", 1);
    const auto task = taskOn(folder / "a.wav", "a");
    EvaluationSettings settings;
    settings.sloppy = SloppyMarks{1, true};
    const auto result = evaluate({task}, settings)[0];
    CHECK(toSamples(result.mark, 44100) == SampleRange{42106, 22092});
    CHECK(scoreTask(movedWith(task, result.mark), result, 10).recall() == 1.0);
    CHECK(scoreTask(movedWith(task, result.mark), result, 10).contradicted == 0);
    settings.sloppy->answersFollowMark = false;
    const auto byTruth = evaluate({task}, settings)[0];
    CHECK(scoreTask(task, byTruth, 10).contradicted == 0);
    const auto json = nlohmann::json::parse(toResultsJson({byTruth}, settings, "m.json"));
    CHECK(json.at("sloppy").at("seed") == 1);
    CHECK(json.at("sloppy").at("answers") == "truth");
    CHECK(json.at("tasks").at(0).at("mark").at("length") != 0.5);
    CHECK(json.at("tasks").at(0).at("outlooks").size() == byTruth.outlooks.size());
}

TEST_CASE("A task that does not fit its audio is named", "[evaluation]")
{
    const TemporaryFolder folder;
    writeExample(folder / "a.wav", 1);
    auto task = taskOn(folder / "a.wav", "late");
    task.query = {9.8, 0.5};
    CHECK_THROWS_WITH(evaluate({task}, {}),
                      Catch::Contains("task late") && Catch::Contains("outside the recording"));
    task.audio = folder / "missing.wav";
    CHECK_THROWS_AS(evaluate({task}, {}), FileError);
}

TEST_CASE("Cancelling an evaluation stops it", "[evaluation]")
{
    const TemporaryFolder folder;
    writeExample(folder / "a.wav", 1);
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(evaluate({taskOn(folder / "a.wav", "a")}, {}, Progress({}, &token)), Cancelled);
}
