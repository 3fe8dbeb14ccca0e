#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
enum class ThemeName
{
    dark,
    light,
    highContrast
};

/** The colours of the application. Views ask for a meaning, never for a colour. */
struct Theme
{
    juce::Colour background, panel, raised, line;     ///< depth by tone; lines are one pixel
    juce::Colour text, dim, faint;                    ///< faint only for what nobody must read
    juce::Colour accent, onAccent;                    ///< query, focus, budget; text on it
    juce::Colour yes, no, predicted, rejected, asked; ///< states; each differs in shape, too
    juce::Colour onYes;                               ///< text on a filled yes
    juce::Colour waveform;                            ///< RMS solid, peaks at 55 %

    static const Theme& of(ThemeName name);
};

/// @name The theme in force. Message thread only. Changing it sends juce::Component::lookAndFeelChanged to all
/// windows.
/// @{
const Theme& theme();
ThemeName themeName();
void setTheme(ThemeName name);
/// @}

/** Fonts that are compiled in. Heights in logical pixels: 11, 12, 13, 15, 16. */
namespace fonts
{
enum class Weight
{
    regular,
    medium,
    semiBold
};

juce::Font words(float height, Weight weight = Weight::regular);
juce::Font numbers(float height, Weight weight = Weight::regular); ///< monospaced
} // namespace fonts

/// Steps of the layout, in logical pixels.
namespace space
{
constexpr int unit = 4, small = 8, medium = 12, large = 16, wide = 24;
constexpr float corner = 6.0f, cardCorner = 10.0f;
} // namespace space
} // namespace reprise::app
