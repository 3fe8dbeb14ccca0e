#include "app/panels/AgreementText.h"

#include <algorithm>
#include <array>

namespace reprise::app
{
namespace
{
constexpr double bassBelowHz = 250.0, trebleAboveHz = 4000.0;

juce::String hz(double frequency)
{
    if (frequency < 995.0)
        return juce::String(juce::roundToInt(frequency < 100.0 ? frequency : frequency / 10.0) *
                            (frequency < 100.0 ? 1 : 10)) +
               " Hz";
    const auto kilo = juce::roundToInt(frequency / 100.0) / 10.0;
    return (kilo >= 10.0 || std::abs(kilo - std::round(kilo)) < 0.05 ? juce::String(juce::roundToInt(kilo))
                                                                     : juce::String(kilo, 1)) +
           " kHz";
}

/** What speaks against, by region of the middle of each part (on the ear's scale). */
juce::String differs(const std::vector<AgreeingPart>& parts)
{
    const std::array names{juce::translate("differs in the bass"), juce::translate("differs in the middle"),
                           juce::translate("differs in the treble")};
    std::array<float, 3> against{};
    auto all = 0.0f;
    for (const auto& part : parts)
        if (part.share < 0.0f)
        {
            const auto middle = std::sqrt(std::max(20.0, part.fromHz) * std::max(20.0, part.toHz));
            against[middle < bassBelowHz ? 0 : middle < trebleAboveHz ? 1 : 2] -= part.share;
            all -= part.share;
        }
    const auto worst = std::max_element(against.begin(), against.end());
    return all >= 0.1f && *worst > all / 2 ? names[static_cast<std::size_t>(worst - against.begin())]
                                           : juce::String();
}
} // namespace

juce::String agreementText(const Explanation& explanation)
{
    auto parts = explanation.parts;
    const auto difference = differs(parts);
    std::erase_if(parts, [](const AgreeingPart& part) { return part.share <= 0.0f; });
    std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
    auto total = 0.0f, named = 0.0f;
    auto widestHz = 0.0;
    for (const auto& part : parts)
    {
        total += part.share;
        widestHz = std::max(widestHz, part.toHz);
    }

    juce::String agrees;
    if (total > 0.0f)
    {
        auto from = widestHz, to = 0.0;
        for (const auto& part : parts)
        {
            from = std::min(from, part.fromHz);
            to = std::max(to, part.toHz);
            named += part.share;
            if (named >= total / 2)
                break;
        }
        // A method that looks at all frequencies together has nothing to tell about them.
        if (from > 0.0 || to < widestHz)
            agrees =
                from < 30.0
                    ? juce::translate("agrees below %t").replace("%t", hz(to))
                    : juce::translate("agrees from %f to %t").replace("%f", hz(from)).replace("%t", hz(to));
    }
    return agrees + (agrees.isNotEmpty() && difference.isNotEmpty() ? ", " : "") + difference;
}
} // namespace reprise::app
