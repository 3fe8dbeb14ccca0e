#include "app/look/Icons.h"

namespace reprise::app::icons
{
namespace
{
constexpr float lineWidth = 0.11f;

juce::Path stroked(const juce::Path& line, float width = lineWidth)
{
    juce::Path outline;
    juce::PathStrokeType(width, juce::PathStrokeType::curved, juce::PathStrokeType::rounded)
        .createStrokedPath(outline, line, juce::AffineTransform(), 40.0f);
    return outline;
}

juce::Path polyline(std::initializer_list<juce::Point<float>> points)
{
    juce::Path path;
    path.startNewSubPath(*points.begin());
    for (const auto* point = points.begin() + 1; point != points.end(); ++point)
        path.lineTo(*point);
    return path;
}
} // namespace

juce::Path play()
{
    auto path = polyline({{0.24f, 0.14f}, {0.88f, 0.5f}, {0.24f, 0.86f}});
    path.closeSubPath();
    return path;
}

juce::Path stop()
{
    juce::Path path;
    path.addRoundedRectangle(0.2f, 0.2f, 0.6f, 0.6f, 0.06f);
    return path;
}

juce::Path loop()
{
    juce::Path arc;
    arc.addCentredArc(0.5f, 0.53f, 0.34f, 0.34f, 0.0f, -1.05f, 3.75f, true);
    auto path = stroked(arc);
    path.addPath(stroked(polyline({{0.2f, 0.12f}, {0.2f, 0.38f}, {0.46f, 0.38f}})));
    path.setUsingNonZeroWinding(true);
    return path;
}

juce::Path tick()
{
    return stroked(polyline({{0.18f, 0.54f}, {0.41f, 0.77f}, {0.83f, 0.25f}}), 0.14f);
}

juce::Path cross()
{
    auto path = stroked(polyline({{0.22f, 0.22f}, {0.78f, 0.78f}}));
    path.addPath(stroked(polyline({{0.78f, 0.22f}, {0.22f, 0.78f}})));
    path.setUsingNonZeroWinding(true);
    return path;
}

juce::Path question()
{
    juce::Path line;
    line.startNewSubPath(0.3f, 0.3f);
    line.cubicTo(0.32f, 0.06f, 0.72f, 0.06f, 0.7f, 0.32f);
    line.cubicTo(0.69f, 0.46f, 0.5f, 0.46f, 0.5f, 0.64f);
    auto path = stroked(line, 0.13f);
    path.addEllipse(0.425f, 0.78f, 0.15f, 0.15f);
    path.setUsingNonZeroWinding(true);
    return path;
}

juce::Path plus()
{
    auto path = stroked(polyline({{0.5f, 0.18f}, {0.5f, 0.82f}}));
    path.addPath(stroked(polyline({{0.18f, 0.5f}, {0.82f, 0.5f}})));
    path.setUsingNonZeroWinding(true);
    return path;
}

juce::Path warning()
{
    auto outline = polyline({{0.5f, 0.12f}, {0.93f, 0.86f}, {0.07f, 0.86f}});
    outline.closeSubPath();
    auto path = stroked(outline, 0.09f);
    path.addPath(stroked(polyline({{0.5f, 0.4f}, {0.5f, 0.58f}}), 0.09f));
    path.addEllipse(0.445f, 0.68f, 0.11f, 0.11f);
    path.setUsingNonZeroWinding(true);
    return path;
}

juce::Path chevronDown()
{
    return stroked(polyline({{0.22f, 0.37f}, {0.5f, 0.65f}, {0.78f, 0.37f}}));
}

juce::Path chevronLeft()
{
    return stroked(polyline({{0.63f, 0.22f}, {0.35f, 0.5f}, {0.63f, 0.78f}}));
}

juce::Path chevronRight()
{
    return stroked(polyline({{0.37f, 0.22f}, {0.65f, 0.5f}, {0.37f, 0.78f}}));
}

juce::Path search()
{
    juce::Path circle;
    circle.addEllipse(0.16f, 0.16f, 0.48f, 0.48f);
    auto path = stroked(circle);
    path.addPath(stroked(polyline({{0.59f, 0.59f}, {0.84f, 0.84f}})));
    path.setUsingNonZeroWinding(true);
    return path;
}

juce::Path more()
{
    juce::Path path;
    for (const auto x : {0.12f, 0.42f, 0.72f})
        path.addEllipse(x, 0.42f, 0.16f, 0.16f);
    return path;
}

void draw(juce::Graphics& g, const juce::Path& icon, juce::Rectangle<float> area, juce::Colour colour)
{
    const auto side = std::min(area.getWidth(), area.getHeight());
    const auto square = area.withSizeKeepingCentre(side, side);
    g.setColour(colour);
    g.fillPath(icon, juce::AffineTransform::scale(side).translated(square.getPosition()));
}
} // namespace reprise::app::icons
