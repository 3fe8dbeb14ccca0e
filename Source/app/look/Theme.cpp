#include "app/look/Theme.h"

#include "app/look/RepriseLookAndFeel.h"

#include <AppData.h>
#include <array>

namespace reprise::app
{
namespace
{
ThemeName current = ThemeName::dark;

juce::Colour rgb(juce::uint32 value)
{
    return juce::Colour(0xff000000u | value);
}

Theme darkTheme()
{
    return {rgb(0x14161a), rgb(0x1b1e24), rgb(0x242830), rgb(0x2f343d), rgb(0xe7e9ee), rgb(0x9aa2b1),
            rgb(0x6b7280), rgb(0xffb454), rgb(0x14161a), rgb(0x4cc38a), rgb(0xe5787d), rgb(0x6ca8ff),
            rgb(0x6b7280), rgb(0xffffff), rgb(0x10251b), rgb(0x8fa3bf)};
}

Theme lightTheme()
{
    return {rgb(0xf7f8fa), rgb(0xffffff), rgb(0xeceef2), rgb(0xd5d9e0), rgb(0x1a1d23), rgb(0x545c6a),
            rgb(0x8a92a0), rgb(0x9a5b00), rgb(0xffffff), rgb(0x16784a), rgb(0xb3363c), rgb(0x1f5fc4),
            rgb(0x7b8391), rgb(0x14161a), rgb(0xffffff), rgb(0x4f658a)};
}

Theme highContrastTheme()
{
    return {rgb(0x000000), rgb(0x000000), rgb(0x1a1a1a), rgb(0x9a9a9a), rgb(0xffffff), rgb(0xe0e0e0),
            rgb(0xb0b0b0), rgb(0xffd000), rgb(0x000000), rgb(0x3dff9e), rgb(0xff9a9e), rgb(0x8cc4ff),
            rgb(0xb0b0b0), rgb(0xffffff), rgb(0x000000), rgb(0xd0dcf0)};
}

juce::Typeface::Ptr load(const char* bytes, int size)
{
    return juce::Typeface::createSystemTypefaceFor(bytes, static_cast<size_t>(size));
}

juce::Font fontOf(const juce::Typeface::Ptr& typeface, float height)
{
#if JUCE_MAJOR_VERSION >= 8
    return juce::Font(juce::FontOptions(typeface).withHeight(height));
#else
    return juce::Font(typeface).withHeight(height);
#endif
}
} // namespace

const Theme& Theme::of(ThemeName name)
{
    static const std::array themes{darkTheme(), lightTheme(), highContrastTheme()};
    return themes[static_cast<std::size_t>(name)];
}

const Theme& theme()
{
    return Theme::of(current);
}

ThemeName themeName()
{
    return current;
}

void setTheme(ThemeName name)
{
    current = name;
    if (auto* look = dynamic_cast<RepriseLookAndFeel*>(&juce::LookAndFeel::getDefaultLookAndFeel()))
        look->takeTheme();
    auto& desktop = juce::Desktop::getInstance();
    for (int i = 0; i < desktop.getNumComponents(); ++i)
        desktop.getComponent(i)->sendLookAndFeelChange();
}

juce::Font fonts::words(float height, Weight weight)
{
    static const std::array faces{load(data::InterRegular_otf, data::InterRegular_otfSize),
                                  load(data::InterMedium_otf, data::InterMedium_otfSize),
                                  load(data::InterSemiBold_otf, data::InterSemiBold_otfSize)};
    return fontOf(faces[static_cast<std::size_t>(weight)], height);
}

juce::Font fonts::numbers(float height, Weight weight)
{
    static const std::array faces{load(data::JetBrainsMonoRegular_ttf, data::JetBrainsMonoRegular_ttfSize),
                                  load(data::JetBrainsMonoMedium_ttf, data::JetBrainsMonoMedium_ttfSize)};
    return fontOf(faces[weight == Weight::regular ? 0 : 1], height);
}
} // namespace reprise::app
