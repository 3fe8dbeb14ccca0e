#include "matching/FeatureSelection.h"

#include <catch2/catch.hpp>

using reprise::selectFeatures;

TEST_CASE("Without any pair of a positive and a negative all features are kept", "[matching][selection]")
{
    CHECK(selectFeatures(Eigen::ArrayXXd(0, 3), 1) == std::vector<int>{0, 1, 2});
}

TEST_CASE("The feature with the largest smallest distance is chosen first", "[matching][selection]")
{
    Eigen::ArrayXXd pairs(2, 3);
    pairs << 9, 4, 1, //
        1, 3, 8;
    // Smallest by feature: 1, 3, 1. Then with feature 1: {13, 4} and {5, 11}, smallest 4 and 5.
    CHECK(selectFeatures(pairs, 1) == std::vector<int>{1});
    CHECK(selectFeatures(pairs, 2) == std::vector<int>{1, 2});
}

TEST_CASE("Equal features are chosen by index", "[matching][selection]")
{
    CHECK(selectFeatures(Eigen::ArrayXXd::Ones(2, 4), 2) == std::vector<int>{0, 1});
}

TEST_CASE("Asking for as many features as there are keeps them in order", "[matching][selection]")
{
    Eigen::ArrayXXd pairs(1, 3);
    pairs << 1, 2, 3;
    CHECK(selectFeatures(pairs, 3) == std::vector<int>{0, 1, 2});
    CHECK(selectFeatures(pairs, 9) == std::vector<int>{0, 1, 2});
}
