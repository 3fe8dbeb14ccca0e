#pragma once

#include "app/timeline/TimeAxis.h"
#include "app/timeline/TimelineState.h"

namespace reprise::app
{
/** An edge that can be dragged. */
struct EdgeUnderPointer
{
    std::optional<juce::int64> region; ///< nothing: the mark's
    SampleRange range;                 ///< as it is now
    bool isStart = false;

    /** The range with this edge at a position; at least one sample long, the other edge stays. */
    SampleRange movedTo(SampleIndex position) const;
};

/** Whether what the edge belongs to is still in the state, where it was. */
bool isThere(const EdgeUnderPointer& edge, const TimelineState& state);

/** The draggable edge at most `reach` pixels from x: the nearest; of several at the same place the selected region's,
    then the mark's. */
std::optional<EdgeUnderPointer> edgeUnder(const TimelineState& state, const TimeAxis& axis, double x,
                                          double reach = 5.0);

/** The region at a pixel: the selected one, else the one in question, else the shortest; narrow ones are taken as 6
    pixels wide. Null: none. Valid as long as the state. */
const TimelineRegion* regionUnder(const TimelineState& state, const TimeAxis& axis, double x);

/** The range between two positions in any order; at least one sample long. */
SampleRange rangeBetween(SampleIndex a, SampleIndex b);
} // namespace reprise::app
