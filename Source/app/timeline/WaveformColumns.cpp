#include "app/timeline/WaveformColumns.h"

#include <cmath>

namespace reprise::app
{
namespace
{
/** Goes through the samples of a range in order and holds the block it stands in. */
class Samples
{
public:
    explicit Samples(TimelineSource& timelineSource) : source(timelineSource) {}

    /** The block that holds a sample, or null. */
    const SampleBlock* at(SampleIndex sample)
    {
        const auto wanted = sample / TimelineSource::blockSamples;
        if (sample < 0 || sample >= source.length())
            return nullptr;
        if (wanted != index)
        {
            index = wanted;
            block = source.block(index);
            missing = missing || block == nullptr;
        }
        return block != nullptr && sample < block->start + block->length() ? block.get() : nullptr;
    }

    bool sawAll() const { return !missing; }

private:
    TimelineSource& source;
    SampleIndex index = -1;
    std::shared_ptr<const SampleBlock> block;
    bool missing = false;
};

/** Least, most and RMS of samples [from, to), and the sample before them for least and most. */
OverviewColumn columnOf(Samples& samples, SampleIndex from, SampleIndex to)
{
    OverviewColumn column;
    auto squares = 0.0f;
    auto count = 0;
    for (auto s = from - 1; s < to; ++s)
    {
        const auto* block = samples.at(s);
        if (block == nullptr)
            continue;
        for (const auto& curve : block->curves)
        {
            const auto value = curve[static_cast<std::size_t>(s - block->start)];
            const auto isFirst = column.isEmpty();
            column.least = isFirst ? value : std::min(column.least, value);
            column.most = isFirst ? value : std::max(column.most, value);
            if (s >= from)
            {
                squares += value * value;
                ++count;
            }
        }
    }
    column.rms = std::sqrt(squares / static_cast<float>(std::max(1, count)));
    return count > 0 ? column : OverviewColumn{};
}
} // namespace

bool waveformColumns(TimelineSource& source, double firstSample, double samplesPerColumn,
                     std::span<OverviewColumn> columns)
{
    constexpr auto binSamples = static_cast<double>(Overview::finestBinSamples);
    if (samplesPerColumn >= binSamples)
    {
        source.overview(firstSample, samplesPerColumn, columns);
        return true;
    }
    Samples samples(source);
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < columns.size(); ++i)
    {
        const auto start = firstSample + static_cast<double>(i) * samplesPerColumn;
        const auto from = static_cast<SampleIndex>(std::floor(start));
        const auto to = std::max(from + 1, static_cast<SampleIndex>(std::floor(start + samplesPerColumn)));
        columns[i] = columnOf(samples, from, to);
        if (columns[i].isEmpty() && from >= 0 && from < source.length())
            missing.push_back(i);
    }
    if (missing.empty())
        return true;
    const auto coarseCount = static_cast<double>(columns.size()) * samplesPerColumn / binSamples;
    std::vector<OverviewColumn> coarse(static_cast<std::size_t>(coarseCount) + 2);
    source.overview(firstSample, binSamples, coarse);
    for (const auto i : missing)
        columns[i] = coarse[static_cast<std::size_t>(static_cast<double>(i) * samplesPerColumn / binSamples)];
    return samples.sawAll();
}

void drawWaveform(juce::Graphics& g, juce::Rectangle<float> area, std::span<const OverviewColumn> columns,
                  float columnWidth, float gain, juce::Colour colour)
{
    const auto clip = g.getClipBounds().toFloat();
    const auto first = std::clamp(std::floor((clip.getX() - area.getX()) / columnWidth), 0.0f,
                                  static_cast<float>(columns.size()));
    const auto last = std::clamp(std::ceil((clip.getRight() - area.getX()) / columnWidth), first,
                                 static_cast<float>(columns.size()));
    const auto middle = area.getCentreY();
    const auto half = area.getHeight() / 2.0f * gain;
    // No lower than a hair line, so that silence is seen to have been read.
    const auto least = 0.5f * columnWidth;
    const auto peakColour = colour.withMultipliedAlpha(0.55f);
    // Rectangle by rectangle: one list of them all takes JUCE five times as long.
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i)
    {
        const auto& column = columns[i];
        if (column.isEmpty())
            continue;
        const auto x = area.getX() + static_cast<float>(i) * columnWidth;
        const auto within = [&](float value)
        { return juce::jlimit(area.getY(), area.getBottom(), middle - value * half); };
        const auto top = std::min(within(column.most), middle - least);
        const auto bottom = std::max(within(column.least), middle + least);
        const auto bodyTop = std::max(top, within(column.rms)),
                   bodyBottom = std::min(bottom, within(-column.rms));
        g.setColour(peakColour);
        if (bodyTop < bodyBottom) // what is transparent must not lie under what is solid
        {
            g.fillRect(juce::Rectangle<float>(x, top, columnWidth, bodyTop - top));
            g.fillRect(juce::Rectangle<float>(x, bodyBottom, columnWidth, bottom - bodyBottom));
            g.setColour(colour);
            g.fillRect(juce::Rectangle<float>(x, bodyTop, columnWidth, bodyBottom - bodyTop));
        }
        else
            g.fillRect(juce::Rectangle<float>(x, top, columnWidth, bottom - top));
    }
}

bool drawSamples(juce::Graphics& g, juce::Rectangle<float> area, TimelineSource& source, double firstSample,
                 double samplesPerPixel, float gain, juce::Colour colour)
{
    const auto clip = g.getClipBounds().toFloat().expanded(8.0f);
    const auto sampleAt = [&](float x) { return firstSample + (x - area.getX()) * samplesPerPixel; };
    const auto from =
        static_cast<SampleIndex>(std::floor(sampleAt(std::max(clip.getX(), area.getX() - 8.0f)))) - 1;
    const auto to =
        static_cast<SampleIndex>(std::ceil(sampleAt(std::min(clip.getRight(), area.getRight() + 8.0f)))) + 1;
    const auto half = area.getHeight() / 2.0f * gain;
    const auto withDots = samplesPerPixel <= 1.0 / 6.0;

    Samples samples(source);
    std::vector<juce::Path> lines(2), dots(2);
    std::vector<bool> begun(2, false);
    for (auto s = from; s <= to; ++s)
    {
        const auto* block = samples.at(s);
        if (block == nullptr)
        {
            begun.assign(2, false);
            continue;
        }
        // A sample is drawn at the start of its stretch of time, where an edge before it would be.
        const auto x =
            area.getX() + static_cast<float>((static_cast<double>(s) - firstSample) / samplesPerPixel);
        for (std::size_t c = 0; c < block->curves.size(); ++c)
        {
            const auto value = block->curves[c][static_cast<std::size_t>(s - block->start)];
            const auto y = juce::jlimit(area.getY(), area.getBottom(), area.getCentreY() - value * half);
            if (begun[c])
                lines[c].lineTo(x, y);
            else
                lines[c].startNewSubPath(x, y);
            begun[c] = true;
            if (withDots)
                dots[c].addEllipse(x - 2.5f, y - 2.5f, 5.0f, 5.0f);
        }
    }
    for (std::size_t c = lines.size(); c-- > 0;)
    {
        g.setColour(colour.withMultipliedAlpha(c == 0 ? 1.0f : 0.6f));
        g.strokePath(lines[c], juce::PathStrokeType(1.25f));
        g.fillPath(dots[c]);
    }
    return samples.sawAll();
}
} // namespace reprise::app
