#include "audio/RiffChunks.h"

#include "base/Errors.h"
#include "base/InputFile.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace reprise
{
namespace
{
constexpr std::uint32_t notStated = 0xffffffff; // see "ds64", or a recorder that was not stopped

} // namespace

bool isChunkName(std::string_view id)
{
    // What begins with one of these is another file.
    constexpr std::array<std::string_view, 8> files{"RIFF", "riff", "RIFX", "RF64",
                                                    "BW64", "FORM", "caff", ".snd"};
    return id.size() == 4 && std::all_of(id.begin(), id.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
           std::find(files.begin(), files.end(), id) == files.end();
}

bool mayBeCut(std::string_view id)
{
    constexpr std::array<std::string_view, 24> known{
        "LIST", "list", "INFO", "bext", "iXML", "axml", "chna", "ID3 ", "id3 ", "JUNK", "junk", "PAD ",
        "FLLR", "cue ", "smpl", "inst", "fact", "PEAK", "acid", "DISP", "_PMX", "levl", "APPL", "ANNO"};
    return std::find(known.begin(), known.end(), id) != known.end();
}

std::vector<OtherBytes> endingLists(const std::filesystem::path& path, std::uint64_t start)
{
    constexpr std::size_t nameBytes = 4, headerBytes = 8, mostChunks = 100'000;
    constexpr std::uint64_t backwards = 0x80000000, wrapped = 0x100000000;
    std::ifstream file(path, std::ios::binary);
    const auto form = bytesAt(file, start, nameBytes);
    const auto isBig = form == "RIFX";
    if (form != "RIFF" && form != "RF64" && form != "BW64" && !isBig)
        return {};
    const auto paddedSizeIn = [isBig](std::string header)
    {
        if (isBig)
            std::reverse(header.begin() + nameBytes, header.end());
        const auto size = littleAt(header, nameBytes, 4);
        return size + (size & 1);
    };
    std::error_code error;
    const std::uint64_t fileBytes = std::filesystem::file_size(path, error);
    std::vector<OtherBytes> others;
    auto position = start + 12, dataBytes = fileBytes;
    for (std::size_t chunks = 0; !error && chunks < mostChunks; ++chunks)
    {
        const auto header = bytesAt(file, position, headerBytes);
        if (header.size() < headerBytes)
            break;
        auto part = position + headerBytes;
        auto size = paddedSizeIn(header);
        if (header.starts_with("ds64"))
            dataBytes = littleAt(bytesAt(file, part + 8, 8) + std::string(8, '\0'), 0, 8);
        if (header.starts_with("data") && size == wrapped)
            size = dataBytes + (dataBytes & 1);
        if (size > fileBytes - std::min(fileBytes, part))
            size = fileBytes - std::min(fileBytes, part);
        position = part + size;
        for (const auto end = position; header.starts_with("LIST") && part < end && chunks < mostChunks;
             ++chunks)
        {
            const auto inside = bytesAt(file, part, headerBytes);
            const auto name = std::string_view(inside).substr(0, nameBytes);
            if (name == "data") // which the library goes on with
            {
                position = part;
                break;
            }
            if (name == "exif")
                others.push_back({part, std::string(nameBytes, '\0')}); // where a list ends
            if (name == "exif" || inside.size() < headerBytes)
                break;
            if (name == "INFO" || name == "adtl")
            {
                part += nameBytes;
                continue;
            }
            const auto partBytes = paddedSizeIn(inside) % wrapped;
            if (partBytes >= backwards)
            {
                others.push_back({part + nameBytes, isBig ? "\x7f\xff\xff\xff" : "\xff\xff\xff\x7f"});
                break;
            }
            part += headerBytes + partBytes;
        }
    }
    return others;
}

RiffFile::RiffFile(const std::filesystem::path& file) : path(file)
{
    auto stream = openForReading(path);
    const auto fileSize = static_cast<std::uint64_t>(std::filesystem::file_size(path));
    const auto head = bytesAt(stream, 0, 12);
    is64 = head.starts_with("RF64") || head.starts_with("BW64");
    if (head.size() < 12 || (!head.starts_with("RIFF") && !is64) || head.substr(8) != "WAVE")
        throw FileError(path.string(), "is no WAV file (it does not begin with RIFF or RF64 and WAVE)");
    std::uint64_t dataSize = notStated, position = 12;
    constexpr std::uint64_t headerSize = 8;
    while (position + headerSize <= fileSize)
    {
        const auto header = bytesAt(stream, position, headerSize);
        RiffChunk chunk{header.substr(0, 4), position + headerSize, littleAt(header, 4, 4)};
        if (!isChunkName(chunk.id))
            break; // no chunk
        const auto left = fileSize - chunk.offset;
        if (chunk.id == "ds64" && chunk.size >= 24)
            if (const auto sizes = bytesAt(stream, chunk.offset, 24); sizes.size() == 24)
                dataSize = littleAt(sizes, 8, 8);
        if (chunk.id == "data" && chunk.size == notStated)
            chunk.size = dataSize;
        if (chunk.size > left)
        {
            if (chunk.id == "fmt " || chunk.id == "cue " || chunk.id == "LIST")
                throw FileError(path.string(), "its chunk '" + chunk.id + "' at byte " +
                                                   std::to_string(position) + " states " +
                                                   std::to_string(chunk.size) + " bytes, " +
                                                   std::to_string(left) + " are left; the file is damaged");
            if (chunk.id != "data")
                break;
            chunk.size = left;
        }
        constexpr std::size_t mostChunks = 100'000;
        if (chunks.size() >= mostChunks)
            throw FileError(path.string(), "is made of more than 100000 chunks, which no WAV file is");
        position = chunk.offset + chunk.size + (chunk.size & 1);
        chunks.push_back(std::move(chunk));
    }
    if (find("fmt ") == nullptr || find("fmt ")->size < 16)
        throw FileError(path.string(), "is no WAV file (its format is not described)");
}

const RiffChunk* RiffFile::find(std::string_view id) const
{
    const auto found =
        std::find_if(chunks.begin(), chunks.end(), [&](const RiffChunk& chunk) { return chunk.id == id; });
    return found == chunks.end() ? nullptr : &*found;
}

std::uint64_t RiffFile::bytesBehindData() const
{
    if (find("data") == nullptr)
        return 0;
    const auto end = chunks.back().offset + chunks.back().size + (chunks.back().size & 1);
    auto stream = openForReading(path);
    const auto fileSize = static_cast<std::uint64_t>(std::filesystem::file_size(path));
    if (end >= fileSize)
        return 0;
    // The list ends here, at what is no chunk, or at one that states more than is left.
    const auto name = bytesAt(stream, end, 4);
    return isChunkName(name) && mayBeCut(name) ? 0 : fileSize - end;
}

std::string RiffFile::content(const RiffChunk& chunk) const
{
    constexpr std::uint64_t largest = 1u << 30;
    if (chunk.size > largest)
        throw FileError(path.string(), "its chunk '" + chunk.id + "' is larger than 1 GiB");
    auto stream = openForReading(path);
    auto bytes = bytesAt(stream, chunk.offset, static_cast<std::size_t>(chunk.size));
    if (bytes.size() < chunk.size)
        throw FileError(path.string(), "its chunk '" + chunk.id + "' cannot be read whole");
    return bytes;
}

void appendLittle(std::string& bytes, std::uint64_t value, int count)
{
    for (int i = 0; i < count; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint64_t littleAt(std::string_view bytes, std::size_t offset, int count)
{
    std::uint64_t value = 0;
    for (int i = count - 1; i >= 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[offset + static_cast<std::size_t>(i)]);
    return value;
}

void appendChunk(std::string& bytes, std::string_view id, std::string_view content)
{
    if (content.size() > notStated)
        throw std::logic_error("a chunk of " + std::to_string(content.size()) + " bytes cannot be written");
    bytes += id;
    appendLittle(bytes, content.size(), 4);
    bytes += content;
    if (content.size() % 2 != 0)
        bytes += '\0';
}
} // namespace reprise
