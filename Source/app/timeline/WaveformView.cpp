#include "app/timeline/WaveformView.h"

#include "app/look/Theme.h"
#include "app/timeline/WaveformColumns.h"

#include <cmath>

namespace reprise::app
{
WaveformView::WaveformView()
{
    setInterceptsMouseClicks(false, false);
    setOpaque(true);
}

WaveformView::~WaveformView()
{
    setSource(nullptr);
}

void WaveformView::setSource(TimelineSource* source)
{
    if (audio != nullptr)
        audio->removeListener(this);
    audio = source;
    if (audio != nullptr)
        audio->addListener(this);
    redraw();
}

void WaveformView::setAxis(const TimeAxis& visibleAxis)
{
    if (axis == visibleAxis)
        return;
    axis = visibleAxis;
    redraw();
}

void WaveformView::setGain(float newGain)
{
    height = newGain;
    repaint();
}

void WaveformView::detailArrived()
{
    if (!isComplete)
        redraw();
}

void WaveformView::redraw()
{
    columnsScale = 0.0f;
    repaint();
}

void WaveformView::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.background);
    if (audio == nullptr)
        return;
    const auto area = getLocalBounds().toFloat();
    g.setColour(t.line);
    g.fillRect(area.withSizeKeepingCentre(area.getWidth(), 1.0f));

    if (axis.samplesPerPixel() < samplesPerPixelOfLines)
    {
        isComplete = drawSamples(g, area.reduced(0.0f, 8.0f), *audio, axis.firstSample(),
                                 axis.samplesPerPixel(), height, t.waveform);
        return;
    }
    // Only here is it known how many pixels the screen has. Strips of the play head find the columns ready.
    const auto scale = g.getInternalContext().getPhysicalPixelScaleFactor();
    if (!juce::approximatelyEqual(scale, columnsScale))
    {
        columns.resize(static_cast<std::size_t>(std::ceil(area.getWidth() * scale)));
        isComplete = waveformColumns(*audio, axis.firstSample(),
                                     axis.samplesPerPixel() / static_cast<double>(scale), columns);
        columnsScale = scale;
    }
    drawWaveform(g, area.reduced(0.0f, 8.0f), columns, 1.0f / scale, height, t.waveform);
}
} // namespace reprise::app
