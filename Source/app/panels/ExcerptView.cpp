#include "app/panels/ExcerptView.h"

#include "app/look/PushButton.h"
#include "app/look/Theme.h"

#include <cmath>

namespace reprise::app
{
namespace
{
constexpr int headHeight = 28, padding = 1;

/** How high a frequency stands in the picture, 0 at the bottom ... 1 on top. */
double heightOf(double hz, double lowestHz, double highestHz)
{
    return juce::jlimit(0.0, 1.0, std::log(std::max(hz, 1.0) / lowestHz) / std::log(highestHz / lowestHz));
}
} // namespace

ExcerptView::ExcerptView(const juce::String& title, const juce::String& keyIn, bool isQueryIn)
    : Button(title), key(keyIn), isQuery(isQueryIn)
{
    setButtonText(title);
    setTitle(TRANS("Play: %t").replace("%t", title));
    setDescription(TRANS("Key: %k").replace("%k", key));
    setMouseClickGrabsKeyboardFocus(false);
    setMouseCursor(juce::MouseCursor::PointingHandCursor);
}

void ExcerptView::setState(const ExcerptViewState& newState, int newRate)
{
    state = newState;
    sampleRateHz = newRate;
    composed = {};
    repaint();
}

void ExcerptView::setTimeAxis(double secondsBefore, double secondsAfter)
{
    before = secondsBefore;
    after = secondsAfter;
    composed = {};
    repaint();
}

void ExcerptView::setPlayHead(double fraction)
{
    if (juce::approximatelyEqual(playHead, fraction) || sampleRateHz <= 0)
        return;
    const auto strip = [this](double at)
    {
        const auto x = xOf(at * static_cast<double>(state.excerpt.length) / sampleRateHz);
        repaint(static_cast<int>(x) - 2, headHeight, 5, getHeight() - headHeight);
    };
    if (playHead >= 0.0)
        strip(playHead);
    if (fraction >= 0.0)
        strip(fraction);
    if ((playHead >= 0.0) != (fraction >= 0.0))
        repaint(0, 0, getWidth(), headHeight);
    playHead = fraction;
}

juce::Rectangle<int> ExcerptView::pictureArea() const
{
    const auto inside = getLocalBounds().reduced(padding).withTrimmedTop(headHeight - padding);
    return inside.withHeight(juce::roundToInt(inside.getHeight() * 0.64));
}

juce::Rectangle<int> ExcerptView::waveArea() const
{
    return getLocalBounds()
        .reduced(padding)
        .withTop(pictureArea().getBottom() + space::unit)
        .withTrimmedBottom(space::unit);
}

float ExcerptView::xOf(double seconds) const
{
    const auto inside = getLocalBounds().reduced(padding).toFloat();
    return inside.getX() +
           inside.getWidth() * static_cast<float>((seconds + before) / std::max(1e-9, before + after));
}

void ExcerptView::resized()
{
    composed = {};
}

void ExcerptView::lookAndFeelChanged()
{
    composed = {};
    repaint();
}

/** Picture, tint and waveform, without title, frame and play head. */
void ExcerptView::compose(float scale)
{
    const auto& t = theme();
    const auto picture = pictureArea().toFloat(), wave = waveArea().toFloat();
    composedScale = scale;
    composed = juce::Image(juce::Image::ARGB, juce::roundToInt(static_cast<float>(getWidth()) * scale),
                           juce::roundToInt(static_cast<float>(getHeight()) * scale), true);
    juce::Graphics g(composed);
    g.addTransform(juce::AffineTransform::scale(scale));
    // The rounded corners are cut here, once: clipping to a path costs more than all the rest of a repaint.
    juce::Path rounded;
    rounded.addRoundedRectangle(getLocalBounds().toFloat().reduced(0.5f), space::small);
    g.reduceClipRegion(rounded);

    const auto secondsOf = [this](SampleIndex samples)
    { return static_cast<double>(samples) / sampleRateHz; };
    const auto shownFrom = xOf(secondsOf(state.shown.start - state.excerpt.start));
    const auto shownTo = xOf(secondsOf(state.shown.end() - state.excerpt.start));
    const auto edgeFrom = xOf(0.0), edgeTo = xOf(secondsOf(state.excerpt.length));

    if (state.spectrogram.isValid())
    {
        g.setImageResamplingQuality(juce::Graphics::mediumResamplingQuality);
        g.saveState();
        g.reduceClipRegion(pictureArea());
        g.drawImage(state.spectrogram, {shownFrom, picture.getY(), shownTo - shownFrom, picture.getHeight()});
        g.restoreState();
    }

    // What agreed is tinted, what speaks against is hatched: strongest at the largest share.
    auto largest = 1e-6f;
    for (const auto& part : state.agreement)
        largest = std::max(largest, std::abs(part.share));
    g.saveState();
    g.reduceClipRegion(pictureArea().getIntersection(
        juce::Rectangle<float>::leftTopRightBottom(edgeFrom, picture.getY(), edgeTo, picture.getBottom())
            .getSmallestIntegerContainer()));
    for (const auto& part : state.agreement)
    {
        const auto strength = std::abs(part.share) / largest;
        if (strength < 0.15f)
            continue;
        const auto y = [&](double hz)
        {
            return picture.getBottom() -
                   picture.getHeight() * static_cast<float>(heightOf(hz, state.lowestHz, state.highestHz));
        };
        const auto area = juce::Rectangle<float>::leftTopRightBottom(xOf(part.fromSeconds), y(part.toHz),
                                                                     xOf(part.toSeconds), y(part.fromHz));
        if (part.share > 0.0f)
        {
            g.setColour(t.yes.withAlpha(0.10f + 0.26f * strength));
            g.fillRect(area);
        }
        else
        {
            g.setColour(t.no.withAlpha(0.35f + 0.35f * strength));
            g.saveState();
            g.reduceClipRegion(area.getSmallestIntegerContainer());
            for (auto x = area.getX() - area.getHeight(); x < area.getRight(); x += 6.0f)
                g.drawLine(x, area.getBottom(), x + area.getHeight(), area.getY(), 1.0f);
            g.restoreState();
        }
    }
    g.restoreState();

    if (!state.peaks.empty())
    {
        const auto step = (shownTo - shownFrom) / static_cast<float>(state.peaks.size());
        const auto middle = wave.getCentreY(), half = wave.getHeight() / 2.0f;
        // There and back again: the upper outline, then the lower one.
        const auto outline = [&](auto upper, auto lower)
        {
            juce::Path path;
            const auto x = [&](std::size_t i) { return shownFrom + (static_cast<float>(i) + 0.5f) * step; };
            path.startNewSubPath(shownFrom, middle);
            for (std::size_t i = 0; i < state.peaks.size(); ++i)
                path.lineTo(x(i), middle - half * std::max(0.01f, upper(state.peaks[i])));
            for (auto i = state.peaks.size(); i-- > 0;)
                path.lineTo(x(i), middle - half * std::min(-0.01f, lower(state.peaks[i])));
            path.closeSubPath();
            return path;
        };
        const auto colour = isQuery ? t.accent : t.text;
        g.setColour(colour.withMultipliedAlpha(0.55f));
        g.fillPath(
            outline([](const PeakColumn& c) { return c.high; }, [](const PeakColumn& c) { return c.low; }));
        g.setColour(colour);
        g.fillPath(
            outline([](const PeakColumn& c) { return c.rms; }, [](const PeakColumn& c) { return -c.rms; }));
    }

    // Context outside the excerpt recedes; the edges stand.
    const auto bottom = static_cast<float>(getHeight() - padding);
    g.setColour(t.background.withAlpha(0.72f));
    if (edgeFrom > shownFrom)
        g.fillRect(juce::Rectangle<float>::leftTopRightBottom(shownFrom, picture.getY(), edgeFrom, bottom));
    if (edgeTo < shownTo)
        g.fillRect(juce::Rectangle<float>::leftTopRightBottom(edgeTo, picture.getY(), shownTo, bottom));
    g.setColour(isQuery ? t.accent : t.asked);
    if (state.shown.start < state.excerpt.start)
        g.fillRect(edgeFrom - 0.5f, picture.getY(), 1.0f, bottom - picture.getY());
    if (state.shown.end() > state.excerpt.end())
        g.fillRect(edgeTo - 0.5f, picture.getY(), 1.0f, bottom - picture.getY());
}

void ExcerptView::paintButton(juce::Graphics& g, bool highlighted, bool)
{
    const auto& t = theme();
    const auto frame = getLocalBounds().toFloat().reduced(0.5f);
    const auto isPlaying = playHead >= 0.0;
    juce::Path outline;
    outline.addRoundedRectangle(frame, space::small);
    g.setColour(t.background);
    g.fillPath(outline);

    if (sampleRateHz > 0 && state.excerpt.length > 0)
    {
        const auto scale = g.getInternalContext().getPhysicalPixelScaleFactor();
        if (composed.isNull() || !juce::approximatelyEqual(composedScale, scale))
            compose(scale);
        g.drawImageTransformed(composed, juce::AffineTransform::scale(1.0f / composedScale));
        if (isPlaying)
        {
            g.setColour(t.text);
            g.fillRect(xOf(playHead * static_cast<double>(state.excerpt.length) / sampleRateHz) - 0.75f,
                       static_cast<float>(headHeight), 1.5f,
                       static_cast<float>(getHeight() - headHeight - 1));
        }
    }

    auto head = getLocalBounds().removeFromTop(headHeight).reduced(space::medium, 0);
    const auto plate = head.removeFromRight(22).withSizeKeepingCentre(22, 18).toFloat();
    drawKeyHint(g, key, plate, isPlaying ? t.onAccent : t.text, isPlaying ? t.accent : t.raised);
    head.removeFromRight(space::small);
    const auto titleFont = fonts::words(12.0f, fonts::Weight::semiBold);
    g.setFont(titleFont);
    g.setColour(isQuery ? t.accent : t.text);
    g.drawText(getButtonText(), head.removeFromLeft(titleFont.getStringWidth(getButtonText()) + 4),
               juce::Justification::centredLeft, false);
    head.removeFromLeft(space::small);
    g.setFont(fonts::words(11.0f));
    g.setColour(t.dim);
    g.drawText(state.facts, head, juce::Justification::centredRight, true);

    g.setColour(isPlaying ? t.accent : highlighted ? t.dim : t.line);
    g.strokePath(outline, juce::PathStrokeType(isPlaying ? 2.0f : 1.0f));
    if (hasKeyboardFocus(false))
        drawFocusRing(g, getLocalBounds().toFloat(), space::small);
}
} // namespace reprise::app
