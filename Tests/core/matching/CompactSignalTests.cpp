#include "matching/CompactSignal.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace reprise;

TEST_CASE("A compact signal gives back any stretch, each block rounded to its own level", "[matching]")
{
    constexpr auto block = CompactSignal::blockSamples;
    std::vector<float> signal(2 * block + 1000);
    for (std::size_t n = 0; n < signal.size(); ++n)
        signal[n] = (n < block ? 3.0f : 0.001f) * static_cast<float>(std::sin(0.01 * static_cast<double>(n)));
    CompactSignal compact(signal.size());
    compact.write(block, std::span(signal).subspan(block));
    compact.write(0, std::span(signal).first(block));
    compact.scale(2.0f);

    const auto first = GENERATE(std::size_t{0}, std::size_t{block - 10}, std::size_t{2 * block - 1});
    std::vector<float> read(std::min<std::size_t>(block + 500, signal.size() - first));
    SampleSource(compact).read(first, read);
    for (std::size_t i = 0; i < read.size(); ++i)
    {
        const auto largest = first + i < block ? 6.0f : 0.002f;
        REQUIRE(std::abs(read[i] - 2.0f * signal[first + i]) <= 0.51f * largest / 32767.0f);
    }
}

TEST_CASE("Silence in a compact signal stays silence", "[matching]")
{
    CompactSignal compact(100);
    compact.write(0, std::vector<float>(100, 0.0f));
    std::vector<float> read(100, 1.0f);
    compact.read(0, read);
    CHECK(std::all_of(read.begin(), read.end(), [](float value) { return value == 0.0f; }));
}
