#pragma once

#include "session/RetrievalSession.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** What is known about a place, as the whole window shows it: each has a colour and a shape of its own. */
enum class StateMark
{
    query,     ///< amber, filled disc
    confirmed, ///< green, disc with a tick
    predicted, ///< blue, dashed ring
    rejected,  ///< grey, thin cross
    unsure,    ///< dim, ring with a question mark
    asked      ///< white, disc with a ring
};

juce::Colour colourOf(StateMark mark);

/** "Query", "Yes", "Likely", "No", "Unsure", "Asking": translated. */
juce::String wordFor(StateMark mark);

/** Draws a mark centred in an area, as large as fits. */
void drawStateMark(juce::Graphics&, StateMark mark, juce::Rectangle<float> area);
} // namespace reprise::app
