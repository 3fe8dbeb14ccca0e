#pragma once

#include <algorithm>
#include <cstdint>

namespace reprise
{
/** Position or count on the time axis of a recording, per channel, at the recording's own sample rate. */
using SampleIndex = std::int64_t;

/** The half-open range [start, start + length) of a recording's samples. */
struct SampleRange
{
    SampleIndex start = 0;
    SampleIndex length = 0;

    SampleIndex end() const { return start + length; }
    bool overlaps(const SampleRange& other) const { return start < other.end() && other.start < end(); }

    /** Number of samples both ranges cover. */
    SampleIndex overlapWith(const SampleRange& other) const
    {
        return std::max<SampleIndex>(0, std::min(end(), other.end()) - std::max(start, other.start));
    }

    bool operator==(const SampleRange&) const = default;
};
} // namespace reprise
