#include "app/look/PushButton.h"

#include "app/look/Theme.h"

namespace reprise::app
{
namespace
{
struct Paint
{
    juce::Colour fill, outline, text;
};

Paint paintOf(ButtonKind kind)
{
    const auto& t = theme();
    const auto none = juce::Colours::transparentBlack;
    switch (kind)
    {
    case ButtonKind::primary:
        return {t.accent, none, t.onAccent};
    case ButtonKind::quiet:
        return {none, none, t.dim};
    case ButtonKind::bare:
        return {none, none, t.text};
    case ButtonKind::link:
        return {none, none, t.accent};
    case ButtonKind::yes:
        return {t.yes, none, t.onYes};
    case ButtonKind::no:
        return {t.raised, t.no, t.no};
    case ButtonKind::unsure:
        return {t.raised, t.faint, t.dim};
    case ButtonKind::likely:
        return {t.raised, none, t.predicted};
    case ButtonKind::danger:
        return {t.no, none, t.background};
    case ButtonKind::plain:
        break;
    }
    return {t.raised, none, t.text};
}

bool isText(ButtonKind kind)
{
    return kind == ButtonKind::quiet || kind == ButtonKind::bare || kind == ButtonKind::link;
}
} // namespace

PushButton::PushButton(const juce::String& words, ButtonKind kindIn) : Button(words), kind(kindIn)
{
    setWords(words);
    setMouseClickGrabsKeyboardFocus(false);
    setMouseCursor(juce::MouseCursor::PointingHandCursor);
}

void PushButton::setWords(const juce::String& words)
{
    setButtonText(words);
    setTitle(words);
}

void PushButton::setKind(ButtonKind newKind)
{
    if (std::exchange(kind, newKind) != newKind)
        repaint();
}

void PushButton::setKeyHint(const juce::String& key)
{
    if (keyHint == key)
        return;
    keyHint = key;
    setDescription(key.isEmpty() ? juce::String() : TRANS("Key: %k").replace("%k", key));
    repaint();
}

void PushButton::setFontHeight(float height)
{
    fontHeight = height;
    repaint();
}

void PushButton::setJustification(juce::Justification where)
{
    justification = where;
    repaint();
}

int PushButton::idealWidth() const
{
    const auto words = fonts::words(fontHeight, fonts::Weight::medium).getStringWidth(getButtonText());
    const auto key = keyHint.isEmpty() ? 0 : fonts::numbers(11.0f).getStringWidth(keyHint) + space::large;
    return words + key + (isText(kind) ? space::small : 2 * space::large) + 2;
}

void PushButton::paintButton(juce::Graphics& g, bool highlighted, bool down)
{
    const auto& t = theme();
    const auto paint = paintOf(kind);
    const auto area = getLocalBounds().toFloat().reduced(isText(kind) ? 0.0f : 0.5f);
    const auto corner = std::min(getHeight() >= 40 ? space::cardCorner : space::corner, area.getHeight() / 2);
    const auto strength = isEnabled() ? 1.0f : 0.4f;

    if (!paint.fill.isTransparent())
    {
        auto fill = paint.fill;
        if (isEnabled() && (highlighted || down))
            fill = fill.interpolatedWith(down ? t.background : t.text, down ? 0.18f : 0.08f);
        g.setColour(fill.withMultipliedAlpha(paint.fill == t.raised ? 1.0f : strength));
        g.fillRoundedRectangle(area, corner);
    }
    if (!paint.outline.isTransparent() || (themeName() == ThemeName::highContrast && !isText(kind)))
    {
        g.setColour((paint.outline.isTransparent() ? t.line : paint.outline).withMultipliedAlpha(strength));
        g.drawRoundedRectangle(area, corner, 1.0f);
    }

    auto textColour = paint.text;
    if (isText(kind) && isEnabled() && (highlighted || down))
        textColour = kind == ButtonKind::quiet ? t.text : textColour.interpolatedWith(t.text, 0.35f);
    g.setColour(textColour.withMultipliedAlpha(strength));
    const auto weight =
        getHeight() >= 40 || kind == ButtonKind::bare ? fonts::Weight::semiBold : fonts::Weight::medium;
    g.setFont(fonts::words(fontHeight, weight));

    auto inside = getLocalBounds().reduced(isText(kind) ? space::unit : space::medium, 0);
    if (keyHint.isNotEmpty())
    {
        const auto keyFont = fonts::numbers(11.0f);
        const auto keyWidth = keyFont.getStringWidth(keyHint) + 2;
        auto keyArea = inside.withTrimmedLeft(inside.getWidth() - keyWidth);
        // The words stay in the middle of the button while there is room for both.
        const auto wordsWidth = fonts::words(fontHeight, weight).getStringWidth(getButtonText());
        if (justification != juce::Justification::centred ||
            inside.getWidth() < wordsWidth + 2 * (keyWidth + space::medium))
            inside = inside.withTrimmedRight(keyWidth + space::unit);
        g.drawText(getButtonText(), inside, justification, true);
        g.setFont(keyFont);
        g.setColour(textColour.withMultipliedAlpha(strength));
        g.drawText(keyHint, keyArea, juce::Justification::centredRight, false);
    }
    else
        g.drawText(getButtonText(), inside, justification, true);

    if (hasKeyboardFocus(false))
        drawFocusRing(g, getLocalBounds().toFloat(), corner);
}

void drawFocusRing(juce::Graphics& g, juce::Rectangle<float> area, float corner)
{
    // Two tones: seen on every fill, the accent's own included.
    g.setColour(theme().background);
    g.drawRoundedRectangle(area.reduced(2.5f), corner, 1.5f);
    g.setColour(theme().accent);
    g.drawRoundedRectangle(area.reduced(1.0f), corner, 2.0f);
}

void drawKeyHint(juce::Graphics& g, const juce::String& key, juce::Rectangle<float> area, juce::Colour text,
                 juce::Colour plate)
{
    g.setColour(plate);
    g.fillRoundedRectangle(area, 4.0f);
    g.setColour(text);
    g.setFont(fonts::numbers(11.0f));
    g.drawText(key, area, juce::Justification::centred, false);
}
} // namespace reprise::app
