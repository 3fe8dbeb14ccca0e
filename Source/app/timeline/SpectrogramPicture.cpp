#include "app/timeline/SpectrogramPicture.h"

#include "app/look/SpectrumColours.h"

#include <array>
#include <cmath>

namespace reprise::app
{
namespace
{
using TilePointer = std::shared_ptr<const SpectrogramTile>;

/** The tile to draw a sample from: the wanted level, or else the nearest one at hand. */
TilePointer tileFor(TimelineSource& source, int level, double sample, bool& isComplete)
{
    const auto indexAt = [&](int l)
    { return static_cast<SampleIndex>(std::floor(sample)) / (SampleIndex{SpectrogramTile::columns} << l); };
    if (auto tile = source.tile(level, indexAt(level)))
        return tile;
    isComplete = false;
    for (int coarser = level + 1; coarser <= TimelineSource::coarsestTileLevel; ++coarser)
        if (auto tile = source.tileAtHand(coarser, indexAt(coarser)))
            return tile;
    return nullptr;
}

/** Where a pixel's row lies between the rows of a tile. */
struct Mix
{
    int below = 0, above = 0;
    int share = 0; ///< of the upper one, of 256
};

std::vector<Mix> mixesFor(int height, int rows)
{
    std::vector<Mix> mixes(static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y)
    {
        const auto place = (1.0 - (y + 0.5) / height) * rows - 0.5;
        const auto below = static_cast<int>(std::floor(place));
        mixes[static_cast<std::size_t>(y)] = {std::clamp(below, 0, rows - 1),
                                              std::clamp(below + 1, 0, rows - 1),
                                              static_cast<int>((place - below) * 256.0)};
    }
    return mixes;
}
} // namespace

bool drawSpectrogram(juce::Image& picture, TimelineSource& source, double firstSample, double samplesPerPixel)
{
    const auto width = picture.getWidth(), height = picture.getHeight();
    std::array<juce::PixelARGB, 256> colours;
    std::transform(spectrumColours().begin(), spectrumColours().end(), colours.begin(),
                   [](const auto& colour) { return colour.getPixelARGB(); });
    const auto level = std::clamp(static_cast<int>(std::floor(std::log2(samplesPerPixel))),
                                  TimelineSource::finestTileLevel, TimelineSource::coarsestTileLevel);

    const juce::Image::BitmapData pixels(picture, juce::Image::BitmapData::writeOnly);
    jassert(pixels.pixelFormat == juce::Image::RGB);
    std::vector<Mix> mixes;
    std::vector<std::uint8_t> column;
    TilePointer tile;
    auto tileIsFor = std::pair{-1.0, -1.0}; // the samples for which `tile` was looked up
    auto isComplete = true;
    const auto wantedSpan = static_cast<double>(SampleIndex{SpectrogramTile::columns} << level);

    for (int x = 0; x < width; ++x)
    {
        const auto sample = firstSample + (x + 0.5) * samplesPerPixel;
        const auto isInside = sample >= 0.0 && sample < static_cast<double>(source.length());
        if (isInside && (sample < tileIsFor.first || sample >= tileIsFor.second))
        {
            const auto start = std::floor(sample / wantedSpan) * wantedSpan;
            tileIsFor = {start, start + wantedSpan};
            tile = tileFor(source, level, sample, isComplete);
            if (tile != nullptr && static_cast<int>(column.size()) != tile->rows)
            {
                mixes = mixesFor(height, tile->rows);
                column.resize(static_cast<std::size_t>(tile->rows));
            }
        }
        auto* target = pixels.getPixelPointer(x, 0);
        if (!isInside || tile == nullptr)
        {
            for (int y = 0; y < height; ++y, target += pixels.lineStride)
                reinterpret_cast<juce::PixelRGB*>(target)->set(colours[0]);
            continue;
        }
        const auto place =
            (sample - static_cast<double>(tile->start())) / static_cast<double>(tile->hopSamples()) - 0.5;
        const auto before = static_cast<int>(std::floor(place));
        const auto share = static_cast<int>((place - before) * 256.0);
        const auto a = tile->column(std::clamp(before, 0, SpectrogramTile::columns - 1));
        const auto b = tile->column(std::clamp(before + 1, 0, SpectrogramTile::columns - 1));
        for (std::size_t r = 0; r < column.size(); ++r)
            column[r] = static_cast<std::uint8_t>((a[r] * (256 - share) + b[r] * share) >> 8);
        for (const auto& mix : mixes)
        {
            const auto step = (column[static_cast<std::size_t>(mix.below)] * (256 - mix.share) +
                               column[static_cast<std::size_t>(mix.above)] * mix.share) >>
                              8;
            reinterpret_cast<juce::PixelRGB*>(target)->set(colours[static_cast<std::size_t>(step)]);
            target += pixels.lineStride;
        }
    }
    return isComplete;
}
} // namespace reprise::app
