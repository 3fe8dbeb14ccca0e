#pragma once

#include <juce_core/juce_core.h>
#include <optional>

namespace reprise::app
{
/** The number that was typed into a field, with a point or a comma; nothing for what is no number of the range. */
std::optional<double> typedNumber(const juce::String& typed, double least, double most);

/** The same for a whole number. */
std::optional<int> typedWholeNumber(const juce::String& typed, int least, int most);
} // namespace reprise::app
