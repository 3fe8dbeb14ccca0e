#include "session/MarkSuggestion.h"
#include "support/AudioFiles.h"
#include "support/LargeSignal.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace reprise;
using namespace reprise::test;

namespace
{
Recording recordingOf(std::vector<float> signal, int rate = 44100)
{
    Recording recording;
    recording.info.sampleRateHz = rate;
    recording.info.samples = static_cast<SampleIndex>(signal.size());
    recording.analysisRateHz = rate;
    recording.analysisSignal = largeVector(signal);
    return recording;
}

SampleRange rangeOf(double start, double length, int rate = 44100)
{
    return {std::lround(start * rate), std::lround(length * rate)};
}

/** A hit that decays. */
std::vector<float> pluck(double hz, double seconds, int rate = 44100)
{
    auto signal = sine(hz, seconds, rate, 0.5);
    const auto bright = noise(signal.size(), 0.2f, 17);
    for (std::size_t i = 0; i < signal.size(); ++i)
        signal[i] =
            (signal[i] + bright[i]) * std::exp(-5.0f * static_cast<float>(i) / static_cast<float>(rate));
    return signal;
}

void checkNear(const std::optional<MarkSuggestion>& suggestion, double start, double end, int rate = 44100)
{
    REQUIRE(suggestion);
    CHECK(static_cast<double>(suggestion->range.start) / rate == Approx(start).margin(0.008));
    CHECK(static_cast<double>(suggestion->range.end()) / rate == Approx(end).margin(0.012));
    CHECK(suggestion->confidence > 0.4f);
    CHECK(suggestion->confidence <= 1.0f);
}
} // namespace

TEST_CASE("A clear onset near the mark's start is suggested at any rate", "[session][suggestion]")
{
    for (const int rate : {22050, 44100, 48000})
        for (const auto off : {-0.09, -0.03, 0.04, 0.1})
        {
            INFO(rate << " Hz, mark off by " << off);
            auto signal = noise(static_cast<std::size_t>(rate * 4), 0.005f, 3);
            mixInto(signal, pluck(440.0, 1.0, rate), static_cast<std::size_t>(2 * rate));
            const auto suggestion =
                suggestFromOnset(recordingOf(signal, rate), rangeOf(2.0 + off, 0.7, rate));
            checkNear(suggestion, 2.0, 2.7 + off, rate);
            CHECK(suggestion->startMovedSeconds == Approx(-off).margin(0.008));
            CHECK(suggestion->reason.find(off < 0 ? "after your mark's start" : "before your mark's start") !=
                  std::string::npos);
        }
}

TEST_CASE("Nothing is suggested for good marks, steady sound or rivalling onsets", "[session][suggestion]")
{
    auto signal = noise(44100 * 4, 0.005f, 3);
    mixInto(signal, pluck(440.0, 1.0), 44100 * 2);
    CHECK_FALSE(suggestFromOnset(recordingOf(signal), rangeOf(2.0, 0.7)));
    CHECK_FALSE(suggestFromOnset(recordingOf(signal), rangeOf(1.99, 0.7)));
    CHECK_FALSE(suggestFromOnset(recordingOf(signal), rangeOf(2.5, 0.4)));
    CHECK_FALSE(suggestFromOnset(recordingOf(noise(44100 * 4, 0.3f, 3)), rangeOf(2.0, 0.7)));
    CHECK_FALSE(suggestFromOnset(recordingOf(sine(300.0, 4.0, 44100)), rangeOf(2.0, 0.7)));
    CHECK_FALSE(suggestFromOnset(recordingOf(std::vector<float>(44100 * 4, 0.0f)), rangeOf(2.0, 0.7)));
    mixInto(signal, pluck(700.0, 1.0), static_cast<std::size_t>(44100 * 1.93), 0.2f);
    CHECK_FALSE(suggestFromOnset(recordingOf(signal), rangeOf(1.96, 0.7)));
}

TEST_CASE("Silence at the mark's ends is cut off", "[session][suggestion]")
{
    std::vector<float> signal(44100 * 4, 0.0f);
    mixInto(signal, sine(440.0, 0.5, 44100), 44100 * 2);
    const auto suggestion = suggestFromOnset(recordingOf(signal), rangeOf(1.7, 1.2));
    checkNear(suggestion, 2.0, 2.51);
    CHECK(suggestion->reason.find("300 ms after your mark's start") != std::string::npos);
    CHECK(suggestion->reason.find("last 390 ms are silent") != std::string::npos);
    // At the ends of the recording, too.
    const std::vector<float> whole(signal.begin() + 44100 * 2, signal.begin() + 44100 * 3);
    checkNear(suggestFromOnset(recordingOf(whole), rangeOf(0.0, 1.0)), 0.0, 0.51);
}

TEST_CASE("Confirmed hits tell the onset of the sound from louder ones around it", "[session][suggestion]")
{
    // Louder plucks of other pitches, nowhere the same, around each of four repeats.
    auto signal = noise(44100 * 16, 0.005f, 3);
    const std::vector<double> places{2.0, 5.0, 9.0, 13.0};
    int other = 0;
    for (const auto at : places)
    {
        mixInto(signal, pluck(440.0, 0.8), static_cast<std::size_t>(44100 * at), 0.6f);
        for (const auto off : {-0.31, -0.07, 0.05, 0.23})
        {
            auto loud = noise(22050, 0.4f, static_cast<std::uint32_t>(100 + other));
            for (std::size_t i = 0; i < loud.size(); ++i)
                loud[i] *= std::exp(-8.0f * static_cast<float>(i) / 44100.0f);
            mixInto(signal, loud, static_cast<std::size_t>(44100 * (at + off + 0.011 * (other++ % 5))));
        }
    }
    const auto recording = recordingOf(signal);
    const auto off = -0.06;
    const auto mark = rangeOf(2.0 + off, 0.7);
    std::vector<SampleRange> hits;
    for (const auto at : {5.0, 9.0, 13.0})
        hits.push_back(rangeOf(at + off, 0.7));
    checkNear(suggestFromHits(recording, mark, hits), 2.0, 2.7 + off);
    // Hits on a coarse grid are aligned first.
    hits[0].start += 500;
    hits[1].start -= 450;
    checkNear(suggestFromHits(recording, mark, hits), 2.0, 2.7 + off);

    CHECK_FALSE(suggestFromHits(recording, mark, {}));
    const std::vector exact{rangeOf(5.0, 0.7), rangeOf(9.0, 0.7), rangeOf(13.0, 0.7)};
    CHECK_FALSE(suggestFromHits(recording, rangeOf(2.0, 0.7), exact));
    const std::vector unrelated{rangeOf(3.6, 0.7), rangeOf(7.1, 0.7), rangeOf(11.3, 0.7)};
    CHECK_FALSE(suggestFromHits(recording, rangeOf(2.5, 0.7), unrelated));
}
