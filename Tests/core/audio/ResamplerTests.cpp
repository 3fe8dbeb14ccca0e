#include "audio/Recording.h"
#include "audio/Resampler.h"
#include "base/Errors.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("Blocks of any size give the same samples as the whole signal", "[audio][resampler]")
{
    const auto signal = noise(30000, 0.5f, 5);
    const auto whole = resample(signal, 44100.0, 22050.0);
    for (const std::size_t blockSize : {1u, 777u, 29999u})
    {
        Resampler resampler(44100.0, 22050.0);
        std::vector<float> output;
        for (std::size_t at = 0; at < signal.size(); at += blockSize)
            resampler.process(std::span(signal).subspan(at, std::min(blockSize, signal.size() - at)), output);
        resampler.finish(output);
        CHECK(output == whole);
    }
}

TEST_CASE("The length is the exact ratio rounded up", "[audio][resampler]")
{
    CHECK(resample(std::vector<float>(1001), 44100.0, 22050.0).size() == 501);
    CHECK(resample(std::vector<float>(8000), 8000.0, 22050.0).size() == 22050);
    CHECK(resample(std::vector<float>(1), 44100.0, 22050.0).size() == 1);
    CHECK(resample(std::vector<float>(), 44100.0, 22050.0).empty());
}

TEST_CASE("Positions survive for every pair of common rates", "[audio][resampler]")
{
    for (const auto from : {8000.0, 11025.0, 22050.0, 32000.0, 44100.0, 48000.0, 96000.0, 192000.0})
        for (const auto to : {8000.0, 22050.0, 44100.0})
        {
            INFO(from << " Hz to " << to << " Hz");
            std::vector<float> signal(static_cast<std::size_t>(from));
            // A smooth bump at 0.6 s, far below both Nyquist rates.
            for (std::size_t i = 0; i < signal.size(); ++i)
            {
                const auto t = (static_cast<double>(i) / from - 0.6) / 0.005;
                signal[i] = static_cast<float>(std::exp(-0.5 * t * t));
            }
            const auto output = resample(signal, from, to);
            auto weighted = 0.0, sum = 0.0;
            for (std::size_t i = 0; i < output.size(); ++i)
            {
                weighted += static_cast<double>(i) * output[i];
                sum += output[i];
            }
            CHECK(weighted / sum / to == Approx(0.6).margin(1e-5));
        }
}

TEST_CASE("Every sample of a file comes back from its place in the analysis, at every pair of rates",
          "[audio][resampler]")
{
    constexpr std::array rates{8000,  11025, 16000, 22050, 24000,  32000,
                               44100, 48000, 88200, 96000, 176400, 192000};
    std::mt19937 engine(3);
    for (const auto fileRate : rates)
        for (const auto analysisRate : rates)
        {
            INFO(fileRate << " Hz in the file, " << analysisRate << " Hz in the analysis");
            Recording recording;
            recording.info.sampleRateHz = fileRate;
            recording.analysisRateHz = analysisRate;
            for (int i = 0; i < 500; ++i)
            {
                // Up to a day.
                const auto sample = static_cast<SampleIndex>(engine()) * 4 % (SampleIndex{fileRate} * 86400);
                const auto place = recording.analysisSampleOf(static_cast<double>(sample));
                REQUIRE(std::llround(recording.fileSampleOf(place)) == sample);
                // To the nearest sample of the analysis it is off by at most half of one.
                const auto nearest = recording.nearestAnalysisSample(sample);
                REQUIRE(std::abs(recording.fileSampleOf(static_cast<double>(nearest)) -
                                 static_cast<double>(sample)) <= 0.5 * fileRate / analysisRate + 1e-4);
                if (analysisRate >= fileRate)
                    REQUIRE(std::llround(recording.fileSampleOf(static_cast<double>(nearest))) == sample);
            }
        }
}

TEST_CASE("Equal rates pass samples through untouched", "[audio][resampler]")
{
    const auto signal = noise(100, 0.5f, 5);
    CHECK(resample(signal, 44100.0, 44100.0) == signal);
}

TEST_CASE("Rates that are not positive are refused", "[audio][resampler]")
{
    CHECK_THROWS_AS(Resampler(0.0, 22050.0), InvalidSettings);
    CHECK_THROWS_AS(Resampler(44100.0, -1.0), InvalidSettings);
}

TEST_CASE("Resampling equals librosa's", "[audio][resampler][golden]")
{
    const auto output = resample(goldenSignal("signal44100"), 44100.0, 22050.0);
    const auto expected = goldenSignal("resampled");
    REQUIRE(output.size() == expected.size());
    auto worst = 0.0f;
    for (std::size_t i = 0; i < output.size(); ++i)
        worst = std::max(worst, std::abs(output[i] - expected[i]));
    CHECK(worst < 1e-4f); // libsoxr of other versions, in single precision
}
