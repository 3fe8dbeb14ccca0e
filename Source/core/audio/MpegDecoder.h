#pragma once

#include "base/SampleRange.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace reprise
{
/** Decodes MPEG audio to its end with libmpg123. libsndfile, which uses the same library, stops at the length it
    expects: what the Info or Xing tag states, which leaves out what was joined to a file, or an estimate from the size
    of the first frames, which is far off where the bit rate varies and no tag says so.

    Positions Sample 0 as libsndfile has it: the same library removes the same start delay.
    Errors    Throws only where memory fails; what is wrong ends the samples and is in `fault`, also when nothing can be
              read at all.
    Threads   one thread at a time for one object. */
class MpegDecoder
{
public:
    /** Of the first frame. */
    struct Format
    {
        int sampleRateHz = 0;
        int channels = 0;
        int layer = 3;
        SampleIndex expectedSamples = 0; ///< by a tag, or guessed; 0: not known
    };

    /** Whether a file is MPEG audio by its beginning (behind tags), or, where that tells nothing, by its name. */
    static bool canTell(const std::filesystem::path& path);

    explicit MpegDecoder(const std::filesystem::path& path);
    MpegDecoder(MpegDecoder&&) noexcept;
    MpegDecoder& operator=(MpegDecoder&&) noexcept;
    ~MpegDecoder();

    const Format& format() const { return first; }

    /** Reads the next samples, interleaved, and returns how many per channel were read; 0 at the end or at a fault. */
    SampleIndex read(std::span<float> interleaved);

    /** Moves to a sample position; false when the file cannot be positioned. */
    bool seek(SampleIndex sample);

    /** Why there are no more samples, for example another sample rate; empty: the audio has ended. */
    const std::string& fault() const { return reason; }

    /** The disk failed; fault() has its reason. */
    bool cannotBeRead() const;

    /** "libmpg123-1.31.2" */
    static std::string name();

private:
    struct Handle;
    void open();
    void acceptChannels(int flags);
    int readBytes(std::span<float> samples, std::size_t& bytes);
    std::string whatIsWrong();
    bool goesOnBehindJunk();

    std::unique_ptr<Handle> handle;
    Format first;
    bool hasEnded = false;
    std::string reason;
};
} // namespace reprise
