#include "matching/LevelMatcher.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** Ratings with the weights those judgements give. */
Ratings rate(LevelMatcher& matcher, const std::vector<std::ptrdiff_t>& positives,
             const std::vector<std::ptrdiff_t>& negatives = {})
{
    return matcher.rate(positives, negatives, matcher.weightsFor(positives, negatives));
}

/** A gliding harmonic tone with a beat, at a speed. */
std::vector<float> call(double speed)
{
    std::vector<float> sound(static_cast<std::size_t>(44100 * 0.8 / speed));
    for (std::size_t i = 0; i < sound.size(); ++i)
    {
        const auto t = speed * static_cast<double>(i) / 44100.0;
        const auto phase = 6.283185307 * (400.0 * t + 900.0 * t * t);
        sound[i] =
            static_cast<float>((0.6 + 0.4 * std::sin(40.0 * t)) * 0.2 *
                               (std::sin(phase) + 0.6 * std::sin(2.0 * phase) + 0.4 * std::sin(5.0 * phase)));
    }
    return sound;
}
} // namespace

TEST_CASE("An altered repeat is among the first places found by levels", "[matching][levels]")
{
    auto signal = noise(44100 * 12, 0.02f, 5);
    mixInto(signal, call(1.0), 44100);
    mixInto(signal, call(1.02), 44100 * 5, 0.7f);
    mixInto(signal, call(0.98), 44100 * 9, -1.3f);
    for (const auto& map : levelMaps(signal))
    {
        LevelMatcher matcher(map, 44100, 35280);
        const auto starts = matcher.bestStarts(3);
        REQUIRE(starts.size() == 3);
        for (const auto expected : {44100, 44100 * 5, 44100 * 9})
            CHECK(std::any_of(starts.begin(), starts.end(),
                              [&](auto s) { return std::abs(s - expected) < 1000; })); // two hops

        matcher.addCandidates({44100 * 5, 44100 * 9, 44100 * 3, 44100 * 11});
        const auto ratings = rate(matcher, {44100}).candidates;
        CHECK(std::min(ratings[0], ratings[1]) > 0.6f * std::max(ratings[2], ratings[3]));
    }
}

TEST_CASE("Positives are rated by the others and candidates can be taken back", "[matching][levels]")
{
    auto signal = noise(44100 * 12, 0.02f, 5);
    for (const auto at : {44100, 44100 * 5, 44100 * 9})
        mixInto(signal, call(1.0), static_cast<std::size_t>(at));
    const auto maps = levelMaps(signal);
    LevelMatcher matcher(maps[0], 44100, 35280);
    matcher.addCandidates({44100 * 9});
    const auto first = rate(matcher, {44100, 44100 * 5}, {44100 * 3});
    CHECK(first.positives[1] > 0.5f * first.negatives[0]);
    const std::vector<std::size_t> only{0};
    CHECK(matcher.rate(only, std::vector<std::ptrdiff_t>{44100, 44100 * 5},
                       matcher.weightsFor(std::vector<std::ptrdiff_t>{44100, 44100 * 5},
                                          std::vector<std::ptrdiff_t>{44100 * 3}))[0] ==
          Approx(first.candidates[0]));
    matcher.addCandidates({1000, 2000});
    CHECK(rate(matcher, {44100}).candidates.size() == 3);
    matcher.keepCandidates(1);
    CHECK(rate(matcher, {44100, 44100 * 5}, {44100 * 3}).candidates == first.candidates);
}

TEST_CASE("Missing energy costs more than extra energy", "[matching][levels]")
{
    LevelMap map;
    map.levels = Matrix::Zero(40, 40);
    map.spread = Eigen::ArrayXf::Constant(40, 6.0f);
    map.levels.middleCols(0, 10).setConstant(10.0f);
    map.levels.middleCols(10, 10).setConstant(15.0f);
    map.levels.middleCols(20, 10).setConstant(5.0f);
    LevelMatcher matcher(map, 0, 9 * 512);
    matcher.addCandidates({10 * 512, 20 * 512});
    const auto ratings = rate(matcher, {0}).candidates;
    CHECK(ratings[0] > ratings[1]);
}

TEST_CASE("Between frames levels are interpolated and beyond the edges repeated", "[matching][levels]")
{
    LevelMap map;
    map.levels.resize(1, 3);
    map.levels << 0.0f, 10.0f, 20.0f;
    const auto read = map.at(0.5, 1.0, 4);
    CHECK(read(0, 0) == Approx(5.0));
    CHECK(read(0, 1) == Approx(15.0));
    CHECK(read(0, 3) == Approx(20.0).margin(0.02));
    CHECK(map.at(-3.0, 1.0, 1)(0, 0) == Approx(0.0));
}

TEST_CASE("Silence and signals shorter than the query have finite ratings", "[matching][levels]")
{
    for (const std::size_t size : {1u, 3000u, 100000u})
    {
        const std::vector<float> silence(size);
        for (const auto& map : levelMaps(silence))
        {
            LevelMatcher matcher(map, 0, size);
            matcher.addCandidates({0});
            CHECK(rate(matcher, {0}, {0}).candidates.allFinite());
            CHECK(rate(matcher, {0, 0}, {0}).positives.allFinite());
        }
    }
}
