#include "spectral/SpectrogramTile.h"

#include "spectral/Window.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace reprise
{
namespace
{
constexpr int longOverShort = 4;
constexpr double onlyLongHz = 250.0, onlyShortHz = 500.0;

/** About 46 ms, a power of two. */
int shortWindowSamples(double sampleRateHz)
{
    const auto wanted = static_cast<unsigned int>(std::max(32.0, sampleRateHz * 0.0464));
    const auto below = std::bit_floor(wanted);
    return static_cast<int>(wanted - below > 2 * below - wanted ? 2 * below : below);
}

/** Scaled so that a full-scale sine has magnitude 1. */
std::vector<float> scaledWindow(int size)
{
    const auto window = hannWindow(size);
    std::vector<float> result(window.size());
    std::transform(window.begin(), window.end(), result.begin(),
                   [size](double value) { return static_cast<float>(value * 4.0 / size); });
    return result;
}

std::uint8_t stepOf(float power)
{
    const auto db = 10.0f * std::log10(std::max(power, 1e-12f));
    const auto step =
        (db - static_cast<float>(spectrogramAxis::lowestDb)) / static_cast<float>(spectrogramAxis::dbPerStep);
    return static_cast<std::uint8_t>(std::clamp(step + 0.5f, 0.0f, 255.0f));
}
} // namespace

double spectrogramAxis::heightOf(double frequencyHz)
{
    return std::log(frequencyHz / lowestHz) / std::log(highestHz / lowestHz);
}

double spectrogramAxis::frequencyAt(double height)
{
    return lowestHz * std::pow(highestHz / lowestHz, height);
}

SpectrogramColumns::SpectrogramColumns(double sampleRateHz, int rows)
    : shortFft(shortWindowSamples(sampleRateHz)), longFft(longOverShort * shortFft.size()),
      shortWindow(scaledWindow(shortFft.size())), longWindow(scaledWindow(longFft.size())),
      windowed(longWindow.size()), rowBins(static_cast<std::size_t>(rows))
{
    const auto binHz = sampleRateHz / shortFft.size();
    for (std::size_t r = 0; r < rowBins.size(); ++r)
    {
        const auto low = spectrogramAxis::frequencyAt(static_cast<double>(r) / rows);
        const auto high = spectrogramAxis::frequencyAt(static_cast<double>(r + 1) / rows);
        const auto share = std::log(low / onlyLongHz) / std::log(onlyShortHz / onlyLongHz);
        rowBins[r] = {low / binHz, high / binHz, static_cast<float>(std::clamp(share, 0.0, 1.0))};
    }
}

void SpectrogramColumns::transform(const RealFft<float>& fft, std::span<const float> window,
                                   std::span<const float> around, std::vector<float>& power)
{
    const auto middle = around.subspan((around.size() - window.size()) / 2, window.size());
    const auto input = std::span(windowed).first(window.size());
    std::transform(middle.begin(), middle.end(), window.begin(), input.begin(), std::multiplies<>());
    bins.resize(static_cast<std::size_t>(fft.bins()));
    fft.forward(input, bins);
    power.resize(bins.size());
    std::transform(bins.begin(), bins.end(), power.begin(), [](const auto& bin) { return std::norm(bin); });
}

float SpectrogramColumns::powerOf(std::span<const float> power, double firstBin, double lastBin)
{
    const auto top = static_cast<double>(power.size() - 1);
    if (firstBin > top)
        return 0.0f;
    const auto from = std::ceil(firstBin), to = std::min(std::floor(lastBin), top);
    if (from <= to)
        return *std::max_element(power.begin() + static_cast<std::ptrdiff_t>(from),
                                 power.begin() + static_cast<std::ptrdiff_t>(to) + 1);
    const auto centre = std::min(0.5 * (firstBin + lastBin), top);
    const auto below = static_cast<std::size_t>(centre);
    const auto above = std::min(below + 1, power.size() - 1);
    return std::lerp(power[below], power[above], static_cast<float>(centre - std::floor(centre)));
}

void SpectrogramColumns::column(std::span<const float> around, std::span<std::uint8_t> levels)
{
    transform(shortFft, shortWindow, around, shortPower);
    transform(longFft, longWindow, around, longPower);
    for (std::size_t r = 0; r < rowBins.size(); ++r)
    {
        const auto& row = rowBins[r];
        auto power = 0.0f;
        if (row.shortShare > 0.0f)
            power += row.shortShare * powerOf(shortPower, row.firstBin, row.lastBin);
        if (row.shortShare < 1.0f)
            power += (1.0f - row.shortShare) *
                     powerOf(longPower, row.firstBin * longOverShort, row.lastBin * longOverShort);
        levels[r] = stepOf(power);
    }
}

SpectrogramTile SpectrogramColumns::tile(int level, SampleIndex index, std::span<const float> signal,
                                         SampleIndex signalStart, const Progress& progress)
{
    SpectrogramTile result{level, index, rows(), {}};
    result.levels.resize(rowBins.size() * SpectrogramTile::columns);
    std::vector<float> around(longWindow.size());
    const auto size = static_cast<SampleIndex>(signal.size());
    for (int c = 0; c < SpectrogramTile::columns; ++c)
    {
        progress.step(static_cast<double>(c) / SpectrogramTile::columns);
        const auto centre = result.start() + c * result.hopSamples() + result.hopSamples() / 2;
        const auto begin = centre - reach() - signalStart;
        const auto from = std::clamp<SampleIndex>(begin, 0, size);
        const auto to = std::clamp<SampleIndex>(begin + 2 * reach(), from, size);
        std::fill(around.begin(), around.end(), 0.0f);
        if (from < to)
            std::copy(signal.begin() + from, signal.begin() + to, around.begin() + (from - begin));
        column(
            around,
            std::span(result.levels).subspan(static_cast<std::size_t>(c) * rowBins.size(), rowBins.size()));
    }
    return result;
}
} // namespace reprise
