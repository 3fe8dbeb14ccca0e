#include "app/look/EditableText.h"

#include "app/look/PushButton.h"
#include "app/look/TextField.h"
#include "app/look/Theme.h"

namespace reprise::app
{
EditableText::EditableText(const juce::String& title, Opens opensIn, bool isNumberIn, float fontHeightIn)
    : isNumber(isNumberIn), opens(opensIn), fontHeight(fontHeightIn)
{
    setTitle(title);
    setBorderSize({0, space::unit, 0, space::unit});
    setMinimumHorizontalScale(1.0f);
    if (opens == Opens::onClick)
    {
        setEditable(true, true, false);
        setMouseCursor(juce::MouseCursor::IBeamCursor);
    }
    else
        setInterceptsMouseClicks(false, true);
    applyColours();
}

void EditableText::setValue(const juce::String& newValue)
{
    if (value != newValue)
        showProblem({});
    value = newValue;
    if (!isBeingEdited())
        setText(newValue, juce::dontSendNotification);
}

void EditableText::setDim(bool dim)
{
    isDim = dim;
    applyColours();
}

void EditableText::showProblem(const juce::String& reason)
{
    if (reasonRefused == reason)
        return;
    reasonRefused = reason;
    setTooltip(reason);
    setDescription(reason);
    applyColours();
    repaint();
}

void EditableText::editNow()
{
    showEditor();
}

juce::TextEditor* EditableText::createEditorComponent()
{
    struct Editor : juce::TextEditor
    {
        bool keyPressed(const juce::KeyPress& key) override
        {
            return TextEditor::keyPressed(key) || TextField::isUndoOrRedo(key);
        }
    };
    auto* box = new Editor; // the label's
    box->applyFontToAllText(getFont());
    copyAllExplicitColoursTo(*box);
    box->setTitle(getTitle());
    box->setSelectAllWhenFocused(true);
    box->setJustification(getJustificationType());
    const auto& t = theme();
    box->setColour(juce::TextEditor::backgroundColourId, t.background);
    box->setColour(juce::TextEditor::textColourId, t.text);
    box->setColour(juce::TextEditor::outlineColourId, t.accent);
    box->setColour(juce::TextEditor::focusedOutlineColourId, t.accent);
    box->setColour(juce::TextEditor::highlightColourId, t.accent.withAlpha(0.35f));
    box->setColour(juce::TextEditor::highlightedTextColourId, t.text);
    box->setColour(juce::CaretComponent::caretColourId, t.accent);
    return box;
}

void EditableText::textWasEdited()
{
    const auto typed = getText().trim();
    // What is shown is the model's to say: it may refuse.
    setText(value, juce::dontSendNotification);
    showProblem({});
    if (typed.isNotEmpty() && typed != value && onCommit)
        onCommit(typed);
}

void EditableText::mouseEnter(const juce::MouseEvent& event)
{
    Label::mouseEnter(event);
    repaint();
}

void EditableText::mouseExit(const juce::MouseEvent& event)
{
    Label::mouseExit(event);
    repaint();
}

void EditableText::lookAndFeelChanged()
{
    applyColours();
}

void EditableText::applyColours()
{
    setFont(isNumber ? fonts::numbers(fontHeight) : fonts::words(fontHeight, fonts::Weight::medium));
    setColour(textColourId, reasonRefused.isNotEmpty() ? theme().no : isDim ? theme().dim : theme().text);
}

void EditableText::paint(juce::Graphics& g)
{
    if (opens == Opens::onClick && isEnabled() && !isBeingEdited() && isMouseOver())
    {
        g.setColour(theme().raised);
        g.fillRoundedRectangle(getLocalBounds().toFloat(), 4.0f);
    }
    if (reasonRefused.isNotEmpty() && !isBeingEdited())
    {
        g.setColour(theme().no);
        g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(0.5f), 4.0f, 1.0f);
    }
    if (!isBeingEdited())
    {
        g.setColour(findColour(textColourId).withMultipliedAlpha(isEnabled() ? 1.0f : 0.5f));
        g.setFont(getFont());
        g.drawText(getText(), getBorderSize().subtractedFrom(getLocalBounds()), getJustificationType(), true);
    }
}
} // namespace reprise::app
