// The promise kept here: what excerpts share comes out cleaner than from one of them or from their mean.

#include "matching/SharedSound.h"
#include "support/AudioFiles.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
constexpr double rate = 44100.0;
constexpr std::size_t length = 22050;

/** Three decaying tones and a click. */
std::vector<float> sound()
{
    auto result = sine(440.0, 0.5, rate);
    mixInto(result, sine(1234.5, 0.3, rate), 3000);
    mixInto(result, sine(3210.0, 0.2, rate), 9000);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] *= static_cast<float>(std::exp(-4.0 * static_cast<double>(i) / length));
    mixInto(result, noise(200, 0.8f, 77), 500);
    return result;
}

/** The sound at each start, under noise that is different everywhere. */
std::vector<float> recordingWith(const std::vector<std::ptrdiff_t>& starts, float noiseLevel)
{
    auto signal = noise(40 * length, noiseLevel, 5);
    for (const auto start : starts)
        mixInto(signal, sound(), static_cast<std::size_t>(start));
    return signal;
}

/** Decibels by which the sound at its best gain exceeds the rest; without the faded ends. */
double signalToNoise(const std::vector<float>& heard)
{
    const auto clean = sound();
    auto product = 0.0, energy = 0.0, total = 0.0;
    for (std::size_t i = 200; i + 200 < length; ++i)
    {
        product += static_cast<double>(heard[i]) * static_cast<double>(clean[i]);
        energy += static_cast<double>(clean[i]) * static_cast<double>(clean[i]);
        total += static_cast<double>(heard[i]) * static_cast<double>(heard[i]);
    }
    const auto explained = product * product / energy;
    return 10.0 * std::log10(explained / (total - explained));
}

std::vector<std::ptrdiff_t> evenStarts(int count)
{
    std::vector<std::ptrdiff_t> starts;
    for (int i = 0; i < count; ++i)
        starts.push_back(10007 + i * 2 * static_cast<std::ptrdiff_t>(length) + 13 * i);
    return starts;
}
} // namespace

TEST_CASE("Eight excerpts give the sound at least 15 dB cleaner than one and 6 dB cleaner than their mean",
          "[matching][shared]")
{
    const auto starts = evenStarts(8);
    const auto signal = recordingWith(starts, 0.3f);
    const auto one = signalToNoise(sharedSound(signal, std::span(starts).first(1), length, rate));
    std::vector<float> mean(length, 0.0f);
    for (const auto start : starts)
        for (std::size_t i = 0; i < length; ++i)
            mean[i] += signal[static_cast<std::size_t>(start) + i] / 8.0f;
    const auto averaged = signalToNoise(mean);
    const auto shared = signalToNoise(sharedSound(signal, starts, length, rate));
    INFO("one " << one << " dB, mean " << averaged << " dB, shared " << shared << " dB");
    CHECK(averaged == Approx(one + 9.0).margin(1.0)); // 8 independent backgrounds
    CHECK(shared > one + 15.0);
    CHECK(shared > averaged + 6.0);
}

TEST_CASE("Excerpts without background give the sound back", "[matching][shared]")
{
    const auto starts = evenStarts(3);
    const auto clean = sound();
    const auto result = sharedSound(recordingWith(starts, 0.0f), starts, length, rate);
    REQUIRE(result.size() == length);
    for (std::size_t i = 200; i + 200 < length; ++i)
        REQUIRE(result[i] == Approx(clean[i]).margin(2e-3));
}

TEST_CASE("Excerpts that share nothing give next to nothing", "[matching][shared]")
{
    const auto starts = evenStarts(8);
    const auto signal = noise(40 * length, 0.3f, 9);
    const auto energy = [](std::span<const float> samples)
    {
        auto sum = 0.0;
        for (const auto value : samples)
            sum += static_cast<double>(value) * static_cast<double>(value);
        return sum;
    };
    CHECK(energy(sharedSound(signal, starts, length, rate)) <
          0.005 * energy(std::span(signal).subspan(10007, length)));
}

TEST_CASE("One excerpt is given back with faded ends", "[matching][shared]")
{
    const auto signal = noise(10000, 0.5f, 3);
    const std::vector<std::ptrdiff_t> starts{1000};
    const auto result = sharedSound(signal, starts, 4000, rate);
    REQUIRE(result.size() == 4000);
    CHECK(result.front() == 0.0f);
    CHECK(result.back() == 0.0f);
    CHECK(std::equal(result.begin() + 150, result.end() - 150, signal.begin() + 1150));
}

TEST_CASE("Excerpts may be tiny, silent or reach past the signal", "[matching][shared]")
{
    const auto signal = noise(5000, 0.5f, 3);
    for (const auto& starts :
         {std::vector<std::ptrdiff_t>{-50, 4990}, std::vector<std::ptrdiff_t>{90000, 95000}})
        for (const auto samples : {std::size_t{1}, std::size_t{100}})
        {
            const auto result = sharedSound(signal, starts, samples, 8000.0);
            REQUIRE(result.size() == samples);
            CHECK(std::all_of(result.begin(), result.end(), [](float v) { return std::isfinite(v); }));
        }
    CHECK_THROWS_AS(sharedSound(signal, {}, 100, rate), std::invalid_argument);
}
