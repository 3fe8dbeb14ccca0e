#pragma once

#include "audio/AudioFile.h"
#include "session/RetrievalSession.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprise
{
/** One place in a recording with what is known about it: a line of an export or of an import. */
struct Annotation
{
    SampleRange range; ///< at the file's own rate; length 0: an instant
    HitState state = HitState::confirmed;
    float confidence = 1.0f; ///< 0 ... 1
    std::string label;       ///< UTF-8; may be empty
    std::string sound;       ///< UTF-8 name of the sound it is an occurrence of; may be empty
    std::optional<std::uint32_t> colour = {}; ///< 0xRRGGBB
    bool isQuery = false;                     ///< the place that was marked

    bool operator==(const Annotation&) const = default;
};

/** What every interchange format carries more or less of: places in one recording. */
struct Annotations
{
    AudioFileInfo audio;     ///< `sampleRateHz` is the rate of all positions
    std::string audioSha256; ///< lower-case hexadecimal; empty: not known
    std::vector<Annotation> items;
};
} // namespace reprise
