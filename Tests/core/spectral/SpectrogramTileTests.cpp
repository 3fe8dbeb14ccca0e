#include "spectral/SpectrogramTile.h"

#include "spectral/SpectrogramOverview.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace reprise;

namespace
{
std::vector<float> sine(double frequencyHz, double sampleRateHz, int samples, double amplitude = 1.0)
{
    std::vector<float> signal(static_cast<std::size_t>(samples));
    for (std::size_t i = 0; i < signal.size(); ++i)
        signal[i] = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * frequencyHz *
                                                            static_cast<double>(i) / sampleRateHz));
    return signal;
}

double decibels(std::uint8_t step)
{
    return spectrogramAxis::lowestDb + step * spectrogramAxis::dbPerStep;
}

/** The row with the highest level, and its level. */
std::pair<int, double> strongest(std::span<const std::uint8_t> column)
{
    const auto best = std::max_element(column.begin(), column.end());
    return {static_cast<int>(best - column.begin()), decibels(*best)};
}
} // namespace

TEST_CASE("A sine stands at its own height and level at any rate", "[spectral][spectrogram]")
{
    for (const auto rate : {8000.0, 22050.0, 44100.0, 96000.0})
        for (const auto frequency : {110.0, 440.0, 3000.0})
        {
            SpectrogramColumns columns(rate, 256);
            const auto signal = sine(frequency, rate, static_cast<int>(2 * columns.reach()), 0.5);
            std::vector<std::uint8_t> levels(256);
            columns.column(signal, levels);
            const auto [row, level] = strongest(levels);
            INFO(frequency << " Hz at " << rate << " Hz");
            CHECK(std::abs(row + 0.5 - 256.0 * spectrogramAxis::heightOf(frequency)) < 8.0);
            CHECK(level == Approx(-6.0).margin(1.6)); // a Hann window loses up to 1.4 dB between two bins
        }
}

TEST_CASE("Two bass notes a third apart are told apart", "[spectral][spectrogram]")
{
    SpectrogramColumns columns(44100.0, 256);
    auto signal = sine(82.4, 44100.0, static_cast<int>(2 * columns.reach()), 0.4);
    const auto other = sine(103.8, 44100.0, static_cast<int>(signal.size()), 0.4);
    std::transform(signal.begin(), signal.end(), other.begin(), signal.begin(), std::plus<>());
    std::vector<std::uint8_t> levels(256);
    columns.column(signal, levels);
    const auto at = [&](double hz)
    { return decibels(levels[static_cast<std::size_t>(256 * spectrogramAxis::heightOf(hz))]); };
    CHECK(at(82.4) > at(92.5) + 6.0);
    CHECK(at(103.8) > at(92.5) + 6.0);
}

TEST_CASE("Heights and frequencies of the spectrogram are each other's inverse", "[spectral][spectrogram]")
{
    CHECK(spectrogramAxis::heightOf(spectrogramAxis::lowestHz) == Approx(0.0).margin(1e-12));
    CHECK(spectrogramAxis::heightOf(spectrogramAxis::highestHz) == Approx(1.0));
    CHECK(spectrogramAxis::frequencyAt(spectrogramAxis::heightOf(1000.0)) == Approx(1000.0));
}

TEST_CASE("A tile shows a click in the column it lies in and silence before and behind",
          "[spectral][spectrogram]")
{
    SpectrogramColumns columns(44100.0, 64);
    std::vector<float> signal(300'000, 0.0f);
    signal[256 * 512 + 100 * 512 + 256] = 1.0f; // column 100 of tile 1 at 512 samples a column
    const auto tile = columns.tile(9, 1, signal, 0);
    CHECK(tile.start() == 256 * 512);
    const auto top = [&](int c) { return tile.column(c)[60]; };
    for (int c = 0; c < SpectrogramTile::columns; ++c)
        CHECK(top(c) <= top(100));
    CHECK(top(100) > top(99));
    CHECK(top(100) > top(101));
    CHECK(decibels(top(50)) == Approx(-120.0));
    CHECK(decibels(top(150)) == Approx(-120.0));

    // The same from a part of the signal that is just long enough.
    const auto from = tile.start() - columns.reach();
    const auto count = 256 * 512 + 2 * columns.reach();
    const auto part = columns.tile(
        9, 1, std::span(signal).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(count)),
        from);
    CHECK(part.levels == tile.levels);
}

TEST_CASE("The overview's spectrogram equals tiles of the whole signal whatever the blocks",
          "[spectral][spectrogram]")
{
    auto signal = sine(440.0, 44100.0, 2048 * 300 + 77, 0.5);
    for (std::size_t i = signal.size() / 2; i < signal.size(); ++i)
        signal[i] *= 0.1f;
    SpectrogramOverview overview(44100.0, static_cast<SampleIndex>(signal.size()));
    for (std::size_t i = 0; i < signal.size(); i += 10'007)
        overview.append(std::span(signal).subspan(i, std::min<std::size_t>(10'007, signal.size() - i)));
    overview.finish();

    SpectrogramColumns columns(44100.0, SpectrogramOverview::rows);
    REQUIRE(overview.baseLevel() == 11);
    const auto first = overview.tile(11, 0);
    REQUIRE(first.has_value());
    CHECK(first->levels == columns.tile(11, 0, signal, 0).levels);
    const auto second = overview.tile(11, 1);
    REQUIRE(second.has_value());
    const auto expected = columns.tile(11, 1, signal, 0);
    for (int c = 0; c < 45; ++c) // 301 columns in all
        CHECK(std::ranges::equal(second->column(c), expected.column(c)));
    CHECK_FALSE(overview.tile(11, 2).has_value());
    CHECK_FALSE(overview.tile(10, 0).has_value());

    // Coarser levels keep the level of what is steady, and reach to the end.
    const auto coarse = overview.tile(13, 0);
    REQUIRE(coarse.has_value());
    CHECK(strongest(coarse->column(10)).second == Approx(-6.0).margin(2.0));
    CHECK(strongest(coarse->column(60)).second == Approx(-26.0).margin(2.0));
    CHECK(strongest(coarse->column(75)).second > -60.0); // the last 77 samples
    CHECK(strongest(coarse->column(76)).second == Approx(-120.0));
}

TEST_CASE("The mean of a loud and a silent column is 3 dB under the loud one", "[spectral][spectrogram]")
{
    // Four columns of sine, then silence: in the coarser levels every mean follows from the power.
    auto signal = sine(1000.0, 44100.0, 64 * 2048);
    std::fill(signal.begin() + 31 * 2048 + 1024, signal.end(), 0.0f);
    SpectrogramOverview overview(44100.0, 0);
    overview.append(signal);
    overview.finish();
    const auto fine = overview.tile(11, 0), coarse = overview.tile(16, 0);
    REQUIRE((fine.has_value() && coarse.has_value()));
    auto power = 0.0;
    const auto row = strongest(fine->column(5)).first;
    for (int c = 0; c < 32; ++c)
        power += std::pow(10.0, decibels(fine->column(c)[static_cast<std::size_t>(row)]) / 10.0) / 32.0;
    CHECK(decibels(coarse->column(0)[static_cast<std::size_t>(row)]) ==
          Approx(10.0 * std::log10(power)).margin(1.0));
}
