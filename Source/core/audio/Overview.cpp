#include "audio/Overview.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace reprise
{
namespace
{
constexpr std::size_t binsInOne = 4;
constexpr float steps = 16384.0f;
constexpr float highest = 32767.0f;

std::int16_t downwards(float value)
{
    return static_cast<std::int16_t>(std::clamp(std::floor(value * steps), -highest, highest));
}

std::int16_t upwards(float value)
{
    return static_cast<std::int16_t>(std::clamp(std::ceil(value * steps), -highest, highest));
}
} // namespace

Overview::Overview(int channelCount, SampleIndex expectedSamples)
    : channels(static_cast<std::size_t>(std::max(1, channelCount))), levels(1)
{
    levels.front().reserve(static_cast<std::size_t>(expectedSamples / finestBinSamples + 1));
}

void Overview::append(std::span<const float> interleaved)
{
    const auto samples = interleaved.size() / channels;
    for (std::size_t i = 0; i < samples; ++i)
    {
        for (const auto value : interleaved.subspan(i * channels, channels))
        {
            least = std::min(least, value);
            most = std::max(most, value);
            squares += static_cast<double>(value) * static_cast<double>(value);
        }
        if (++filled == finestBinSamples)
            closeFinestBin();
    }
    const std::scoped_lock lock(mutex);
    for (const auto& bin : finished)
        push(0, bin);
    known += static_cast<SampleIndex>(finished.size()) * finestBinSamples;
    finished.clear();
}

void Overview::closeFinestBin()
{
    const auto count = static_cast<double>(filled) * static_cast<double>(channels);
    const auto rms = static_cast<float>(std::sqrt(squares / count));
    finished.push_back({downwards(least), upwards(most),
                        static_cast<std::uint16_t>(std::clamp(std::round(rms * steps), 0.0f, highest))});
    least = std::numeric_limits<float>::max();
    most = std::numeric_limits<float>::lowest();
    squares = 0.0;
    filled = 0;
}

void Overview::push(std::size_t level, Bin bin)
{
    if (level == levels.size())
        levels.emplace_back();
    levels[level].push_back(bin);
    const auto& bins = levels[level];
    if (bins.size() % binsInOne == 0)
        push(level + 1, merged(std::span(bins).last(binsInOne)));
}

Overview::Bin Overview::merged(std::span<const Bin> bins)
{
    auto result = bins.front();
    auto sum = 0.0;
    for (const auto& bin : bins)
    {
        result.least = std::min(result.least, bin.least);
        result.most = std::max(result.most, bin.most);
        sum += static_cast<double>(bin.rms) * bin.rms;
    }
    result.rms = static_cast<std::uint16_t>(std::lround(std::sqrt(sum / static_cast<double>(bins.size()))));
    return result;
}

void Overview::finish()
{
    const auto rest = filled;
    if (rest > 0)
        closeFinestBin();
    const std::scoped_lock lock(mutex);
    for (const auto& bin : finished)
        push(0, bin);
    finished.clear();
    known += rest;
    for (std::size_t level = 0; level + 1 < levels.size(); ++level)
        if (const auto open = levels[level].size() - levels[level + 1].size() * binsInOne; open > 0)
        {
            const auto bin = merged(std::span(levels[level]).last(open));
            levels[level + 1].push_back(bin);
        }
}

SampleIndex Overview::samples() const
{
    const std::scoped_lock lock(mutex);
    return known;
}

void Overview::columns(double firstSample, double samplesPerColumn, std::span<OverviewColumn> result) const
{
    auto binSamples = static_cast<double>(finestBinSamples);
    if (samplesPerColumn < binSamples)
        throw std::invalid_argument("Overview: fewer samples a column than the finest bins hold");

    const std::scoped_lock lock(mutex);
    std::size_t level = 0;
    while (level + 1 < levels.size() && binSamples * static_cast<double>(binsInOne) <= samplesPerColumn)
    {
        binSamples *= static_cast<double>(binsInOne);
        ++level;
    }
    const auto& bins = levels[level];
    const auto size = static_cast<double>(bins.size());
    for (std::size_t i = 0; i < result.size(); ++i)
    {
        const auto start = firstSample + static_cast<double>(i) * samplesPerColumn;
        const auto from = std::clamp(std::floor(start / binSamples), 0.0, size);
        const auto to = std::clamp(std::ceil((start + samplesPerColumn) / binSamples), from, size);
        result[i] = {};
        if (from == to)
            continue;
        const auto bin = merged(
            std::span(bins).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
        result[i] = {static_cast<float>(bin.least) / steps, static_cast<float>(bin.most) / steps,
                     static_cast<float>(bin.rms) / steps};
    }
}

void readOverview(AudioFile& file, Overview& overview, const Progress& progress,
                  const std::function<void(std::span<const float>)>& alsoTake)
{
    const auto channels = static_cast<std::size_t>(file.info().channels);
    const auto expected = static_cast<double>(std::max<SampleIndex>(1, file.info().samples));
    std::vector<float> interleaved(std::max<std::size_t>(1, (std::size_t{1} << 17) / channels) * channels);
    SampleIndex decoded = 0;
    while (const auto count = file.read(interleaved))
    {
        const auto block = std::span(interleaved).first(static_cast<std::size_t>(count) * channels);
        overview.append(block);
        if (alsoTake)
            alsoTake(block);
        decoded += count;
        progress.step(std::min(1.0, static_cast<double>(decoded) / expected));
    }
    overview.finish();
}
} // namespace reprise
