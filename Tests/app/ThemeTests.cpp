#include "app/look/RepriseLookAndFeel.h"
#include "app/look/Theme.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace reprise::app;

namespace
{
/** Relative luminance, WCAG 2.1. */
double luminance(juce::Colour colour)
{
    const auto linear = [](float value)
    {
        const auto v = static_cast<double>(value);
        return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.getFloatRed()) + 0.7152 * linear(colour.getFloatGreen()) +
           0.0722 * linear(colour.getFloatBlue());
}

double contrast(juce::Colour a, juce::Colour b)
{
    const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
    return (light + 0.05) / (dark + 0.05);
}
} // namespace

TEST_CASE("Everything that must be read stands out from what is behind it", "[app][theme]")
{
    for (const auto name : {ThemeName::dark, ThemeName::light, ThemeName::highContrast})
    {
        const auto& t = Theme::of(name);
        for (const auto& behind : {t.background, t.panel, t.raised})
            for (const auto& colour : {t.text, t.dim, t.accent, t.yes, t.no, t.predicted})
                CHECK(contrast(colour, behind) >= 4.5);
        CHECK(contrast(t.onAccent, t.accent) >= 4.5);
        CHECK(contrast(t.onYes, t.yes) >= 4.5);
    }
}

TEST_CASE("Name, size and time of a file can be read in the file dialogue", "[app][theme]")
{
    constexpr int width = 700, height = 24;
    juce::TimeSliceThread thread("folder");
    juce::DirectoryContentsList folder(nullptr, thread);
    juce::FileListComponent list(folder);
    const auto before = themeName();
    for (const auto name : {ThemeName::dark, ThemeName::light, ThemeName::highContrast})
        for (const auto isSelected : {false, true})
        {
            INFO(static_cast<int>(name) << (isSelected ? " selected" : ""));
            setTheme(name);
            RepriseLookAndFeel look;
            juce::Image image(juce::Image::RGB, width, height, true);
            juce::Graphics g(image);
            g.fillAll(theme().panel);
            look.drawFileBrowserRow(g, width, height, {}, "WWWW", nullptr, "WWWW", "WWWW", false, isSelected,
                                    0, list);
            for (const auto& [from, to] : {std::pair{36, 200}, {460, 540}, {600, 690}})
            {
                auto most = 0.0;
                for (int x = from; x < to; ++x)
                    for (int y = 0; y < height; ++y)
                        most =
                            std::max(most, contrast(image.getPixelAt(x, y), image.getPixelAt(width - 4, 1)));
                CHECK(most >= 4.5);
            }
        }
    setTheme(before);
}

TEST_CASE("The compiled-in fonts have their own names", "[app][theme]")
{
    CHECK(fonts::words(13.0f).getTypefacePtr()->getName().startsWith("Inter"));
    CHECK(fonts::numbers(13.0f).getTypefacePtr()->getName().startsWith("JetBrains Mono"));
    CHECK(fonts::numbers(13.0f).getStringWidthFloat("1111") ==
          Approx(fonts::numbers(13.0f).getStringWidthFloat("0000")));
}
