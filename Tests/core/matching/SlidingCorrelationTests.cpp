#include "matching/SlidingCorrelation.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("The correlation equals the plain sums, also across blocks", "[matching][correlation]")
{
    const auto signal = noise(150000, 0.5f, 6); // three blocks
    constexpr std::size_t start = 70000, length = 900;
    const auto correlation = slidingCorrelation(signal, start, length);
    REQUIRE(correlation.size() == signal.size() - length + 1);
    CHECK(correlation[start] == Approx(1.0 / 1.01).epsilon(0.01)); // 1 % of the mean energy is added to both
    const auto energyAt = [&](std::size_t s)
    {
        auto energy = 0.0;
        for (std::size_t n = 0; n < length; ++n)
            energy += static_cast<double>(signal[s + n]) * signal[s + n];
        return energy;
    };
    auto mean = 0.0;
    for (std::size_t s = 0; s < correlation.size(); s += 1000)
        mean += energyAt(s) / 150.0;
    for (const std::size_t s : {0u, 63000u, 64636u, 64637u, 70000u, 129272u, 149100u})
    {
        auto sum = 0.0;
        for (std::size_t n = 0; n < length; ++n)
            sum += static_cast<double>(signal[s + n]) * signal[start + n];
        CHECK(correlation[s] ==
              Approx(sum / std::sqrt((energyAt(s) + 0.01 * mean) * (energyAt(start) + 0.01 * mean)))
                  .margin(1e-3));
    }
}

TEST_CASE("Silence correlates with nothing", "[matching][correlation]")
{
    auto signal = noise(20000, 0.5f, 6);
    std::fill(signal.begin() + 5000, signal.begin() + 9000, 0.0f);
    const auto correlation = slidingCorrelation(signal, 100, 500);
    CHECK(std::abs(correlation[6000]) < 1e-3f);
    for (const auto value : slidingCorrelation(std::vector<float>(3000), 0, 100))
        REQUIRE(value == 0.0f);
}

TEST_CASE("The excerpt may be one sample or the whole signal", "[matching][correlation]")
{
    const auto signal = noise(1000, 0.5f, 6);
    CHECK(slidingCorrelation(signal, 10, 1).size() == 1000);
    CHECK(slidingCorrelation(signal, 0, 1000).size() == 1);
}
