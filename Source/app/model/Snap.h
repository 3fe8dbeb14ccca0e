#pragma once

#include "app/panels/MarkPanel.h"
#include "app/timeline/TimelineSource.h"

namespace reprise::app
{
/** Where an edge near `position` is best put, at most `reach` samples away: on the zero crossing that is nearest, or
    where the level rises most within 2 ms. `position` itself where there is none, or where the samples are not at hand
    yet. */
SampleIndex snapped(TimelineSource& source, SnapMode mode, SampleIndex position, SampleIndex reach);
} // namespace reprise::app
