#include "app/timeline/RegionHits.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;

namespace
{
/** 10 samples a pixel from sample 0. */
TimeAxis tenSamplesPerPixel()
{
    TimeAxis axis;
    axis.setWidth(1000);
    axis.setLength(10'000);
    axis.showAll();
    return axis;
}

TimelineRegion region(juce::int64 id, SampleRange range, PlaceState state = PlaceState::confirmed)
{
    TimelineRegion made;
    made.id = id;
    made.range = range;
    made.state = state;
    made.editable = true;
    return made;
}
} // namespace

TEST_CASE("The nearest draggable edge is found within reach", "[app][timeline][regions]")
{
    TimelineState state;
    state.regions = {region(1, {1000, 1000}), region(2, {5000, 500})};
    state.regions.push_back(region(3, {7000, 1000}, PlaceState::predicted));
    state.regions.back().editable = false;
    const auto axis = tenSamplesPerPixel();

    const auto start = edgeUnder(state, axis, 103.0);
    REQUIRE(start);
    CHECK((start->region == 1 && start->isStart));
    const auto end = edgeUnder(state, axis, 546.0);
    REQUIRE(end);
    CHECK((end->region == 2 && !end->isStart));
    CHECK_FALSE(edgeUnder(state, axis, 150.0));
    CHECK_FALSE(edgeUnder(state, axis, 700.0));
}

TEST_CASE("Of edges at one place the selected region's comes first and then the mark's",
          "[app][timeline][regions]")
{
    TimelineState state;
    state.regions = {region(1, {1000, 1000}), region(2, {2000, 1000})};
    state.mark = SampleRange{2000, 300};
    const auto axis = tenSamplesPerPixel();
    CHECK_FALSE(edgeUnder(state, axis, 200.0)->region.has_value());
    state.regions[1].selected = true;
    CHECK(edgeUnder(state, axis, 200.0)->region == 2);
}

TEST_CASE("A moved edge leaves the other one and at least one sample", "[app][timeline][regions]")
{
    const EdgeUnderPointer start{1, {1000, 500}, true}, end{1, {1000, 500}, false};
    CHECK(start.movedTo(900) == SampleRange{900, 600});
    CHECK(start.movedTo(2000) == SampleRange{1499, 1});
    CHECK(end.movedTo(2000) == SampleRange{1000, 1000});
    CHECK(end.movedTo(0) == SampleRange{1000, 1});
}

TEST_CASE("A click takes the selected region and then the asked and then the shortest",
          "[app][timeline][regions]")
{
    TimelineState state;
    state.regions = {region(1, {1000, 4000}), region(2, {2000, 1000}),
                     region(3, {1500, 3000}, PlaceState::asked)};
    const auto axis = tenSamplesPerPixel();
    CHECK(regionUnder(state, axis, 250.0)->id == 3);
    CHECK(regionUnder(state, axis, 120.0)->id == 1);
    state.regions[1].selected = true;
    CHECK(regionUnder(state, axis, 250.0)->id == 2);
    CHECK(regionUnder(state, axis, 700.0) == nullptr);

    state.regions = {region(4, {6000, 2})}; // a fifth of a pixel
    CHECK(regionUnder(state, axis, 602.0) != nullptr);
}
