#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** The play head: a line with a small head. Moving it repaints nothing but the strips it leaves and enters. */
class PlayheadLine : public juce::Component
{
public:
    PlayheadLine();

    /** Puts the line at a pixel of the parent; `top` and `bottom` are the parent's, too. */
    void moveTo(double x, int top, int bottom);
    void paint(juce::Graphics& g) override;
};
} // namespace reprise::app
