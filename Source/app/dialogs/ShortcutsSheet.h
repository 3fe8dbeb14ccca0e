#pragma once

#include "app/dialogs/Dialog.h"
#include "app/look/TextField.h"

#include <memory>
#include <vector>

namespace reprise::app
{
struct Shortcut
{
    juce::String category, name;
    juce::StringArray keys; ///< each as written: "Ctrl+Z"
};

/** All commands with their keys, by category, in as many columns as fit; a field to look for one. */
class ShortcutsSheet : public Dialog
{
public:
    explicit ShortcutsSheet(std::vector<Shortcut> shortcuts);
    ~ShortcutsSheet() override;

protected:
    juce::Rectangle<int> idealSize(juce::Rectangle<int> available) const override;
    void layOut(juce::Rectangle<int> inside) override;
    juce::Component* defaultFocus() override;

private:
    class Sheet;
    std::unique_ptr<Sheet> sheet;
    juce::Viewport viewport;
    TextField filter;
};
} // namespace reprise::app
