#pragma once

#include "app/Settings.h"
#include "app/dialogs/SettingsDialog.h"
#include "app/model/BackgroundJobs.h"
#include "app/playback/Player.h"
#include "matching/CachedAnalysis.h"

namespace reprise::app
{
/** The settings dialogue and what its values do: how new sounds are searched, the sound device, the look; and what is
    kept of analysed recordings. */
class SettingsController
{
public:
    SettingsController(AppModel& model, Settings& settings, Player& player,
                       std::optional<FileCache> cache = cacheOfUser());
    ~SettingsController();

    void open(juce::Component& parent);
    void openSoundPage(juce::Component& parent);

    /// a device was chosen, the theme changed ...
    std::function<void()> onChanged;

    /// another size of everything was chosen
    std::function<void()> onScaled;

    /// where the window has to fit; scales that are too large for it are not offered
    std::function<juce::Rectangle<int>()> screen = &screenPixels;

private:
    void update();
    void change(const juce::String& key, const juce::String& value);
    SettingsPage searchPage() const;
    SettingsPage soundPage() const;
    SettingsPage lookPage() const;
    SettingsPage storagePage() const;
    void clearCache();

    AppModel& model;
    Settings& settings;
    Player& player;
    std::optional<FileCache> cache;
    SettingsPage storage;                          ///< as storagePage() was last: that looks at the disk
    std::map<juce::String, juce::String> problems; ///< by key
    std::unique_ptr<SettingsDialog> dialog;
    BackgroundJobs jobs; ///< last: its deliveries use the rest
};
} // namespace reprise::app
