#include "app/model/SearchEngine.h"
#include "model/MessageLoop.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <thread>

using namespace reprise;
using namespace reprise::app;
using test::waitUntil;

namespace
{
constexpr int rate = 22050;

/** Noise with one short sound at three places. */
std::filesystem::path writtenTrack(const test::TemporaryFolder& folder)
{
    auto signal = test::noise(12 * rate, 0.02f, 1);
    auto sound = test::sine(440.0, 0.5, rate);
    test::mixInto(sound, test::sine(1230.0, 0.3, rate), 2000);
    for (const auto second : {1, 5, 9})
        test::mixInto(signal, sound, static_cast<std::size_t>(second * rate));
    test::writeAudio(folder / "track.wav", signal, rate);
    return folder / "track.wav";
}

SearchRequest requestFor(std::vector<Judgement> judgements = {})
{
    SearchRequest request;
    request.sound = 1;
    request.query = {rate, rate / 2};
    request.judgements = std::move(judgements);
    return request;
}

struct Heard
{
    std::vector<SearchResult> results;
    std::vector<SettlingResult> settled;
    std::vector<std::string> failures;
    std::vector<MarkAdvice> advice;
    std::vector<EngineStage> stages;

    SearchEngine::Callbacks callbacks()
    {
        SearchEngine::Callbacks made;
        made.onStatus = [this](const EngineStatus& status) { stages.push_back(status.stage); };
        made.onResult = [this](SearchResult result) { results.push_back(std::move(result)); };
        made.onSettled = [this](SettlingResult settling) { settled.push_back(std::move(settling)); };
        made.onFailure = [this](SoundId, const EngineFailure& failure) { failures.push_back(failure.text); };
        made.onAdvice = [this](MarkAdvice given) { advice.push_back(std::move(given)); };
        return made;
    }
};
} // namespace

TEST_CASE("A search asks what a session with the same judgements asks", "[app][engine]")
{
    const test::TemporaryFolder folder;
    const auto path = writtenTrack(folder);
    Heard heard;
    SearchEngine engine(path, heard.callbacks());
    engine.search(requestFor());
    REQUIRE(waitUntil([&] { return !heard.results.empty(); }));

    const auto recording = loadRecordingFor(path, {});
    const auto analysis = analyse(recording, {});
    RetrievalSession session(analysis->matcherFor({rate, rate / 2}), {rate, rate / 2}, recording.info.samples,
                             10);
    const auto expected = session.question();
    REQUIRE(expected);
    REQUIRE(heard.results.front().question);
    CHECK(heard.results.front().question->excerpt == expected->excerpt);
    CHECK(heard.results.front().question->confidence == expected->confidence);
    CHECK(heard.results.front().predicted.size() == session.predictedHits(acceptThreshold).size());
    CHECK(heard.failures.empty());

    session.answer(Answer::yes);
    engine.search(requestFor(session.judgements()));
    REQUIRE(waitUntil([&] { return heard.results.size() == 2; }));
    REQUIRE(heard.results.back().question);
    CHECK(heard.results.back().question->excerpt == session.question()->excerpt);
    CHECK(heard.results.back().question->number == 2);
    CHECK(heard.results.back().left.has_value());
}

TEST_CASE("Only the latest of several requests is answered", "[app][engine]")
{
    const test::TemporaryFolder folder;
    Heard heard;
    SearchEngine engine(writtenTrack(folder), heard.callbacks());
    for (int budget = 1; budget <= 20; ++budget)
    {
        auto request = requestFor();
        request.budget = budget;
        engine.search(request);
    }
    REQUIRE(waitUntil([&] { return !heard.results.empty(); }));
    juce::MessageManager::getInstance()->runDispatchLoopUntil(50);
    REQUIRE(heard.results.size() == 1);
    CHECK(heard.results.front().request.budget == 20);
}

TEST_CASE("What replaced other requests, whenever it came, is answered as by a new engine", "[app][engine]")
{
    const test::TemporaryFolder folder;
    const auto path = writtenTrack(folder);
    const Judgement second{{5 * rate, rate / 2}, Answer::yes}, third{{9 * rate, rate / 2}, Answer::yes},
        other{{3 * rate, rate / 2}, Answer::no};
    const Judgement late{{5 * rate + rate / 10, rate / 2}, Answer::yes};
    std::vector<std::vector<Judgement>> lists{
        {}, {second}, {second, other}, {second, third}, {other, third}, {late, third}};
    const auto recording = loadRecordingFor(path, {});
    const auto analysis = analyse(recording, {});
    const auto settledAfter = [&](const std::vector<Judgement>& judgements)
    {
        RetrievalSession session(analysis->matcherFor({rate, rate / 2}), {rate, rate / 2},
                                 recording.info.samples, 10);
        session.setJudgements(judgements);
        return session.settledHits();
    };
    REQUIRE(settledAfter({late, third}).size() == 1);
    std::vector<SearchResult> expected;
    for (std::size_t i = 0; i < lists.size(); ++i)
    {
        Heard heard;
        SearchEngine engine(path, heard.callbacks());
        engine.search(requestFor(lists[i]));
        REQUIRE(waitUntil([&] { return !heard.results.empty(); }));
        expected.push_back(heard.results.front());
        if (i > 0)
            continue;
        // What follows its question is worked out in advance.
        REQUIRE(expected.front().question);
        for (const auto answer : {Answer::yes, Answer::no})
            lists.push_back({{expected.front().question->excerpt, answer}});
    }

    Heard heard;
    SearchEngine engine(path, heard.callbacks());
    std::mt19937 random(1);
    for (int round = 0; round < 25; ++round)
    {
        std::size_t last = 0;
        for (auto requests = 1 + random() % 4; requests > 0; --requests)
        {
            last = random() % lists.size();
            engine.search(requestFor(lists[last]));
            if (random() % 8 == 0)
            {
                engine.cancel();
                engine.search(requestFor(lists[last]));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(random() % 12));
        }
        REQUIRE(waitUntil(
            [&]
            { return !heard.results.empty() && heard.results.back().request.judgements == lists[last]; }));
        const auto& found = heard.results.back();
        REQUIRE(found.question.has_value() == expected[last].question.has_value());
        if (found.question)
            CHECK(found.question->excerpt == expected[last].question->excerpt);
        REQUIRE(found.predicted.size() == expected[last].predicted.size());
        for (std::size_t i = 0; i < found.predicted.size(); ++i)
        {
            CHECK(found.predicted[i].excerpt == expected[last].predicted[i].excerpt);
            CHECK(found.predicted[i].confidence == expected[last].predicted[i].confidence);
        }
        // Told of the latest request alone, and only where there is something to tell.
        if (const auto settled = settledAfter(lists[last]); !settled.empty())
        {
            REQUIRE(waitUntil(
                [&] {
                    return !heard.settled.empty() && heard.settled.back().request.judgements == lists[last];
                }));
            CHECK(heard.settled.back().hits == settled);
        }
        heard.results.clear();
        heard.settled.clear();
    }
    CHECK(heard.failures.empty());
}

TEST_CASE("Where hits fit better is told after the result, and of the latest request only", "[app][engine]")
{
    const test::TemporaryFolder folder;
    const auto path = writtenTrack(folder);
    const std::vector<Judgement> right{{{5 * rate, rate / 2}, Answer::yes}},
        off{{{5 * rate + rate / 10, rate / 2}, Answer::yes}, {{9 * rate, rate / 2}, Answer::yes}};
    Heard heard;
    SearchEngine engine(path, heard.callbacks());
    engine.search(requestFor(off));
    engine.search(requestFor(right));
    REQUIRE(waitUntil([&] { return !heard.results.empty(); }));
    engine.search(requestFor(off));
    REQUIRE(waitUntil([&] { return !heard.settled.empty(); }));
    CHECK(heard.results.back().request.judgements == off);

    const auto recording = loadRecordingFor(path, {});
    const auto analysis = analyse(recording, {});
    RetrievalSession session(analysis->matcherFor({rate, rate / 2}), {rate, rate / 2}, recording.info.samples,
                             10);
    session.setJudgements(off);
    REQUIRE(heard.settled.size() == 1);
    CHECK(heard.settled.front().request == requestFor(off));
    CHECK(heard.settled.front().hits == session.settledHits());
    CHECK(heard.settled.front().remarks.size() == 1);
}

TEST_CASE("A mark without sound is refused in words", "[app][engine]")
{
    const test::TemporaryFolder folder;
    auto signal = test::noise(6 * rate, 0.2f, 3);
    // Wider than the mark: resampling rings for a moment at the edges of the noise.
    std::fill(signal.begin() + rate / 2, signal.begin() + 2 * rate, 0.0f);
    test::writeAudio(folder / "gap.wav", signal, rate);
    Heard heard;
    SearchEngine engine(folder / "gap.wav", heard.callbacks());
    engine.search(requestFor());
    REQUIRE(waitUntil([&] { return !heard.failures.empty(); }));
    CHECK(heard.failures.front().find("mark") != std::string::npos);
    CHECK(heard.results.empty());

    engine.advise({rate, rate / 2}, {});
    REQUIRE(waitUntil([&] { return !heard.advice.empty(); }));
    CHECK(heard.advice.front().refusal == heard.failures.front());
}

TEST_CASE("A cancelled search delivers nothing until it is asked again", "[app][engine]")
{
    const test::TemporaryFolder folder;
    Heard heard;
    SearchEngine engine(writtenTrack(folder), heard.callbacks());
    engine.search(requestFor());
    engine.cancel();
    juce::MessageManager::getInstance()->runDispatchLoopUntil(300);
    CHECK(heard.results.empty());
    CHECK(heard.failures.empty());
    engine.search(requestFor());
    CHECK(waitUntil([&] { return heard.results.size() == 1; }));
}

TEST_CASE("Nothing is called back once the engine is gone", "[app][engine]")
{
    const test::TemporaryFolder folder;
    Heard heard;
    {
        SearchEngine engine(writtenTrack(folder), heard.callbacks());
        engine.search(requestFor());
        juce::Thread::sleep(50);
    }
    const auto known = heard.stages.size();
    juce::MessageManager::getInstance()->runDispatchLoopUntil(100);
    CHECK(heard.results.empty());
    CHECK(heard.stages.size() == known);
}

TEST_CASE("A missing file is a failure that names it", "[app][engine]")
{
    const test::TemporaryFolder folder;
    Heard heard;
    SearchEngine engine(folder / "nowhere.wav", heard.callbacks());
    engine.search(requestFor());
    REQUIRE(waitUntil([&] { return !heard.failures.empty(); }));
    CHECK(heard.failures.front().find("nowhere.wav") != std::string::npos);
}
