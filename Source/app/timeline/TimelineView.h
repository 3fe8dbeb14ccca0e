#pragma once

#include "app/timeline/TimeAxis.h"
#include "app/timeline/TimelineSource.h"
#include "app/timeline/TimelineState.h"

#include <memory>

namespace reprise::app
{
enum class TimelineShows
{
    waveform,
    spectrogram,
    both
};

/** The recording along time: ruler, waveform, spectrogram, and over them the regions, the mark and the play head.

    Mouse     Wheel zooms around the cursor; shift-wheel, sideways wheel and the middle button scroll; control-wheel
              makes the waveform taller. Dragging marks; dragging an edge moves it, under a loupe; Alt does without
              snapping; Escape takes a drag back; shift-click moves the nearer edge of the mark, or
              marks from the play head to there. On the ruler: seek.
    Keyboard  The methods below are what commands call; the view itself takes no keys but Escape during a drag.
    Threads   message thread. */
class TimelineView : public juce::Component
{
public:
    TimelineView();
    ~TimelineView() override;

    TimelineCallbacks callbacks;

    /** The source must outlive the view or be replaced first; null shows an empty timeline. Shows all of it. */
    void setSource(TimelineSource* source);
    void setState(const TimelineState& state);
    void setPlayhead(std::optional<SampleIndex> position);
    void setFollowsPlayhead(bool follows);
    void setShows(TimelineShows shows);
    TimelineShows shows() const;

    /** Takes back what is being dragged; false: nothing is. For the Escape key, wherever the focus is. */
    bool cancelDrag();

    /** Movements glide (default) or jump. */
    void setGlides(bool glides);

    /// @name What is visible
    /// @{
    const TimeAxis& axis() const;
    void zoomIn();
    void zoomOut();
    void zoomAll();
    void zoomTo(const SampleRange& range);
    void zoomToSamples(); ///< single samples, around the play head or the middle
    void scrollBy(double shareOfWidth);
    void reveal(const SampleRange& range);
    void showFrom(double firstSample); ///< keeps the zoom; for the overview strip
    void show(double firstSample, double samplesPerPixel);
    void zoomAround(SampleIndex position, double factor); ///< under 1 zooms in; brings the position into view
    void makeWaveformTaller(double factor);
    /// @}

    void resized() override;
    void paint(juce::Graphics& g) override;
    void mouseMove(const juce::MouseEvent& event) override;
    void mouseDown(const juce::MouseEvent& event) override;
    void mouseDrag(const juce::MouseEvent& event) override;
    void mouseUp(const juce::MouseEvent& event) override;
    void mouseDoubleClick(const juce::MouseEvent& event) override;
    void mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) override;
    void mouseMagnify(const juce::MouseEvent& event, float factor) override;
    bool keyPressed(const juce::KeyPress& key) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    struct Parts;
    void click(const juce::MouseEvent& event);

    std::unique_ptr<Parts> parts;
};
} // namespace reprise::app
