#pragma once

#include "matching/Explanation.h"

#include <juce_core/juce_core.h>

namespace reprise::app
{
/** An explanation in a few words: "agrees from 400 Hz to 3 kHz, differs in the bass". Empty where the method says
    nothing about frequencies. Named are the strongest parts that make up half of what agrees, and the region (bass
    below 250 Hz, middle, treble above 4 kHz) that holds most of what speaks against, if that is a tenth. */
juce::String agreementText(const Explanation& explanation);
} // namespace reprise::app
