#include "matching/Fusion.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>

using namespace reprise;

namespace
{
/** 200 unremarkable candidates and two that stand out by `heights`. */
Eigen::VectorXf ratingsWith(float first, float second, std::uint32_t seed)
{
    const auto values = test::noise(202, 1.0f, seed);
    Eigen::VectorXf ratings = Eigen::Map<const Eigen::VectorXf>(values.data(), 202);
    ratings[0] = first;
    ratings[1] = second;
    return ratings;
}

const std::vector<float> equal{3.0f, 3.0f};
} // namespace

TEST_CASE("Each kind of evidence is read on the scale of its own candidates", "[matching][fusion]")
{
    const Ratings one{ratingsWith(9.0f, 0.0f, 1), Eigen::VectorXf::Zero(1), {}};
    const Ratings thousandfold{
        1000.0f * ratingsWith(0.0f, 9.0f, 1).array() + 5.0f, Eigen::VectorXf::Zero(1), {}};
    const auto fused = fuse({one, thousandfold}, equal);
    CHECK(fused.ratings.candidates[0] == Approx(fused.ratings.candidates[1]).epsilon(0.05));
    CHECK(fused.shares[0] == Approx(0.5f));
    CHECK(fused.gains[0] == Approx(1000.0f * fused.gains[1]).epsilon(0.05));
}

TEST_CASE("Evidence that rates a no as highly as the positives loses its say", "[matching][fusion]")
{
    const Eigen::VectorXf high = Eigen::VectorXf::Constant(3, 9.0f), low = Eigen::VectorXf::Zero(3);
    const Ratings misled{ratingsWith(0.0f, 9.0f, 1), high, high};
    const Ratings sound{ratingsWith(9.0f, 0.0f, 2), high, low};
    const auto fused = fuse({misled, sound}, equal);
    CHECK(fused.shares[1] > 0.9f);
    CHECK(fused.ratings.candidates[0] > 3.0f * fused.ratings.candidates[1]);
    CHECK(fused.shares[0] > 0.0f);
}

TEST_CASE("A single positive says nothing about the kinds of evidence", "[matching][fusion]")
{
    const Ratings one{ratingsWith(9.0f, 0.0f, 1), Eigen::VectorXf::Constant(1, -50.0f), {}};
    const Ratings other{ratingsWith(9.0f, 0.0f, 2), Eigen::VectorXf::Constant(1, 50.0f), {}};
    CHECK(fuse({one, other}, equal).shares[0] == Approx(0.5f));
}

TEST_CASE("Without learning the answers leave the weights alone", "[matching][fusion]")
{
    const Eigen::VectorXf high = Eigen::VectorXf::Constant(3, 9.0f), low = Eigen::VectorXf::Zero(3);
    const Ratings misled{ratingsWith(0.0f, 9.0f, 1), high, high};
    const Ratings sound{ratingsWith(9.0f, 0.0f, 2), high, low};
    const auto fused = fuse({misled, sound}, std::vector<float>{4.0f, 2.0f}, false);
    CHECK(fused.shares[0] == Approx(0.8f)); // squares of what is expected
    CHECK(fused.shares[1] == Approx(0.2f));
}

TEST_CASE("Candidates that are all alike, or none, give finite ratings", "[matching][fusion]")
{
    const Ratings alike{Eigen::VectorXf::Constant(5, 2.0f), Eigen::VectorXf::Constant(2, 2.0f),
                        Eigen::VectorXf::Constant(1, 2.0f)};
    CHECK(fuse({alike, alike}, equal).ratings.candidates.allFinite());
    CHECK(fuse({Ratings{{}, Eigen::VectorXf::Zero(1), {}}}, {equal.data(), 1}).ratings.candidates.size() ==
          0);
}
