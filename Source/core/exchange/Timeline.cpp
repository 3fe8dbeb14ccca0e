#include "exchange/Timeline.h"

#include "base/Errors.h"

#include <cmath>

namespace reprise
{
TimelinePosition timelinePosition(SampleIndex sample, int rateHz, const ExportOptions& options)
{
    TimelinePosition position;
    position.sample = sample + options.offsetSamples;
    position.seconds = static_cast<double>(position.sample) / rateHz;
    if (options.frameRate)
        position.frame = position.seconds * *options.frameRate;
    if (options.grid)
    {
        const auto& grid = *options.grid;
        const auto fromFirst = static_cast<double>(sample) / rateHz - grid.firstBeatSeconds;
        // To nine decimals: a beat that is hit exactly must not be 4.9999999999 of the bar before.
        const auto beats = std::round(fromFirst * grid.beatsPerMinute / 60.0 * 1e9) / 1e9;
        const auto bars = std::floor(beats / grid.beatsPerBar);
        position.bar = static_cast<std::int64_t>(bars) + 1;
        position.beat = beats - bars * grid.beatsPerBar + 1.0;
    }
    return position;
}

void checkTimeline(const ExportOptions& options)
{
    const auto isIn = [](double value, double least, double most) { return value >= least && value <= most; };
    if (options.frameRate && !isIn(*options.frameRate, 1.0, 1000.0))
        throw InvalidSettings("the frame rate must be from 1 to 1000 frames a second");
    if (!options.grid)
        return;
    if (!isIn(options.grid->beatsPerMinute, 1.0, 1000.0))
        throw InvalidSettings("the tempo must be from 1 to 1000 beats a minute");
    if (options.grid->beatsPerBar < 1 || options.grid->beatsPerBar > 64)
        throw InvalidSettings("a bar must have from 1 to 64 beats");
    if (!isIn(options.grid->firstBeatSeconds, -1e6, 1e6))
        throw InvalidSettings("the first beat must lie within a million seconds of the start");
}
} // namespace reprise
