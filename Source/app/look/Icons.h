#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** Drawn for this application, as paths in the unit square. Line drawings are given as outlines of their strokes:
    fill them all. */
namespace icons
{
juce::Path play();
juce::Path stop();
juce::Path loop();
juce::Path tick();
juce::Path cross();
juce::Path question();
juce::Path plus();
juce::Path warning(); ///< triangle with an exclamation mark cut out
juce::Path chevronDown();
juce::Path chevronLeft();
juce::Path chevronRight();
juce::Path search();
juce::Path more(); ///< three dots

/** Fills an icon, scaled to fit into an area. */
void draw(juce::Graphics&, const juce::Path& icon, juce::Rectangle<float> area, juce::Colour colour);
} // namespace icons
} // namespace reprise::app
