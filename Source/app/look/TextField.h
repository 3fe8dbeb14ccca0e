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

    /** Keys that take typing back and are never the window's, also where there is nothing left to take back. */
    static bool isUndoOrRedo(const juce::KeyPress&);

    bool keyPressed(const juce::KeyPress&) override;
    void lookAndFeelChanged() override;
    void paintOverChildren(juce::Graphics&) override;

private:
    void applyColours();

    juce::String placeholder;
    bool isNumber;
};
} // namespace reprise::app
