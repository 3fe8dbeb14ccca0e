#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** The frequencies at the right edge of a spectrogram: over it and its regions, as high. Takes no mouse. */
class FrequencyScale : public juce::Component
{
public:
    static constexpr int width = 44;

    FrequencyScale();
    void paint(juce::Graphics& g) override;
};
} // namespace reprise::app
