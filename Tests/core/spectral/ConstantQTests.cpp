#include "spectral/ConstantQ.h"

#include "base/Errors.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>
#include <numbers>

using namespace reprise;
using namespace reprise::test;

namespace
{
constexpr auto rate = 22050.0;

/** One bin of one frame as the plain inner product with a windowed exponential, without octaves, sparsity or
    halving. */
double naiveBin(const std::vector<float>& signal, double hz, std::ptrdiff_t centre)
{
    const auto ratio = std::exp2(1.0 / 12.0);
    const auto length = (ratio * ratio + 1.0) / (ratio * ratio - 1.0) * rate / hz;
    const auto half = static_cast<std::ptrdiff_t>(length / 2.0);
    std::complex<double> sum;
    auto norm = 0.0;
    for (auto n = -half; n < half; ++n)
    {
        const auto weight =
            0.5 + 0.5 * std::cos(std::numbers::pi * static_cast<double>(n) / static_cast<double>(half));
        norm += weight;
        if (centre + n >= 0 && centre + n < static_cast<std::ptrdiff_t>(signal.size()))
            sum += std::polar(weight * static_cast<double>(signal[static_cast<std::size_t>(centre + n)]),
                              -2.0 * std::numbers::pi * hz * static_cast<double>(n) / rate);
    }
    return std::abs(sum) / norm * std::sqrt(length);
}
} // namespace

TEST_CASE("A steady tone on a bin has half its amplitude times the root of the filter's length",
          "[spectral][cqt]")
{
    for (const int bin : {24, 45, 57, 69, 83})
    {
        INFO("bin " << bin);
        const auto hz = ConstantQSettings{}.lowestHz * std::exp2(bin / 12.0);
        const auto magnitude = constantQMagnitude(sine(hz, 3.0, rate, 0.5), rate);
        const auto ratio = std::exp2(1.0 / 6.0);
        const auto length = (ratio + 1.0) / (ratio - 1.0) * rate / hz;
        const auto middle = magnitude.cols() / 2;
        Eigen::Index peak = 0;
        // 3 %: the filters' thinned bins and the halving filter's slope.
        CHECK(magnitude.col(middle).maxCoeff(&peak) == Approx(0.25 * std::sqrt(length)).epsilon(0.03));
        CHECK(peak == bin);
    }
}

TEST_CASE("The octave recursion agrees with a direct transform", "[spectral][cqt]")
{
    const auto signal = noise(44100, 0.5f, 8);
    const auto magnitude = constantQMagnitude(signal, rate);
    const auto peak = static_cast<double>(magnitude.maxCoeff());
    for (const int bin : {3, 17, 30, 44, 58, 70, 80})
        for (const Eigen::Index frame : {20, 43, 60})
        {
            INFO("bin " << bin << ", frame " << frame);
            const auto hz = ConstantQSettings{}.lowestHz * std::exp2(bin / 12.0);
            // Filter lengths are whole samples of the halved rate there, and their weakest bins are dropped.
            CHECK(magnitude(bin, frame) == Approx(naiveBin(signal, hz, frame * 512)).margin(0.05 * peak));
        }
}

TEST_CASE("Doubling the signal doubles the constant-Q magnitudes", "[spectral][cqt]")
{
    auto signal = noise(20000, 0.3f, 9);
    const auto once = constantQMagnitude(signal, rate);
    for (auto& value : signal)
        value *= 2.0f;
    const auto twice = constantQMagnitude(signal, rate);
    CHECK((twice - 2.0f * once).cwiseAbs().maxCoeff() < 1e-5f * twice.maxCoeff());
}

TEST_CASE("A tone an octave higher is the same picture twelve bins up", "[spectral][cqt]")
{
    const auto low = constantQMagnitude(sine(220.0, 2.0, rate), rate);
    const auto high = constantQMagnitude(sine(440.0, 2.0, rate), rate);
    const auto frame = low.cols() / 2;
    Eigen::Index lowPeak = 0, highPeak = 0;
    low.col(frame).maxCoeff(&lowPeak);
    high.col(frame).maxCoeff(&highPeak);
    CHECK(lowPeak == 33); // A3, counted from C1
    CHECK(highPeak == lowPeak + 12);
}

TEST_CASE("Short signals and silence have a constant-Q transform", "[spectral][cqt]")
{
    CHECK(constantQMagnitude(std::vector<float>(22050), rate).cwiseAbs().maxCoeff() == 0.0f);
    for (const std::size_t samples : {1u, 2u, 63u, 511u, 512u, 700u, 2047u})
    {
        INFO(samples << " samples");
        const auto magnitude = constantQMagnitude(noise(samples, 0.5f, 10), rate);
        CHECK(magnitude.rows() == 84);
        CHECK(magnitude.cols() == static_cast<Eigen::Index>(1 + samples / 512));
        CHECK(magnitude.allFinite());
    }
}

TEST_CASE("Impossible constant-Q settings are refused and cancelling stops it", "[spectral][cqt]")
{
    const std::vector<float> signal(1000);
    ConstantQSettings settings;
    settings.hopSamples = 500; // not a multiple of 64
    CHECK_THROWS_WITH(constantQMagnitude(signal, rate, settings), Catch::Contains("64"));
    settings = {};
    settings.octaves = 0;
    CHECK_THROWS_AS(constantQMagnitude(signal, rate, settings), InvalidSettings);
    settings = {};
    settings.lowestHz = -1.0;
    CHECK_THROWS_AS(constantQMagnitude(signal, rate, settings), InvalidSettings);
    CHECK_THROWS_WITH(constantQMagnitude(signal, 8000.0), Catch::Contains("sample rate"));
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(constantQMagnitude(signal, rate, {}, Progress({}, &token)), Cancelled);
}

TEST_CASE("The constant-Q magnitudes equal librosa's", "[spectral][cqt][golden]")
{
    const auto magnitude = constantQMagnitude(goldenSignal("signal"), rate);
    const auto expected = golden("cqt");
    REQUIRE(magnitude.rows() == expected.rows());
    REQUIRE(magnitude.cols() == expected.cols());
    // Below -60 dB of the peak the rounding of six single-precision halvings counts.
    const auto floor = expected.maxCoeff() * 1e-3f;
    auto largest = 0.0f;
    for (Eigen::Index i = 0; i < expected.size(); ++i)
        if (expected(i) > floor)
            largest = std::max(largest, std::abs(magnitude(i) - expected(i)) / expected(i));
    CHECK(largest < 0.02f);
    CHECK((magnitude - expected).cwiseAbs().maxCoeff() < floor);
}
