#pragma once

#include "base/Progress.h"
#include "base/SampleRange.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace reprise
{
class Decoder;

/** What is known about an audio file without its samples. */
struct AudioFileInfo
{
    std::filesystem::path path;
    int sampleRateHz = 0;
    int channels = 0;
    /// per channel; from the header (0: not stated, or only guessed) until the file is decoded, then the number
    /// decoded
    SampleIndex samples = 0;
    std::string container; ///< for example "WAV (Microsoft)"
    std::string encoding;  ///< for example "Signed 16 bit PCM"
    std::string decoder;   ///< library and version whose sample positions these are
    /// samples before sample 0 that the decoder left out as the file asks it to; none: not known
    std::optional<SampleIndex> startDelaySamples = {};

    double seconds() const { return sampleRateHz > 0 ? static_cast<double>(samples) / sampleRateHz : 0.0; }
};

/** MP3 and its kin, whose headers state lengths that decoders miss by up to two frames, if any. */
bool isMpeg(const AudioFileInfo& info);

/** Reads any file libsndfile understands: WAV (RF64 and float included), AIFF, FLAC, Ogg Vorbis, Opus, MP3
    ...

    Positions Sample 0 is the first sample the decoder delivers. Lossy decoders that know an encoder's start
              delay have removed it already; `AudioFileInfo::decoder` says whose count it is and
              `startDelaySamples` how much was removed.
    Lengths   MP3 files without an Info or Xing tag, and those that something was joined to, state none: 0 until
              they are decoded, and no telling whether one was cut short.
    Errors    FileError with the file, the reason and, where there is one, what to do: missing, a folder or
              device, not audio, no samples, a sample that is not a number, damaged or cut short, more audio
              behind the end that cannot be decoded.
    Threads   one thread at a time for one object. */
class AudioFile
{
public:
    /** Opens the file and reads its header. */
    explicit AudioFile(const std::filesystem::path& path);
    ~AudioFile();
    AudioFile(AudioFile&&) noexcept;
    AudioFile& operator=(AudioFile&&) noexcept;

    const AudioFileInfo& info() const { return fileInfo; }

    /** Reads the next samples, interleaved, and returns how many per channel were read; 0 at the end of the
        file. The buffer's size must be a multiple of the channel count. Throws FileError on NaN, infinity or more
        than 2^31 times full scale, and at the end where the decoder ended before the length the header states (positions
        after a gap would be wrong), or before the audio: an Ogg file of several streams, an MP3 whose sample rate
        changes. */
    SampleIndex read(std::span<float> interleaved);

    /** The same samples as they are kept, whatever their values: floating point, or PCM of up to 32 bits in the highest
        bits of whole numbers, which floating-point and lossy audio cannot be read as. */
    SampleIndex readExact(std::span<double> interleaved);
    SampleIndex readExact(std::span<std::int32_t> interleaved);

    /** Moves to a sample position; false when the file cannot be positioned. Whoever reads to the end from elsewhere than
        the beginning is not told of streams behind it. */
    bool seek(SampleIndex sample);

    /** Throws FileError where other streams follow the one that is decoded. Reads the whole file. */
    void requireOneStream() const;

    const Decoder& decoder() const { return *source; }

private:
    SampleIndex advance(SampleIndex count);
    void requireWhole() const;

    AudioFileInfo fileInfo;
    std::unique_ptr<Decoder> source;
    bool isReadThrough = true; ///< from the beginning

    SampleIndex position = 0, headerSamples = 0;
};

/** Opens a file anew that was opened before. Throws FileError, also where it has other channels or another rate by now.
 */
AudioFile reopen(const AudioFileInfo& known);

/** What a file is, with its true length: decoded and counted where the header states none or isMpeg(). Throws as
    AudioFile does; Cancelled. Reports no fraction. */
AudioFileInfo countedInfo(const std::filesystem::path& path, const Progress& progress = {});

/** Lower-case hexadecimal SHA-256 of a file's bytes. Throws FileError when it cannot be read; Cancelled. */
std::string sha256OfFile(const std::filesystem::path& path, const Progress& progress = {});
} // namespace reprise
