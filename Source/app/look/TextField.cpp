#include "app/look/TextField.h"

#include "app/look/Theme.h"

namespace reprise::app
{
TextField::TextField(const juce::String& title, const juce::String& placeholderIn, bool isNumberIn)
    : placeholder(placeholderIn), isNumber(isNumberIn)
{
    setTitle(title);
    setSelectAllWhenFocused(true);
    setIndents(space::medium - 4, 0);
    setJustification(juce::Justification::centredLeft);
    applyColours();
}

void TextField::setValue(const juce::String& value)
{
    if (getText() != value)
        setText(value, false);
}

bool TextField::keyPressed(const juce::KeyPress& key)
{
    return TextEditor::keyPressed(key) || isUndoOrRedo(key);
}

bool TextField::isUndoOrRedo(const juce::KeyPress& key)
{
    const auto keys = key.getModifiers();
    return keys.isCommandDown() &&
           (key == juce::KeyPress('z', keys, 0) || key == juce::KeyPress('y', keys, 0));
}

void TextField::lookAndFeelChanged()
{
    TextEditor::lookAndFeelChanged();
    applyColours();
}

void TextField::paintOverChildren(juce::Graphics& g)
{
    TextEditor::paintOverChildren(g);
    // JUCE takes the words away as soon as the field has the focus, which a dialogue gives at once.
    if (!hasKeyboardFocus(true) || !isEmpty())
        return;
    g.setFont(isNumber ? fonts::numbers(13.0f) : fonts::words(13.0f));
    g.setColour(theme().dim);
    g.drawText(placeholder, getLocalBounds().withTrimmedLeft(space::medium), juce::Justification::centredLeft,
               true);
}

void TextField::applyColours()
{
    const auto& t = theme();
    setColour(backgroundColourId, t.raised);
    setColour(textColourId, t.text);
    setColour(outlineColourId, themeName() == ThemeName::dark ? t.raised : t.line);
    setColour(focusedOutlineColourId, t.accent);
    setColour(highlightColourId, t.accent.withAlpha(0.35f));
    setColour(highlightedTextColourId, t.text);
    setColour(juce::CaretComponent::caretColourId, t.accent);
    applyFontToAllText(isNumber ? fonts::numbers(13.0f) : fonts::words(13.0f));
    applyColourToAllText(t.text);
    setTextToShowWhenEmpty(placeholder, t.dim);
}
} // namespace reprise::app
