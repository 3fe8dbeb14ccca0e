#include "features/MelSpectrogram.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("The mel spectrogram equals librosa's", "[features][mel][golden]")
{
    const auto mel = melSpectrogram(goldenSignal("signal"), 22050.0);
    const auto expected = golden("mel");
    REQUIRE(mel.rows() == expected.rows());
    REQUIRE(mel.cols() == expected.cols());
    CHECK((mel - expected).cwiseAbs().maxCoeff() < 1e-3f * expected.maxCoeff());
}

TEST_CASE("Levels in dB equal librosa's", "[features][mel][golden]")
{
    const auto levels = powerToDb(melSpectrogram(goldenSignal("signal"), 22050.0));
    // In dB near the floor the transforms' rounding shows most: 1e-3 of the 80 dB range.
    CHECK((levels - golden("logmel")).cwiseAbs().maxCoeff() < 0.08f);
}

TEST_CASE("Levels have a floor below the loudest and at 1e-10", "[features][mel]")
{
    Matrix power(1, 4);
    power << 1.0f, 0.1f, 1e-12f, 0.0f;
    const auto levels = powerToDb(power);
    CHECK(levels(0, 0) == Approx(0.0).margin(1e-4));
    CHECK(levels(0, 1) == Approx(-10.0));
    CHECK(levels(0, 2) == Approx(-80.0));
    CHECK(levels(0, 3) == Approx(-80.0));
    CHECK(powerToDb(Matrix::Zero(2, 2)).maxCoeff() == Approx(-100.0));
    CHECK(powerToDb(Matrix()).size() == 0);
}
