#pragma once

#include "app/look/Theme.h"

#include <array>

namespace reprise::app
{
/** The colour of each level step of a spectrogram (see spectrogramAxis) in the theme in force: from -84 dB, which is
    the background, to -8 dB. Perceptually even steps: matplotlib's "magma" (by Nathaniel J. Smith and Stefan van der
    Walt, CC0), in the light theme upside down. */
const std::array<juce::Colour, 256>& spectrumColours();
} // namespace reprise::app
