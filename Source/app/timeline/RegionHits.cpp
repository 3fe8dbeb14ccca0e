#include "app/timeline/RegionHits.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace reprise::app
{
SampleRange EdgeUnderPointer::movedTo(SampleIndex position) const
{
    if (isStart)
    {
        const auto start = std::min(position, range.end() - 1);
        return {start, range.end() - start};
    }
    return {range.start, std::max(position, range.start + 1) - range.start};
}

SampleRange rangeBetween(SampleIndex a, SampleIndex b)
{
    return {std::min(a, b), std::max<SampleIndex>(1, std::abs(b - a))};
}

bool isThere(const EdgeUnderPointer& edge, const TimelineState& state)
{
    if (!edge.region)
        return state.mark == edge.range;
    return std::any_of(state.regions.begin(), state.regions.end(),
                       [&](const TimelineRegion& region)
                       { return region.id == *edge.region && region.range == edge.range; });
}

std::optional<EdgeUnderPointer> edgeUnder(const TimelineState& state, const TimeAxis& axis, double x,
                                          double reach)
{
    std::optional<EdgeUnderPointer> best;
    auto bestRank = std::tuple{reach + 1.0, 3};
    const auto consider = [&](std::optional<juce::int64> region, const SampleRange& range, int preference)
    {
        for (const auto isStart : {true, false})
        {
            const auto edge = axis.xOf(static_cast<double>(isStart ? range.start : range.end()));
            const auto distance = std::abs(edge - x);
            // Whole pixels: edges at the same place must not be told apart by rounding.
            if (const auto rank = std::tuple{std::floor(distance), preference};
                distance <= reach && rank < bestRank)
            {
                bestRank = rank;
                best = EdgeUnderPointer{region, range, isStart};
            }
        }
    };
    if (state.mark)
        consider(std::nullopt, *state.mark, 1);
    for (const auto& region : state.regions)
        if (region.editable)
            consider(region.id, region.range, region.selected ? 0 : 2);
    return best;
}

const TimelineRegion* regionUnder(const TimelineState& state, const TimeAxis& axis, double x)
{
    const TimelineRegion* best = nullptr;
    const auto rankOf = [](const TimelineRegion& r) {
        return std::tuple{!r.selected, r.state != PlaceState::asked, r.range.length};
    };
    for (const auto& region : state.regions)
    {
        const auto start = axis.xOf(static_cast<double>(region.range.start));
        const auto end = axis.xOf(static_cast<double>(region.range.end()));
        const auto room = std::max(0.0, (6.0 - (end - start)) / 2.0);
        if (x >= start - room && x <= end + room && (best == nullptr || rankOf(region) < rankOf(*best)))
            best = &region;
    }
    return best;
}
} // namespace reprise::app
