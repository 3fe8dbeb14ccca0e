#include "app/timeline/TimelineView.h"

#include "app/look/Theme.h"
#include "app/timeline/FrequencyScale.h"
#include "app/timeline/Loupe.h"
#include "app/timeline/PlayheadLine.h"
#include "app/timeline/RegionHits.h"
#include "app/timeline/RegionLayer.h"
#include "app/timeline/SpectrogramView.h"
#include "app/timeline/TimeRuler.h"
#include "app/timeline/WaveformView.h"

#include <cmath>

namespace reprise::app
{
namespace
{
constexpr double clickPixels = 3.0;                ///< a press that moves less is a click
constexpr double snapPixels = 8.0;                 ///< how far an edge is pulled
constexpr double wheelPixels = 600.0;              ///< scrolled for a wheel's delta of 1
constexpr double wheelDoublings = 2.5;             ///< zoomed for a wheel's delta of 1
constexpr double zoomStep = 0.5;                   ///< of zoomIn
constexpr double glideSeconds = 0.05;              ///< time constant of movements
constexpr double followFrom = 0.9, followTo = 0.1; ///< of the width
constexpr float waveformShare = 0.36f;             ///< of the height, beside a spectrogram
} // namespace

struct TimelineView::Parts : private juce::Timer, private TimelineSource::Listener
{
    enum class Action
    {
        none,
        press, ///< might still become a click
        mark,
        edge,
        seek,
        pan
    };

    explicit Parts(TimelineView& timelineView) : view(timelineView) {}
    ~Parts() override { setSource(nullptr); }

    void setSource(TimelineSource* source)
    {
        if (audio != nullptr)
            audio->removeListener(this);
        audio = source;
        if (audio != nullptr)
            audio->addListener(this);
        waveform.setSource(audio);
        spectrogram.setSource(audio);
        loupe.setSource(audio);
        target = TimeAxis();
        target.setWidth(std::max(1, view.getWidth()));
        target.setLength(audio != nullptr ? audio->length() : 0);
        target.showAll();
        takeAxis(target);
    }

    /** Goes to an axis, by gliding if that is wanted. */
    void moveTo(const TimeAxis& next)
    {
        target = next;
        if (audio != nullptr)
            audio->dropRequests();
        if (!glides || !view.isShowing())
            return jump();
        if (!isTimerRunning())
        {
            lastTick = juce::Time::getMillisecondCounterHiRes();
            startTimerHz(60);
        }
    }

    /** Ends a glide where it leads to. */
    void jump()
    {
        stopTimer();
        takeAxis(target);
    }

    void takeAxis(const TimeAxis& next)
    {
        const auto wasVisible = axis.visible();
        axis = next;
        const auto rate = audio != nullptr ? audio->sampleRateHz() : 0;
        ruler.setAxis(axis, rate);
        waveform.setAxis(axis);
        spectrogram.setAxis(axis);
        regions.setAxis(axis, rate);
        placePlayhead();
        placeLoupe();
        if (view.callbacks.onVisibleRange && axis.visible() != wasVisible)
            view.callbacks.onVisibleRange(axis.visible());
    }

    /** One step of the way. Scale and first sample go along a line on which one point of the picture stands still. */
    void timerCallback() override
    {
        const auto now = juce::Time::getMillisecondCounterHiRes();
        const auto share = 1.0 - std::exp(-(now - lastTick) / 1000.0 / glideSeconds);
        lastTick = now;
        const auto from = axis.samplesPerPixel(), to = target.samplesPerPixel();
        const auto zoom = std::log(to / from);
        const auto way = target.firstSample() - axis.firstSample();
        if (std::abs(zoom) < 0.002 && std::abs(way) < 0.5 * to)
            return jump();
        const auto scale = from * std::exp(zoom * share);
        const auto done = std::abs(zoom) < 1e-6 ? share : (scale - from) / (to - from);
        auto next = target;
        next.show(axis.firstSample() + way * done, scale);
        takeAxis(next);
    }

    void overviewGrew() override
    {
        if (audio->length() == axis.length())
            return;
        target.setLength(audio->length());
        auto next = axis;
        next.setLength(audio->length());
        takeAxis(next);
    }

    void zoomAround(double x, double factor)
    {
        // The picture may still be moving: what is seen under the pointer now has to stay there.
        const auto held = axis.sampleAt(x);
        auto next = target;
        next.zoomAround(x, factor);
        next.show(held - x * next.samplesPerPixel(), next.samplesPerPixel());
        moveTo(next);
    }

    double zoomCentre() const
    {
        if (playhead)
            if (const auto x = axis.xOf(static_cast<double>(*playhead)); x >= 0.0 && x <= axis.width())
                return x;
        return axis.width() / 2.0;
    }

    void placePlayhead()
    {
        const auto x = playhead ? axis.xOf(static_cast<double>(*playhead)) : -100.0;
        playheadLine.setVisible(x > -10.0 && x < view.getWidth() + 10.0);
        if (playheadLine.isVisible())
            playheadLine.moveTo(x, TimeRuler::height - 7, view.getHeight());
    }

    void placeLoupe()
    {
        const auto isOn = (action == Action::mark || action == Action::edge) && audio != nullptr;
        loupe.setVisible(isOn);
        if (!isOn)
            return;
        loupe.setEdge(movingEdge, axis.samplesPerPixel());
        const auto x = static_cast<int>(axis.xOf(static_cast<double>(movingEdge))) - Loupe::width / 2;
        const auto y = TimeRuler::height + 28;
        loupe.setTopLeftPosition(juce::jlimit(8, std::max(8, view.getWidth() - Loupe::width - 8), x), y);
    }

    SampleIndex snapped(double x, bool isFree) const
    {
        const auto position = axis.edgeAt(x);
        if (isFree || !view.callbacks.snap)
            return position;
        const auto reach = static_cast<SampleIndex>(std::ceil(snapPixels * axis.samplesPerPixel()));
        return std::clamp<SampleIndex>(view.callbacks.snap(position, reach), 0, axis.length());
    }

    /** What is shown is the state with the range that is being dragged in place of the old one. */
    void showState()
    {
        auto shown = state;
        if (action == Action::mark || (action == Action::edge && !edge.region))
            shown.mark = dragged;
        else if (action == Action::edge)
            for (auto& region : shown.regions)
                if (region.id == *edge.region)
                    region.range = dragged;
        regions.setState(shown);
    }

    void drag(double x, bool isFree)
    {
        movingEdge = snapped(x, isFree);
        if (action == Action::mark)
        {
            const auto end = std::min(axis.length(), std::max(anchor, movingEdge));
            const auto start = std::min(anchor, movingEdge);
            dragged = {start, std::max<SampleIndex>(1, end - start)};
        }
        else
            dragged = edge.movedTo(movingEdge);
        showState();
        placeLoupe();
        if (view.callbacks.onDragging)
            view.callbacks.onDragging(dragged);
    }

    void endDrag()
    {
        const auto wasDragging = action == Action::mark || action == Action::edge;
        action = Action::none;
        placeLoupe();
        showState();
        if (wasDragging && view.callbacks.onDragging)
            view.callbacks.onDragging(std::nullopt);
    }

    void seek(double x)
    {
        if (view.callbacks.onSeek)
            view.callbacks.onSeek(axis.edgeAt(x));
    }

    void updateCursor(juce::Point<float> position)
    {
        const auto onEdge = position.y > TimeRuler::height && edgeUnder(state, axis, position.x);
        const auto onGhost = regions.ghostFlag().contains(position - regions.getPosition().toFloat());
        view.setMouseCursor(onGhost  ? juce::MouseCursor::PointingHandCursor
                            : onEdge ? juce::MouseCursor::LeftRightResizeCursor
                                     : juce::MouseCursor::NormalCursor);
    }

    TimelineView& view;
    TimelineSource* audio = nullptr;
    TimelineState state;
    TimelineShows shows = TimelineShows::both;
    TimeAxis axis, target; ///< what is seen, and where the glide leads
    std::optional<SampleIndex> playhead;
    bool follows = false, glides = true;
    double lastTick = 0.0;

    Action action = Action::none;
    double pressedX = 0.0, pannedX = 0.0;
    SampleIndex anchor = 0, movingEdge = 0;
    EdgeUnderPointer edge;
    SampleRange dragged;

    TimeRuler ruler;
    WaveformView waveform;
    SpectrogramView spectrogram;
    RegionLayer regions;
    FrequencyScale frequencies;
    PlayheadLine playheadLine;
    Loupe loupe;
};

TimelineView::TimelineView() : parts(std::make_unique<Parts>(*this))
{
    setTitle(TRANS("Timeline"));
    setDescription(TRANS("The recording along time: drag to mark a sound"));
    setWantsKeyboardFocus(true);
    addAndMakeVisible(parts->ruler);
    addAndMakeVisible(parts->waveform);
    addAndMakeVisible(parts->spectrogram);
    addAndMakeVisible(parts->regions);
    addAndMakeVisible(parts->frequencies);
    addChildComponent(parts->playheadLine);
    addChildComponent(parts->loupe);
}

TimelineView::~TimelineView() = default;

void TimelineView::setSource(TimelineSource* source)
{
    parts->endDrag();
    parts->setSource(source);
}

void TimelineView::setState(const TimelineState& state)
{
    parts->state = state;
    // What is dragged is gone, or something else has taken its place: a question that was answered meanwhile.
    if (parts->action == Parts::Action::edge && !isThere(parts->edge, state))
        parts->endDrag();
    parts->showState();
}

void TimelineView::setPlayhead(std::optional<SampleIndex> position)
{
    if (parts->playhead == position)
        return;
    parts->playhead = position;
    parts->placePlayhead();
    if (!position || !parts->follows || parts->action != Parts::Action::none)
        return;
    // Only a play head that runs out of what is seen is followed, not one that is far away.
    const auto width = static_cast<double>(getWidth());
    const auto x = parts->target.xOf(static_cast<double>(*position));
    if (x > followFrom * width && x < 1.2 * width)
    {
        auto next = parts->target;
        next.scrollBy(x - followTo * width);
        parts->moveTo(next);
    }
}

void TimelineView::setFollowsPlayhead(bool follows)
{
    parts->follows = follows;
}

void TimelineView::setShows(TimelineShows shows)
{
    parts->shows = shows;
    resized();
}

TimelineShows TimelineView::shows() const
{
    return parts->shows;
}

void TimelineView::setGlides(bool glides)
{
    parts->glides = glides;
}

const TimeAxis& TimelineView::axis() const
{
    return parts->axis;
}

void TimelineView::zoomIn()
{
    parts->zoomAround(parts->zoomCentre(), zoomStep);
}

void TimelineView::zoomOut()
{
    parts->zoomAround(parts->zoomCentre(), 1.0 / zoomStep);
}

void TimelineView::zoomAll()
{
    auto next = parts->target;
    next.showAll();
    parts->moveTo(next);
}

void TimelineView::zoomTo(const SampleRange& range)
{
    auto next = parts->target;
    next.showRange(range);
    parts->moveTo(next);
}

void TimelineView::zoomToSamples()
{
    constexpr auto pixelsPerSample = 12.0;
    parts->zoomAround(parts->zoomCentre(), 1.0 / pixelsPerSample / parts->target.samplesPerPixel());
}

void TimelineView::scrollBy(double shareOfWidth)
{
    auto next = parts->target;
    next.scrollBy(shareOfWidth * getWidth());
    parts->moveTo(next);
}

void TimelineView::reveal(const SampleRange& range)
{
    auto next = parts->target;
    next.reveal(range);
    parts->moveTo(next);
}

void TimelineView::showFrom(double firstSample)
{
    show(firstSample, parts->target.samplesPerPixel());
}

void TimelineView::show(double firstSample, double samplesPerPixel)
{
    parts->target.show(firstSample, samplesPerPixel);
    parts->jump();
}

void TimelineView::zoomAround(SampleIndex position, double factor)
{
    const auto x = parts->axis.xOf(static_cast<double>(position));
    if (x >= 0.0 && x <= getWidth())
        return parts->zoomAround(x, factor);
    auto next = parts->target;
    next.zoomAround(getWidth() / 2.0, factor);
    next.show(static_cast<double>(position) - getWidth() / 2.0 * next.samplesPerPixel(),
              next.samplesPerPixel());
    parts->moveTo(next);
}

void TimelineView::makeWaveformTaller(double factor)
{
    parts->waveform.setGain(juce::jlimit(0.25f, 64.0f, parts->waveform.gain() * static_cast<float>(factor)));
}

bool TimelineView::cancelDrag()
{
    if (parts->action == Parts::Action::none)
        return false;
    parts->endDrag();
    return true;
}

void TimelineView::resized()
{
    auto area = getLocalBounds();
    parts->ruler.setBounds(area.removeFromTop(TimeRuler::height));
    parts->regions.setBounds(area);
    parts->waveform.setVisible(parts->shows != TimelineShows::spectrogram);
    parts->spectrogram.setVisible(parts->shows != TimelineShows::waveform);
    if (parts->shows == TimelineShows::both)
    {
        const auto height = juce::roundToInt(waveformShare * static_cast<float>(area.getHeight()));
        parts->waveform.setBounds(area.removeFromTop(height));
        parts->spectrogram.setBounds(area.withTrimmedTop(1));
    }
    else
    {
        parts->waveform.setBounds(area);
        parts->spectrogram.setBounds(area);
    }
    parts->frequencies.setVisible(parts->spectrogram.isVisible());
    parts->frequencies.setBounds(parts->spectrogram.getBounds().removeFromRight(FrequencyScale::width));
    parts->target.setWidth(std::max(1, getWidth()));
    parts->jump();
}

void TimelineView::paint(juce::Graphics& g)
{
    g.fillAll(theme().line); // shows between waveform and spectrogram
}

void TimelineView::mouseMove(const juce::MouseEvent& event)
{
    parts->updateCursor(event.position);
}

void TimelineView::mouseDown(const juce::MouseEvent& event)
{
    auto& p = *parts;
    if (p.audio == nullptr || p.axis.length() == 0)
        return;
    const auto x = static_cast<double>(event.position.x);
    p.pressedX = p.pannedX = x;
    if (event.mods.isMiddleButtonDown())
    {
        p.action = Parts::Action::pan;
        return;
    }
    if (event.mods.isPopupMenu())
    {
        const auto* region = regionUnder(p.state, p.axis, x);
        if (callbacks.onContextMenu)
            callbacks.onContextMenu(region != nullptr ? std::optional(region->id) : std::nullopt,
                                    p.axis.edgeAt(x), event.getScreenPosition());
        return;
    }
    beginDragAutoRepeat(20); // so that a drag beyond an end goes on scrolling
    if (event.position.y < TimeRuler::height)
    {
        p.action = Parts::Action::seek;
        p.seek(x);
        return;
    }
    if (const auto edge = edgeUnder(p.state, p.axis, x); edge && !event.mods.isShiftDown())
    {
        p.action = Parts::Action::edge;
        p.edge = *edge;
        p.dragged = edge->range;
        p.movingEdge = edge->isStart ? edge->range.start : edge->range.end();
        p.placeLoupe();
        return;
    }
    p.action = Parts::Action::press;
}

void TimelineView::mouseDrag(const juce::MouseEvent& event)
{
    auto& p = *parts;
    const auto x = static_cast<double>(event.position.x);
    const auto isFree = event.mods.isAltDown();
    if (p.action == Parts::Action::press && std::abs(x - p.pressedX) > clickPixels)
    {
        p.anchor = p.snapped(p.pressedX, isFree);
        p.action = Parts::Action::mark;
    }
    if (p.action != Parts::Action::none && p.action != Parts::Action::pan)
        if (const auto beyond = x < 0.0 ? x : std::max(0.0, x - getWidth()); beyond != 0.0)
        {
            p.target.scrollBy(juce::jlimit(-40.0, 40.0, 0.5 * beyond));
            p.jump();
        }
    const auto within = std::clamp(x, 0.0, static_cast<double>(getWidth()));
    switch (p.action)
    {
    case Parts::Action::mark:
        p.drag(within, isFree);
        break;
    case Parts::Action::edge:
        if (std::abs(x - p.pressedX) >= 1.0 || p.dragged != p.edge.range)
            p.drag(within, isFree);
        break;
    case Parts::Action::seek:
        p.seek(within);
        break;
    case Parts::Action::pan:
        p.target.scrollBy(p.pannedX - x);
        p.pannedX = x;
        p.jump();
        break;
    case Parts::Action::none:
    case Parts::Action::press:
        break;
    }
}

void TimelineView::mouseUp(const juce::MouseEvent& event)
{
    auto& p = *parts;
    const auto action = p.action;
    const auto dragged = p.dragged;
    const auto edge = p.edge;
    p.endDrag();
    if (action == Parts::Action::mark && callbacks.onMark)
        callbacks.onMark(dragged);
    if (action == Parts::Action::edge && dragged != edge.range)
    {
        if (!edge.region && callbacks.onMarkEdited)
            callbacks.onMarkEdited(dragged);
        if (edge.region && callbacks.onEdgeDragged)
            callbacks.onEdgeDragged(*edge.region, dragged);
    }
    if (action == Parts::Action::press)
        click(event);
    p.updateCursor(event.position);
}

void TimelineView::click(const juce::MouseEvent& event)
{
    auto& p = *parts;
    const auto x = static_cast<double>(event.position.x);
    if (event.mods.isShiftDown() && (p.state.mark || p.playhead))
    {
        const auto position = p.snapped(x, event.mods.isAltDown());
        if (!p.state.mark)
        {
            if (callbacks.onMark && position != *p.playhead)
                callbacks.onMark(rangeBetween(position, *p.playhead));
            return;
        }
        const auto& mark = *p.state.mark;
        const auto isStart = std::abs(position - mark.start) < std::abs(position - mark.end());
        if (callbacks.onMarkEdited)
            callbacks.onMarkEdited(EdgeUnderPointer{std::nullopt, mark, isStart}.movedTo(position));
        return;
    }
    if (p.regions.ghostFlag().contains(event.position - p.regions.getPosition().toFloat()))
    {
        if (callbacks.onTakeGhost)
            callbacks.onTakeGhost();
        return;
    }
    const auto* region = regionUnder(p.state, p.axis, x);
    const auto id = region != nullptr ? std::optional(region->id) : std::nullopt;
    if (callbacks.onSelectRegion)
        callbacks.onSelectRegion(id);
    p.seek(x);
}

void TimelineView::mouseDoubleClick(const juce::MouseEvent& event)
{
    const auto* region = regionUnder(parts->state, parts->axis, event.position.x);
    if (event.position.y >= TimeRuler::height && region != nullptr && callbacks.onDoubleClickRegion)
        callbacks.onDoubleClickRegion(region->id);
}

void TimelineView::mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel)
{
    const auto vertical = static_cast<double>(wheel.deltaY), sideways = static_cast<double>(wheel.deltaX);
    if (event.mods.isCtrlDown() || event.mods.isCommandDown())
        return makeWaveformTaller(std::exp2(vertical * wheelDoublings));
    const auto scroll = event.mods.isShiftDown() ? (vertical != 0.0 ? vertical : sideways) : sideways;
    if (event.mods.isShiftDown() || std::abs(sideways) > std::abs(vertical))
    {
        auto next = parts->target;
        next.scrollBy(-scroll * wheelPixels);
        parts->moveTo(next);
        return;
    }
    parts->zoomAround(event.position.x, std::exp2(-vertical * wheelDoublings));
}

void TimelineView::mouseMagnify(const juce::MouseEvent& event, float factor)
{
    parts->zoomAround(event.position.x, 1.0 / static_cast<double>(std::max(0.1f, factor)));
}

bool TimelineView::keyPressed(const juce::KeyPress& key)
{
    return key == juce::KeyPress::escapeKey && cancelDrag();
}

std::unique_ptr<juce::AccessibilityHandler> TimelineView::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::group);
}
} // namespace reprise::app
