#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** What a place in the recording is to the user. */
enum class PlaceState
{
    query,     ///< the marked sound
    confirmed, ///< answered with yes
    predicted, ///< expected, not judged
    rejected,  ///< answered with no
    unsure,    ///< answered with unsure
    asked      ///< in question now
};

/** The colour of a state in the theme in force. */
juce::Colour colourOf(PlaceState state);

/** One word for screen readers and flags: "query", "yes", "likely", "no", "unsure", "asking". */
juce::String wordFor(PlaceState state);

/** Draws a state so that it can be told without its colour: query a filled disc, confirmed a filled disc with a
    tick, predicted a dashed ring, rejected a thin cross, unsure a ring with a question mark, asked a filled disc
    with a question mark. `bounds` is best square, 8 to 20 logical pixels. */
void drawState(juce::Graphics& g, PlaceState state, juce::Rectangle<float> bounds);

/** The mark inside a state's flag or disc, without the disc: nothing for query. Stroked or filled in the colour of
    `g`. */
void drawStateMark(juce::Graphics& g, PlaceState state, juce::Rectangle<float> bounds);
} // namespace reprise::app
