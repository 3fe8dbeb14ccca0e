#include "app/timeline/FrequencyScale.h"

#include "app/look/Theme.h"
#include "spectral/SpectrogramTile.h"

namespace reprise::app
{
FrequencyScale::FrequencyScale()
{
    setInterceptsMouseClicks(false, false);
}

void FrequencyScale::paint(juce::Graphics& g)
{
    const auto& t = theme();
    const auto font = fonts::numbers(11.0f);
    g.setFont(font);
    for (const auto& [frequencyHz, label] :
         {std::pair{100.0, "100"}, std::pair{1000.0, "1 k"}, std::pair{5000.0, "5 k"}})
    {
        const auto y = static_cast<float>((1.0 - spectrogramAxis::heightOf(frequencyHz)) * getHeight());
        const auto right = static_cast<float>(getWidth());
        const auto plateWidth = font.getStringWidthFloat(label) + 8.0f;
        const juce::Rectangle<float> plate(right - 6.0f - plateWidth, y - 7.5f, plateWidth, 16.0f);
        // The picture may have any colour here: a plate behind the number keeps it legible.
        g.setColour(t.background.withAlpha(0.75f));
        g.fillRoundedRectangle(plate, 3.0f);
        g.setColour(t.dim);
        g.fillRect(juce::Rectangle<float>(right - 4.0f, y, 4.0f, 1.0f));
        g.drawText(label, plate, juce::Justification::centred, false);
    }
}
} // namespace reprise::app
