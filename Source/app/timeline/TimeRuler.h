#pragma once

#include "app/timeline/TimeAxis.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** The time above the timeline: labels at round times, shorter ticks between them. */
class TimeRuler : public juce::Component
{
public:
    static constexpr int height = 24;

    TimeRuler();
    void setAxis(const TimeAxis& visibleAxis, int sampleRateHz);
    void paint(juce::Graphics& g) override;

    /// @name How the ticks are chosen
    /// @{
    struct Steps
    {
        double labelSeconds = 1.0;
        int ticksBetween = 5; ///< parts that a label's step is divided into
        int decimals = 0;     ///< of the labels' seconds
    };
    /** The closest round steps whose labels stand at least `labelPixels` apart. */
    static Steps stepsFor(double secondsPerPixel, double labelPixels);
    static juce::String labelFor(double seconds, int decimals); ///< "1:05", "1:02:03", "0:01.250"
    /// @}

private:
    TimeAxis axis;
    int rateHz = 0;
};
} // namespace reprise::app
