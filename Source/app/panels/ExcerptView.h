#pragma once

#include "base/SampleRange.h"
#include "matching/Explanation.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace reprise::app
{
/** Lowest, highest and RMS sample value of a column, -1 ... 1. */
struct PeakColumn
{
    float low = 0.0f, high = 0.0f, rms = 0.0f;

    bool operator==(const PeakColumn&) const = default;
};

/** An excerpt to look at. Picture and peaks cover `shown`, which may reach past the excerpt on both sides. */
struct ExcerptViewState
{
    SampleRange excerpt; ///< its edges are drawn, what lies outside is darkened
    SampleRange shown;
    juce::Image spectrogram; ///< columns are time over `shown`, top row is highestHz, rows are log frequency
    double lowestHz = 40.0, highestHz = 16000.0;
    std::vector<PeakColumn> peaks;
    std::vector<AgreeingPart>
        agreement;      ///< from the excerpt's start; tinted where it speaks for, hatched where against
    juce::String facts; ///< right of the title, for example "gain matched +3.2 dB"
};

/** A small spectrogram with its waveform, titled, with the key that plays it. Pictures are composed when the state or
    the size changes; painting copies them. */
class ExcerptView : public juce::Button
{
public:
    ExcerptView(const juce::String& title, const juce::String& key, bool isQuery);

    void setState(const ExcerptViewState&, int sampleRateHz);

    /** The time axis, common to two views: seconds shown before and after the excerpt's start. */
    void setTimeAxis(double secondsBefore, double secondsAfter);

    /** 0 ... 1 of the excerpt; below 0: no play head. Repaints two strips. */
    void setPlayHead(double fraction);

    void paintButton(juce::Graphics&, bool highlighted, bool down) override;
    void resized() override;
    void lookAndFeelChanged() override;

private:
    void compose(float scale);
    float xOf(double secondsFromStart) const;
    juce::Rectangle<int> pictureArea() const;
    juce::Rectangle<int> waveArea() const;

    ExcerptViewState state;
    juce::String key;
    bool isQuery;
    int sampleRateHz = 0;
    double before = 0.0, after = 1.0, playHead = -1.0;
    juce::Image composed; ///< picture and waveform at `composedScale` pixels a logical pixel
    float composedScale = 0.0f;
};
} // namespace reprise::app
