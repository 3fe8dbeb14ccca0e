#pragma once

#include "app/timeline/TimeAxis.h"
#include "app/timeline/TimelineState.h"

namespace reprise::app
{
/** The regions over the timeline: tinted, with edges and a flag that tell the state without its colour (query,
    confirmed and asked filled with solid edges, predicted outlined with dashed ones, rejected and unsure thin), the mark
    with grips, and the ghost of a suggestion. Takes no mouse. */
class RegionLayer : public juce::Component
{
public:
    RegionLayer();

    void setState(const TimelineState& newState);
    void setAxis(const TimeAxis& visibleAxis, int sampleRateHz);

    /** Where the ghost's flag is; empty without one. */
    juce::Rectangle<float> ghostFlag() const;

    void paint(juce::Graphics& g) override;

private:
    juce::Rectangle<float> areaOf(const SampleRange& range) const;
    void drawRegion(juce::Graphics& g, const TimelineRegion& region) const;
    void drawMark(juce::Graphics& g, const SampleRange& range) const;
    void drawGhost(juce::Graphics& g) const;

    TimelineState state;
    TimeAxis axis;
    int rateHz = 0;
};
} // namespace reprise::app
