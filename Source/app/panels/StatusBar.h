#pragma once

#include "app/look/PushButton.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
struct StatusBarState
{
    juce::String analysis;  ///< "Analysis ready", "Analysing 43 %, about 12 s left"
    double progress = -1.0; ///< 0 ... 1 while work runs; below 0: none
    juce::String saved;     ///< "saved 2 s ago", "not saved: the disk is full"
    bool isSavingFailed = false;
    juce::String device; ///< "Built-in Audio, 48 kHz", "No sound card: nothing can be heard"
    bool isDeviceMissing = false;

    bool operator==(const StatusBarState&) const = default;
};

/** The line at the bottom. 26 logical pixels high. */
class StatusBar : public juce::Component
{
public:
    static constexpr int height = 26;

    StatusBar();

    void setState(const StatusBarState&);

    std::function<void()> onShortcuts, onDevice;

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    StatusBarState state;
    PushButton device, shortcuts;
};
} // namespace reprise::app
