#include "base/Errors.h"
#include "spectral/ConstantQ.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("Each note peaks in its own bin", "[spectral][cqt]")
{
    for (const int bin : {0, 9, 33, 57, 83})
    {
        const auto hz = 32.70319566257483 * std::exp2(bin / 12.0);
        const auto magnitudes = constantQMagnitude(sine(hz, 3.0, 22050.0), 22050.0);
        Eigen::Index found = 0;
        magnitudes.col(magnitudes.cols() / 2).maxCoeff(&found);
        CHECK(found == bin);
    }
}

TEST_CASE("The constant-Q transform equals librosa's", "[spectral][cqt][golden]")
{
    const auto magnitudes = constantQMagnitude(goldenSignal("signal"), 22050.0);
    const auto expected = golden("cqt");
    REQUIRE(magnitudes.rows() == expected.rows());
    REQUIRE(magnitudes.cols() == expected.cols());
    const auto floor = 1e-3f * expected.maxCoeff(); // -60 dB
    auto worst = 0.0f;
    for (Eigen::Index t = 0; t < expected.cols(); ++t)
        for (Eigen::Index k = 0; k < expected.rows(); ++k)
            if (expected(k, t) > floor)
                worst = std::max(worst, std::abs(magnitudes(k, t) / expected(k, t) - 1.0f));
    // Filters and resampler are the same in both; what remains is rounding and other versions of libsoxr.
    CHECK(worst < 0.02f);
}

TEST_CASE("Short, empty and silent signals have frames like any other", "[spectral][cqt]")
{
    CHECK(constantQMagnitude(std::vector<float>{}, 22050.0).rows() == 84);
    CHECK(constantQMagnitude(std::vector<float>{0.5f}, 22050.0).cols() == 1);
    CHECK(constantQMagnitude(std::vector<float>(3000), 22050.0).cols() == 6);
    CHECK(constantQMagnitude(std::vector<float>(3000), 22050.0).maxCoeff() == 0.0f);
}

TEST_CASE("Impossible constant-Q settings are refused", "[spectral][cqt]")
{
    const std::vector<float> signal(1000);
    CHECK_THROWS_AS(constantQMagnitude(signal, 4000.0), InvalidSettings);
    ConstantQSettings settings;
    settings.hopSamples = 500;
    CHECK_THROWS_AS(constantQMagnitude(signal, 22050.0, settings), InvalidSettings);
    settings = {};
    settings.octaves = 0;
    CHECK_THROWS_AS(constantQMagnitude(signal, 22050.0, settings), InvalidSettings);
}
