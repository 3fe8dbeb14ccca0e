#include "audio/Resampler.h"
#include "base/Parallel.h"
#include "matching/CoherenceMatcher.h"
#include "matching/Methods.h"
#include "session/RetrievalSession.h"
#include "support/AudioFiles.h"
#include "support/CancelAtReport.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** A recording at any rate made through a real file, loaded as the method wants it. */
Recording recordingOf(const std::vector<float>& signal, int rate)
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", signal, rate);
    return loadRecordingFor(folder / "a.wav", MethodSettings{});
}

/** Louder music (a beat of tones) over a sound at the given samples. */
std::vector<float> musicWith(const std::vector<std::size_t>& places, int rate, double seconds = 15.0)
{
    auto signal = noise(static_cast<std::size_t>(rate * seconds), 0.02f, 31);
    const auto hit = sine(220.0, 0.2, rate, 0.3), other = sine(1660.0, 0.15, rate, 0.2);
    for (double t = 0.05; t < seconds; t += 0.37)
        mixInto(signal, std::fmod(t, 0.74) < 0.37 ? hit : other, static_cast<std::size_t>(t * rate));
    auto sound = noise(static_cast<std::size_t>(rate * 0.6), 0.12f, 32);
    for (std::size_t i = 1; i < sound.size(); ++i)
        sound[i] = 0.6f * sound[i - 1] + 0.4f * sound[i];
    for (const auto at : places)
        mixInto(signal, sound, at);
    return signal;
}
} // namespace

TEST_CASE("Repeats under louder music are found to the sample at any rate", "[matching][default]")
{
    for (const int rate : {44100, 48000, 22050})
    {
        INFO(rate);
        const auto at = [&](double seconds) { return static_cast<std::size_t>(seconds * rate); };
        const std::vector<std::size_t> places{at(1.0), at(4.321), at(7.777), at(12.05)};
        const auto recording = recordingOf(musicWith(places, rate), rate);
        const auto analysis = analyse(recording, {});
        const SampleRange query{static_cast<SampleIndex>(places[0]), static_cast<SampleIndex>(at(0.6))};
        RetrievalSession session(analysis->matcherFor(query), query, recording.info.samples, 10);
        for (int i = 0; i < 3; ++i)
        {
            const auto question = session.question().value();
            CHECK(std::any_of(places.begin() + 1, places.end(),
                              [&](std::size_t p) {
                                  return std::abs(static_cast<SampleIndex>(p) - question.excerpt.start) <= 1;
                              }));
            CHECK(question.confidence > 0.5f);
            session.answer(Answer::yes);
        }
        CHECK(session.question().value().confidence < 0.5f);
    }
}

TEST_CASE("Hits that are faster or slower than the mark are settled to where they start",
          "[matching][default]")
{
    constexpr SampleIndex length = 26460;
    auto signal = musicWith({44100}, 44100);
    auto sound = noise(length, 0.12f, 32); // that of musicWith()
    for (std::size_t i = 1; i < sound.size(); ++i)
        sound[i] = 0.6f * sound[i - 1] + 0.4f * sound[i];
    const std::vector<std::pair<SampleIndex, double>> places{{190556, 0.98}, {342966, 1.0}, {531405, 1.017}};
    std::vector<Judgement> judgements;
    for (const auto& [start, speed] : places)
    {
        mixInto(signal, resample(sound, speed, 1.0), static_cast<std::size_t>(start));
        judgements.push_back({{speed == 1.0 ? start : start + 800, length}, Answer::yes});
    }
    const auto recording = recordingOf(signal, 44100);
    const auto analysis = analyse(recording, {});
    RetrievalSession session(analysis->matcherFor({44100, length}), {44100, length}, recording.info.samples,
                             10);
    session.setJudgements(judgements);
    const auto settled = session.settledHits();
    REQUIRE(settled.size() == 2);
    for (const auto i : {std::size_t{0}, std::size_t{1}})
    {
        CHECK(settled[i].confirmed == judgements[2 * i].excerpt);
        CHECK(std::abs(settled[i].better.start - places[2 * i].first) <= 22);
        judgements[2 * i].excerpt = settled[i].better;
    }
    session.setJudgements(judgements);
    CHECK(session.settledHits().empty());

    // The same for what nobody was asked about.
    session.setJudgements({});
    std::vector<Hit> predicted;
    for (const auto& [start, speed] : places)
        predicted.push_back({{speed == 1.0 ? start : start - 700, length}, HitState::predicted, 0.7f});
    session.makeExact(predicted);
    for (std::size_t i = 0; i < predicted.size(); ++i)
        CHECK(std::abs(predicted[i].excerpt.start - places[i].first) <= 22);
    CHECK(predicted[1].excerpt.start == places[1].first);

    // Not onto what was judged.
    predicted[0].excerpt.start = places[0].first - 700;
    session.setJudgements({{{places[0].first - 700 + length, length}, Answer::no}});
    session.makeExact(predicted);
    CHECK(predicted[0].excerpt.start == places[0].first - 700);
}

TEST_CASE("Hits that all lie a repetition of the sound late go back to where it is in the mark",
          "[matching][default]")
{
    constexpr SampleIndex beat = 8820, length = 4 * beat;
    const auto burst = noise(beat, 0.08f, 33), accent = noise(beat, 0.08f, 34);
    auto signal = musicWith({}, 44100);
    const std::vector<SampleIndex> places{44100, 131000, 242966, 351405, 470000};
    for (const auto start : places)
    {
        // It sounds on past the mark: what begins a beat late agrees in all of its beats.
        for (SampleIndex i = 0; i < 6; ++i)
            mixInto(signal, burst, static_cast<std::size_t>(start + i * beat));
        mixInto(signal, accent, static_cast<std::size_t>(start));
    }
    const auto recording = recordingOf(signal, 44100);
    const auto analysis = analyse(recording, {});
    RetrievalSession session(analysis->matcherFor({places[0], length}), {places[0], length},
                             recording.info.samples, 10);
    std::vector<Judgement> judgements;
    std::vector<SettledHit> expected;
    for (std::size_t i = 1; i < places.size(); ++i)
    {
        judgements.push_back({{places[i] + beat, length}, Answer::yes});
        expected.push_back({{places[i] + beat, length}, {places[i], length}});
    }
    session.setJudgements(judgements);
    CHECK(session.settledHits() == expected);
}

TEST_CASE("A hit confirmed a little off is found to fit the others at its exact place", "[matching][default]")
{
    const auto at = [](double seconds) { return static_cast<SampleIndex>(std::llround(seconds * 44100.0)); };
    const std::vector<std::size_t> places{44100, 190556, 342966, 531405};
    const auto recording = recordingOf(musicWith(places, 44100), 44100);
    const auto analysis = analyse(recording, {});
    const auto length = at(0.6);
    RetrievalSession session(analysis->matcherFor({44100, length}), {44100, length}, recording.info.samples,
                             10);
    const SampleRange off{342966 + at(0.21), length};
    std::vector<Judgement> judgements{
        {{190556, length}, Answer::yes}, {off, Answer::yes}, {{531405, length}, Answer::yes}};
    session.setJudgements(judgements);
    CHECK(session.settledHits() == std::vector<SettledHit>{{off, {342966, length}}});

    // An edge that was set by hand stays, and so does a hit whose better place is taken.
    judgements[1].excerpt.length -= 100;
    session.setJudgements(judgements);
    CHECK(session.settledHits().empty());
    judgements[1].excerpt = off;
    judgements.push_back({{342966 - at(0.35), length}, Answer::no});
    session.setJudgements(judgements);
    CHECK(session.settledHits().empty());

    judgements.pop_back();
    judgements[1].excerpt.start = 342966;
    session.setJudgements(judgements);
    CHECK(session.settledHits().empty());
}

TEST_CASE("With any one idea switched off clear repeats are still found", "[matching][default]")
{
    const auto at = [](double seconds) { return static_cast<std::size_t>(seconds * 44100.0); };
    const std::vector<std::size_t> places{at(1.0), at(2.5), at(4.321)};
    auto signal = noise(at(6.0), 0.01f, 33);
    for (const auto place : places)
    {
        mixInto(signal, sine(440.0, 0.3, 44100, 0.2), place);
        mixInto(signal, noise(at(0.3), 0.1f, 34), place + at(0.3));
    }
    const auto recording = recordingOf(signal, 44100);
    const SampleRange query{44100, 26460};
    for (const auto& idea : coherenceIdeas())
    {
        INFO(idea.name);
        MethodSettings settings;
        switchOff(settings.standard, idea.name);
        const auto analysis = analyse(recording, settings);
        RetrievalSession session(analysis->matcherFor(query), query, recording.info.samples, 3);
        std::vector<SampleIndex> found;
        while (found.size() < 2)
        {
            const auto question = session.question();
            REQUIRE(question);
            const auto near = [&](std::size_t place)
            { return std::abs(static_cast<SampleIndex>(place) - question->excerpt.start) < 600; };
            const auto isSound = std::any_of(places.begin() + 1, places.end(), near);
            if (isSound)
                found.push_back(question->excerpt.start);
            session.answer(isSound ? Answer::yes : Answer::no);
        }
        CHECK(session.explain(SampleRange{found.front(), query.length}).kinds.size() == 2);
    }
}

TEST_CASE("The default method says which evidence and which answers made a place a hit",
          "[matching][default]")
{
    const std::vector<std::size_t> places{44100, 190556, 342966, 531405};
    const auto recording = recordingOf(musicWith(places, 44100), 44100);
    const auto analysis = analyse(recording, {});
    const SampleRange query{44100, 26460};
    const auto matcher = analysis->matcherFor(query);
    const std::vector<Judgement> judgements{{{190556, query.length}, Answer::yes},
                                            {{100000, query.length}, Answer::unsure},
                                            {{400000, query.length}, Answer::no}};
    const auto why = matcher->explain(judgements, {342966, query.length});
    REQUIRE(why.kinds.size() == 2);
    CHECK(why.kinds[0].share > why.kinds[1].share); // the sound is repeated exactly, under other levels
    CHECK(why.kinds[0].share + why.kinds[1].share == Approx(1.0f));
    REQUIRE(why.answers.size() == 3);
    CHECK(why.answers[0].judgement == -1);
    CHECK(why.answers[1].judgement == 0);
    CHECK(why.answers[2].judgement == 2);
    CHECK(why.answers[0].share + why.answers[1].share > 0.8f);
    CHECK(std::abs(why.answers[2].share) < 0.2f);
    REQUIRE(!why.parts.empty());
    for (const auto& part : why.parts)
    {
        CHECK(part.fromSeconds < part.toSeconds);
        CHECK(part.toSeconds <= 0.6 + 1e-9);
        CHECK(part.fromHz < part.toHz);
    }
    CHECK(matcher->explain(judgements, {342966, query.length}).parts.front().share ==
          why.parts.front().share);
}

TEST_CASE("Any query of any recording leads to a session that ends", "[matching][default]")
{
    const auto beat = musicWith({}, 44100, 6.0);
    const auto dc = std::vector<float>(44100 * 3, 0.5f);
    const auto silence = std::vector<float>(44100 * 3, 0.0f);
    struct Case
    {
        const std::vector<float>& signal;
        SampleRange query;
    };
    for (const auto& [signal, query] :
         {Case{silence, {44100, 22050}}, Case{dc, {0, 22050}}, Case{beat, {1000, 1}}, Case{beat, {1000, 512}},
          Case{beat, {44100 * 3, 44100 * 3}}, Case{beat, {0, 44100}}})
        for (const auto answer : {Answer::yes, Answer::no, Answer::unsure})
        {
            const auto recording = recordingOf(signal, 44100);
            const auto analysis = analyse(recording, {});
            RetrievalSession session(analysis->matcherFor(query), query, recording.info.samples, 3);
            int questions = 0;
            while (const auto question = session.question())
            {
                REQUIRE(question->excerpt.end() <= recording.info.samples);
                REQUIRE(std::isfinite(question->confidence));
                session.answer(answer);
                if (++questions > 40)
                    break; // a yes or unsure costs nothing: it may go on
            }
            CHECK((answer != Answer::no || questions <= 3));
        }
}

TEST_CASE("The default method gives the same bytes after an undo", "[matching][default]")
{
    const auto recording = recordingOf(musicWith({44100, 200000, 400000}, 44100), 44100);
    const auto analysis = analyse(recording, {});
    const auto matcher = analysis->matcherFor({44100, 26460});
    const std::vector<Judgement> judgements{{{200000, 26460}, Answer::yes}, {{300000, 26460}, Answer::no}};
    const auto first = matcher->rank(judgements).candidates;
    matcher->rank(std::vector<Judgement>{{{100000, 26460}, Answer::no}});
    const auto again = matcher->rank(judgements).candidates;
    const auto other = analysis->matcherFor({44100, 26460})->rank(judgements).candidates;
    REQUIRE(first.size() == again.size());
    for (std::size_t i = 0; i < first.size(); ++i)
    {
        REQUIRE(first[i].similarity == again[i].similarity);
        REQUIRE(first[i].similarity == other[i].similarity);
    }
}

TEST_CASE("A session that foresees asks what one that does not would ask", "[matching][default]")
{
    const auto recording = recordingOf(musicWith({44100, 100000, 150000, 250000}, 44100, 9.0), 44100);
    const auto analysis = analyse(recording, {});
    const auto begun = [&]
    {
        return RetrievalSession(analysis->matcherFor({44100, 26460}), {44100, 26460}, recording.info.samples,
                                10);
    };
    auto plain = begun(), foreseeing = begun();
    // The first and the third yes look for candidates again.
    for (const auto answer : {Answer::no, Answer::yes, Answer::unsure, Answer::yes, Answer::yes, Answer::no})
    {
        const auto asked = plain.question(), same = foreseeing.question();
        REQUIRE(asked);
        REQUIRE(same);
        CHECK(same->excerpt == asked->excerpt);
        CHECK(same->confidence == asked->confidence);
        foreseeing.foresee();
        CHECK(foreseeing.settledHits() == plain.settledHits());
        plain.answer(answer);
        foreseeing.answer(answer);
    }
    const auto predicted = plain.predictedHits(0.0f), same = foreseeing.predictedHits(0.0f);
    REQUIRE(same.size() == predicted.size());
    for (std::size_t i = 0; i < same.size(); ++i)
    {
        CHECK(same[i].excerpt == predicted[i].excerpt);
        CHECK(same[i].confidence == predicted[i].confidence);
    }
}

TEST_CASE("Cancelling stops analysis and ranking of the default method", "[matching][default]")
{
    const auto recording = recordingOf(musicWith({44100}, 44100, 4.0), 44100);
    CancelToken token;
    const Progress progress({}, &token);
    const auto analysis = analyse(recording, {}, progress);
    token.cancel();
    CHECK_THROWS_AS(analyse(recording, {}, progress), Cancelled);
    CHECK_THROWS_AS(analysis->matcherFor({44100, 26460})->rank({}, progress), Cancelled);
}

TEST_CASE("A ranking that was cancelled, wherever it was, leaves no trace", "[matching][default]")
{
    const auto recording = recordingOf(musicWith({44100, 100000}, 44100, 4.0), 44100);
    const auto analysis = analyse(recording, {});
    // The first ranking looks for candidates, the second looks again for what the positives share.
    const std::vector<Judgement> none,
        judgements{{{100000, 26460}, Answer::yes}, {{70000, 26460}, Answer::no}};
    const auto reference = analysis->matcherFor({44100, 26460});
    const auto first = reference->rank(none).candidates, second = reference->rank(judgements).candidates;
    const auto isSame = [](const std::vector<Candidate>& a, const std::vector<Candidate>& b)
    {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const auto& x, const auto& y)
                          { return x.start == y.start && x.similarity == y.similarity; });
    };

    for (const auto isSecond : {false, true})
    {
        int wanted = 1;
        for (auto wasCancelled = true; wasCancelled; wanted += 1 + wanted / 2)
        {
            INFO((isSecond ? "second" : "first") << " ranking, cancelled at report " << wanted);
            const auto matcher = analysis->matcherFor({44100, 26460});
            if (isSecond)
                matcher->rank(none);
            const CancelAtReport cancelling(wanted);
            wasCancelled = false;
            try
            {
                // Inside a call made in parallel all is done by this thread, which then makes every report:
                // the same places are reached each time, whatever else the machine does.
                inParallel(1, [&](std::size_t)
                           { matcher->rank(isSecond ? judgements : none, cancelling.progress); });
            }
            catch (const Cancelled&)
            {
                wasCancelled = true;
            }
            REQUIRE(isSame(matcher->rank(none).candidates, first));
            REQUIRE(isSame(matcher->rank(judgements).candidates, second));
        }
        CHECK(wanted > 50);
    }
}
