#include "app/timeline/TimeAxis.h"

#include <cmath>

namespace reprise::app
{
void TimeAxis::setLength(SampleIndex samples)
{
    const auto whole = showsAll();
    total = std::max<SampleIndex>(0, samples);
    if (whole)
        showAll();
    else
        clamp();
}

void TimeAxis::setWidth(int newPixels)
{
    const auto whole = showsAll();
    pixels = std::max(1, newPixels);
    if (whole)
        showAll();
    else
        clamp();
}

SampleRange TimeAxis::visible() const
{
    const auto start = std::clamp<SampleIndex>(static_cast<SampleIndex>(std::floor(first)), 0, total);
    const auto end =
        std::clamp<SampleIndex>(static_cast<SampleIndex>(std::ceil(sampleAt(pixels))), start, total);
    return {start, end - start};
}

bool TimeAxis::showsAll() const
{
    return scale >= mostSamplesPerPixel();
}

SampleIndex TimeAxis::edgeAt(double x) const
{
    return std::clamp<SampleIndex>(std::llround(sampleAt(x)), 0, total);
}

void TimeAxis::zoomAround(double x, double factor)
{
    const auto held = sampleAt(x);
    scale = std::clamp(scale * factor, leastSamplesPerPixel, mostSamplesPerPixel());
    first = held - x * scale;
    clamp();
}

void TimeAxis::scrollBy(double pixelsToTheRight)
{
    first += pixelsToTheRight * scale;
    clamp();
}

void TimeAxis::show(double firstVisibleSample, double samplesForOnePixel)
{
    scale = samplesForOnePixel;
    first = firstVisibleSample;
    clamp();
}

void TimeAxis::showRange(const SampleRange& range, double room)
{
    const auto length = static_cast<double>(std::max<SampleIndex>(1, range.length));
    const auto wanted = length / ((1.0 - 2.0 * room) * pixels);
    scale = std::clamp(wanted, leastSamplesPerPixel, mostSamplesPerPixel());
    first = static_cast<double>(range.start) + 0.5 * length - 0.5 * pixels * scale;
    clamp();
}

void TimeAxis::showAll()
{
    scale = mostSamplesPerPixel();
    first = 0.0;
}

void TimeAxis::reveal(const SampleRange& range)
{
    const auto start = static_cast<double>(range.start), end = static_cast<double>(range.end());
    // What does not fit is no use without its edges.
    if (end - start > pixels * scale)
        return showRange(range);
    const auto span = pixels * scale;
    const auto room = 0.05 * span;
    if (end < first || start > first + span)
        first = 0.5 * (start + end) - 0.5 * span;
    else if (start < first)
        first = start - room;
    else if (end > first + span)
        first = end - span + room;
    clamp();
}

void TimeAxis::clamp()
{
    scale = std::clamp(scale, leastSamplesPerPixel, mostSamplesPerPixel());
    first = std::clamp(first, 0.0, std::max(0.0, static_cast<double>(total) - pixels * scale));
}

double TimeAxis::mostSamplesPerPixel() const
{
    return std::max(leastSamplesPerPixel, static_cast<double>(total) / pixels);
}
} // namespace reprise::app
