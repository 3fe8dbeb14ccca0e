#include "matching/TileCoherence.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
constexpr std::size_t length = 22050;

/** White noise of RMS 1 with a sound (high noise) at 44100 and 132300 and a background (low tones) at 44100
    and 88200: the query at 44100 holds both. */
struct Scene
{
    Scene()
    {
        const auto sound = noise(length, 3.0f, 21);
        std::vector<float> background(length, 0.0f);
        for (const auto hz : {300.0, 420.0, 560.0, 700.0, 850.0})
            mixInto(background, sine(hz, 0.5, 44100.0, 2.5), 0);
        mixInto(signal, sound, 44100);
        mixInto(signal, sound, 132300);
        mixInto(signal, background, 44100);
        mixInto(signal, background, 88200);
    }
    std::vector<float> signal = noise(220500, 1.7f, 20);
};

Ratings rate(TileCoherence& tiles, const std::vector<std::ptrdiff_t>& positives,
             const std::vector<std::ptrdiff_t>& negatives = {})
{
    const auto lesson = tiles.learn(positives, negatives);
    return tiles.rate(lesson, TileCoherence::weightsFor(lesson, tiles.priorBySize()));
}
} // namespace

TEST_CASE("The same waveform under other noise scores far above unrelated places", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, length);
    tiles.addCandidates({132300, 10000, 180000});
    const auto scores = rate(tiles, {44100}).candidates;
    CHECK(scores[0] > 0.3f);
    CHECK(std::abs(scores[1]) < 0.1f);
    CHECK(std::abs(scores[2]) < 0.1f);
}

TEST_CASE("A no to the background lifts the sound above it", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, length);
    tiles.addCandidates({132300, 88200});
    const auto before = rate(tiles, {44100}).candidates;
    const auto after = rate(tiles, {44100}, {88200}).candidates;
    CHECK(after[0] - after[1] > before[0] - before[1]);
    CHECK(after[1] < 0.05f);
    CHECK(after[0] > 0.3f);
}

TEST_CASE("Judged excerpts are rated by the others alone", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, length);
    tiles.addCandidates({10000});
    const auto coherent = rate(tiles, {44100, 132300}).positives;
    const auto incoherent = rate(tiles, {44100, 180000}, {10000});
    CHECK(coherent[1] > 0.3f);
    CHECK(std::abs(incoherent.positives[1]) < 0.1f);
    CHECK(std::abs(incoherent.negatives[0]) < 0.1f);
}

TEST_CASE("The account of a rating adds up to it, by tiles and by judged excerpts", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, length);
    tiles.addCandidates({10000, 132300});
    const std::vector<std::ptrdiff_t> yes{44100}, no{88200};
    const auto lesson = tiles.learn(yes, no);
    const auto weights = TileCoherence::weightsFor(lesson, tiles.priorBySize());
    const auto rating = tiles.rate(lesson, weights).candidates[1];
    const auto account = tiles.accountFor(1, lesson, weights);
    CHECK(account.tiles.sum() == Approx(rating).epsilon(1e-3));
    CHECK(account.judged.sum() == Approx(rating).epsilon(1e-3));
    CHECK(account.judged[0] > 5.0f * std::abs(account.judged[1]));

    auto covered = 0.0;
    for (Eigen::Index t = 0; t < account.tiles.size(); ++t)
    {
        const auto [fromSeconds, toSeconds, fromHz, toHz] = tiles.tile(t);
        covered += (toSeconds - fromSeconds) * (toHz - fromHz);
    }
    CHECK(covered == Approx(0.5 * 186.0 * 44100.0 / 512.0).epsilon(1e-3)); // the excerpt up to 16 kHz, once
}

TEST_CASE("Loud tiles weigh by their magnitude and all priors add up to one", "[matching][coherence]")
{
    const auto signal = sine(600.0, 1.0, 44100.0, 0.5);
    TileCoherence tiles(signal, length);
    CHECK(tiles.priorBySize().sum() == Approx(1.0f));
    const auto loud = tiles.priorByLoudness(std::span(signal).first(length));
    CHECK(loud.sum() == Approx(1.0f));
    const auto lesson = tiles.learn(std::vector<std::ptrdiff_t>{0}, {});
    for (const auto& band : tiles.bandWeights(TileCoherence::weightsFor(lesson, loud)))
        CHECK((band.weight > 0.5f) == (band.fromHz < 600.0 && band.toHz > 600.0));
}

TEST_CASE("Batches of candidates can be taken back", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, length);
    tiles.addCandidates({132300, 10000});
    const auto first = rate(tiles, {44100, 180000}, {88200}).candidates;
    tiles.addCandidates({20000});
    const auto more = rate(tiles, {44100, 180000}, {88200}).candidates;
    REQUIRE(more.size() == 3);
    CHECK(more.head(2) == first);
    const std::vector<std::ptrdiff_t> query{44100};
    const auto weights = tiles.priorBySize();
    const std::vector<std::size_t> third{2};
    CHECK(tiles.meanResponses(third, query, weights)[0] ==
          Approx(1.1f * rate(tiles, {44100}).candidates[2]).margin(2e-3));
    tiles.keepBatches(1);
    CHECK(rate(tiles, {44100, 180000}, {88200}).candidates == first);
}

TEST_CASE("The same judgements give the same bytes in any earlier company", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, length);
    tiles.addCandidates({132300, 88200, 10000});
    const auto first = rate(tiles, {44100, 132300}, {88200}).candidates;
    rate(tiles, {44100, 10000});
    CHECK(rate(tiles, {44100, 132300}, {88200}).candidates == first);
}

TEST_CASE("Excerpts of one sample and of silence are scored with finite numbers", "[matching][coherence]")
{
    const std::vector<float> silence(10000);
    for (const std::size_t size : {1u, 200u, 5000u})
    {
        TileCoherence tiles(silence, size);
        tiles.addCandidates({0, 1000, 5000});
        CHECK(rate(tiles, {100}, {4000}).candidates.allFinite());
    }
}
