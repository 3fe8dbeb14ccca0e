#pragma once

#include "audio/AudioFile.h"

#include <optional>

namespace reprise
{
/** What an MP3 or Opus file says about its beginning, and what the decoder therefore did. */
struct LossyStart
{
    /// samples before sample 0 that the decoder left out, at the file's rate; none: not known
    std::optional<SampleIndex> removedSamples = 0;
    bool lengthIsStated =
        true; ///< false: the length in the header is an estimate, or not that of the whole file
};

/** Looks into the first bytes of a file that was opened as `header` says. MP3: the Info or Xing tag with LAME's
    extension (http://gabriel.mp3-tech.org/mp3infotag.html), to whose delay decoders add their own of 529 samples;
    believed where the length the decoder arrives at agrees, for the whole file where it ends as the tag says. Opus: the pre-skip (RFC 7845, 5.1), counted at 48 kHz.
    Other formats have nothing to leave out. Throws nothing: what cannot be read is not known. */
LossyStart lossyStartOf(const AudioFileInfo& header);
} // namespace reprise
