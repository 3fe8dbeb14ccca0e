#pragma once

#include "exchange/Format.h"

namespace reprise
{
/** Writes a WAV copy of `annotations.audio.path` with the annotations as cue points.

    Audio     A WAV or RF64 file is copied chunk by chunk: its audio and everything else it holds (BWF's "bext",
              iXML ...) stay as they are to the byte; cue points and labels it had are replaced. Anything else is
              decoded: PCM and float keep their values and depth, lossy formats become 32-bit float; the rate is the
              file's.
    Chunks    "cue ": ids from 1, the sample in both position fields. "LIST adtl" for each: "labl", the label or the
              sound's name; "ltxt" with purpose "rgn " and the length, unless it is an instant; "note" with what there
              is to say beyond that, as JSON.
    Size      RF64 once the file would exceed `largestRiff` bytes.
    Errors    OutputError; FileError when the audio cannot be read or is not what the annotations say;
              InvalidSettings for positions of 2^32 samples and above, which cue points cannot hold. */
WriteReport writeWavWithCues(const Annotations& annotations, const std::filesystem::path& out,
                             const Progress& progress = {}, std::uint64_t largestRiff = 0xffffffff);

/** Reads the cue points of any WAV file, with labels, notes and regions where it has them. Text that is no UTF-8
    is taken for Windows-1252. Without a recording in the options the file's own audio is the recording.
    Throws FileError, quickly, for chunks that lie about their size, and where cue points that share texts are given
    more than 64 MiB of them. */
Annotations readWavCues(const std::filesystem::path& path, const ImportOptions& options);
} // namespace reprise
