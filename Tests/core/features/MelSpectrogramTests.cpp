#include "features/MelSpectrogram.h"

#include "base/Errors.h"
#include "spectral/MelFilterBank.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("Decibels are ten times the logarithm, floored below and under the loudest", "[features][mel]")
{
    Matrix power(1, 4);
    power << 1.0f, 100.0f, 0.0f, 1e-3f;
    const auto wide = powerToDb(power, 200.0f);
    CHECK(wide(0, 0) == Approx(0.0).margin(1e-5));
    CHECK(wide(0, 1) == Approx(20.0));
    CHECK(wide(0, 2) == Approx(-100.0)); // the smallest power is 1e-10
    CHECK(wide(0, 3) == Approx(-30.0));
    const auto usual = powerToDb(power);
    CHECK(usual(0, 2) == Approx(-60.0)); // 80 dB under the loudest
    CHECK(usual(0, 3) == Approx(-30.0));
    CHECK(powerToDb(Matrix(128, 0)).cols() == 0);
    CHECK(powerToDb(Matrix::Zero(2, 2)) == Matrix::Constant(2, 2, -100.0f));
}

TEST_CASE("The mel spectrogram is the filters times the power spectrogram", "[features][mel]")
{
    const auto signal = noise(6000, 0.5f, 11);
    const Matrix power = magnitudeSpectrogram(signal).cwiseAbs2();
    const Matrix expected = MelFilterBank(22050.0, 2048).weights() * power;
    const auto mel = melSpectrogram(signal, 22050.0);
    REQUIRE(mel.rows() == 128);
    REQUIRE(mel.cols() == expected.cols());
    CHECK((mel - expected).cwiseAbs().maxCoeff() < 1e-5f * expected.maxCoeff());
}

TEST_CASE("Short signals and silence have a mel spectrogram", "[features][mel]")
{
    CHECK(melSpectrogram(std::vector<float>(1, 0.5f), 22050.0).cols() == 1);
    CHECK(melSpectrogram(std::vector<float>(5000), 22050.0).cwiseAbs().maxCoeff() == 0.0f);
    CHECK(melSpectrogram(noise(700, 0.5f, 12), 22050.0).minCoeff() >= 0.0f);
}

TEST_CASE("Impossible mel settings are refused", "[features][mel]")
{
    const std::vector<float> signal(1000);
    CHECK_THROWS_AS(melSpectrogram(signal, 22050.0, {{2048, 0}, 128}), InvalidSettings);
    CHECK_THROWS_AS(melSpectrogram(signal, 22050.0, {{1, 512}, 128}), InvalidSettings);
    CHECK_THROWS_AS(melSpectrogram(signal, 22050.0, {{2048, 512}, 0}), InvalidSettings);
    CHECK_THROWS_AS(melSpectrogram(signal, -1.0), InvalidSettings);
}

TEST_CASE("The mel power spectrogram and its decibels equal librosa's", "[features][mel][golden]")
{
    const auto mel = melSpectrogram(goldenSignal("signal"), 22050.0);
    const auto expected = golden("mel");
    REQUIRE(mel.rows() == expected.rows());
    REQUIRE(mel.cols() == expected.cols());
    // Powers span more than single precision's digits: relative where they are loud, else against the peak.
    CHECK((mel - expected).cwiseAbs().maxCoeff() < 1e-5f * expected.maxCoeff());
    const auto floor = expected.maxCoeff() * 1e-8f;
    auto largest = 0.0f;
    for (Eigen::Index i = 0; i < expected.size(); ++i)
        if (expected(i) > floor)
            largest = std::max(largest, std::abs(mel(i) - expected(i)) / expected(i));
    CHECK(largest < 1e-3f);
    // The floor of 80 dB under the loudest hides the quietest, least precise values.
    CHECK((powerToDb(mel) - golden("logmel")).cwiseAbs().maxCoeff() < 1e-3f);
}
