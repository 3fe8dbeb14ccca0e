#include "session/ConfirmedSound.h"
#include "support/AudioFiles.h"
#include "support/LargeSignal.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** Offers the given starts one after the other. */
class ListMatcher : public Matcher
{
public:
    explicit ListMatcher(std::vector<SampleIndex> startsInOrder) : starts(std::move(startsInOrder)) {}

    Ranking rank(std::span<const Judgement>, const Progress&) override
    {
        std::vector<Candidate> candidates;
        for (std::size_t i = 0; i < starts.size(); ++i)
            candidates.push_back({starts[i], -static_cast<float>(i), 0.5f});
        return {std::move(candidates), {}};
    }

private:
    std::vector<SampleIndex> starts;
};

constexpr SampleIndex length = 20000;

/** The same noise burst of 10 000 samples at each place under other noise, at a file rate twice the analysis
    rate. */
Recording recordingWith(const std::vector<std::size_t>& analysisPlaces)
{
    Recording recording;
    recording.analysisSignal = largeVector(noise(200000, 0.2f, 4));
    for (const auto at : analysisPlaces)
        mixInto(recording.analysisSignal, noise(10000, 0.4f, 11), at);
    recording.info.sampleRateHz = 44100;
    recording.info.samples = 400000;
    return recording;
}

/** Correlation coefficient with the burst. */
double likeness(const std::vector<float>& heard)
{
    const auto burst = noise(10000, 0.4f, 11);
    auto product = 0.0, own = 0.0, other = 0.0;
    for (std::size_t i = 0; i < burst.size(); ++i)
    {
        product += static_cast<double>(heard[i]) * static_cast<double>(burst[i]);
        own += static_cast<double>(heard[i]) * static_cast<double>(heard[i]);
        other += static_cast<double>(burst[i]) * static_cast<double>(burst[i]);
    }
    return product / std::sqrt(own * other);
}
} // namespace

TEST_CASE("The mark and every yes make the confirmed sound, also where a hit lies some milliseconds off",
          "[session][shared]")
{
    const auto recording = recordingWith({10000, 50000, 90000, 130000});
    RetrievalSession session(std::make_unique<ListMatcher>(
                                 std::vector<SampleIndex>{100000 + 301, 180000 - 224, 300000, 260000 + 40}),
                             {20000, length}, recording.info.samples, 10);
    const auto alone = confirmedSound(recording, session);
    REQUIRE(alone.size() == 10000);
    session.answer(Answer::yes);
    session.answer(Answer::yes);
    session.answer(Answer::no); // only noise
    session.answer(Answer::yes);
    CHECK(confirmedExcerpts(session).size() == 4);
    const auto shared = confirmedSound(recording, session);
    INFO("mark alone " << likeness(alone) << ", shared " << likeness(shared));
    CHECK(likeness(shared) > 0.95);
    CHECK(likeness(alone) < 0.92);
}

TEST_CASE("A faint beginning under a loud background does not move the excerpts", "[session][shared]")
{
    // For a second there is only a background that returns 300 samples late; then the burst, in its place.
    Recording recording;
    recording.analysisSignal = largeVector(noise(200000, 0.02f, 4));
    const auto background = noise(22050, 0.4f, 6), burst = noise(44100, 0.4f, 7);
    for (const auto at : {10000u, 100000u})
    {
        mixInto(recording.analysisSignal, background, at == 10000u ? at : at + 300);
        mixInto(recording.analysisSignal, burst, at + 22500);
    }
    recording.info.sampleRateHz = 22050;
    recording.info.samples = 200000;
    RetrievalSession session(std::make_unique<ListMatcher>(std::vector<SampleIndex>{100000}), {10000, 66600},
                             recording.info.samples, 10);
    session.answer(Answer::yes);
    const auto shared = confirmedSound(recording, session);
    auto difference = 0.0, energy = 0.0;
    for (std::size_t i = 2000; i < 42000; ++i)
    {
        difference += std::pow(shared[22500 + i] - burst[i], 2.0);
        energy += std::pow(burst[i], 2.0);
    }
    CHECK(difference < 0.05 * energy);
}

TEST_CASE("Examples from another recording belong to the confirmed sound", "[session][shared]")
{
    const auto recording = recordingWith({110000, 150000});
    const RetrievalSession session(std::make_unique<ListMatcher>(std::vector<SampleIndex>{1000}),
                                   {220000, length}, {{{300000, length}, Answer::yes}}, 200000, 10);
    CHECK(confirmedExcerpts(session) == std::vector<SampleRange>{{220000, length}, {300000, length}});
    CHECK(likeness(confirmedSound(recording, session)) > 0.9);
}
