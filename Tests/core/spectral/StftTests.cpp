#include "spectral/Stft.h"

#include "base/Errors.h"
#include "spectral/Window.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>
#include <limits>
#include <numbers>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** One bin of one frame by the definition, in double precision. */
std::complex<double> naiveBin(const std::vector<float>& signal, const StftSettings& settings,
                              Eigen::Index bin, Eigen::Index frame)
{
    std::complex<double> sum;
    for (Eigen::Index n = 0; n < settings.windowSamples; ++n)
    {
        const auto at = frame * settings.hopSamples - settings.windowSamples / 2 + n;
        if (at < 0 || at >= static_cast<Eigen::Index>(signal.size()))
            continue;
        const auto turn = 2.0 * std::numbers::pi * static_cast<double>(n) / settings.windowSamples;
        sum += std::polar((0.5 - 0.5 * std::cos(turn)) *
                              static_cast<double>(signal[static_cast<std::size_t>(at)]),
                          -turn * static_cast<double>(bin));
    }
    return sum;
}
} // namespace

TEST_CASE("The Hann window is periodic", "[spectral][window]")
{
    const auto window = hannWindow(4);
    REQUIRE(window.size() == 4);
    CHECK(window[0] == 0.0);
    CHECK(window[1] == Approx(0.5));
    CHECK(window[2] == Approx(1.0));
    CHECK(window[3] == Approx(0.5));
    CHECK(hannWindow(1).size() == 1);
    CHECK(hannWindow(0).empty());
    CHECK(hannWindow(-1).empty());
}

TEST_CASE("A single impulse has the spectrum worked out by hand", "[spectral][stft]")
{
    // Window {0, 0.5, 1, 0.5}; frame 0 starts two samples before the signal, frame 1 at its start.
    const std::vector<float> signal{0.0f, 1.0f, 0.0f};
    const auto spectrum = stft(signal, {4, 2});
    REQUIRE(spectrum.rows() == 3);
    REQUIRE(spectrum.cols() == 2);
    // Frame 0: 0.5 at window position 3. Frame 1: 0.5 at position 1.
    const std::complex<float> i(0.0f, 1.0f);
    CHECK(std::abs(spectrum(0, 0) - 0.5f) < 1e-6f);
    CHECK(std::abs(spectrum(1, 0) - 0.5f * i) < 1e-6f);
    CHECK(std::abs(spectrum(2, 0) + 0.5f) < 1e-6f);
    CHECK(std::abs(spectrum(1, 1) + 0.5f * i) < 1e-6f);
}

TEST_CASE("Every bin of every frame agrees with the definition", "[spectral][stft]")
{
    const auto signal = noise(150, 1.0f, 3);
    for (const StftSettings settings : {StftSettings{32, 8}, {31, 10}, {64, 100}, {2, 1}})
    {
        const auto spectrum = stft(signal, settings);
        const auto magnitude = magnitudeSpectrogram(signal, settings);
        REQUIRE(spectrum.rows() == settings.windowSamples / 2 + 1);
        REQUIRE(spectrum.cols() == 1 + 150 / settings.hopSamples);
        auto largest = 0.0;
        for (Eigen::Index t = 0; t < spectrum.cols(); ++t)
            for (Eigen::Index k = 0; k < spectrum.rows(); ++k)
                largest = std::max(largest, std::abs(std::complex<double>(spectrum(k, t)) -
                                                     naiveBin(signal, settings, k, t)));
        CHECK(largest < 1e-5);
        CHECK((magnitude - spectrum.cwiseAbs()).cwiseAbs().maxCoeff() < 1e-5f);
    }
}

TEST_CASE("A pure tone peaks in its own bin with a quarter of the window's length", "[spectral][stft]")
{
    const auto hz = 100 * 22050.0 / 2048;
    const auto magnitude = magnitudeSpectrogram(sine(hz, 1.0, 22050.0, 1.0));
    for (Eigen::Index t = 2; t < magnitude.cols() - 3; ++t)
    {
        Eigen::Index peak = 0;
        CHECK(magnitude.col(t).maxCoeff(&peak) == Approx(512.0).epsilon(1e-4));
        CHECK(peak == 100);
    }
}

TEST_CASE("Doubling the signal doubles the magnitudes", "[spectral][stft]")
{
    auto signal = noise(5000, 0.3f, 4);
    const auto once = magnitudeSpectrogram(signal);
    for (auto& value : signal)
        value *= 2.0f;
    CHECK(magnitudeSpectrogram(signal) == 2.0f * once);
}

TEST_CASE("Signals shorter than the window, silence and nothing at all have frames", "[spectral][stft]")
{
    CHECK(magnitudeSpectrogram(std::vector<float>()).cols() == 1);
    CHECK(magnitudeSpectrogram(std::vector<float>()).cwiseAbs().maxCoeff() == 0.0f);
    CHECK(magnitudeSpectrogram(std::vector<float>(3000)).cwiseAbs().maxCoeff() == 0.0f);
    // One sample lies in the middle of frame 0, where the window is 1.
    const auto one = magnitudeSpectrogram(std::vector<float>{0.5f});
    CHECK(one.cols() == 1);
    CHECK(one.minCoeff() == Approx(0.5));
    CHECK(one.maxCoeff() == Approx(0.5));
    CHECK(magnitudeSpectrogram(noise(511, 0.5f, 5)).cols() == 1);
    CHECK(magnitudeSpectrogram(noise(512, 0.5f, 5)).cols() == 2);
    // A frame can lie beyond the end altogether.
    CHECK(magnitudeSpectrogram(noise(10, 0.5f, 5), {2, 10}).col(1).maxCoeff() < 0.5f);
}

TEST_CASE("Impossible sizes are refused and cancelling stops the transform", "[spectral][stft]")
{
    const std::vector<float> signal(100);
    CHECK_THROWS_AS(stft(signal, {1, 1}), InvalidSettings);
    CHECK_THROWS_AS(stft(signal, {8, 0}), InvalidSettings);
    CHECK_THROWS_AS(magnitudeSpectrogram(signal, {-2048, 512}), InvalidSettings);
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(magnitudeSpectrogram(signal, {}, Progress({}, &token)), Cancelled);
}

TEST_CASE("The short-time Fourier transform equals librosa's", "[spectral][stft][golden]")
{
    const auto spectrum = stft(goldenSignal("signal"));
    const auto real = golden("stft_real"), imaginary = golden("stft_imag");
    REQUIRE(spectrum.rows() == real.rows());
    REQUIRE(spectrum.cols() == real.cols());
    const auto peak = std::max(real.cwiseAbs().maxCoeff(), imaginary.cwiseAbs().maxCoeff());
    // Two FFT libraries in single precision: 1e-5 of the peak leaves an order of magnitude for rounding.
    CHECK((spectrum.real() - real).cwiseAbs().maxCoeff() < 1e-5f * peak);
    CHECK((spectrum.imag() - imaginary).cwiseAbs().maxCoeff() < 1e-5f * peak);
}
