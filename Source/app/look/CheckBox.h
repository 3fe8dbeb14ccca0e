#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** A tick box with words, and dim words at the right end (a count, for example). */
class CheckBox : public juce::Button
{
public:
    explicit CheckBox(const juce::String& words = {});

    void setWords(const juce::String& words, const juce::String& dimWords = {});
    void setSwatch(juce::Colour colour); ///< a colour bar before the words
    void paintButton(juce::Graphics&, bool highlighted, bool down) override;

private:
    juce::String dimWords;
    juce::Colour swatch;
};
} // namespace reprise::app
