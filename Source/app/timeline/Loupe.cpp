#include "app/timeline/Loupe.h"

#include "app/look/Theme.h"
#include "app/look/TimeText.h"
#include "app/timeline/TimeAxis.h"
#include "app/timeline/WaveformColumns.h"

namespace reprise::app
{
namespace
{
constexpr double enlargement = 24.0;
}

Loupe::Loupe()
{
    setInterceptsMouseClicks(false, false);
    setSize(width, height);
}

Loupe::~Loupe()
{
    setSource(nullptr);
}

void Loupe::setSource(TimelineSource* source)
{
    if (audio != nullptr)
        audio->removeListener(this);
    audio = source;
    if (audio != nullptr)
        audio->addListener(this);
}

void Loupe::setEdge(SampleIndex position, double samplesPerPixelAround)
{
    edge = position;
    samplesPerPixel = std::max(TimeAxis::leastSamplesPerPixel, samplesPerPixelAround / enlargement);
    repaint();
}

void Loupe::paint(juce::Graphics& g)
{
    const auto& t = theme();
    const auto area = getLocalBounds().toFloat();
    juce::Path frame;
    frame.addRoundedRectangle(area.reduced(0.5f), space::cardCorner);
    g.setColour(t.panel);
    g.fillPath(frame);
    if (audio != nullptr)
    {
        const juce::Graphics::ScopedSaveState saved(g);
        g.reduceClipRegion(frame);
        const auto wave = area.withTrimmedBottom(28.0f);
        const auto first =
            static_cast<double>(edge) - 0.5 * static_cast<double>(wave.getWidth()) * samplesPerPixel;
        if (samplesPerPixel < samplesPerPixelOfLines)
            drawSamples(g, wave.reduced(0.0f, 8.0f), *audio, first, samplesPerPixel, 1.0f, t.waveform);
        else
        {
            std::vector<OverviewColumn> columns(static_cast<std::size_t>(width) * 2);
            waveformColumns(*audio, first, samplesPerPixel / 2.0, columns);
            drawWaveform(g, wave.reduced(0.0f, 8.0f), columns, 0.5f, 1.0f, t.waveform);
        }
        g.setColour(t.line);
        g.fillRect(wave.withSizeKeepingCentre(wave.getWidth(), 1.0f));
        g.fillRect(area.withTop(wave.getBottom()).withHeight(1.0f));
        g.setColour(t.accent);
        g.fillRect(wave.withSizeKeepingCentre(1.5f, wave.getHeight()));

        const auto words = area.withTop(wave.getBottom()).reduced(12.0f, 0.0f);
        g.setFont(fonts::numbers(12.0f));
        g.setColour(t.text);
        g.drawText(time_text::exact(edge, audio->sampleRateHz()), words, juce::Justification::centredLeft,
                   false);
        g.setColour(t.dim);
        g.drawText(time_text::samples(edge), words, juce::Justification::centredRight, false);
    }
    g.setColour(themeName() == ThemeName::dark ? t.faint : t.line);
    g.strokePath(frame, juce::PathStrokeType(1.0f));
}
} // namespace reprise::app
