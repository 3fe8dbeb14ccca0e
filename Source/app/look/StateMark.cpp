#include "app/look/StateMark.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"

#include <array>

namespace reprise::app
{
juce::Colour colourOf(StateMark mark)
{
    const auto& t = theme();
    switch (mark)
    {
    case StateMark::query:
        return t.accent;
    case StateMark::confirmed:
        return t.yes;
    case StateMark::predicted:
        return t.predicted;
    case StateMark::rejected:
        return t.rejected;
    case StateMark::unsure:
        return t.dim;
    case StateMark::asked:
        break;
    }
    return t.asked;
}

juce::String wordFor(StateMark mark)
{
    switch (mark)
    {
    case StateMark::query:
        return TRANS("Query");
    case StateMark::confirmed:
        return TRANS("Yes");
    case StateMark::predicted:
        return TRANS("Likely");
    case StateMark::rejected:
        return TRANS("No");
    case StateMark::unsure:
        return TRANS("Unsure");
    case StateMark::asked:
        break;
    }
    return TRANS("Asking");
}

void drawStateMark(juce::Graphics& g, StateMark mark, juce::Rectangle<float> area)
{
    const auto side = std::min(area.getWidth(), area.getHeight());
    const auto square = area.withSizeKeepingCentre(side, side);
    const auto colour = colourOf(mark);
    g.setColour(colour);
    switch (mark)
    {
    case StateMark::query:
        g.fillEllipse(square);
        break;
    case StateMark::confirmed:
        g.fillEllipse(square);
        icons::draw(g, icons::tick(), square.reduced(side * 0.18f), theme().onYes);
        break;
    case StateMark::predicted:
    {
        const auto ring = square.reduced(side * 0.08f);
        juce::Path circle, dashed;
        circle.addEllipse(ring);
        const auto dash = ring.getWidth() * juce::MathConstants<float>::pi / 12.0f;
        const std::array lengths{dash * 1.1f, dash * 0.9f};
        juce::PathStrokeType(side * 0.15f).createDashedStroke(dashed, circle, lengths.data(), 2);
        g.fillPath(dashed);
        break;
    }
    case StateMark::rejected:
        icons::draw(g, icons::cross(), square, colour);
        break;
    case StateMark::unsure:
        g.drawEllipse(square.reduced(side * 0.05f), side * 0.1f);
        icons::draw(g, icons::question(), square.reduced(side * 0.22f), colour);
        break;
    case StateMark::asked:
        g.fillEllipse(square.reduced(side * 0.24f));
        g.drawEllipse(square.reduced(side * 0.05f), side * 0.1f);
        break;
    }
}
} // namespace reprise::app
