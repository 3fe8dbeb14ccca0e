#include "base/Errors.h"
#include "spectral/Stft.h"
#include "spectral/Window.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>
#include <numbers>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("The Hann window is periodic", "[spectral][window]")
{
    const auto window = hannWindow(4);
    CHECK(window[0] == Approx(0.0).margin(1e-15));
    CHECK(window[1] == Approx(0.5));
    CHECK(window[2] == Approx(1.0));
    CHECK(window[3] == Approx(0.5));
    CHECK(hannWindow(0).empty());
}

TEST_CASE("A pure tone peaks in its own bin at a quarter of the window", "[spectral][stft]")
{
    const auto tone = sine(100 * 22050.0 / 2048, 1.0, 22050.0, 1.0);
    const auto magnitudes = magnitudeSpectrogram(tone);
    Eigen::Index bin = 0;
    const auto peak = magnitudes.col(20).maxCoeff(&bin);
    CHECK(bin == 100);
    CHECK(peak == Approx(512.0).epsilon(1e-3));
}

TEST_CASE("Every frame equals the plain transform of its windowed, zero-padded slice", "[spectral][stft]")
{
    const StftSettings settings{16, 5};
    const auto signal = noise(43, 1.0f, 3);
    const auto spectrum = stft(signal, settings);
    const auto window = hannWindow(16);
    REQUIRE(spectrum.rows() == 9);
    REQUIRE(spectrum.cols() == 1 + 43 / 5);
    for (Eigen::Index t = 0; t < spectrum.cols(); ++t)
        for (Eigen::Index k = 0; k < 9; ++k)
        {
            std::complex<double> sum;
            for (Eigen::Index n = 0; n < 16; ++n)
            {
                const auto at = t * 5 - 8 + n;
                if (at >= 0 && at < 43)
                    sum += window[static_cast<std::size_t>(n)] *
                           static_cast<double>(signal[static_cast<std::size_t>(at)]) *
                           std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(k * n) / 16.0);
            }
            CHECK(std::abs(std::complex<double>(spectrum(k, t)) - sum) < 1e-5);
        }
}

TEST_CASE("Signals of any length have a frame for each started hop", "[spectral][stft]")
{
    CHECK(magnitudeSpectrogram(std::vector<float>{}).cols() == 1);
    CHECK(magnitudeSpectrogram(std::vector<float>{0.5f}).cols() == 1);
    CHECK(magnitudeSpectrogram(std::vector<float>(511)).cols() == 1);
    CHECK(magnitudeSpectrogram(std::vector<float>(512)).cols() == 2);
    CHECK(magnitudeSpectrogram(std::vector<float>(2000)).maxCoeff() == 0.0f);
}

TEST_CASE("The STFT equals librosa's", "[spectral][stft][golden]")
{
    const auto spectrum = stft(goldenSignal("signal"));
    const auto real = golden("stft_real"), imaginary = golden("stft_imag");
    REQUIRE(spectrum.rows() == real.rows());
    REQUIRE(spectrum.cols() == real.cols());
    // Both transforms are single precision; their rounding grows with the frame's energy.
    const auto tolerance = 1e-5f * spectrum.cwiseAbs().maxCoeff();
    CHECK((spectrum.real() - real).cwiseAbs().maxCoeff() < tolerance);
    CHECK((spectrum.imag() - imaginary).cwiseAbs().maxCoeff() < tolerance);
    CHECK((magnitudeSpectrogram(goldenSignal("signal")) - spectrum.cwiseAbs()).cwiseAbs().maxCoeff() <
          tolerance);
}

TEST_CASE("Impossible STFT settings are refused", "[spectral][stft]")
{
    CHECK_THROWS_AS(stft(std::vector<float>(100), {1, 1}), InvalidSettings);
    CHECK_THROWS_AS(magnitudeSpectrogram(std::vector<float>(100), {16, 0}), InvalidSettings);
}

TEST_CASE("Cancelling stops the transform", "[spectral][stft]")
{
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(stft(std::vector<float>(100), {}, Progress({}, &token)), Cancelled);
}
