#include "spectral/StrongestLag.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace reprise;

TEST_CASE("The strongest lag within reach is found on either side", "[spectral][lag]")
{
    // Lags 0, 1, 2, 3, then -4, -3, -2, -1.
    const std::vector<float> later{1.0f, 2.0f, 5.0f, 9.0f, 9.0f, 0.0f, 3.0f, 4.0f};
    CHECK(atLag(later, -1) == 4.0f);
    CHECK(strongestLag(later, 2) == 2);
    CHECK(strongestLag(later, 1) == -1);
    CHECK(strongestLag(later, 0) == 0);
    CHECK(strongestLag(std::vector(8, 1.0f), 3) == 0);
}
