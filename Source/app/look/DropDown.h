#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** A choice of one among many, as a list that drops down. */
class DropDown : public juce::Button
{
public:
    explicit DropDown(const juce::String& title);

    void setChoices(const juce::StringArray& choices, int selected);
    int selected() const { return current; }

    std::function<void(int)> onChange; ///< by the user

    void paintButton(juce::Graphics&, bool highlighted, bool down) override;
    bool keyPressed(const juce::KeyPress&) override; ///< up and down choose without opening
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    void open();
    void choose(int index);

    juce::StringArray choices;
    int current = -1;
};
} // namespace reprise::app
