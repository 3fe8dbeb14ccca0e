#include "app/StuckEvents.h"

#if JUCE_LINUX
#include <juce_events/native/juce_linux_EventLoopInternal.h>
#endif

namespace reprise::app
{
StuckEvents::StuckEvents()
{
#if JUCE_LINUX
    startTimer(20); // no delay that a hand can feel, and next to no load
#endif
}

StuckEvents::~StuckEvents()
{
    stopTimer();
}

void StuckEvents::timerCallback()
{
#if JUCE_LINUX
    // JUCE's callbacks (the server's connection and its own message queue) return at once when there is nothing.
    for (const auto descriptor : juce::LinuxEventLoopInternal::getRegisteredFds())
        juce::LinuxEventLoopInternal::invokeEventLoopCallbackForFd(descriptor);
#endif
}
} // namespace reprise::app
