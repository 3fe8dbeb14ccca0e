#include "audio/Resampler.h"
#include "base/Errors.h"
#include "matching/OnsetFinder.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>
#include <cstdlib>

using namespace reprise;
using namespace reprise::test;

namespace
{
constexpr std::ptrdiff_t marked = 44100;
constexpr std::size_t length = 52920; // 1.2 s

/** Under other noise a sound, mostly below 5 kHz: at `marked`, and at another speed elsewhere. */
CompactSignal signalWith(double speed, std::ptrdiff_t place)
{
    auto signal = noise(441000, 0.1f, 41);
    auto sound = noise(length, 0.3f, 42);
    for (std::size_t i = 1; i < sound.size(); ++i)
        sound[i] = 0.7f * sound[i - 1] + 0.3f * sound[i];
    mixInto(signal, sound, marked);
    mixInto(signal, speed == 1.0 ? sound : resample(sound, speed, 1.0), static_cast<std::size_t>(place));
    CompactSignal compact(signal.size());
    for (std::size_t from = 0; from < signal.size(); from += CompactSignal::blockSamples)
        compact.write(from, std::span(signal).subspan(
                                from, std::min(CompactSignal::blockSamples, signal.size() - from)));
    return compact;
}
} // namespace

TEST_CASE("A sound that is faster or slower is found to start within half a millisecond", "[matching][onset]")
{
    constexpr std::ptrdiff_t place = 200123;
    for (const auto speed : {0.9613, 0.99, 1.0137, 1.042})
    {
        const auto signal = signalWith(speed, place);
        OnsetFinder finder(signal, marked, length);
        for (const std::ptrdiff_t off : {-3000, -700, 5, 441, 1500, 4800, 22000})
        {
            INFO(speed << " from " << off);
            CHECK(std::abs(finder.startNear(place + off) - place) <= 22);
        }
    }
}

TEST_CASE("An unaltered sound, and a place that is right, stay to the sample", "[matching][onset]")
{
    constexpr std::ptrdiff_t place = 200123;
    const auto same = signalWith(1.0, place);
    OnsetFinder finder(same, marked, length);
    CHECK(finder.startNear(place) == place);
    CHECK(finder.startNear(place + 5) == place + 5);
    CHECK(finder.startNear(marked) == marked);
    CHECK(std::abs(finder.startNear(place + 900) - place) <= 2);

    const auto faster = signalWith(1.02, place);
    CHECK(OnsetFinder(faster, marked, length).startNear(place) == place);
}

TEST_CASE("Where nothing is like the sound, a place stays", "[matching][onset]")
{
    const auto signal = signalWith(1.02, 200123);
    OnsetFinder finder(signal, marked, length);
    for (const std::ptrdiff_t place : {0, 120000, 330000, 441000 - static_cast<int>(length)})
        CHECK(finder.startNear(place) == place);

    CompactSignal silence(100000);
    silence.write(0, std::vector<float>(CompactSignal::blockSamples, 0.0f));
    silence.write(CompactSignal::blockSamples,
                  std::vector<float>(100000 - CompactSignal::blockSamples, 0.0f));
    CHECK(OnsetFinder(silence, 1000, 20000).startNear(50000) == 50000);
    CHECK(OnsetFinder(signal, marked, 1).startNear(50000) == 50000);
    CHECK(OnsetFinder(signal, marked, 40).startNear(440960) == 440960);
}

TEST_CASE("Looking for a start can be cancelled, and goes on afterwards", "[matching][onset]")
{
    const auto signal = signalWith(1.02, 200123);
    OnsetFinder finder(signal, marked, length);
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(finder.startNear(200700, Progress({}, &token)), Cancelled);
    CHECK(std::abs(finder.startNear(200700) - 200123) <= 22);
}
