#include "base/Errors.h"
#include "matching/ExcerptDistances.h"

#include <catch2/catch.hpp>

using namespace reprise;

namespace
{
/** Deterministic values in -1 ... 1 on a large offset, as MFCC rows have. */
Matrix exampleSeries(Eigen::Index rows, Eigen::Index frames)
{
    Matrix m(rows, frames);
    for (Eigen::Index r = 0; r < rows; ++r)
        for (Eigen::Index t = 0; t < frames; ++t)
            m(r, t) = static_cast<float>(
                std::sin(0.7 * static_cast<double>(t * (r + 1)) + static_cast<double>(r)) - 300.0);
    return m;
}

double naive(const Matrix& m, Eigen::Index row, Eigen::Index a, Eigen::Index b, Eigen::Index length)
{
    const Eigen::ArrayXd d =
        m.row(row).segment(a, length).cast<double>() - m.row(row).segment(b, length).cast<double>();
    return d.square().sum();
}
} // namespace

TEST_CASE("Distances equal those of the plain double loop", "[matching][distances]")
{
    const auto series = exampleSeries(3, 77);
    constexpr Eigen::Index length = 9;
    const ExcerptDistances distances(series, length);
    REQUIRE(distances.starts() == 69);
    const auto byFeature = distances.byFeature(20);
    const auto total = distances.total(20);
    for (Eigen::Index s = 0; s < distances.starts(); ++s)
    {
        auto sum = 0.0;
        for (Eigen::Index r = 0; r < 3; ++r)
        {
            const auto expected = naive(series, r, s, 20, length);
            // Single-precision results of a double computation: 6 digits.
            CHECK(byFeature(s, r) == Approx(expected).epsilon(1e-6).margin(1e-9));
            sum += expected;
        }
        CHECK(total(s) == Approx(sum).epsilon(1e-6).margin(1e-9));
    }
}

TEST_CASE("An excerpt has no distance to itself and none is negative", "[matching][distances]")
{
    const ExcerptDistances distances(exampleSeries(4, 200), 30);
    for (const Eigen::Index p : {0, 85, 170})
    {
        CHECK(distances.total(p)(p) == Approx(0.0).margin(1e-9));
        CHECK(distances.byFeature(p).minCoeff() >= 0.0f);
    }
}

TEST_CASE("The excerpt may be one frame or the whole series", "[matching][distances]")
{
    const auto series = exampleSeries(2, 10);
    CHECK(ExcerptDistances(series, 1).starts() == 10);
    CHECK(ExcerptDistances(series, 10).starts() == 1);
    CHECK(ExcerptDistances(series, 1).total(3)(7) ==
          Approx(naive(series, 0, 3, 7, 1) + naive(series, 1, 3, 7, 1)).epsilon(1e-6));
    CHECK_THROWS_AS(ExcerptDistances(series, 11), InvalidInput);
    CHECK_THROWS_AS(ExcerptDistances(series, 0), InvalidInput);
}
