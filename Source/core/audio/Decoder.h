#pragma once

#include "audio/MpegDecoder.h"
#include "audio/SoundStream.h"
#include "base/SampleRange.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reprise
{
/** An open audio file with the library that reads it to its end: libsndfile, or libmpg123 for MPEG audio.

    Samples   Interleaved; buffers hold a multiple of the channel count. Floating point: full scale is 1. Whole numbers:
              PCM of up to 32 bits in the highest bits; floating-point audio must not be read so.
    Errors    FileError where the file cannot be opened as audio; what is wrong later ends the samples and is in
              fault(). That `path` is a regular file that may be read has to be known.
    Threads   one thread at a time for one object. */
class Decoder
{
public:
    explicit Decoder(const std::filesystem::path& path);
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;
    ~Decoder();

    /** What the header states, in libsndfile's terms for MPEG, too, which may lie in a WAV file. */
    const SF_INFO& info() const { return stated; }

    bool isMpeg() const { return mpeg.has_value(); }

    /** Library and version whose sample positions these are. */
    std::string name() const;

    /** Read the next samples and return how many per channel; 0 at the end or at a fault. */
    SampleIndex read(std::span<float> interleaved);
    SampleIndex read(std::span<double> interleaved);
    SampleIndex read(std::span<std::int32_t> interleaved);

    /** Moves to a sample position; false when the file cannot be positioned. */
    bool seek(SampleIndex sample);

    /** The disk, or whatever the file lies on, failed, for which fault() has the reason. */
    bool cannotBeRead() const { return mpeg ? mpeg->cannotBeRead() : !input->fault().empty(); }

    /** Why there are no more samples; empty: the audio has ended. */
    std::string fault() const;

    /** Positions of the cue points libsndfile sees. */
    std::vector<SampleIndex> cuePositions() const;

private:
    SF_INFO stated{};
    std::optional<MpegDecoder> mpeg; ///< reads instead of `file`, if there is one
    std::unique_ptr<SoundStream> input;
    SoundHandle file; ///< after `input`, which it reads
};
} // namespace reprise
