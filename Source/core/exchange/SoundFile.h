#pragma once

#include "audio/AudioFile.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <variant>
#include <vector>

namespace reprise
{
/** How samples are kept in a file. */
enum class SoundEncoding
{
    pcm8,
    pcm16,
    pcm24,
    pcm32,
    float32,
    float64
};

int bytesPerSample(SoundEncoding encoding);

enum class SoundContainer
{
    wav,
    rf64,
    flac ///< at most 24 bits
};

/** Interleaved samples without loss: PCM of up to 32 bits in the highest bits of an int, or floating point. */
using SoundBlock = std::variant<std::vector<std::int32_t>, std::vector<double>>;

inline constexpr SampleIndex soundBlockSamples = 1 << 14;

/** Reads a file's samples as they are, where AudioFile reads them as the analysis wants them.
    Errors   FileError as AudioFile, also for a file that ends before its header says.
    Threads  one thread at a time for one object. */
class SoundReader
{
public:
    explicit SoundReader(const std::filesystem::path& path);

    int channels() const;
    int sampleRateHz() const;
    SampleIndex samples() const; ///< as the header states; 0: not stated

    /** That keeps every value: PCM's own depth, 32-bit float for lossy codecs. */
    SoundEncoding encoding() const;

    /** WAV, RF64 and kin, whatever the encoding inside. */
    bool isWav() const;

    /** Throws FileError when this is not the recording that positions were counted in. */
    void requireRecording(const AudioFileInfo& recording) const;

    /** Reads at most `count` samples; 0 at the end. */
    SampleIndex read(SoundBlock& block, SampleIndex count);

    /** Moves on to a later sample: by seeking where that is exact, else by decoding. */
    void skipTo(SampleIndex sample);

    /** Where libsndfile sees cue points. */
    std::vector<SampleIndex> cuePositions() const;

private:
    AudioFile file;
    SampleIndex position = 0;
};

/** Writes samples as they are; floating point beyond full scale is clipped where the encoding is PCM.
    Errors   OutputError; InvalidSettings for what the container cannot hold. */
class SoundWriter
{
public:
    SoundWriter(const std::filesystem::path& path, SoundContainer container, SoundEncoding encoding,
                int channels, int sampleRateHz);
    ~SoundWriter();
    SoundWriter(SoundWriter&&) noexcept;

    void write(const SoundBlock& block);

    /** Completes the file; without it the file is not whole. */
    void finish();

private:
    struct Handle;
    std::filesystem::path path;
    std::unique_ptr<Handle> handle;
};
} // namespace reprise
