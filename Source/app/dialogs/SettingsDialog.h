#pragma once

#include "app/dialogs/Dialog.h"
#include "app/dialogs/OptionList.h"
#include "app/look/PushButton.h"

#include <memory>
#include <vector>

namespace reprise::app
{
/** A page of the settings: method and budget, audio, look ... Its options come from whoever keeps them. */
struct SettingsPage
{
    juce::String title;
    std::vector<Option> options;
    juce::String note;   ///< below the options, where there are any: "No sound card was found. ..."
    juce::String action; ///< a button below the note, for example "Play a test tone"; empty: none

    bool operator==(const SettingsPage&) const = default;
};

struct SettingsDialogState
{
    std::vector<SettingsPage> pages;
};

/** Settings, applied as they are changed: there is no OK to forget. */
class SettingsDialog : public Dialog
{
public:
    SettingsDialog();
    ~SettingsDialog() override;

    void setState(const SettingsDialogState&);
    void showPage(int index);

    std::function<void(const juce::String& key, const juce::String& value)> onChange;
    std::function<void(int page)> onAction;

    void paint(juce::Graphics&) override;

protected:
    juce::Rectangle<int> idealSize(juce::Rectangle<int> available) const override;
    void layOut(juce::Rectangle<int> inside) override;
    juce::Component* defaultFocus() override;

private:
    class PageButton;
    void update();

    SettingsDialogState state;
    int page = 0;
    std::vector<std::unique_ptr<PageButton>> pageButtons;
    juce::Viewport viewport;
    OptionList options;
    juce::Label note;
    PushButton action;
    juce::Rectangle<int> divider;
};
} // namespace reprise::app
