#pragma once

#include "app/timeline/TimelineSource.h"

#include <juce_graphics/juce_graphics.h>

namespace reprise::app
{
/** Fills an image with the spectrogram of what begins at `firstSample`, in the theme's colours; what lies outside the
    recording has the background's. Pixels are the image's own.

    Missing   drawn from something coarser that is at hand, and asked for: false. Draw again when it has arrived.
    Cost      about 2 ms for a million pixels, and a tile lookup for each 128 to 256 columns. */
bool drawSpectrogram(juce::Image& picture, TimelineSource& source, double firstSample,
                     double samplesPerPixel);
} // namespace reprise::app
