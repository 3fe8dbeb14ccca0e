#pragma once

#include <juce_core/juce_core.h>

namespace reprise::app
{
/** Text that is not ASCII: juce::String takes a plain literal for ASCII. */
inline juce::String utf8(const char* text)
{
    return juce::String::fromUTF8(text);
}

/** "1 hit", "12 hits": `one` and `many` are translated texts with %n where the number goes. */
inline juce::String counted(int number, const juce::String& one, const juce::String& many)
{
    return (number == 1 ? one : many).replace("%n", juce::String(number));
}

/** A confidence in words: what a number between 0 and 1 means to somebody who wants to decide. */
inline juce::String confidenceWord(float confidence)
{
    if (confidence >= 0.95f)
        return juce::translate("almost certain");
    if (confidence >= 0.75f)
        return juce::translate("likely");
    if (confidence >= 0.45f)
        return juce::translate("perhaps");
    return juce::translate("doubtful");
}

/** A confidence as everywhere in the window: two decimals; 1 only for what is certain. */
inline juce::String confidenceNumber(float confidence)
{
    const auto hundredths = juce::roundToInt(confidence * 100.0f);
    return juce::String(confidence < 1.0f ? juce::jmin(0.99, hundredths / 100.0) : 1.0, 2);
}
} // namespace reprise::app
