#pragma once

#include "app/look/StateShape.h"
#include "base/SampleRange.h"

#include <functional>
#include <optional>
#include <vector>

namespace reprise::app
{
/** A place on the timeline. Samples of the file, as everywhere in the timeline. */
struct TimelineRegion
{
    juce::int64 id = 0; ///< the owner's; given back by the callbacks
    SampleRange range;
    PlaceState state = PlaceState::predicted;
    juce::String label;    ///< what the flag says; empty: the state's word
    juce::Colour colour;   ///< of the sound; transparent: the state's own
    bool selected = false; ///< at most one
    bool editable = false; ///< its edges can be dragged

    bool operator==(const TimelineRegion&) const = default;
};

/** Everything the timeline and the overview strip show besides the audio itself. The play head moves too often to be
    part of it. */
struct TimelineState
{
    std::vector<TimelineRegion> regions; ///< in any order; later ones are drawn over earlier ones
    std::optional<SampleRange> mark;     ///< marked, and no sound yet; its edges can be dragged
    std::optional<SampleRange> ghost;    ///< a suggestion that can be taken
    juce::String ghostLabel;             ///< for example "tighter"

    bool operator==(const TimelineState&) const = default;
};

/** What a user does to the timeline. Every one may be left empty. Message thread. */
struct TimelineCallbacks
{
    /// a new range was dragged out, or shift-clicked from the play head. Never of no length.
    std::function<void(SampleRange)> onMark;
    /// an edge of the mark was moved and let go, or shift-clicked
    std::function<void(SampleRange)> onMarkEdited;
    /// an edge of an editable region was moved and let go
    std::function<void(juce::int64 id, SampleRange)> onEdgeDragged;
    /// the range while an edge or a new mark is being dragged, for numbers beside the timeline; nothing at its end
    std::function<void(std::optional<SampleRange>)> onDragging;
    /// a click that is no drag, and every move on the ruler
    std::function<void(SampleIndex)> onSeek;
    /// a click on a region (before its onSeek); nothing for a click beside all regions
    std::function<void(std::optional<juce::int64> id)> onSelectRegion;
    std::function<void(juce::int64 id)> onDoubleClickRegion;
    /// a click on the ghost's flag
    std::function<void()> onTakeGhost;
    std::function<void(std::optional<juce::int64> id, SampleIndex position, juce::Point<int> screenPosition)>
        onContextMenu;
    /// the visible range changed
    std::function<void(SampleRange)> onVisibleRange;
    /** The best position for an edge near `position`, at most `reach` samples away (about 8 pixels): a zero crossing,
        an onset. Give back `position` to leave it. Not asked while Alt is down. */
    std::function<SampleIndex(SampleIndex position, SampleIndex reach)> snap;
};
} // namespace reprise::app
