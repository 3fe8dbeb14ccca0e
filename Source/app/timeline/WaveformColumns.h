#pragma once

#include "app/timeline/TimelineSource.h"

#include <juce_graphics/juce_graphics.h>

namespace reprise::app
{
/** Fills the columns of a drawn waveform at any zoom: from the overview from 256 samples a column on, else from the
    samples themselves; a column shorter than a sample takes the one it lies in. Columns also take in the sample before
    them, so that steep waves have no gaps. Blocks that are missing are asked for, and drawn from the overview till
    then: false. */
bool waveformColumns(TimelineSource& source, double firstSample, double samplesPerColumn,
                     std::span<OverviewColumn> columns);

/** Draws columns that are `columnWidth` wide each from the left of `area` on: peaks at 55 %, RMS solid. A full-scale
    wave times `gain` fills the height. Columns outside of the clip are left out. */
void drawWaveform(juce::Graphics& g, juce::Rectangle<float> area, std::span<const OverviewColumn> columns,
                  float columnWidth, float gain, juce::Colour colour);

/** Draws the samples themselves as lines, one for each curve, with dots when they stand at least 6 pixels apart. False
    where a block was missing. */
bool drawSamples(juce::Graphics& g, juce::Rectangle<float> area, TimelineSource& source, double firstSample,
                 double samplesPerPixel, float gain, juce::Colour colour);

/** From this zoom on samples are drawn one by one. */
constexpr double samplesPerPixelOfLines = 1.5;
} // namespace reprise::app
