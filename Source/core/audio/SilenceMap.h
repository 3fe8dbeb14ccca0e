#pragma once

#include "audio/Recording.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace reprise
{
/** Where a recording has no sound at all, in blocks of 64 samples of the analysis signal. Immutable. */
class SilenceMap
{
public:
    /** Throws Cancelled when cancelled. */
    explicit SilenceMap(const Recording& recording, const Progress& progress = {});

    /** One that was made of the same recording before: what level() and counts() returned. */
    SilenceMap(const Recording& recording, float level, std::span<const std::uint32_t> counts);

    /** True when every block inside the excerpt (samples of the file) is silent, apart from its first and last
        20 ms (at most a tenth each): what sounds only there is a neighbour's, or the resampler's ringing. False
        for excerpts too short to hold a block. */
    bool isSilent(const SampleRange& excerpt) const;

    /** RMS around the mean at or under which a stretch has no sound, digital silence or a constant level: -100 dB
        of full scale, or 80 dB under the whole recording where that is quieter. */
    float level() const { return silence; }

    /** Blocks with sound before each block, and in all. */
    std::span<const std::uint32_t> counts() const { return soundingBefore; }

private:
    float silence = 0.0f;
    double samplesPerBlock, edgeSamples;       ///< of the file
    std::vector<std::uint32_t> soundingBefore; ///< blocks with sound before each block; one more than blocks
};

/** The recording's own map, or a new one where it has none. Throws Cancelled. */
std::shared_ptr<const SilenceMap> silenceMapOf(const Recording& recording, const Progress& progress = {});
} // namespace reprise
