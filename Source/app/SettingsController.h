#pragma once

#include "app/Settings.h"
#include "app/dialogs/SettingsDialog.h"
#include "app/playback/Player.h"

namespace reprise::app
{
/** The settings dialogue and what its values do: how new sounds are searched, the sound device, the look. */
class SettingsController
{
public:
    SettingsController(AppModel& model, Settings& settings, Player& player);
    ~SettingsController();

    void open(juce::Component& parent);
    void openSoundPage(juce::Component& parent);

    /// a device was chosen, the theme changed ...
    std::function<void()> onChanged;

private:
    void update();
    void change(const juce::String& key, const juce::String& value);
    SettingsPage searchPage() const;
    SettingsPage soundPage() const;
    SettingsPage lookPage() const;

    AppModel& model;
    Settings& settings;
    Player& player;
    std::map<juce::String, juce::String> problems; ///< by key
    std::unique_ptr<SettingsDialog> dialog;
};
} // namespace reprise::app
