#include "app/look/StateShape.h"

#include "app/look/Theme.h"

namespace reprise::app
{
namespace
{
/** What is legible on a disc of the state's colour. */
juce::Colour onDisc(PlaceState state)
{
    const auto disc = colourOf(state);
    return disc.getPerceivedBrightness() > 0.5f ? juce::Colour(0xff10151c) : juce::Colours::white;
}

void strokeMark(juce::Graphics& g, const juce::Path& path, float width)
{
    g.strokePath(path, {width, juce::PathStrokeType::curved, juce::PathStrokeType::rounded});
}
} // namespace

juce::Colour colourOf(PlaceState state)
{
    const auto& t = theme();
    switch (state)
    {
    case PlaceState::query:
        return t.accent;
    case PlaceState::confirmed:
        return t.yes;
    case PlaceState::predicted:
        return t.predicted;
    case PlaceState::rejected:
        return t.rejected;
    case PlaceState::unsure:
        return t.dim;
    case PlaceState::asked:
        return t.asked;
    }
    return t.text;
}

juce::String wordFor(PlaceState state)
{
    switch (state)
    {
    case PlaceState::query:
        return TRANS("query");
    case PlaceState::confirmed:
        return TRANS("yes");
    case PlaceState::predicted:
        return TRANS("likely");
    case PlaceState::rejected:
        return TRANS("no");
    case PlaceState::unsure:
        return TRANS("unsure");
    case PlaceState::asked:
        return TRANS("asking");
    }
    return {};
}

void drawStateMark(juce::Graphics& g, PlaceState state, juce::Rectangle<float> bounds)
{
    const auto size = std::min(bounds.getWidth(), bounds.getHeight());
    const auto area = bounds.withSizeKeepingCentre(size, size);
    const auto at = [&](float x, float y)
    { return juce::Point<float>(area.getX() + x * size, area.getY() + y * size); };
    const auto stroke = std::max(1.0f, size * 0.14f);
    juce::Path path;
    switch (state)
    {
    case PlaceState::query:
        break;
    case PlaceState::confirmed:
        path.startNewSubPath(at(0.16f, 0.54f));
        path.lineTo(at(0.40f, 0.78f));
        path.lineTo(at(0.84f, 0.24f));
        strokeMark(g, path, stroke);
        break;
    case PlaceState::rejected:
        path.startNewSubPath(at(0.20f, 0.20f));
        path.lineTo(at(0.80f, 0.80f));
        path.startNewSubPath(at(0.80f, 0.20f));
        path.lineTo(at(0.20f, 0.80f));
        strokeMark(g, path, stroke * 0.8f);
        break;
    case PlaceState::predicted:
    {
        const float dashes[]{size * 0.16f, size * 0.153f};
        juce::Path ring, dashed;
        ring.addEllipse(area.reduced(stroke / 2.0f + size * 0.04f));
        juce::PathStrokeType(stroke * 0.9f).createDashedStroke(dashed, ring, dashes, 2);
        g.fillPath(dashed);
        break;
    }
    case PlaceState::unsure:
    case PlaceState::asked:
        path.startNewSubPath(at(0.30f, 0.30f));
        path.cubicTo(at(0.32f, 0.02f), at(0.76f, 0.04f), at(0.72f, 0.32f));
        path.cubicTo(at(0.70f, 0.46f), at(0.50f, 0.46f), at(0.50f, 0.66f));
        strokeMark(g, path, stroke);
        g.fillEllipse(juce::Rectangle<float>(stroke * 1.25f, stroke * 1.25f).withCentre(at(0.50f, 0.90f)));
        break;
    }
}

void drawState(juce::Graphics& g, PlaceState state, juce::Rectangle<float> bounds)
{
    const auto size = std::min(bounds.getWidth(), bounds.getHeight());
    const auto area = bounds.withSizeKeepingCentre(size, size);
    g.setColour(colourOf(state));
    switch (state)
    {
    case PlaceState::query:
        g.fillEllipse(area);
        break;
    case PlaceState::confirmed:
    case PlaceState::asked:
        g.fillEllipse(area);
        g.setColour(onDisc(state));
        drawStateMark(g, state, area.reduced(size * 0.22f));
        break;
    case PlaceState::predicted:
    case PlaceState::rejected:
        drawStateMark(g, state, area);
        break;
    case PlaceState::unsure:
        g.drawEllipse(area.reduced(0.5f), 1.0f);
        drawStateMark(g, state, area.reduced(size * 0.24f));
        break;
    }
}
} // namespace reprise::app
