#include "app/look/CheckBox.h"

#include "app/look/Icons.h"
#include "app/look/PushButton.h"
#include "app/look/Theme.h"

namespace reprise::app
{
CheckBox::CheckBox(const juce::String& words) : Button(words)
{
    setWords(words);
    setClickingTogglesState(true);
    setMouseClickGrabsKeyboardFocus(false);
}

void CheckBox::setWords(const juce::String& words, const juce::String& newDimWords)
{
    setButtonText(words);
    setTitle(words);
    setDescription(newDimWords);
    dimWords = newDimWords;
    repaint();
}

void CheckBox::setSwatch(juce::Colour colour)
{
    swatch = colour;
    repaint();
}

void CheckBox::paintButton(juce::Graphics& g, bool highlighted, bool)
{
    const auto& t = theme();
    auto area = getLocalBounds();
    const auto strength = isEnabled() ? 1.0f : 0.4f;
    const auto box = area.removeFromLeft(16).withSizeKeepingCentre(16, 16).toFloat().reduced(0.5f);
    if (getToggleState())
    {
        g.setColour(t.accent.withMultipliedAlpha(strength));
        g.fillRoundedRectangle(box, 4.0f);
        icons::draw(g, icons::tick(), box.reduced(2.0f), t.onAccent);
    }
    else
    {
        g.setColour(t.background);
        g.fillRoundedRectangle(box, 4.0f);
        g.setColour((highlighted ? t.dim : t.faint).withMultipliedAlpha(strength));
        g.drawRoundedRectangle(box, 4.0f, 1.0f);
    }
    if (hasKeyboardFocus(false))
        drawFocusRing(g, box.expanded(3.0f), 5.0f);

    area.removeFromLeft(space::small);
    if (!swatch.isTransparent())
    {
        g.setColour(swatch);
        g.fillRoundedRectangle(area.removeFromLeft(4).withSizeKeepingCentre(4, 12).toFloat(), 2.0f);
        area.removeFromLeft(space::small);
    }
    if (dimWords.isNotEmpty())
    {
        const auto font = fonts::numbers(12.0f);
        g.setFont(font);
        g.setColour(t.dim.withMultipliedAlpha(strength));
        g.drawText(dimWords, area.removeFromRight(font.getStringWidth(dimWords) + 2),
                   juce::Justification::centredRight, false);
        area.removeFromRight(space::small);
    }
    g.setFont(fonts::words(13.0f));
    g.setColour((highlighted || getToggleState() ? t.text : t.dim).withMultipliedAlpha(strength));
    g.drawText(getButtonText(), area, juce::Justification::centredLeft, true);
}
} // namespace reprise::app
