#pragma once

#include "audio/RiffChunks.h"
#include "base/FileDescriptor.h"

#include <filesystem>
#include <memory>
#include <sndfile.h>
#include <string>
#include <vector>

namespace reprise
{
struct SoundCloser
{
    void operator()(SNDFILE* file) const { sf_close(file); }
};

/** A file that libsndfile has open. */
using SoundHandle = std::unique_ptr<SNDFILE, SoundCloser>;

/** A file that libsndfile (and libmpg123) reads or writes through us, so that a disk that fails is told with its reason: where reads
    fail the library itself goes on looking for chunks for ever, or takes what it lacks for the end of the audio, and
    not all writes that fail are told.
    Threads  one at a time. */
class SoundStream
{
public:
    enum class Mode
    {
        read,
        write ///< what was there is gone
    };

    SoundStream(const std::filesystem::path& path, Mode mode);

    bool isOpen() const { return file.isOpen(); }

    /** Opens it as audio, which begins behind ID3v2 tags, where position 0 is from now on; null: `reason` says why. It
        must outlive what is returned. Knows no name, by which some files without a header are told. */
    SoundHandle open(SF_INFO& info, std::string& reason);

    /** Reads on and returns how many bytes; fewer at the end, or where reading fails. */
    sf_count_t read(void* target, sf_count_t bytes);

    /** As lseek; below 0 where there is no such place. */
    sf_count_t seek(sf_count_t offset, int from);

    /** Waits until what was written is safe from a power cut. */
    void sync();

    /** How many bytes lie behind what was read last. */
    sf_count_t bytesLeft() const { return bytesOfFile - position; }

    /** Why reading or writing failed; empty: it did not. */
    const std::string& fault() const { return reason; }

private:
    sf_count_t write(const void* source, sf_count_t bytes);

    Mode mode;
    FileDescriptor file;
    sf_count_t bytesOfFile = 0, position = 0; ///< from `start` on
    sf_count_t start = 0, tagBytes = 0;
    std::vector<OtherBytes> others; ///< what the libraries are given in place of what is in the file
    std::string reason;
};

/** sf_open for reading, for any name (the library takes "-" for standard input) with the reason of a failure, which the library keeps
    for the whole program. Null: `reason` says why. Any thread. */
SoundHandle openSound(const std::filesystem::path& path, SF_INFO& info, std::string& reason);
} // namespace reprise
