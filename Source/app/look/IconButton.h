#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** A button with a picture on it. Its title is read out and shown as tooltip, with the key after it. With
    setToggleState() it shows an icon in the accent colour and a bar under it: on is not told by colour alone. */
class IconButton : public juce::Button
{
public:
    IconButton(const juce::String& title, juce::Path icon, bool hasPlate = true);

    void setIcon(juce::Path icon);
    void setWords(const juce::String& title, const juce::String& key = {});
    void paintButton(juce::Graphics&, bool highlighted, bool down) override;

private:
    juce::Path icon;
    bool hasPlate;
};
} // namespace reprise::app
