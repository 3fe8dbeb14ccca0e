#include "app/dialogs/TypedNumber.h"

#include <cmath>

namespace reprise::app
{
std::optional<double> typedNumber(const juce::String& typed, double least, double most)
{
    const auto text = typed.trim().replaceCharacter(',', '.');
    if (text.isEmpty() || !text.containsOnly("-.0123456789") || !text.containsAnyOf("0123456789") ||
        text.indexOfChar('.') != text.lastIndexOfChar('.') || text.lastIndexOfChar('-') > 0)
        return {};
    const auto value = text.getDoubleValue();
    return value >= least && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<int> typedWholeNumber(const juce::String& typed, int least, int most)
{
    const auto value = typedNumber(typed, least, most);
    return value && std::floor(*value) == *value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}
} // namespace reprise::app
