#pragma once

#include "app/timeline/TimeAxis.h"
#include "app/timeline/TimelineSource.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** The waveform of the visible part: least to most of all channels, their RMS solid; single samples when zoomed in. */
class WaveformView : public juce::Component, private TimelineSource::Listener
{
public:
    WaveformView();
    ~WaveformView() override;

    void setSource(TimelineSource* source);
    void setAxis(const TimeAxis& visibleAxis);
    void setGain(float newGain);
    float gain() const { return height; }
    void paint(juce::Graphics& g) override;
    void resized() override { redraw(); }

private:
    void overviewGrew() override { redraw(); }
    void detailArrived() override;
    void redraw();

    TimelineSource* audio = nullptr;
    TimeAxis axis;
    float height = 1.0f;
    std::vector<OverviewColumn> columns; ///< one for each pixel of the screen
    float columnsScale = 0.0f; ///< the screen's pixels per logical pixel, of `columns`; 0: to be read again
    bool isComplete = true;
};
} // namespace reprise::app
