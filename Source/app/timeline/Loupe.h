#pragma once

#include "app/timeline/TimelineSource.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** What lies around an edge that is being dragged, enlarged, with its time and its sample. */
class Loupe : public juce::Component, private TimelineSource::Listener
{
public:
    static constexpr int width = 248, height = 136;

    Loupe();
    ~Loupe() override;

    /** The source must outlive its use; null ends it. */
    void setSource(TimelineSource* source);
    void setEdge(SampleIndex position, double samplesPerPixelAround);
    void paint(juce::Graphics& g) override;

private:
    void detailArrived() override { repaint(); }

    TimelineSource* audio = nullptr;
    SampleIndex edge = 0;
    double samplesPerPixel = 1.0;
};
} // namespace reprise::app
