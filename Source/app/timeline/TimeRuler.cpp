#include "app/timeline/TimeRuler.h"

#include "app/look/Theme.h"

#include <cmath>

namespace reprise::app
{
TimeRuler::TimeRuler()
{
    setInterceptsMouseClicks(false, false);
    setBufferedToImage(true);
}

void TimeRuler::setAxis(const TimeAxis& visibleAxis, int sampleRateHz)
{
    if (axis == visibleAxis && rateHz == sampleRateHz)
        return;
    axis = visibleAxis;
    rateHz = sampleRateHz;
    repaint();
}

TimeRuler::Steps TimeRuler::stepsFor(double secondsPerPixel, double labelPixels)
{
    const auto least = secondsPerPixel * labelPixels;
    for (int decade = -6; decade < 0; ++decade)
        for (const auto& [step, ticks] : {std::pair{1, 5}, std::pair{2, 4}, std::pair{5, 5}})
            if (const auto seconds = step * std::pow(10.0, decade); seconds >= least)
                return {seconds, ticks, -decade};
    for (const auto& [seconds, ticks] :
         {std::pair{1, 5}, std::pair{2, 4}, std::pair{5, 5}, std::pair{10, 5}, std::pair{15, 3},
          std::pair{30, 6}, std::pair{60, 6}, std::pair{120, 4}, std::pair{300, 5}, std::pair{600, 5},
          std::pair{900, 3}, std::pair{1800, 6}, std::pair{3600, 6}, std::pair{7200, 4}, std::pair{18000, 5}})
        if (seconds >= least)
            return {static_cast<double>(seconds), ticks, 0};
    return {std::ceil(least / 36000.0) * 36000.0, 5, 0};
}

juce::String TimeRuler::labelFor(double seconds, int decimals)
{
    const auto unit = std::pow(10.0, decimals);
    const auto units = static_cast<juce::int64>(std::llround(seconds * unit));
    const auto whole = units / static_cast<juce::int64>(unit), part = units % static_cast<juce::int64>(unit);
    const auto hours = whole / 3600, minutes = whole / 60 % 60;
    auto text = hours > 0 ? juce::String(hours) + ":" + juce::String(minutes).paddedLeft('0', 2)
                          : juce::String(minutes);
    text << ":" << juce::String(whole % 60).paddedLeft('0', 2);
    if (decimals > 0)
        text << "." << juce::String(part).paddedLeft('0', decimals);
    return text;
}

void TimeRuler::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.panel);
    g.setColour(t.line);
    g.fillRect(0, getHeight() - 1, getWidth(), 1);
    if (rateHz <= 0 || axis.length() == 0)
        return;

    const auto font = fonts::numbers(11.0f);
    const auto secondsPerPixel = axis.samplesPerPixel() / rateHz;
    const auto longest = labelFor(axis.sampleAt(getWidth()) / rateHz, 0);
    auto steps = stepsFor(secondsPerPixel, font.getStringWidthFloat(longest) + 32.0f);
    if (steps.decimals > 0)
        steps = stepsFor(
            secondsPerPixel,
            font.getStringWidthFloat(labelFor(axis.sampleAt(getWidth()) / rateHz, steps.decimals)) + 32.0f);

    const auto tick = steps.labelSeconds / steps.ticksBetween;
    const auto first = static_cast<juce::int64>(std::floor(axis.sampleAt(-200.0) / rateHz / tick));
    const auto last = static_cast<juce::int64>(std::ceil(axis.sampleAt(getWidth()) / rateHz / tick));
    g.setFont(font);
    for (auto i = std::max<juce::int64>(0, first); i <= last; ++i)
    {
        const auto seconds = static_cast<double>(i) * tick;
        const auto x = static_cast<float>(axis.xOf(seconds * rateHz));
        const auto isLabelled = i % steps.ticksBetween == 0;
        g.setColour(isLabelled ? t.faint : t.line);
        const auto length = isLabelled ? 14.0f : 4.0f;
        g.fillRect(juce::Rectangle<float>(x, static_cast<float>(getHeight()) - 1.0f - length, 1.0f, length));
        if (isLabelled)
        {
            g.setColour(t.dim);
            g.drawText(labelFor(seconds, steps.decimals),
                       juce::Rectangle<float>(x + 5.0f, 2.0f, 160.0f, 16.0f),
                       juce::Justification::centredLeft, false);
        }
    }
}
} // namespace reprise::app
