#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** A one-line field for text that follows the theme. */
class TextField : public juce::TextEditor
{
public:
    explicit TextField(const juce::String& title, const juce::String& placeholder = {},
                       bool isNumber = false);

    /** Sets the text without telling anybody, and only where it differs: the caret stays. */
    void setValue(const juce::String& value);

    void lookAndFeelChanged() override;
    void paintOverChildren(juce::Graphics&) override;

private:
    void applyColours();

    juce::String placeholder;
    bool isNumber;
};
} // namespace reprise::app
