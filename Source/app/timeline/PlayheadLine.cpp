#include "app/timeline/PlayheadLine.h"

#include "app/look/Theme.h"

#include <cmath>

namespace reprise::app
{
namespace
{
constexpr int half = 5;
}

PlayheadLine::PlayheadLine()
{
    setInterceptsMouseClicks(false, false);
}

void PlayheadLine::moveTo(double x, int top, int bottom)
{
    setBounds(static_cast<int>(std::lround(x)) - half, top, 2 * half + 1, bottom - top);
}

void PlayheadLine::paint(juce::Graphics& g)
{
    const auto centre = static_cast<float>(half) + 0.5f;
    g.setColour(theme().text);
    juce::Path head;
    head.addTriangle(centre - 5.0f, 0.0f, centre + 5.0f, 0.0f, centre, 6.0f);
    g.fillPath(head);
    g.fillRect(juce::Rectangle<float>(centre - 0.5f, 0.0f, 1.0f, static_cast<float>(getHeight())));
}
} // namespace reprise::app
