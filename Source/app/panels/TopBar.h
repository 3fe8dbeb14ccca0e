#pragma once

#include "app/look/IconButton.h"
#include "app/look/PushButton.h"
#include "app/panels/BudgetDots.h"
#include "base/SampleRange.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
struct TopBarState
{
    juce::String fileName;  ///< empty: nothing is open
    juce::String fileFacts; ///< "44.1 kHz stereo 1:58"
    int sampleRateHz = 0;   ///< 0: nothing is open
    SampleIndex length = 0; ///< of the recording
    bool isPlaying = false, isLooping = false;
    bool canPlay = false, canExport = false;
    BudgetState budget; ///< 0 in total: no sound is chosen, nothing is shown

    bool operator==(const TopBarState&) const = default;
};

/** The line on top: menu, file, transport, play position, budget, export. 52 logical pixels high. */
class TopBar : public juce::Component
{
public:
    static constexpr int height = 52;

    TopBar();

    void setState(const TopBarState&);

    /** The play head, up to 30 times a second: repaints only the digits. */
    void setPosition(SampleIndex sample);

    std::function<void(juce::Component& anchor)>
        onMenu; ///< the name on the left: open a menu below the anchor
    std::function<void()> onPlay, onLoop, onExport;

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    TopBarState state;
    SampleIndex position = 0;
    PushButton menu, exportButton;
    IconButton play, loop;
    BudgetDots dots;
    juce::Label fileName, fileFacts; ///< accessible; painted by JUCE's label with the theme's colours
    juce::Rectangle<int> timeArea;

    void applyColours();
    void lookAndFeelChanged() override;
};
} // namespace reprise::app
