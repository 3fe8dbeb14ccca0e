#pragma once

#include "app/look/Theme.h"
#include "app/model/AppModel.h"
#include "app/panels/MarkPanel.h"
#include "app/timeline/TimelineView.h"

#include <array>
#include <juce_data_structures/juce_data_structures.h>

namespace reprise::app
{
/** What is kept from one start of the program to the next, in ~/.config/reprise/reprise.settings. Values that make no
    sense count as not set. Written a moment after a change. */
class Settings
{
public:
    /** Another file than the user's, for tests. */
    explicit Settings(const juce::File& file = standardFile());

    static juce::File standardFile();

    /** Where sessions without a name live. */
    static std::filesystem::path draftsFolder();

    ThemeName theme() const;
    void setTheme(ThemeName name);

    /** 1 ... 3. As it was chosen, whatever the screen is; see scaleFitting(). */
    double scale() const;
    void setScale(double scale);

    SoundDefaults soundDefaults() const;
    void setSoundDefaults(const SoundDefaults& defaults);

    TimelineShows shows() const;
    void setShows(TimelineShows shows);
    SnapMode snap() const;
    void setSnap(SnapMode mode);

    /** Whether questions are heard as they come. */
    bool playsQuestions() const;
    void setPlaysQuestions(bool plays);
    bool followsPlayHead() const;
    void setFollowsPlayHead(bool follows);
    bool playsAround() const;
    void setPlaysAround(bool plays);

    /** 0 ... 2 while the hint of the first start is shown, 3 afterwards. */
    int hintStep() const;
    void setHintStep(int step);

    bool isFirstStart() const;
    void setStarted();

    juce::String windowState() const;
    void setWindowState(const juce::String& state);
    std::unique_ptr<juce::XmlElement> audioDevice() const;
    void setAudioDevice(const juce::XmlElement* state);

    juce::StringArray recentFiles() const;
    void addRecentFile(const juce::File& file);

    void saveNow() { properties.saveIfNeeded(); }

private:
    double number(const char* key, double least, double most, double otherwise) const;

    juce::PropertiesFile properties;
};

/** The main display in pixels at scale 1; empty: there is none. */
juce::Rectangle<int> screenPixels();

/** What scale() can be chosen from. */
inline constexpr std::array offeredScales{1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0};

/** The scale that is wanted, or the largest offered below it that leaves a window of about 900 x 600 on a screen. */
double scaleFitting(juce::Rectangle<int> screen, double wanted);
} // namespace reprise::app
