#include "spectral/MelFilterBank.h"

#include "base/Errors.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("One band over five bins is the triangle worked out by hand", "[spectral][mel]")
{
    // 1 kHz in all: the scale is linear, the corners are 0, 500 and 1000 Hz, the bins 250 Hz apart. Height 2
    // / 1000 Hz.
    const auto weights = MelFilterBank(2000.0, 8, 1).weights();
    REQUIRE(weights.rows() == 1);
    REQUIRE(weights.cols() == 5);
    const float expected[] = {0.0f, 0.001f, 0.002f, 0.001f, 0.0f};
    for (int k = 0; k < 5; ++k)
        CHECK(weights(0, k) == Approx(expected[k]).margin(1e-9));
}

TEST_CASE("Every filter has unit area and one peak", "[spectral][mel]")
{
    constexpr auto transformSamples = 65536; // fine bins, so that the sum is close to the integral
    const auto weights = MelFilterBank(22050.0, transformSamples, 40).weights();
    for (Eigen::Index band = 0; band < weights.rows(); ++band)
    {
        CHECK(weights.row(band).sum() * 22050.0 / transformSamples == Approx(1.0).epsilon(1e-3));
        Eigen::Index peak = 0;
        weights.row(band).maxCoeff(&peak);
        for (Eigen::Index k = 1; k < weights.cols(); ++k)
            if (k <= peak ? weights(band, k) < weights(band, k - 1) : weights(band, k) > weights(band, k - 1))
                FAIL("band " << band << " bends the wrong way at bin " << k);
    }
}

TEST_CASE("Applying the filters is multiplying the power by their weights", "[spectral][mel]")
{
    const MelFilterBank filters(22050.0, 2048);
    const auto real = noise(1025, 1.0f, 6), imaginary = noise(1025, 1.0f, 7);
    std::vector<std::complex<float>> spectrum(1025);
    Eigen::VectorXf power(1025);
    for (std::size_t k = 0; k < spectrum.size(); ++k)
    {
        spectrum[k] = {real[k], imaginary[k]};
        power[static_cast<Eigen::Index>(k)] = real[k] * real[k] + imaginary[k] * imaginary[k];
    }
    std::vector<float> bands(128);
    filters.apply(spectrum, bands);
    const Eigen::VectorXf expected = filters.weights() * power;
    for (std::size_t band = 0; band < bands.size(); ++band)
        CHECK(bands[band] == Approx(expected[static_cast<Eigen::Index>(band)]).epsilon(1e-5));
}

TEST_CASE("More bands than bins leaves some of them empty, not broken", "[spectral][mel]")
{
    const auto weights = MelFilterBank(22050.0, 16, 128).weights();
    CHECK(weights.rows() == 128);
    CHECK(weights.cols() == 9);
    CHECK(weights.allFinite());
    CHECK(weights.minCoeff() >= 0.0f);
}

TEST_CASE("Impossible mel filters are refused", "[spectral][mel]")
{
    CHECK_THROWS_AS(MelFilterBank(22050.0, 2048, 0), InvalidSettings);
    CHECK_THROWS_AS(MelFilterBank(22050.0, 1), InvalidSettings);
    CHECK_THROWS_AS(MelFilterBank(0.0, 2048), InvalidSettings);
}

TEST_CASE("The mel filters equal librosa's", "[spectral][mel][golden]")
{
    const auto weights = MelFilterBank(22050.0, 2048).weights();
    const auto expected = golden("mel_filters");
    REQUIRE(weights.rows() == expected.rows());
    REQUIRE(weights.cols() == expected.cols());
    // Both are computed in double precision and rounded to single at the end.
    CHECK((weights - expected).cwiseAbs().maxCoeff() < 1e-6f * expected.maxCoeff());
}
