#include "audio/Id3Tags.h"

#include "base/InputFile.h"

#include <string>

namespace reprise
{
std::uint64_t bytesOfId3Tags(std::ifstream& file)
{
    constexpr std::size_t headerBytes = 10, sizeBytes = 4, bitsOfSizeByte = 7;
    constexpr int mostTags = 64; // a file may be nothing else
    std::uint64_t end = 0;
    for (int tags = 0; tags < mostTags; ++tags)
    {
        const auto header = bytesAt(file, end, headerBytes);
        if (header.size() < headerBytes || !header.starts_with("ID3"))
            break;
        std::uint64_t size = 0;
        for (const auto byte : header.substr(headerBytes - sizeBytes))
            size = size << bitsOfSizeByte | (static_cast<unsigned char>(byte) & 0x7fu);
        end += headerBytes + size;
    }
    return end;
}
} // namespace reprise
