#include "base/Errors.h"
#include "matching/Methods.h"
#include "session/RetrievalSession.h"
#include "support/AudioFiles.h"
#include "support/LargeSignal.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** Noise with the same chirp at the given samples; analysed at its own rate of 22 050 Hz. */
Recording recordingWith(const std::vector<std::size_t>& places)
{
    std::vector<float> chirp(11025);
    for (std::size_t i = 0; i < chirp.size(); ++i)
    {
        const auto t = static_cast<double>(i) / 22050.0;
        chirp[i] = static_cast<float>(0.5 * std::sin(6.283185307 * (300.0 + 2000.0 * t) * t));
    }
    Recording recording;
    recording.analysisSignal = largeVector(noise(22050 * 20, 0.02f, 4));
    for (const auto at : places)
        mixInto(recording.analysisSignal, chirp, at);
    recording.info.sampleRateHz = 22050;
    recording.info.channels = 1;
    recording.info.samples = static_cast<SampleIndex>(recording.analysisSignal.size());
    return recording;
}

const std::vector<std::size_t> places{22050, 90000, 170123, 300000};

MethodSettings settingsFor(FeatureKind feature, bool useNmf, int selected)
{
    MethodSettings settings;
    settings.method = "paper";
    settings.paper.feature = feature;
    settings.paper.useNmf = useNmf;
    settings.paper.components = 8;
    settings.paper.selected = selected;
    return settings;
}

std::unique_ptr<Matcher> matcherFor(const Recording& recording, const MethodSettings& settings,
                                    std::unique_ptr<Analysis>& keep)
{
    keep = analyse(recording, settings);
    return keep->matcherFor({22050, 11025});
}
} // namespace

TEST_CASE("Every choice of the paper finds clear repeats before anything else", "[matching][paper]")
{
    const auto recording = recordingWith(places);
    for (const auto feature : {FeatureKind::Stft, FeatureKind::Cqt, FeatureKind::Mfcc})
        for (const auto useNmf : {false, true})
        {
            INFO(nameOf(feature) << (useNmf ? " with NMF" : ""));
            std::unique_ptr<Analysis> analysis;
            RetrievalSession session(matcherFor(recording, settingsFor(feature, useNmf, 6), analysis),
                                     {22050, 11025}, recording.info.samples, 10);
            for (int i = 0; i < 3; ++i)
            {
                const auto asked = session.question().value().excerpt.start;
                const auto nearest =
                    std::min_element(places.begin(), places.end(),
                                     [&](auto a, auto b) {
                                         return std::abs(static_cast<SampleIndex>(a) - asked) <
                                                std::abs(static_cast<SampleIndex>(b) - asked);
                                     });
                CHECK(std::abs(static_cast<SampleIndex>(*nearest) - asked) <= 512); // the frame grid's step
                session.answer(Answer::yes);
            }
        }
}

TEST_CASE("The query's own place is the most similar and candidates lie inside the recording",
          "[matching][paper]")
{
    const auto recording = recordingWith(places);
    std::unique_ptr<Analysis> analysis;
    auto matcher = matcherFor(recording, settingsFor(FeatureKind::Mfcc, true, 6), analysis);
    const auto candidates = matcher->rank({}).candidates;
    REQUIRE_FALSE(candidates.empty());
    const auto best =
        std::max_element(candidates.begin(), candidates.end(),
                         [](const auto& a, const auto& b) { return a.similarity < b.similarity; });
    CHECK(best->start == 22050);
    CHECK(best->confidence == Approx(1.0));
    for (std::size_t i = 0; i < candidates.size(); ++i)
    {
        REQUIRE(candidates[i].start >= 0);
        REQUIRE(candidates[i].start + 11025 <= recording.info.samples);
        REQUIRE((i == 0 || candidates[i].start > candidates[i - 1].start));
        REQUIRE((candidates[i].confidence >= 0.0f && candidates[i].confidence <= 1.0f));
    }
}

TEST_CASE("The same judgements give the same bytes whatever was judged in between", "[matching][paper]")
{
    const auto recording = recordingWith(places);
    std::unique_ptr<Analysis> analysis;
    auto matcher = matcherFor(recording, settingsFor(FeatureKind::Mfcc, true, 4), analysis);
    const std::vector<Judgement> judgements{{{90000, 11025}, Answer::yes}, {{50000, 11025}, Answer::no}};
    const auto first = matcher->rank(judgements).candidates;
    matcher->rank(std::vector<Judgement>{{{170000, 11025}, Answer::yes}});
    const auto second = matcher->rank(judgements).candidates;
    REQUIRE(first.size() == second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        REQUIRE(first[i].similarity == second[i].similarity);
}

TEST_CASE("How much is kept of the distances changes no result", "[matching][paper]")
{
    const auto recording = recordingWith(places);
    const auto settings = settingsFor(FeatureKind::Mfcc, true, 4).paper;
    const auto plenty = analyseForNmfMatcher(recording, settings);
    std::vector<Judgement> judgements;
    for (const auto start : {90000, 50000, 170123, 120000, 300000, 210000})
    {
        judgements.push_back({{start, 11025}, judgements.size() % 2 == 0 ? Answer::yes : Answer::no});
        for (const std::size_t bytes : {0u, 70'000u}) // one excerpt's, and a few's
        {
            const auto little = analyseForNmfMatcher(recording, settings, {}, bytes);
            const auto wanted = plenty->matcherFor({22050, 11025}),
                       found = little->matcherFor({22050, 11025});
            const auto a = wanted->rank(judgements, {}).candidates,
                       b = found->rank(judgements, {}).candidates;
            REQUIRE(a.size() == b.size());
            for (std::size_t i = 0; i < a.size(); ++i)
                REQUIRE((a[i].similarity == b[i].similarity && a[i].confidence == b[i].confidence));
            CHECK(wanted->explain(judgements, {250000, 11025}).answers.at(0).judgement ==
                  found->explain(judgements, {250000, 11025}).answers.at(0).judgement);
        }
    }
}

TEST_CASE("Unsure answers teach nothing", "[matching][paper]")
{
    const auto recording = recordingWith(places);
    std::unique_ptr<Analysis> analysis;
    auto matcher = matcherFor(recording, settingsFor(FeatureKind::Mfcc, true, 4), analysis);
    const auto without = matcher->rank({}).candidates;
    const auto with = matcher->rank(std::vector<Judgement>{{{90000, 11025}, Answer::unsure}}).candidates;
    for (std::size_t i = 0; i < without.size(); ++i)
        REQUIRE(without[i].similarity == with[i].similarity);
}

TEST_CASE("A no changes which curves are compared", "[matching][paper]")
{
    const auto recording = recordingWith(places);
    std::unique_ptr<Analysis> analysis;
    auto matcher = matcherFor(recording, settingsFor(FeatureKind::Mfcc, true, 2), analysis);
    const auto before = matcher->rank({}).candidates;
    const auto after = matcher->rank(std::vector<Judgement>{{{50000, 11025}, Answer::no}}).candidates;
    auto changed = false;
    for (std::size_t i = 0; i < before.size(); ++i)
        changed |= before[i].similarity != after[i].similarity;
    CHECK(changed);
}

TEST_CASE("A mark of one frame and silence are searched without complaint", "[matching][paper]")
{
    auto recording = recordingWith({});
    std::fill(recording.analysisSignal.begin(), recording.analysisSignal.end(), 0.0f);
    for (const auto& settings :
         {settingsFor(FeatureKind::Mfcc, true, 6), settingsFor(FeatureKind::Stft, true, 6),
          settingsFor(FeatureKind::Stft, false, 0)})
    {
        const auto analysis = analyse(recording, settings);
        RetrievalSession session(analysis->matcherFor({1000, 1}), {1000, 1}, recording.info.samples, 3);
        for (int i = 0; i < 3; ++i)
        {
            REQUIRE(session.question());
            session.answer(Answer::no);
        }
        CHECK(session.state() == SessionState::budgetSpent);
    }
}

TEST_CASE("An unknown method and impossible settings are refused", "[matching][paper]")
{
    const auto recording = recordingWith({});
    MethodSettings settings;
    settings.method = "magic";
    CHECK_THROWS_WITH(analyse(recording, settings), Catch::Contains("magic") && Catch::Contains("paper"));
    settings = {"paper", {}};
    settings.paper.selected = -1;
    CHECK_THROWS_AS(analyse(recording, settings), InvalidSettings);
    settings = {"paper", {}};
    settings.paper.components = 0;
    CHECK_THROWS_AS(analyse(recording, settings), InvalidSettings);
    settings = {"paper", {}};
    settings.paper.alpha = -1.0;
    CHECK_THROWS_AS(analyse(recording, settings), InvalidSettings);
}

TEST_CASE("A repeat is explained by its nearest positive and the times that agree", "[matching][paper][why]")
{
    const auto recording = recordingWith(places);
    std::unique_ptr<Analysis> analysis;
    auto matcher = matcherFor(recording, settingsFor(FeatureKind::Mfcc, true, 4), analysis);
    const auto first = matcher->explain({}, {170123, 11025});
    REQUIRE(first.kinds.size() == 1);
    CHECK(first.kinds[0].kind == "8 NMF activations");
    CHECK(first.answers.at(0).judgement == -1);
    REQUIRE(first.parts.size() == 5); // 22 frames
    CHECK(first.parts.front().fromSeconds == 0.0);
    CHECK(first.parts.back().toSeconds == Approx(0.5));
    auto sum = 0.0f;
    for (const auto& part : first.parts)
    {
        CHECK(part.share > 0.0f);
        CHECK(part.toHz == 11025.0);
        sum += part.share;
    }
    CHECK(sum == Approx(1.0f));

    const std::vector<Judgement> judgements{{{50000, 11025}, Answer::no}, {{170123, 11025}, Answer::yes}};
    const auto later = matcher->explain(judgements, {170123, 11025});
    CHECK(later.kinds.at(0).kind == "4 selected NMF activations");
    CHECK(later.answers.at(0).judgement == 1);
}

TEST_CASE("The part of an excerpt that is something else speaks less for it", "[matching][paper][why]")
{
    // The second half of the repeat at 90 000 is covered by loud noise.
    auto recording = recordingWith(places);
    mixInto(recording.analysisSignal, noise(5512, 0.9f, 8), 90000 + 5513);
    std::unique_ptr<Analysis> analysis;
    auto matcher = matcherFor(recording, settingsFor(FeatureKind::Mfcc, false, 0), analysis);
    const auto parts = matcher->explain({}, {90000, 11025}).parts;
    REQUIRE(parts.size() == 5);
    CHECK(parts[0].share > parts[3].share);
    CHECK(parts[1].share > parts[4].share);
    CHECK(parts[4].share < 0.05f);
}
