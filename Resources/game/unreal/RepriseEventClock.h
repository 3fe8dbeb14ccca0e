// SPDX-License-Identifier: 0BSD
// Copyright (C) 2026 The Reprise developers. Free to copy, change and ship, without conditions.

#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace reprise_game
{
/** An event as the events JSON names it. Samples are the truth, seconds are derived. */
struct Event
{
    std::int64_t sample = 0, endSample = 0;
    float confidence = 0.0f;
    std::string state, label, sound; ///< UTF-8
};

/** Calls back for what lies between one playback position and the next, in samples of the recording. An event is
    reached once playback is past its first sample, so one at sample 0 is reached right after the start and again after
    each loop. Knows nothing of the engine. One thread at a time; the callback may call seek(). */
class EventClock
{
public:
    /** Clocks of mixers step back by a few milliseconds; a longer step back is a loop or a seek. */
    static constexpr double jitterSeconds = 0.1;

    EventClock() = default;

    EventClock(std::vector<Event> eventList, double rateHz, double recordingSamples)
        : events(std::move(eventList)), sampleRate(rateHz), sampleCount(recordingSamples)
    {
        std::stable_sort(events.begin(), events.end(),
                         [](const Event& a, const Event& b) { return a.sample < b.sample; });
    }

    double sampleRateHz() const { return sampleRate; }
    double samples() const { return sampleCount; }

    /** `loops`: a step back means that the sound began again, and not a seek. */
    void advance(double position, bool loops, const std::function<void(const Event&)>& reach)
    {
        if (position < reached)
        {
            if (position < 0.0 || reached - position < jitterSeconds * sampleRate)
                return;
            if (loops)
                reachUntil(sampleCount, reach);
            seek(loops ? 0.0 : position);
        }
        reachUntil(position, reach);
    }

    /** Goes on from a position without calling back for what lies before it. */
    void seek(double position)
    {
        reached = position;
        next = 0;
        while (next < events.size() && static_cast<double>(events[next].sample) < position)
            ++next;
    }

private:
    void reachUntil(double position, const std::function<void(const Event&)>& reach)
    {
        reached = position;
        while (next < events.size() && static_cast<double>(events[next].sample) < position)
        {
            ++next;
            reach(events[next - 1]);
        }
    }

    std::vector<Event> events;
    double sampleRate = 0.0, sampleCount = 0.0, reached = 0.0;
    std::size_t next = 0;
};
} // namespace reprise_game
