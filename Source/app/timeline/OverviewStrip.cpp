#include "app/timeline/OverviewStrip.h"

#include "app/look/Theme.h"
#include "app/timeline/WaveformColumns.h"

#include <cmath>

namespace reprise::app
{
namespace
{
constexpr float sideRoom = 12.0f, topRoom = 8.0f, dashRoom = 14.0f;
constexpr float columnWidth = 0.5f; ///< sharp on screens of twice the resolution, too
constexpr float gripPixels = 5.0f;
constexpr double wheelDoublings = 2.5;
constexpr float leastDash = 3.0f;

/** A dash whose thickness and pattern tell the state without its colour. */
void drawDash(juce::Graphics& g, PlaceState state, juce::Rectangle<float> area)
{
    g.setColour(colourOf(state));
    switch (state)
    {
    case PlaceState::query:
    case PlaceState::asked:
        g.fillRoundedRectangle(area.withSizeKeepingCentre(area.getWidth(), 5.0f), 1.5f);
        break;
    case PlaceState::confirmed:
        g.fillRoundedRectangle(area.withSizeKeepingCentre(area.getWidth(), 3.0f), 1.5f);
        break;
    case PlaceState::predicted:
        g.drawRoundedRectangle(area.withSizeKeepingCentre(area.getWidth(), 4.0f).reduced(0.0f, 0.5f), 1.5f,
                               1.0f);
        break;
    case PlaceState::rejected:
    case PlaceState::unsure:
        g.fillRect(area.withSizeKeepingCentre(area.getWidth(), 1.0f));
        break;
    }
}
} // namespace

OverviewStrip::OverviewStrip()
{
    setTitle(TRANS("Overview"));
    setDescription(TRANS("The whole recording; the window shows what the timeline shows"));
    setOpaque(true);
}

OverviewStrip::~OverviewStrip()
{
    if (audio != nullptr)
        audio->removeListener(this);
}

void OverviewStrip::setSource(TimelineSource* source)
{
    if (audio != nullptr)
        audio->removeListener(this);
    audio = source;
    if (audio != nullptr)
        audio->addListener(this);
    readColumns();
}

void OverviewStrip::setState(const TimelineState& state)
{
    if (places == state)
        return;
    places = state;
    repaint();
}

void OverviewStrip::setVisible(const SampleRange& range)
{
    if (window == range)
        return;
    window = range;
    repaint();
}

void OverviewStrip::setPlayhead(std::optional<SampleIndex> position)
{
    if (playhead == position)
        return;
    const auto strip = [this](const std::optional<SampleIndex>& sample)
    {
        if (sample)
            repaint(juce::Rectangle<float>(xOf(static_cast<double>(*sample)) - 1.0f, 0.0f, 3.0f,
                                           static_cast<float>(getHeight()))
                        .getSmallestIntegerContainer());
    };
    strip(playhead);
    playhead = position;
    strip(playhead);
}

void OverviewStrip::overviewGrew()
{
    readColumns();
}

void OverviewStrip::resized()
{
    readColumns();
}

void OverviewStrip::readColumns()
{
    columns.assign(static_cast<std::size_t>(std::max(0.0f, waveArea().getWidth()) / columnWidth), {});
    if (audio != nullptr && audio->length() > 0 && !columns.empty())
        waveformColumns(*audio, 0.0,
                        static_cast<double>(audio->length()) / static_cast<double>(columns.size()), columns);
    repaint();
}

juce::Rectangle<float> OverviewStrip::waveArea() const
{
    return getLocalBounds()
        .toFloat()
        .reduced(sideRoom, 0.0f)
        .withTrimmedTop(topRoom)
        .withTrimmedBottom(dashRoom);
}

juce::Rectangle<float> OverviewStrip::windowArea() const
{
    constexpr auto least = 6.0f; // so that it can always be seen and gripped
    const auto start = xOf(static_cast<double>(window.start)), end = xOf(static_cast<double>(window.end()));
    const auto width = std::max(least, end - start);
    const auto left = std::min(start, waveArea().getRight() - width);
    return {left, topRoom - 4.0f, width, static_cast<float>(getHeight()) - topRoom - dashRoom + 8.0f};
}

float OverviewStrip::xOf(double sample) const
{
    const auto area = waveArea();
    const auto length =
        audio != nullptr ? static_cast<double>(std::max<SampleIndex>(1, audio->length())) : 1.0;
    return area.getX() + static_cast<float>(sample / length) * area.getWidth();
}

double OverviewStrip::sampleAt(float x) const
{
    const auto area = waveArea();
    const auto length = audio != nullptr ? static_cast<double>(audio->length()) : 0.0;
    return std::clamp(static_cast<double>((x - area.getX()) / area.getWidth()), 0.0, 1.0) * length;
}

void OverviewStrip::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.panel);
    g.setColour(t.line);
    g.fillRect(0, getHeight() - 1, getWidth(), 1);
    if (audio == nullptr || audio->length() == 0)
        return;

    const auto view = windowArea();
    g.setColour(t.raised);
    g.fillRoundedRectangle(view, 4.0f);
    drawWaveform(g, waveArea(), columns, columnWidth, 1.0f, t.waveform.withMultipliedAlpha(0.7f));
    {
        const juce::Graphics::ScopedSaveState saved(g);
        g.reduceClipRegion(view.getSmallestIntegerContainer());
        drawWaveform(g, waveArea(), columns, columnWidth, 1.0f, t.waveform);
    }
    g.setColour(t.faint);
    g.drawRoundedRectangle(view.reduced(0.5f), 4.0f, 1.0f);

    // What is certain is drawn over what is not.
    const auto dashY = static_cast<float>(getHeight()) - dashRoom + 1.0f;
    const auto dash = [&](const SampleRange& range, PlaceState state)
    {
        const auto start = xOf(static_cast<double>(range.start));
        const auto width = std::max(leastDash, xOf(static_cast<double>(range.end())) - start);
        drawDash(g, state, {start, dashY, width, dashRoom - 4.0f});
    };
    for (const auto state : {PlaceState::rejected, PlaceState::unsure, PlaceState::predicted,
                             PlaceState::confirmed, PlaceState::query, PlaceState::asked})
        for (const auto& region : places.regions)
            if (region.state == state)
                dash(region.range, state);
    if (places.mark)
        dash(*places.mark, PlaceState::query);

    if (playhead)
    {
        g.setColour(t.text);
        g.fillRect(xOf(static_cast<double>(*playhead)), topRoom - 4.0f, 1.0f, view.getHeight());
    }
}

OverviewStrip::Grip OverviewStrip::gripAt(juce::Point<float> position) const
{
    const auto view = windowArea();
    if (view.getWidth() > 4.0f * gripPixels && std::abs(position.x - view.getX()) <= gripPixels)
        return Grip::start;
    if (view.getWidth() > 4.0f * gripPixels && std::abs(position.x - view.getRight()) <= gripPixels)
        return Grip::end;
    return Grip::window;
}

void OverviewStrip::mouseMove(const juce::MouseEvent& event)
{
    const auto atEdge = gripAt(event.position) != Grip::window;
    setMouseCursor(atEdge ? juce::MouseCursor::LeftRightResizeCursor : juce::MouseCursor::NormalCursor);
}

void OverviewStrip::mouseDown(const juce::MouseEvent& event)
{
    if (audio == nullptr || audio->length() == 0 || event.mods.isPopupMenu())
        return;
    grip = gripAt(event.position);
    // A press beside the window brings its middle there.
    const auto inside = windowArea().contains(event.position.withY(windowArea().getCentreY()));
    grabbedAt = inside ? sampleAt(event.position.x) - static_cast<double>(window.start)
                       : 0.5 * static_cast<double>(window.length);
    if (!inside && grip == Grip::window)
        mouseDrag(event);
}

void OverviewStrip::mouseDrag(const juce::MouseEvent& event)
{
    if (grip == Grip::none || !onWindow)
        return;
    constexpr auto least = 64.0; // samples
    const auto at = sampleAt(event.position.x);
    auto start = static_cast<double>(window.start), end = static_cast<double>(window.end());
    if (grip == Grip::start)
        start = std::min(at, end - least);
    else if (grip == Grip::end)
        end = std::max(at, start + least);
    else
    {
        const auto length = end - start;
        start = std::clamp(at - grabbedAt, 0.0, std::max(0.0, static_cast<double>(audio->length()) - length));
        end = start + length;
    }
    onWindow(start, end);
}

void OverviewStrip::mouseUp(const juce::MouseEvent&)
{
    grip = Grip::none;
}

void OverviewStrip::mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel)
{
    if (onZoom)
        onZoom(static_cast<SampleIndex>(sampleAt(event.position.x)),
               std::exp2(-static_cast<double>(wheel.deltaY) * wheelDoublings));
}
} // namespace reprise::app
