#include "app/timeline/TimeAxis.h"

#include "app/timeline/TimeRuler.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;

namespace
{
TimeAxis axisOf(SampleIndex length, int width)
{
    TimeAxis axis;
    axis.setWidth(width);
    axis.setLength(length);
    axis.showAll();
    return axis;
}
} // namespace

TEST_CASE("Pixels and samples are each other's inverse at every zoom", "[app][timeline][axis]")
{
    auto axis = axisOf(1'728'000'000, 1000); // ten hours at 48 kHz
    for (int i = 0; i < 40; ++i)
    {
        for (const auto x : {0.0, 17.25, 500.0, 999.0})
            CHECK(axis.xOf(axis.sampleAt(x)) == Approx(x).margin(1e-4));
        axis.zoomAround(400.0, 0.6);
    }
    CHECK(axis.samplesPerPixel() == TimeAxis::leastSamplesPerPixel);
    const auto edge = axis.edgeAt(320.0);
    CHECK(axis.edgeAt(axis.xOf(static_cast<double>(edge))) == edge);
}

TEST_CASE("Zooming keeps what is under the pointer unless an end comes in", "[app][timeline][axis]")
{
    auto axis = axisOf(10'000'000, 800);
    axis.zoomAround(300.0, 0.01);
    for (const auto factor : {0.5, 0.3, 1.7, 0.9, 2.0})
    {
        const auto held = axis.sampleAt(123.0);
        axis.zoomAround(123.0, factor);
        CHECK(axis.sampleAt(123.0) == Approx(held).epsilon(1e-12));
    }
    axis.zoomAround(700.0, 1e9);
    CHECK(axis.showsAll());
    CHECK(axis.visible() == SampleRange{0, 10'000'000});
}

TEST_CASE("The visible part never leaves the recording", "[app][timeline][axis]")
{
    auto axis = axisOf(100'000, 500);
    axis.zoomAround(0.0, 0.1);
    axis.scrollBy(-1e6);
    CHECK(axis.firstSample() == 0.0);
    axis.scrollBy(1e6);
    CHECK(axis.visible().end() == 100'000);
    CHECK(axis.edgeAt(1e9) == 100'000);
    CHECK(axis.edgeAt(-1e9) == 0);

    auto none = axisOf(0, 500);
    none.zoomAround(10.0, 0.5);
    none.scrollBy(100.0);
    CHECK(none.visible() == SampleRange{0, 0});
}

TEST_CASE("A range is shown whole with room beside it", "[app][timeline][axis]")
{
    auto axis = axisOf(1'000'000, 1000);
    axis.showRange({400'000, 8'000}, 0.1);
    CHECK(axis.xOf(400'000) == Approx(100.0));
    CHECK(axis.xOf(408'000) == Approx(900.0));
}

TEST_CASE("Revealing moves only as far as needed", "[app][timeline][axis]")
{
    auto axis = axisOf(1'000'000, 1000);
    axis.show(100'000, 10.0);
    const auto before = axis;
    axis.reveal({102'000, 1000});
    CHECK(axis == before);
    axis.reveal({109'500, 1000}); // sticks out on the right
    CHECK(axis.xOf(110'500) == Approx(950.0));
    axis.reveal({500'000, 1000}); // far away: comes to the middle
    CHECK(axis.xOf(500'500) == Approx(500.0));
    CHECK(axis.samplesPerPixel() == 10.0);
    axis.reveal({500'000, 20'000}); // wider than the view: both edges are to be seen
    CHECK(axis.xOf(500'000) == Approx(100.0));
    CHECK(axis.xOf(520'000) == Approx(900.0));
}

TEST_CASE("Growing recordings stay wholly visible when they were", "[app][timeline][axis]")
{
    auto axis = axisOf(1000, 100);
    axis.setLength(50'000);
    CHECK(axis.showsAll());
    axis.zoomAround(50.0, 0.5);
    const auto scale = axis.samplesPerPixel();
    axis.setLength(100'000);
    CHECK(axis.samplesPerPixel() == scale);
}

TEST_CASE("The ruler has round steps that leave room for their labels", "[app][timeline][ruler]")
{
    for (double secondsPerPixel = 1e-7; secondsPerPixel < 100.0; secondsPerPixel *= 1.37)
    {
        const auto steps = TimeRuler::stepsFor(secondsPerPixel, 80.0);
        INFO(secondsPerPixel);
        CHECK(steps.labelSeconds >= 80.0 * secondsPerPixel * (1.0 - 1e-9));
        CHECK(steps.labelSeconds <= 80.0 * secondsPerPixel * 2.6 + 1e-6);
    }
    CHECK(TimeRuler::stepsFor(0.01, 80.0).labelSeconds == 1.0);
    CHECK(TimeRuler::labelFor(65.0, 0) == "1:05");
    CHECK(TimeRuler::labelFor(3723.0, 0) == "1:02:03");
    CHECK(TimeRuler::labelFor(1.25, 3) == "0:01.250");
    CHECK(TimeRuler::labelFor(59.9999999, 3) == "1:00.000");
}
