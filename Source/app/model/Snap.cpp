#include "app/model/Snap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace reprise::app
{
namespace
{
/** So far an edge may jump at most, however far the view is zoomed out. */
constexpr double mostSeconds = 0.05;

/** The mean of the curves from `first` on; empty unless all of it is at hand. */
std::vector<float> samplesAt(TimelineSource& source, SampleIndex first, SampleIndex count)
{
    std::vector<float> samples;
    samples.reserve(static_cast<std::size_t>(count));
    for (auto at = first; at < first + count; ++at)
    {
        const auto block = source.block(at / TimelineSource::blockSamples);
        if (!block)
            return {};
        const auto end = std::min(first + count, block->start + block->length());
        if (end <= at)
            return {};
        for (; at < end; ++at)
        {
            auto sum = 0.0f;
            for (const auto& curve : block->curves)
                sum += curve[static_cast<std::size_t>(at - block->start)];
            samples.push_back(sum / static_cast<float>(block->curves.size()));
        }
        --at;
    }
    return samples;
}

SampleIndex nearestCrossing(const std::vector<float>& samples, SampleIndex first, SampleIndex position)
{
    auto best = position;
    auto distance = std::numeric_limits<SampleIndex>::max();
    for (std::size_t i = 1; i < samples.size(); ++i)
    {
        if ((samples[i - 1] < 0.0f) == (samples[i] < 0.0f))
            continue;
        const auto at = first + static_cast<SampleIndex>(i);
        if (std::abs(at - position) < distance)
        {
            distance = std::abs(at - position);
            best = at;
        }
    }
    return best;
}

SampleIndex steepestRise(const std::vector<float>& samples, SampleIndex first, SampleIndex position,
                         std::size_t width)
{
    std::vector<double> sums(samples.size() + 1, 0.0);
    for (std::size_t i = 0; i < samples.size(); ++i)
        sums[i + 1] = sums[i] + static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
    auto best = position;
    auto steepest = 0.0;
    for (auto i = width; i + width < sums.size(); ++i)
    {
        const auto rise = (sums[i + width] - sums[i]) - (sums[i] - sums[i - width]);
        if (rise > steepest)
        {
            steepest = rise;
            best = first + static_cast<SampleIndex>(i);
        }
    }
    return best;
}
} // namespace

SampleIndex snapped(TimelineSource& source, SnapMode mode, SampleIndex position, SampleIndex reach)
{
    if (mode == SnapMode::off)
        return position;
    const auto width = std::max<SampleIndex>(1, source.sampleRateHz() / 500);
    const auto limit = std::min(reach, static_cast<SampleIndex>(mostSeconds * source.sampleRateHz()));
    const auto margin = mode == SnapMode::onset ? width : 1;
    const auto first = std::max<SampleIndex>(0, position - limit - margin);
    const auto end = std::min(source.length(), position + limit + margin);
    if (end <= first)
        return position;
    const auto samples = samplesAt(source, first, end - first);
    if (samples.empty())
        return position;
    return mode == SnapMode::onset ? steepestRise(samples, first, position, static_cast<std::size_t>(width))
                                   : nearestCrossing(samples, first, position);
}
} // namespace reprise::app
