#include "app/timeline/RegionLayer.h"

#include "app/look/Theme.h"
#include "app/look/TimeText.h"

#include <cmath>

namespace reprise::app
{
namespace
{
constexpr float flagHeight = 16.0f, markSize = 9.0f;

/** Solid flags are those of what is certain or in question. */
bool isSolid(PlaceState state)
{
    return state == PlaceState::query || state == PlaceState::confirmed || state == PlaceState::asked;
}

void drawDashedLine(juce::Graphics& g, juce::Line<float> line, float thickness)
{
    constexpr float dashes[]{4.0f, 4.0f};
    g.drawDashedLine(line, dashes, 2, thickness);
}

juce::Colour onFlag(PlaceState state, juce::Colour fill)
{
    if (state == PlaceState::query)
        return theme().onAccent;
    if (state == PlaceState::confirmed)
        return theme().onYes;
    return fill.getPerceivedBrightness() > 0.5f ? juce::Colour(0xff14161a) : juce::Colours::white;
}

/** As wide as its words, but no wider than what it belongs to; only its mark where the words do not fit. Returns the
    flag's area; empty where not even the mark fits. */
juce::Rectangle<float> drawFlag(juce::Graphics& g, juce::Point<float> topLeft, float mostWidth,
                                PlaceState state, const juce::String& words, juce::Colour colour, bool filled)
{
    const auto font = fonts::words(11.0f, fonts::Weight::semiBold);
    const auto hasMark = state != PlaceState::query;
    const auto markWidth = hasMark ? markSize + 4.0f : 0.0f;
    const auto full = font.getStringWidthFloat(words) + markWidth + 12.0f;
    const auto withWords = mostWidth >= std::min(full, 72.0f);
    const auto width = withWords ? std::min(full, mostWidth) : markSize + 8.0f;
    if (!withWords && (!hasMark || mostWidth < width))
        return {};

    juce::Rectangle<float> area(topLeft.x, topLeft.y, width, flagHeight);
    juce::Path shape; // square where it meets the edge of its region
    shape.addRoundedRectangle(area.getX(), area.getY(), area.getWidth(), area.getHeight(), 3.0f, 3.0f, false,
                              false, false, true);
    g.setColour(filled ? colour : theme().background.withAlpha(0.85f));
    g.fillPath(shape);
    if (!filled)
    {
        g.setColour(colour);
        g.strokePath(shape, juce::PathStrokeType(1.0f));
    }
    g.setColour(filled ? onFlag(state, colour) : colour);
    auto inside = area.reduced(withWords ? 6.0f : 4.0f, 0.0f);
    if (hasMark)
    {
        drawStateMark(g, state, inside.removeFromLeft(markSize).withSizeKeepingCentre(markSize, markSize));
        inside.removeFromLeft(4.0f);
    }
    if (withWords)
    {
        g.setFont(font);
        g.drawText(words, inside, juce::Justification::centredLeft, true);
    }
    return area;
}
} // namespace

RegionLayer::RegionLayer()
{
    setInterceptsMouseClicks(false, false);
}

void RegionLayer::setState(const TimelineState& newState)
{
    if (state == newState)
        return;
    state = newState;
    repaint();
}

void RegionLayer::setAxis(const TimeAxis& visibleAxis, int sampleRateHz)
{
    axis = visibleAxis;
    rateHz = sampleRateHz;
    repaint();
}

juce::Rectangle<float> RegionLayer::areaOf(const SampleRange& range) const
{
    const auto start = axis.xOf(static_cast<double>(range.start));
    const auto end = axis.xOf(static_cast<double>(range.end()));
    // Far outside of the view floats have no pixels left to tell apart.
    const auto left = static_cast<float>(std::clamp(start, -1e5, 1e5));
    return {left, 0.0f, static_cast<float>(std::clamp(end, -1e5, 1e5)) - left,
            static_cast<float>(getHeight())};
}

juce::Rectangle<float> RegionLayer::ghostFlag() const
{
    if (!state.ghost)
        return {};
    const auto words = fonts::words(11.0f, fonts::Weight::semiBold).getStringWidthFloat(state.ghostLabel);
    const auto area = areaOf(*state.ghost);
    return {area.getX(), area.getY() + flagHeight + 4.0f, words + 14.0f, flagHeight};
}

void RegionLayer::drawRegion(juce::Graphics& g, const TimelineRegion& region) const
{
    const auto area = areaOf(region.range);
    const auto clip = g.getClipBounds().toFloat().expanded(2.0f);
    if (area.getRight() < clip.getX() || area.getX() > clip.getRight())
        return;
    const auto colour = colourOf(region.state);
    const auto isThin = region.state == PlaceState::rejected || region.state == PlaceState::unsure;
    if (area.getWidth() < 4.0f) // too narrow for a shape: a line says where it is
    {
        g.setColour(colour.withAlpha(isThin ? 0.5f : 0.9f));
        g.fillRect(area.withWidth(std::max(area.getWidth(), region.selected ? 3.0f : 1.0f)));
        return;
    }
    const auto tint = (isThin ? 0.05f : 0.14f) + (region.selected ? 0.08f : 0.0f);
    g.setColour(colour.withAlpha(tint));
    g.fillRect(area);

    const auto edge = isThin ? 1.0f : 2.0f;
    g.setColour(colour.withAlpha(isThin && !region.selected ? 0.6f : 1.0f));
    const auto left = area.withWidth(edge), right = area.withLeft(area.getRight() - edge);
    if (region.state == PlaceState::predicted)
        for (const auto& line : {left, right})
            drawDashedLine(g, {line.getCentreX(), line.getY(), line.getCentreX(), line.getBottom()}, edge);
    else
    {
        g.fillRect(left);
        g.fillRect(right);
    }
    if (region.selected)
        for (const auto y : {area.getY(), area.getBottom() - 3.0f})
            g.fillRect(area.withY(y).withHeight(3.0f));
    if (!region.colour.isTransparent())
    {
        g.setColour(region.colour);
        g.fillRect(area.withY(area.getBottom() - (region.selected ? 7.0f : 4.0f))
                       .withHeight(4.0f)
                       .reduced(edge, 0.0f));
    }
    // The flag of a region that begins left of the view stays in view.
    const auto flagX = std::clamp(0.0f, area.getX(), std::max(area.getX(), area.getRight() - 60.0f));
    drawFlag(g, {flagX, area.getY()}, area.getRight() - flagX, region.state,
             region.label.isNotEmpty() ? region.label : wordFor(region.state), colour, isSolid(region.state));
}

void RegionLayer::drawMark(juce::Graphics& g, const SampleRange& range) const
{
    const auto area = areaOf(range);
    const auto colour = colourOf(PlaceState::query);
    g.setColour(colour.withAlpha(0.18f));
    g.fillRect(area);
    g.setColour(colour);
    const auto grip = juce::Rectangle<float>(4.0f, 24.0f);
    for (const auto x : {area.getX(), area.getRight()})
    {
        g.fillRect(juce::Rectangle<float>(x - 1.0f, area.getY(), 2.0f, area.getHeight()));
        g.fillRoundedRectangle(grip.withCentre({x, area.getCentreY()}), 2.0f);
    }
    const auto words = rateHz > 0 ? time_text::shortLength(range.length, rateHz) : juce::String();
    drawFlag(g, area.getTopLeft(), std::max(area.getWidth(), 80.0f), PlaceState::query, words, colour, true);
}

void RegionLayer::drawGhost(juce::Graphics& g) const
{
    // Below the flags: a suggestion lies over what it would replace.
    const auto area = areaOf(*state.ghost).withTop(flagHeight + 4.0f);
    g.setColour(colourOf(PlaceState::query));
    for (const auto x : {area.getX(), area.getRight()})
        drawDashedLine(g, {x, area.getY(), x, area.getBottom()}, 1.5f);
    for (const auto y : {area.getY() + 0.75f, area.getBottom() - 0.75f})
        drawDashedLine(g, {area.getX(), y, area.getRight(), y}, 1.5f);
    const auto flag = ghostFlag();
    drawFlag(g, flag.getTopLeft(), flag.getWidth(), PlaceState::query, state.ghostLabel,
             colourOf(PlaceState::query), false);
}

void RegionLayer::paint(juce::Graphics& g)
{
    const TimelineRegion* selected = nullptr;
    for (const auto& region : state.regions)
        if (region.selected)
            selected = &region;
        else
            drawRegion(g, region);
    if (selected != nullptr)
        drawRegion(g, *selected);
    if (state.mark)
        drawMark(g, *state.mark);
    if (state.ghost)
        drawGhost(g);
}
} // namespace reprise::app
