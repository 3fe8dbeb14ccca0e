#include "base/Errors.h"
#include "features/Mfcc.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("MFCC equal librosa's", "[features][mfcc][golden]")
{
    const auto coefficients = mfcc(goldenSignal("signal"), 22050.0);
    const auto expected = golden("mfcc");
    REQUIRE(coefficients.rows() == expected.rows());
    REQUIRE(coefficients.cols() == expected.cols());
    CHECK((coefficients - expected).cwiseAbs().maxCoeff() < 1e-3f * expected.cwiseAbs().maxCoeff());
}

TEST_CASE("Silence has only a level", "[features][mfcc]")
{
    const auto coefficients = mfcc(std::vector<float>(4000), 22050.0);
    CHECK(coefficients.row(0).maxCoeff() == Approx(-100.0 * std::sqrt(128.0)));
    CHECK(coefficients.bottomRows(19).cwiseAbs().maxCoeff() < 1e-3f);
}

TEST_CASE("More coefficients than bands are refused", "[features][mfcc]")
{
    CHECK_THROWS_AS(mfcc(std::vector<float>(4000), 22050.0, 129), InvalidSettings);
    CHECK_THROWS_AS(mfcc(std::vector<float>(4000), 22050.0, 0), InvalidSettings);
}
