#pragma once

#include "app/timeline/TimeAxis.h"
#include "app/timeline/TimelineSource.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** The spectrogram of the visible part. */
class SpectrogramView : public juce::Component, private TimelineSource::Listener
{
public:
    SpectrogramView();
    ~SpectrogramView() override;

    void setSource(TimelineSource* source);
    void setAxis(const TimeAxis& visibleAxis);
    void paint(juce::Graphics& g) override;
    void resized() override { redraw(); }
    void lookAndFeelChanged() override { redraw(); }

private:
    void overviewGrew() override { redraw(); }
    void detailArrived() override;
    void redraw();

    TimelineSource* audio = nullptr;
    TimeAxis axis;
    juce::Image picture;       ///< in pixels of the screen
    float pictureScale = 0.0f; ///< 0: to be drawn again
    bool isComplete = true;
};
} // namespace reprise::app
