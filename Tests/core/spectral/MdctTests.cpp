#include "spectral/Mdct.h"
#include "support/AudioFiles.h"

#include <Eigen/Core>
#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
Eigen::VectorXf transformed(const std::vector<float>& excerpt, int bins)
{
    const Mdct mdct(bins);
    Eigen::VectorXf output(
        static_cast<Eigen::Index>(mdct.frames(excerpt.size()) * static_cast<std::size_t>(bins)));
    mdct.apply(excerpt, {output.data(), static_cast<std::size_t>(output.size())});
    return output;
}

double dot(const std::vector<float>& a, const std::vector<float>& b)
{
    auto sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * b[i];
    return sum;
}
} // namespace

TEST_CASE("Inner products of coefficients are inner products of samples", "[spectral][mdct]")
{
    for (const std::size_t size : {1u, 63u, 64u, 65u, 1000u})
    {
        const auto a = noise(size, 1.0f, 1), b = noise(size, 1.0f, 2);
        const auto x = transformed(a, 64), y = transformed(b, 64);
        CHECK(x.dot(x) == Approx(dot(a, a)).epsilon(1e-5));
        CHECK(x.dot(y) == Approx(dot(a, b)).epsilon(1e-4).margin(1e-4));
    }
}

TEST_CASE("A tone's energy lies in its own bins", "[spectral][mdct]")
{
    const auto tone = sine(20.5 * 44100.0 / 512.0, 0.5, 44100.0);
    const auto x = transformed(tone, 256);
    const Eigen::Map<const Eigen::MatrixXf> cells(x.data(), 256, x.size() / 256);
    CHECK(cells.middleRows(18, 6).squaredNorm() > 0.99f * cells.squaredNorm());
}

TEST_CASE("The transform wants an even number of bins and room for its frames", "[spectral][mdct]")
{
    CHECK_THROWS_AS(Mdct(3), std::invalid_argument);
    CHECK_THROWS_AS(Mdct(0), std::invalid_argument);
    std::vector<float> output(5);
    CHECK_THROWS_AS(Mdct(4).apply(std::vector<float>(4), output), std::invalid_argument);
}
