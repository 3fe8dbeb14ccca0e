#pragma once

#include <functional>
#include <juce_events/juce_events.h>

namespace reprise::test
{
/** Lets messages through until something is so; false after a minute: many tests may run beside this one. */
inline bool waitUntil(const std::function<bool()>& isSo)
{
    const auto deadline = juce::Time::getMillisecondCounter() + 60000;
    while (!isSo())
    {
        if (juce::Time::getMillisecondCounter() > deadline)
            return false;
        juce::MessageManager::getInstance()->runDispatchLoopUntil(2);
    }
    return true;
}
} // namespace reprise::test
