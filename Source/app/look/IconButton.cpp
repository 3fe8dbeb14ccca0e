#include "app/look/IconButton.h"

#include "app/look/Icons.h"
#include "app/look/PushButton.h"
#include "app/look/Theme.h"

namespace reprise::app
{
IconButton::IconButton(const juce::String& title, juce::Path iconIn, bool hasPlateIn)
    : Button(title), icon(std::move(iconIn)), hasPlate(hasPlateIn)
{
    setWords(title);
    setMouseClickGrabsKeyboardFocus(false);
    setMouseCursor(juce::MouseCursor::PointingHandCursor);
}

void IconButton::setIcon(juce::Path newIcon)
{
    icon = std::move(newIcon);
    repaint();
}

void IconButton::setWords(const juce::String& title, const juce::String& key)
{
    setName(title);
    setTitle(title);
    setDescription(key.isEmpty() ? juce::String() : TRANS("Key: %k").replace("%k", key));
    setTooltip(key.isEmpty() ? title : title + " (" + key + ")");
}

void IconButton::paintButton(juce::Graphics& g, bool highlighted, bool down)
{
    const auto& t = theme();
    const auto area = getLocalBounds().toFloat();
    const auto isHot = isEnabled() && (highlighted || down);
    if (hasPlate || isHot)
    {
        g.setColour(isHot ? t.raised.interpolatedWith(down ? t.background : t.text, down ? 0.3f : 0.08f)
                          : t.raised);
        g.fillRoundedRectangle(area, space::corner);
        if (themeName() == ThemeName::highContrast)
        {
            g.setColour(t.line);
            g.drawRoundedRectangle(area.reduced(0.5f), space::corner, 1.0f);
        }
    }
    const auto isToggled = getToggleState();
    const auto colour = isToggled ? t.accent : hasPlate ? t.text : t.dim;
    const auto side = std::min(area.getWidth(), area.getHeight()) * 0.5f;
    icons::draw(g, icon, area.withSizeKeepingCentre(side, side),
                colour.withMultipliedAlpha(isEnabled() ? 1.0f : 0.35f));
    if (isToggled)
        g.fillRoundedRectangle(area.withSizeKeepingCentre(side, 2.0f).withY(area.getBottom() - 4.0f), 1.0f);
    if (hasKeyboardFocus(false))
        drawFocusRing(g, area, space::corner);
}
} // namespace reprise::app
