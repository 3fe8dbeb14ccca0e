#include "base/Errors.h"
#include "spectral/MelFilterBank.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("Mel filters equal librosa's", "[spectral][mel][golden]")
{
    const auto weights = MelFilterBank(22050.0, 2048).weights();
    const auto expected = golden("mel_filters");
    REQUIRE(weights.rows() == expected.rows());
    REQUIRE(weights.cols() == expected.cols());
    // librosa stores single precision.
    CHECK((weights - expected).cwiseAbs().maxCoeff() < 1e-6f * expected.maxCoeff());
}

TEST_CASE("Applying the filters is the product with their weights", "[spectral][mel]")
{
    const MelFilterBank filters(8000.0, 256, 20);
    Eigen::VectorXf power = Eigen::VectorXf::LinSpaced(129, 0.0f, 1.0f), out(20);
    filters.apply({power.data(), 129}, {out.data(), 20});
    CHECK(out.isApprox(filters.weights() * power, 1e-5f));
}

TEST_CASE("Each filter rises to one peak and covers its neighbours' peaks with zero", "[spectral][mel]")
{
    const auto weights = MelFilterBank(44100.0, 8192, 40).weights();
    for (Eigen::Index b = 1; b + 1 < weights.rows(); ++b)
    {
        Eigen::Index peak = 0;
        weights.row(b).maxCoeff(&peak);
        CHECK(weights(b, peak) > 0.0f);
        CHECK(weights(b - 1, peak) < 0.1f * weights.row(b - 1).maxCoeff());
    }
}

TEST_CASE("Impossible filter banks are refused", "[spectral][mel]")
{
    CHECK_THROWS_AS(MelFilterBank(22050.0, 2048, 0), InvalidSettings);
    CHECK_THROWS_AS(MelFilterBank(0.0, 2048), InvalidSettings);
}
