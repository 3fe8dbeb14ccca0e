#include "base/Errors.h"
#include "evaluation/Evaluation.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

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
