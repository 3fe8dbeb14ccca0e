#include "spectral/SpectrogramOverview.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprise
{
namespace
{
constexpr SampleIndex mostColumns = SampleIndex{1} << 19;
constexpr auto width = static_cast<std::size_t>(SpectrogramOverview::rows);

int baseLevelFor(SampleIndex expectedSamples)
{
    auto level = SpectrogramOverview::finestLevel;
    while ((expectedSamples >> level) > mostColumns)
        ++level;
    return level;
}

/** The level step of the mean power of two: how far it lies above the lower one, by their difference. */
std::uint8_t meanOf(std::uint8_t a, std::uint8_t b)
{
    static const auto above = []
    {
        std::array<std::uint8_t, 256> table{};
        for (std::size_t d = 0; d < table.size(); ++d)
        {
            const auto ratio = std::pow(10.0, static_cast<double>(d) * spectrogramAxis::dbPerStep / 10.0);
            table[d] = static_cast<std::uint8_t>(
                std::lround(10.0 * std::log10(0.5 * (1.0 + ratio)) / spectrogramAxis::dbPerStep));
        }
        return table;
    }();
    const auto [low, high] = std::minmax(a, b);
    return static_cast<std::uint8_t>(low + above[static_cast<std::size_t>(high - low)]);
}
} // namespace

SpectrogramOverview::SpectrogramOverview(double sampleRateHz, SampleIndex expectedSamples)
    : base(baseLevelFor(expectedSamples)), analyser(sampleRateHz, rows),
      pending(static_cast<std::size_t>(analyser.reach()), 0.0f), pendingStart(-analyser.reach())
{
}

void SpectrogramOverview::append(std::span<const float> signal, const Progress& progress)
{
    pending.insert(pending.end(), signal.begin(), signal.end());
    received += static_cast<SampleIndex>(signal.size());
    analyse(progress);
}

void SpectrogramOverview::finish(const Progress& progress)
{
    // Columns whose start lies inside the recording, with silence behind its end.
    const auto hop = SampleIndex{1} << base;
    const auto wanted = (received + hop - 1) / hop;
    if (wanted > nextColumn)
    {
        const auto end = (wanted - 1) * hop + hop / 2 + analyser.reach();
        pending.resize(
            static_cast<std::size_t>(std::max(end - pendingStart, static_cast<SampleIndex>(pending.size()))),
            0.0f);
        analyse(progress);
    }
    const std::scoped_lock lock(mutex);
    for (std::size_t level = 0; level + 1 < levels.size(); ++level)
        if (levels[level].size() / width > levels[level + 1].size() / width * 2)
        {
            const std::vector<std::uint8_t> last(levels[level].end() - static_cast<std::ptrdiff_t>(width),
                                                 levels[level].end());
            levels[level + 1].insert(levels[level + 1].end(), last.begin(), last.end());
        }
}

void SpectrogramOverview::analyse(const Progress& progress)
{
    const auto hop = SampleIndex{1} << base;
    const auto reach = analyser.reach();
    fresh.clear();
    for (;; ++nextColumn)
    {
        const auto begin = nextColumn * hop + hop / 2 - reach - pendingStart;
        if (begin + 2 * reach > static_cast<SampleIndex>(pending.size()))
            break;
        progress.step(0.0);
        fresh.resize(fresh.size() + width);
        analyser.column(
            std::span(pending).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(2 * reach)),
            std::span(fresh).last(width));
    }
    const auto used =
        std::min(nextColumn * hop + hop / 2 - reach - pendingStart, static_cast<SampleIndex>(pending.size()));
    pending.erase(pending.begin(), pending.begin() + used);
    pendingStart += used;

    const std::scoped_lock lock(mutex);
    for (std::size_t i = 0; i < fresh.size(); i += width)
        push(0, std::span(fresh).subspan(i, width));
}

void SpectrogramOverview::push(std::size_t level, std::span<const std::uint8_t> column)
{
    if (level == levels.size())
        levels.emplace_back();
    auto& values = levels[level];
    values.insert(values.end(), column.begin(), column.end());
    if (values.size() / width % 2 != 0)
        return;
    std::array<std::uint8_t, width> mean{};
    const auto last = values.end() - static_cast<std::ptrdiff_t>(width);
    std::transform(last - static_cast<std::ptrdiff_t>(width), last, last, mean.begin(), meanOf);
    push(level + 1, mean);
}

std::optional<SpectrogramTile> SpectrogramOverview::tile(int level, SampleIndex index) const
{
    const std::scoped_lock lock(mutex);
    if (level < base || index < 0 || levels.empty())
        return std::nullopt;
    const auto stored = static_cast<std::size_t>(level - base);
    if (stored >= levels.size())
        return std::nullopt;
    const auto& values = levels[stored];
    constexpr auto tileValues = width * SpectrogramTile::columns;
    const auto from = static_cast<std::size_t>(index) * tileValues;
    if (from >= values.size())
        return std::nullopt;
    const auto to = std::min(from + tileValues, values.size());
    SpectrogramTile tile{level, index, rows, std::vector<std::uint8_t>(tileValues, 0)};
    std::copy(values.begin() + static_cast<std::ptrdiff_t>(from),
              values.begin() + static_cast<std::ptrdiff_t>(to), tile.levels.begin());
    return tile;
}
} // namespace reprise
