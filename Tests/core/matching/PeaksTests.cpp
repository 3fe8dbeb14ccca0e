#include "matching/Peaks.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>

namespace
{
/** The peaks of a whole curve, handed over in pieces of different lengths. */
std::vector<std::ptrdiff_t> highestPeaks(const std::vector<float>& curve, std::ptrdiff_t radius,
                                         std::size_t count)
{
    reprise::PeakPicker picker(radius);
    for (std::size_t from = 0, piece = 1; from < curve.size(); from += piece++)
        picker.add(std::span(curve).subspan(from, std::min(piece, curve.size() - from)));
    return picker.highest(count);
}
} // namespace

TEST_CASE("Peaks come highest first and keep their distance", "[matching][peaks]")
{
    const std::vector<float> curve{0, 5, 4, 0, 0, 3, 0, 0, 0, 9};
    CHECK(highestPeaks(curve, 3, 10) == std::vector<std::ptrdiff_t>{9, 1, 5});
    CHECK(highestPeaks(curve, 3, 2) == std::vector<std::ptrdiff_t>{9, 1});
    CHECK(highestPeaks(curve, 1, 3) == std::vector<std::ptrdiff_t>{9, 1, 2});
}

TEST_CASE("Two maxima on either side of a block's border count once", "[matching][peaks]")
{
    CHECK(highestPeaks(std::vector<float>{0, 0, 7, 8, 0, 0}, 3, 5) == std::vector<std::ptrdiff_t>{3});
}

TEST_CASE("Equal heights come in order of time and nothing gives nothing", "[matching][peaks]")
{
    CHECK(highestPeaks(std::vector<float>{1, 1, 1, 1}, 2, 5) == std::vector<std::ptrdiff_t>{0, 2});
    CHECK(highestPeaks({}, 2, 5).empty());
    CHECK(highestPeaks(std::vector<float>{1.0f}, 0, 5).size() == 1);
}

TEST_CASE("No two peaks of a random curve are nearer than the radius", "[matching][peaks]")
{
    auto peaks = highestPeaks(reprise::test::noise(5000, 1.0f, 8), 17, 400);
    std::sort(peaks.begin(), peaks.end());
    REQUIRE(peaks.size() > 100);
    for (std::size_t i = 1; i < peaks.size(); ++i)
        REQUIRE(peaks[i] - peaks[i - 1] >= 17);
}
