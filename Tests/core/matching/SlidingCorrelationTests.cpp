#include "matching/SlidingCorrelation.h"

#include "base/Rms.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** Collects the values of each curve, for which there must be room. */
CorrelationSink collector(std::vector<std::vector<float>>& results)
{
    return [&results](std::size_t curve, std::span<const float> values)
    {
        auto& result = results.at(curve);
        result.insert(result.end(), values.begin(), values.end());
    };
}

std::vector<std::vector<float>> correlate(const std::vector<float>& signal, std::size_t start,
                                          std::size_t length, const std::vector<float>& tilts)
{
    std::vector<std::vector<float>> results(tilts.size());
    const auto power = energyOf(signal) / static_cast<double>(signal.size());
    slidingCorrelations(signal, power, std::span(signal).subspan(start, length), 44100.0, tilts,
                        collector(results));
    return results;
}

std::vector<float> correlate(const std::vector<float>& signal, std::size_t start, std::size_t length)
{
    return correlate(signal, start, length, {0.0f}).at(0);
}
} // namespace

TEST_CASE("The correlation equals the plain sums, also across blocks", "[matching][correlation]")
{
    const auto signal = noise(150000, 0.5f, 6); // three blocks
    constexpr std::size_t start = 70000, length = 900;
    const auto correlation = correlate(signal, start, length);
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
    const auto correlation = correlate(signal, 100, 500);
    CHECK(std::abs(correlation[6000]) < 1e-3f);
    for (const auto value : correlate(std::vector<float>(3000), 0, 100))
        REQUIRE(value == 0.0f);
}

TEST_CASE("The excerpt may be one sample or the whole signal", "[matching][correlation]")
{
    const auto signal = noise(1000, 0.5f, 6);
    CHECK(correlate(signal, 10, 1).size() == 1000);
    CHECK(correlate(signal, 0, 1000).size() == 1);
}

TEST_CASE("A filtered correlation is that of the filtered signal", "[matching][correlation]")
{
    const auto low = sine(300.0, 3.0, 44100.0, 0.5), high = sine(5000.0, 3.0, 44100.0, 0.25);
    auto both = low;
    mixInto(both, high, 0);
    constexpr std::size_t start = 20000, length = 8000;
    const auto plainAt = [&](const std::vector<float>& signal, std::size_t s)
    {
        auto sum = 0.0;
        for (std::size_t n = 0; n < length; ++n)
            sum += static_cast<double>(signal[s + n]) * signal[start + n];
        return sum;
    };
    const auto filtered = [&](const BandFilter& filter)
    {
        std::vector<std::vector<float>> results(1);
        filteredCorrelation(both, std::span(both).subspan(start, length), 44100.0, filter,
                            collector(results));
        return results.at(0);
    };
    const auto lower = filtered({{0.0, 1000.0, 1.0f}});
    const auto all = filtered({{0.0, 1000.0, 1.0f}, {1000.0, 22051.0, 0.5f}}), none = filtered({});
    for (const std::size_t s : {0u, 20000u, 58000u, 90000u})
    {
        const auto ofLow = plainAt(low, s), ofHigh = plainAt(high, s);
        CHECK(lower.at(s) == Approx(ofLow).margin(15.0));
        CHECK(all.at(s) == Approx(ofLow + 0.5 * ofHigh).margin(15.0));
        CHECK(std::abs(none.at(s)) < 1e-3f);
    }
}

TEST_CASE("A tilt lets the quiet or the loud frequencies of the excerpt decide", "[matching][correlation]")
{
    // A loud low and a quiet high sound together, then each alone.
    constexpr std::size_t length = 8000, together = 10000, low = 40000, high = 70000;
    std::vector<float> signal = noise(100000, 0.001f, 3);
    const auto lowSound = sine(300.0, 0.18, 44100.0, 0.5), highSound = sine(5000.0, 0.18, 44100.0, 0.05);
    for (const auto at : {together, low})
        mixInto(signal, lowSound, at);
    for (const auto at : {together, high})
        mixInto(signal, highSound, at);
    const auto curves = correlate(signal, together, length, {-1.0f, 0.0f, 1.0f});
    REQUIRE(curves.size() == 3);
    const auto preference = [&](std::size_t curve) { return curves[curve][low] / curves[curve][high]; };
    CHECK(curves[1] == correlate(signal, together, length));
    CHECK(preference(0) < 0.5f * preference(1));
    CHECK(preference(2) > 2.0f * preference(1));
}
