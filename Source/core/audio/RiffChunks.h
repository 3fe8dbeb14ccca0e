#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reprise
{
/** A chunk of a RIFF or RF64 file and where its content lies. */
struct RiffChunk
{
    std::string id;           ///< four bytes
    std::uint64_t offset = 0; ///< of the content in the file
    std::uint64_t size = 0;   ///< of the content, without the byte that pads it to an even size
};

/** The chunks of a WAV file, in order.
    Lengths   Those of RF64 and of "ds64" are understood. A data chunk may state more than there is (recorders that
              were not stopped state 0xFFFFFFFF): it is taken to go to the end. So may a chunk nobody here knows, at
              which the list ends, as it does at what has no name of four characters. Nothing is allocated for a
              stated length.
    Errors    FileError for no WAV file, and for a 'fmt ', 'cue ' or LIST chunk larger than what is left. */
struct RiffFile
{
    explicit RiffFile(const std::filesystem::path& path);

    const RiffChunk* find(std::string_view id) const;

    /** A chunk's content. Throws FileError for one of more than 1 GiB. */
    std::string content(const RiffChunk& chunk) const;

    /** How many bytes lie behind the data chunk that no chunk explains; 0 for none, and where a chunk follows of which
        not all is there. Audio, where a recorder was not stopped, or stated a length of more than 4 GiB in 32 bits. */
    std::uint64_t bytesBehindData() const;

    std::filesystem::path path;
    bool is64 = false; ///< RF64
    std::vector<RiffChunk> chunks;
};

/// @name Numbers as they stand in the file, lowest byte first
/// @{
void appendLittle(std::string& bytes, std::uint64_t value, int count);
std::uint64_t littleAt(std::string_view bytes, std::size_t offset, int count);
/// @}

/** What is to be read in place of some bytes of a file. */
struct OtherBytes
{
    std::uint64_t at;
    std::string bytes;
};

/** Sizes of parts of LIST chunks of a WAV file, which begins at `start` in its file: libsndfile 1.2.0 jumps back over those
    that state 2 GiB or more, and comes by again, for ever. With what is returned it takes them for too large, and ends the
    list, which it does at pictures' data (exif), too. */
std::vector<OtherBytes> endingLists(const std::filesystem::path& path, std::uint64_t start);

/** Four printable characters that are not what another audio file begins with, as where files were joined. */
bool isChunkName(std::string_view id);

/** Of a chunk that states more than is left: whether it is known to be none of the audio, which can look like a name. */
bool mayBeCut(std::string_view id);

/** Appends a chunk: name, size, content and padding. */
void appendChunk(std::string& bytes, std::string_view id, std::string_view content);
} // namespace reprise
