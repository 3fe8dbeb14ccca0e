#include "audio/AudioBytes.h"

#include "audio/RiffChunks.h"
#include "base/Errors.h"
#include "base/InputFile.h"

#include <bit>
#include <cmath>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace reprise
{
namespace
{
enum class Endian
{
    little,
    big
};

std::uint64_t numberAt(std::string_view bytes, std::size_t offset, int count, Endian endian)
{
    if (endian == Endian::little)
        return littleAt(bytes, offset, count);
    std::uint64_t value = 0;
    for (const auto byte : bytes.substr(offset, static_cast<std::size_t>(count)))
        value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

/** The rate in a COMM chunk: 16 bits of exponent, 64 of mantissa (AIFF 1.3, "extended"). */
double aiffRate(std::string_view comm)
{
    constexpr std::size_t rateField = 8;
    constexpr int bias = 16383, fractionBits = 63;
    const auto exponent = static_cast<int>(numberAt(comm, rateField, 2, Endian::big));
    const auto mantissa = numberAt(comm, rateField + 2, 8, Endian::big);
    return std::ldexp(static_cast<double>(mantissa), exponent - bias - fractionBits);
}

/** Chunks, one behind the other. */
struct ChunkLayout
{
    std::uint64_t first;    ///< where they begin
    std::size_t nameBytes;  ///< of which the first four tell
    int sizeBytes;          ///< in which a size is written
    bool countsHeader;      ///< a size holds that of name and size
    std::uint64_t multiple; ///< to which chunks are filled up
    std::string_view audio; ///< name of the one with the audio
    Endian endian;
};

std::optional<AudioBytes> walk(std::ifstream& file, std::uint64_t fileBytes, const ChunkLayout& layout)
{
    constexpr std::size_t mostChunks = 100'000;
    const auto headerBytes = layout.nameBytes + static_cast<std::size_t>(layout.sizeBytes);
    std::optional<AudioBytes> found;
    auto rateHz = 0.0;
    auto position = layout.first;
    for (std::size_t chunks = 0; chunks < mostChunks && position + headerBytes <= fileBytes; ++chunks)
    {
        const auto header = bytesAt(file, position, headerBytes);
        const auto name = std::string_view(header).substr(0, 4);
        const auto isRead = header.size() == headerBytes;
        auto size = isRead ? numberAt(header, layout.nameBytes, layout.sizeBytes, layout.endian) : 0;
        if (layout.countsHeader)
            size = size < headerBytes ? 0 : size - headerBytes;
        const auto fits = size <= fileBytes - position - headerBytes;
        if (!isRead || !isChunkName(name) || (found && !fits && !mayBeCut(name)))
        {
            if (found)
                found->behind = fileBytes - position;
            break;
        }
        constexpr std::size_t commBytes = 18;
        if (const auto comm = bytesAt(file, position + headerBytes, name == "COMM" ? commBytes : 0);
            comm.size() == commBytes)
            rateHz = aiffRate(comm);
        if (name == layout.audio)
            found = AudioBytes{size, 0, fits ? position + headerBytes + size : fileBytes};
        if (!fits)
            break;
        position += headerBytes + size;
        position = (position + layout.multiple - 1) / layout.multiple * layout.multiple;
    }
    if (found)
        found->rateHz = rateHz;
    return found;
}

std::optional<AudioBytes> bytesOfAu(std::string_view head, std::uint64_t fileBytes, Endian endian)
{
    constexpr std::uint64_t notStated = 0xffffffff;
    const auto start = numberAt(head, 4, 4, endian), size = numberAt(head, 8, 4, endian);
    if (size == notStated)
        return {};
    return AudioBytes{size, start + size < fileBytes ? fileBytes - start - size : 0, start + size};
}

/** Blocks of sound, silence and repetitions, of which libsndfile takes all that follows the first header for samples. */
bool hasSeveralBlocks(std::ifstream& file, std::uint64_t fileBytes)
{
    constexpr std::size_t startField = 20, headerBytes = 4, mostBlocks = 100'000;
    auto position = littleAt(bytesAt(file, startField, 2) + std::string(2, '\0'), 0, 2);
    auto sounds = 0;
    for (std::size_t blocks = 0; blocks < mostBlocks && position < fileBytes; ++blocks)
    {
        const auto header = bytesAt(file, position, headerBytes) + std::string(headerBytes, '\0');
        const auto kind = littleAt(header, 0, 1), size = littleAt(header, 1, 3);
        constexpr std::uint64_t end = 0, sound = 1, more = 2, silence = 3, repeat = 6, anySound = 9;
        if (kind == end)
            break;
        if (kind == sound || kind == more || kind == anySound)
            ++sounds;
        if (sounds > 1 || kind == silence || kind == repeat)
            return true;
        position += headerBytes + size;
    }
    return false;
}

std::optional<AudioBytes> statedBytesOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::error_code error;
    const std::uint64_t fileBytes = std::filesystem::file_size(path, error);
    const auto head = bytesAt(file, 0, 16);
    if (error || head.size() < 16)
        return {};
    const auto form = std::string_view(head).substr(8, 4);
    if (form == "WAVE" && head.starts_with("RIFX"))
        return walk(file, fileBytes, {12, 4, 4, false, 2, "data", Endian::big});
    if (form == "WAVE")
        try
        {
            const RiffFile riff(path);
            if (const auto* const data = riff.find("data"))
                return AudioBytes{data->size, riff.bytesBehindData(), data->offset + data->size};
            return {};
        }
        catch (const FileError&)
        {
            return {};
        }
    if (head.starts_with("FORM") && (form == "AIFF" || form == "AIFC"))
        return walk(file, fileBytes, {12, 4, 4, false, 2, "SSND", Endian::big});
    if (head.starts_with("caff"))
    {
        auto bytes = walk(file, fileBytes, {8, 4, 8, false, 1, "data", Endian::big});
        // Its description comes first.
        constexpr std::size_t rateField = 20, rateBytes = 8;
        if (const auto rate = bytesAt(file, rateField, rateBytes); bytes && rate.size() == rateBytes)
            bytes->rateHz = std::bit_cast<double>(numberAt(rate, 0, rateBytes, Endian::big));
        return bytes;
    }
    if (head.starts_with("riff")) // W64: names are GUIDs, and 40 bytes stand before the first
        return walk(file, fileBytes, {40, 16, 8, true, 8, "data", Endian::little});
    if (head.starts_with(".snd") || head.starts_with("dns."))
        return bytesOfAu(head, fileBytes, head[0] == '.' ? Endian::big : Endian::little);
    if (head.starts_with("Creative"))
        return AudioBytes{0, 0, 0, hasSeveralBlocks(file, fileBytes)};
    return {};
}
} // namespace

bool isPadding(const std::filesystem::path& path, std::uint64_t from)
{
    constexpr std::size_t block = 1 << 16, mostBlocks = 1024;
    std::ifstream file(path, std::ios::binary);
    for (std::size_t i = 0; i < mostBlocks; ++i, from += block)
    {
        const auto bytes = bytesAt(file, from, block);
        if (bytes.empty())
            return true;
        if (i == 0 && (bytes.starts_with("ID3") || bytes.starts_with("APETAGEX")))
            return true;
        if (bytes.find_first_not_of('\0') != std::string::npos)
            return false;
    }
    return false;
}

std::optional<AudioBytes> audioBytesOf(const std::filesystem::path& path)
{
    auto bytes = statedBytesOf(path);
    std::error_code error;
    if (bytes && bytes->behind > 0 &&
        isPadding(path, std::filesystem::file_size(path, error) - bytes->behind))
        bytes->behind = 0;
    return bytes;
}
} // namespace reprise
