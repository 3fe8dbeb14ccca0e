#include "base/Errors.h"
#include "matching/Methods.h"
#include "session/RetrievalSession.h"
#include "session/Transfer.h"
#include "support/AudioFiles.h"
#include "support/LargeSignal.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** A recording at any rate made through a real file, loaded as the method wants it. */
Recording recordingOf(const std::vector<float>& signal, int rate, const MethodSettings& settings = {})
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", signal, rate);
    return loadRecordingFor(folder / "a.wav", settings);
}

/** A recording without a file: its analysis signal at the rate of its samples. */
Recording plainRecording(const std::vector<float>& signal, int rate)
{
    AudioFileInfo info{"plain.wav", rate, 1, static_cast<SampleIndex>(signal.size()), "", "", ""};
    return {info, static_cast<double>(rate), largeVector(signal)};
}

/** The same sound at any rate: gliding tones, which exist at every rate alike. */
std::vector<float> chirps(double seconds, double rate)
{
    std::vector<float> sound(static_cast<std::size_t>(std::lround(seconds * rate)));
    for (std::size_t i = 0; i < sound.size(); ++i)
    {
        const auto t = static_cast<double>(i) / rate;
        const auto edge = std::min({1.0, t * 200.0, (seconds - t) * 200.0});
        sound[i] = static_cast<float>(
            edge * (std::sin(6.2831853 * (400.0 * t + 900.0 * t * t)) +
                    std::sin(6.2831853 * (3100.0 * t - 1400.0 * t * t)) +
                    0.7 * std::sin(6.2831853 * (5200.0 * t + 700.0 * std::sin(9.0 * t) / 9.0))));
    }
    return sound;
}

/** A beat of two tones over faint noise, with the sound at the given seconds. */
std::vector<float> musicWith(const std::vector<double>& places, int rate, double toneHz, std::uint32_t seed,
                             double seconds = 12.0)
{
    auto signal = noise(static_cast<std::size_t>(rate * seconds), 0.02f, seed);
    const auto hit = sine(toneHz, 0.2, rate, 0.15), other = sine(7.3 * toneHz, 0.15, rate, 0.1);
    for (double t = 0.05; t < seconds; t += 0.37)
        mixInto(signal, std::fmod(t, 0.74) < 0.37 ? hit : other, static_cast<std::size_t>(t * rate));
    for (const auto at : places)
        mixInto(signal, chirps(0.6, rate), static_cast<std::size_t>(std::lround(at * rate)), 0.08f);
    return signal;
}

SampleRange spanAt(double start, double length, int rate)
{
    return {std::llround(start * rate), std::llround(length * rate)};
}

LearnedSound soundLearnedAt(int rate)
{
    return {"",
            "",
            rate,
            spanAt(1.0, 0.6, rate),
            {{spanAt(4.321, 0.6, rate), Answer::yes},
             {spanAt(7.0, 0.6, rate), Answer::no},
             {spanAt(8.5, 0.6, rate), Answer::yes}}};
}
} // namespace

TEST_CASE("Examples follow the recording, one after the other, with their surroundings",
          "[session][transfer]")
{
    const auto recording = plainRecording(noise(20000, 0.1f, 1), 10000);
    const auto source = plainRecording(noise(30000, 0.1f, 2), 10000);
    const LearnedSound sound{
        "", "", 10000, {5000, 2000}, {{{12000, 2000}, Answer::yes}, {{20000, 2000}, Answer::no}}};
    const auto result = appendExamples(recording, source, sound);
    const auto& signal = result.recording.analysisSignal;

    CHECK(result.searchableSamples == 20000);
    CHECK(std::equal(recording.analysisSignal.begin(), recording.analysisSignal.end(), signal.begin()));
    REQUIRE(result.examples.size() == 2);
    CHECK(result.examples[0].answer == Answer::yes);
    CHECK(result.examples[1].answer == Answer::no);
    CHECK(result.recording.info.samples == static_cast<SampleIndex>(signal.size()));
    CHECK(result.recording.info.sampleRateHz == 10000);

    constexpr SampleIndex margin = 3000; // 0.3 s
    SampleIndex lastEnd = 20000;
    const std::array<std::pair<SampleRange, SampleIndex>, 3> expected{
        {{result.query, 5000}, {result.examples[0].excerpt, 12000}, {result.examples[1].excerpt, 20000}}};
    const auto scale = [](const Recording& r)
    {
        auto sum = 0.0;
        for (const auto value : r.analysisSignal)
            sum += static_cast<double>(value) * static_cast<double>(value);
        return std::sqrt(sum / static_cast<double>(r.analysisSignal.size()));
    };
    const auto gain = static_cast<float>(scale(recording) / scale(source));
    for (const auto& [place, from] : expected)
    {
        CHECK(place.length == 2000);
        CHECK(place.start - margin >= lastEnd);
        lastEnd = place.end() + margin;
        REQUIRE(lastEnd <= result.recording.info.samples);
        for (SampleIndex i = -margin; i < place.length + margin; ++i)
            REQUIRE(signal[static_cast<std::size_t>(place.start + i)] ==
                    Approx(gain * source.analysisSignal[static_cast<std::size_t>(from + i)]).margin(1e-6));
    }
    // Silence before the first surroundings, so that nothing of them is seen from the recording.
    for (SampleIndex i = 20000; i < result.query.start - margin; ++i)
        REQUIRE(signal[static_cast<std::size_t>(i)] == 0.0f);
    CHECK(result.query.start >= 20000 + 2 * margin);
}

TEST_CASE("What lies before and after the source of an example is silence", "[session][transfer]")
{
    const auto recording = plainRecording(noise(20000, 0.1f, 1), 10000);
    const auto source = plainRecording(std::vector<float>(9000, 0.5f), 10000);
    // A hit whose end the user moved may be shorter than the query.
    const auto result =
        appendExamples(recording, source, {"", "", 10000, {0, 2000}, {{{8000, 1000}, Answer::yes}}});
    const auto& signal = result.recording.analysisSignal;
    const auto at = [&](SampleIndex sample) { return signal[static_cast<std::size_t>(sample)]; };
    CHECK(at(result.query.start - 1) == 0.0f);
    CHECK(at(result.query.start) > 0.01f);
    const auto hit = result.examples.at(0).excerpt;
    CHECK(hit.length == 2000);
    CHECK(at(hit.start + 999) > 0.01f);
    CHECK(at(hit.start + 1000) == 0.0f);
}

TEST_CASE("More examples than can be used are thinned out evenly", "[session][transfer]")
{
    const auto recording = plainRecording(noise(20000, 0.1f, 1), 1000);
    const auto source = plainRecording(noise(100000, 0.1f, 2), 1000);
    LearnedSound sound{"", "", 1000, {0, 100}, {}};
    for (SampleIndex i = 400; i > 0; --i)
        sound.judgements.push_back({{i * 200, 100}, i % 2 == 0 ? Answer::yes : Answer::no});
    sound.judgements.push_back({{90000, 100}, Answer::unsure});
    const auto result = appendExamples(recording, source, sound);
    const auto count = [&](Answer answer)
    {
        return std::count_if(result.examples.begin(), result.examples.end(),
                             [&](const Judgement& j) { return j.answer == answer; });
    };
    CHECK(count(Answer::yes) == mostPositiveExamples);
    CHECK(count(Answer::no) == mostNegativeExamples);
    CHECK(count(Answer::unsure) == 0);
    // The last of 23 yes comes from the last 23rd of the 200.
    const auto& last = result.examples[mostPositiveExamples - 1].excerpt;
    const auto value = result.recording.analysisSignal[static_cast<std::size_t>(last.start)];
    const auto gain = result.recording.analysisSignal[static_cast<std::size_t>(result.query.start)] /
                      source.analysisSignal[0];
    CHECK(value == Approx(gain * source.analysisSignal[(22 * 200 / 23 + 1) * 400]).margin(1e-6));
}

TEST_CASE("A silent recording or source takes the examples as they are", "[session][transfer]")
{
    const auto silence = plainRecording(std::vector<float>(20000, 0.0f), 10000);
    const auto source = plainRecording(std::vector<float>(20000, 0.25f), 10000);
    const LearnedSound sound{"", "", 10000, {5000, 1000}, {}};
    const auto result = appendExamples(silence, source, sound);
    CHECK(result.recording.analysisSignal[static_cast<std::size_t>(result.query.start)] == 0.25f);
    CHECK_NOTHROW(appendExamples(source, silence, sound));
}

TEST_CASE("Examples that do not fit are refused with the reason", "[session][transfer]")
{
    const auto recording = plainRecording(noise(2000, 0.1f, 1), 10000);
    const auto source = plainRecording(noise(9000, 0.1f, 2), 10000);
    const auto append = [&](SampleRange query, std::vector<Judgement> judgements) {
        return appendExamples(recording, source, {"", "", 10000, query, std::move(judgements)});
    };
    CHECK_THROWS_WITH(append({0, 2001}, {}), Catch::Contains("longer than the recording (2000 samples)"));
    CHECK_NOTHROW(append({0, 2000}, {}));
    CHECK_THROWS_WITH(append({8500, 501}, {}),
                      Catch::Contains("sample 8500") && Catch::Contains("plain.wav"));
    CHECK_THROWS_AS(append({-1, 100}, {}), InvalidInput);
    CHECK_THROWS_AS(append({0, 0}, {}), InvalidInput);
    CHECK_THROWS_AS(append({0, 100}, {{{8950, 100}, Answer::no}}), InvalidInput);
}

TEST_CASE("A sound is found in another recording at any rate and level", "[session][transfer]")
{
    const std::vector<double> places{2.345, 5.5, 9.1};
    struct Case
    {
        int sourceRate, rate;
        float gain;
        const char* method;
        double toleranceSeconds; ///< about a sample of the slower rate; a frame of the paper's method
    };
    for (const auto& [sourceRate, rate, gain, method, tolerance] :
         {Case{44100, 44100, 1.0f, "default", 1.01 / 44100},
          Case{48000, 44100, 0.03f, "default", 2.0 / 44100}, Case{44100, 22050, 4.0f, "default", 1.5 / 22050},
          Case{22050, 48000, 0.3f, "default", 2.0 / 22050},
          Case{44100, 48000, 0.03f, "paper", 512.0 / 22050}})
    {
        INFO(sourceRate << " " << rate << " " << gain << " " << method);
        MethodSettings settings;
        settings.method = method;
        settings.paper.components = 8;
        settings.paper.selected = 0;
        const auto source =
            recordingOf(musicWith({1.0, 4.321, 8.5}, sourceRate, 220.0, 31), sourceRate, settings);
        auto music = musicWith(places, rate, 310.0, 57);
        for (auto& value : music)
            value *= gain;
        const auto recording = recordingOf(music, rate, settings);

        const auto extended = appendExamples(recording, source, soundLearnedAt(sourceRate));
        CHECK(extended.query.length == std::llround(0.6 * rate));
        const auto analysis = analyse(extended.recording, settings);
        RetrievalSession session(analysis->matcherFor(extended.query), extended.query, extended.examples,
                                 extended.searchableSamples, 10);
        for (std::size_t i = 0; i < places.size(); ++i)
        {
            const auto question = session.question().value();
            auto nearest = 1e9;
            for (const auto place : places)
                nearest =
                    std::min(nearest, std::abs(place - static_cast<double>(question.excerpt.start) / rate));
            CHECK(nearest <= tolerance);
            session.answer(Answer::yes);
        }
        const auto hits = session.confirmedHits();
        REQUIRE(hits.size() == places.size());
        CHECK(hits.back().excerpt.end() <= recording.info.samples);
        CHECK(session.budgetLeft() == 10);
    }
}

TEST_CASE("The level of the other recording does not change the ranking", "[session][transfer]")
{
    const auto source = recordingOf(musicWith({1.0, 4.321, 8.5}, 44100, 220.0, 31), 44100);
    const auto startsAndConfidences = [&](float gain)
    {
        auto music = musicWith({2.345, 5.5, 9.1}, 44100, 310.0, 57);
        for (auto& value : music)
            value *= gain;
        const auto extended = appendExamples(recordingOf(music, 44100), source, soundLearnedAt(44100));
        const auto analysis = analyse(extended.recording, {});
        RetrievalSession session(analysis->matcherFor(extended.query), extended.query, extended.examples,
                                 extended.searchableSamples, 10);
        std::vector<std::pair<SampleIndex, float>> asked;
        for (int i = 0; i < 5; ++i)
        {
            const auto question = session.question().value();
            asked.emplace_back(question.excerpt.start, question.confidence);
            session.answer(i < 3 ? Answer::yes : Answer::no);
        }
        return asked;
    };
    const auto loud = startsAndConfidences(1.0f), quiet = startsAndConfidences(1.0f / 16.0f);
    for (std::size_t i = 0; i < loud.size(); ++i)
    {
        CHECK(loud[i].first == quiet[i].first);
        CHECK(loud[i].second == Approx(quiet[i].second).margin(0.01));
    }
}
