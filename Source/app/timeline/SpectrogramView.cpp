#include "app/timeline/SpectrogramView.h"

#include "app/look/Theme.h"
#include "app/timeline/SpectrogramPicture.h"

#include <cmath>

namespace reprise::app
{
SpectrogramView::SpectrogramView()
{
    setInterceptsMouseClicks(false, false);
    setOpaque(true);
}

SpectrogramView::~SpectrogramView()
{
    setSource(nullptr);
}

void SpectrogramView::setSource(TimelineSource* source)
{
    if (audio != nullptr)
        audio->removeListener(this);
    audio = source;
    if (audio != nullptr)
        audio->addListener(this);
    redraw();
}

void SpectrogramView::setAxis(const TimeAxis& visibleAxis)
{
    if (axis == visibleAxis)
        return;
    axis = visibleAxis;
    redraw();
}

void SpectrogramView::detailArrived()
{
    if (!isComplete)
        redraw();
}

void SpectrogramView::redraw()
{
    pictureScale = 0.0f;
    repaint();
}

void SpectrogramView::paint(juce::Graphics& g)
{
    const auto& t = theme();
    if (audio == nullptr || axis.length() == 0)
    {
        g.fillAll(t.background);
        return;
    }
    // Only here is it known how many pixels the screen has. Strips of the play head find the picture ready.
    const auto scale = g.getInternalContext().getPhysicalPixelScaleFactor();
    const auto width = static_cast<int>(std::ceil(static_cast<float>(getWidth()) * scale));
    const auto height = static_cast<int>(std::ceil(static_cast<float>(getHeight()) * scale));
    if (!juce::approximatelyEqual(scale, pictureScale))
    {
        if (picture.getBounds() != juce::Rectangle<int>(width, height))
            picture = juce::Image(juce::Image::RGB, width, height, false, juce::SoftwareImageType());
        isComplete = drawSpectrogram(picture, *audio, axis.firstSample(),
                                     axis.samplesPerPixel() / static_cast<double>(scale));
        pictureScale = scale;
    }
    g.drawImageTransformed(picture, juce::AffineTransform::scale(1.0f / scale));
}
} // namespace reprise::app
