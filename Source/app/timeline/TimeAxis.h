#pragma once

#include "base/SampleRange.h"

namespace reprise::app
{
/** Which part of a recording is visible, and the way from pixels to samples and back.

    Sample n begins at pixel xOf (n); the range [start, end) covers the pixels from xOf (start) to xOf (end). One pixel
    is a logical one. The visible part never leaves the recording, and is at most the whole of it and at least so much
    that one sample is 32 pixels wide. */
class TimeAxis
{
public:
    static constexpr double leastSamplesPerPixel = 1.0 / 32.0;

    void setLength(SampleIndex samples);
    void setWidth(int pixels);

    SampleIndex length() const { return total; }
    int width() const { return pixels; }
    double firstSample() const { return first; }
    double samplesPerPixel() const { return scale; }

    /** First and last visible sample, the last one not included. */
    SampleRange visible() const;
    bool showsAll() const;

    double xOf(double sample) const { return (sample - first) / scale; }
    double sampleAt(double x) const { return first + x * scale; }

    /** The edge between samples that is nearest to a pixel: from 0 to length(). */
    SampleIndex edgeAt(double x) const;

    /** Zooms in for factors under 1. What is under pixel x stays under it, unless an end of the recording comes in. */
    void zoomAround(double x, double factor);
    void scrollBy(double pixelsToTheRight);
    void show(double firstVisibleSample, double samplesForOnePixel);

    /** Shows a range with free room on both sides, as a share of the width. */
    void showRange(const SampleRange& range, double room = 0.1);
    void showAll();

    /** Brings a range into view with the least movement; centred if it was wholly outside. Zooms out only for what is
        wider than the view. */
    void reveal(const SampleRange& range);

    bool operator==(const TimeAxis&) const = default;

private:
    void clamp();
    double mostSamplesPerPixel() const;

    SampleIndex total = 0;
    int pixels = 1;
    double first = 0.0, scale = 1.0;
};
} // namespace reprise::app
