#include "features/Mfcc.h"

#include "base/Errors.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>
#include <numbers>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("The coefficients of silence are its level alone", "[features][mfcc]")
{
    // Every band is at -100 dB; the first cosine of an orthonormal DCT over 128 bands is 1 / sqrt (128).
    const auto coefficients = mfcc(std::vector<float>(4096), 22050.0);
    REQUIRE(coefficients.rows() == 20);
    REQUIRE(coefficients.cols() == 9);
    CHECK((coefficients.row(0).array() + 100.0f * std::sqrt(128.0f)).abs().maxCoeff() < 0.01f);
    CHECK(coefficients.bottomRows(19).cwiseAbs().maxCoeff() < 0.01f);
}

TEST_CASE("Each coefficient is a sum of cosines over the bands", "[features][mfcc]")
{
    const auto signal = noise(3000, 0.5f, 13);
    const auto levels = powerToDb(melSpectrogram(signal, 22050.0));
    const auto coefficients = mfcc(signal, 22050.0);
    for (const Eigen::Index k : {0, 1, 7, 19})
        for (Eigen::Index t = 0; t < levels.cols(); ++t)
        {
            auto expected = 0.0;
            for (int band = 0; band < 128; ++band)
                expected += levels(band, t) *
                            std::cos(std::numbers::pi * static_cast<double>(k) * (band + 0.5) / 128.0);
            expected *= std::sqrt((k == 0 ? 1.0 : 2.0) / 128.0);
            CHECK(coefficients(k, t) == Approx(expected).margin(1e-3)); // sums of 128 values near -30
        }
}

TEST_CASE("All coefficients together keep the bands' energy", "[features][mfcc]")
{
    const auto signal = noise(3000, 0.5f, 14);
    const auto levels = powerToDb(melSpectrogram(signal, 22050.0));
    const auto coefficients = mfcc(signal, 22050.0, 128);
    for (Eigen::Index t = 0; t < levels.cols(); ++t)
        CHECK(coefficients.col(t).norm() == Approx(levels.col(t).norm()).epsilon(1e-5));
}

TEST_CASE("Half the loudness changes only the first coefficient", "[features][mfcc]")
{
    auto signal = noise(10000, 0.5f, 15);
    const auto loud = mfcc(signal, 22050.0);
    for (auto& value : signal)
        value *= 0.5f;
    const auto quiet = mfcc(signal, 22050.0);
    const auto change = 20.0f * std::log10(2.0f) * std::sqrt(128.0f);
    CHECK(((loud - quiet).row(0).array() - change).abs().maxCoeff() < 1e-3f);
    CHECK((loud - quiet).bottomRows(19).cwiseAbs().maxCoeff() < 1e-3f);
}

TEST_CASE("More coefficients than bands, or none, are refused", "[features][mfcc]")
{
    const std::vector<float> signal(1000);
    CHECK_THROWS_AS(mfcc(signal, 22050.0, 0), InvalidSettings);
    CHECK_THROWS_WITH(mfcc(signal, 22050.0, 129), Catch::Contains("1 to 128"));
    CHECK(mfcc(std::vector<float>{0.1f}, 22050.0).cols() == 1);
}

TEST_CASE("The coefficients equal librosa's", "[features][mfcc][golden]")
{
    const auto coefficients = mfcc(goldenSignal("signal"), 22050.0);
    const auto expected = golden("mfcc");
    REQUIRE(coefficients.rows() == expected.rows());
    REQUIRE(coefficients.cols() == expected.cols());
    // The decibels agree within 1e-3; the DCT neither grows nor shrinks such differences by much.
    CHECK((coefficients - expected).cwiseAbs().maxCoeff() < 1e-3f);
}
