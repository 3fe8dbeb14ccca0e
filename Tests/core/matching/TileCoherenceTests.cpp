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
} // namespace

TEST_CASE("The same waveform under other noise scores far above unrelated places", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, {132300, 10000, 180000}, length);
    const auto scores = tiles.score(std::vector<std::ptrdiff_t>{44100}, {}).candidates;
    CHECK(scores[0] > 0.3f);
    CHECK(std::abs(scores[1]) < 0.1f);
    CHECK(std::abs(scores[2]) < 0.1f);
}

TEST_CASE("A no to the background lifts the sound above it", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, {132300, 88200}, length);
    const std::vector<std::ptrdiff_t> query{44100}, background{88200};
    const auto before = tiles.score(query, {}).candidates;
    const auto after = tiles.score(query, background).candidates;
    CHECK(after[0] - after[1] > before[0] - before[1]);
    CHECK(after[1] < 0.05f);
    CHECK(after[0] > 0.3f);
}

TEST_CASE("Agreement rises with coherent hits and stays low with incoherent ones", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, {10000}, length);
    const auto coherent = tiles.score(std::vector<std::ptrdiff_t>{44100, 132300}, {}).agreement;
    const auto incoherent = tiles.score(std::vector<std::ptrdiff_t>{44100, 180000}, {}).agreement;
    CHECK(coherent > incoherent + 0.1f);
    CHECK(incoherent < 0.2f);
}

TEST_CASE("The same judgements give the same bytes in any earlier company", "[matching][coherence]")
{
    const Scene scene;
    TileCoherence tiles(scene.signal, {132300, 88200, 10000}, length);
    const std::vector<std::ptrdiff_t> yes{44100, 132300}, no{88200};
    const auto first = tiles.score(yes, no).candidates;
    tiles.score(std::vector<std::ptrdiff_t>{44100, 10000}, {});
    CHECK(tiles.score(yes, no).candidates == first);
}

TEST_CASE("Excerpts of one sample and of silence are scored with finite numbers", "[matching][coherence]")
{
    const std::vector<float> silence(10000);
    for (const std::size_t size : {1u, 200u, 5000u})
    {
        TileCoherence tiles(silence, {0, 1000, 5000}, size);
        CHECK(tiles.score(std::vector<std::ptrdiff_t>{100}, std::vector<std::ptrdiff_t>{4000})
                  .candidates.allFinite());
    }
}
