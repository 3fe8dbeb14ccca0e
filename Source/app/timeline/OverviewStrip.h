#pragma once

#include "app/timeline/TimelineSource.h"
#include "app/timeline/TimelineState.h"

namespace reprise::app
{
/** The whole recording in one strip: its waveform, the window that is visible in the timeline, and a dash below for
    every place, by state. Press or drag to move the window; its edges zoom.

    Threads  message thread. */
class OverviewStrip : public juce::Component, private TimelineSource::Listener
{
public:
    OverviewStrip();
    ~OverviewStrip() override;

    /// the window was dragged: the first and the last visible sample
    std::function<void(double first, double end)> onWindow;
    /// the wheel zooms the timeline: under 1 to zoom in, around a sample
    std::function<void(SampleIndex around, double factor)> onZoom;

    /** The source must outlive the strip or be replaced first; null shows an empty strip. */
    void setSource(TimelineSource* source);
    void setState(const TimelineState& state);
    void setVisible(const SampleRange& range);
    using juce::Component::setVisible;
    void setPlayhead(std::optional<SampleIndex> position);

    void paint(juce::Graphics& g) override;
    void resized() override;
    void mouseMove(const juce::MouseEvent& event) override;
    void mouseDown(const juce::MouseEvent& event) override;
    void mouseDrag(const juce::MouseEvent& event) override;
    void mouseUp(const juce::MouseEvent& event) override;
    void mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) override;

private:
    enum class Grip
    {
        none,
        window,
        start,
        end
    };

    void overviewGrew() override;
    void readColumns();
    juce::Rectangle<float> waveArea() const;
    juce::Rectangle<float> windowArea() const;
    float xOf(double sample) const;
    double sampleAt(float x) const;
    Grip gripAt(juce::Point<float> position) const;

    TimelineSource* audio = nullptr;
    TimelineState places;
    SampleRange window;
    std::optional<SampleIndex> playhead;
    std::vector<OverviewColumn> columns;
    Grip grip = Grip::none;
    double grabbedAt = 0.0; ///< samples from the window's start to the pointer
};
} // namespace reprise::app
