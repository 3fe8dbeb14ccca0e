#include "app/look/SpectrumColours.h"

#include "spectral/SpectrogramTile.h"

#include <algorithm>
#include <cmath>

namespace reprise::app
{
namespace
{
/** Every eighth colour of magma; what lies between is interpolated, to within 1.2 of 255. */
constexpr std::array<juce::uint32, 33> magma{
    0x000004, 0x030312, 0x0a0822, 0x130d34, 0x1d1147, 0x29115a, 0x36106b, 0x440f76, 0x51127c,
    0x5d177f, 0x6a1c81, 0x762181, 0x832681, 0x902a81, 0x9c2e7f, 0xaa337d, 0xb73779, 0xc23b75,
    0xcf4070, 0xdb476a, 0xe55064, 0xee5b5e, 0xf4695c, 0xf9785d, 0xfb8761, 0xfd9668, 0xfea571,
    0xfeb47b, 0xfec287, 0xfed194, 0xfde0a1, 0xfceeb0, 0xfcfdbf};

constexpr double darkestDb = -84.0, brightestDb = -8.0;

/** Under this share of the range the colour passes over into the background. */
constexpr float blendShare = 0.22f;

juce::Colour magmaAt(float share)
{
    const auto place = share * static_cast<float>(magma.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(place), magma.size() - 2);
    const juce::Colour low(0xff000000u | magma[below]), high(0xff000000u | magma[below + 1]);
    return low.interpolatedWith(high, place - static_cast<float>(below));
}

std::array<juce::Colour, 256> tableFor(ThemeName name)
{
    std::array<juce::Colour, 256> table;
    const auto background = Theme::of(name).background;
    for (std::size_t step = 0; step < table.size(); ++step)
    {
        const auto db = spectrogramAxis::lowestDb + static_cast<double>(step) * spectrogramAxis::dbPerStep;
        const auto level = std::clamp((db - darkestDb) / (brightestDb - darkestDb), 0.0, 1.0);
        // Music fills the middle of the range: bent, so that it does not glow all over.
        const auto share = static_cast<float>(std::pow(level, 1.35));
        const auto colour = magmaAt(name == ThemeName::light ? 1.0f - share : share);
        table[step] = background.interpolatedWith(colour, std::min(1.0f, share / blendShare));
    }
    return table;
}
} // namespace

const std::array<juce::Colour, 256>& spectrumColours()
{
    static const std::array tables{tableFor(ThemeName::dark), tableFor(ThemeName::light),
                                   tableFor(ThemeName::highContrast)};
    return tables[static_cast<std::size_t>(themeName())];
}
} // namespace reprise::app
