#pragma once

#include <juce_events/juce_events.h>

namespace reprise::app
{
/** Delivers keys and clicks that would wait for the next movement of the mouse.

    JUCE looks for X events when the connection has bytes to read. Any call that waits for the server's reply (drawing
    does) also fetches events into Xlib's own queue, where nobody looks until more bytes arrive: about one key in ten
    of a fast typist came seconds late. While this lives the queue is looked into regularly; elsewhere than on Linux
    it does nothing. Message thread. */
class StuckEvents : private juce::Timer
{
public:
    StuckEvents();
    ~StuckEvents() override;

private:
    void timerCallback() override;
};
} // namespace reprise::app
