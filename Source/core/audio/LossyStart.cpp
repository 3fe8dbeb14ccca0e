#include "audio/LossyStart.h"

#include "audio/Id3Tags.h"
#include "base/InputFile.h"

#include <cstdint>
#include <fstream>
#include <string>
#include <system_error>

namespace reprise
{
namespace
{
constexpr std::size_t opusRateHz = 48000;

/** A byte; 0 behind the end. */
std::size_t at(const std::string& bytes, std::size_t index)
{
    return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0;
}

SampleIndex bigEndian(const std::string& bytes, std::size_t index)
{
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | at(bytes, index + i);
    return static_cast<SampleIndex>(value);
}

LossyStart mp3Start(const AudioFileInfo& header)
{
    constexpr std::size_t enough = 8192;
    std::ifstream file(header.path, std::ios::binary);
    const auto first = bytesOfId3Tags(file);
    const auto bytes = bytesAt(file, first, enough);
    const auto isFrame = [&](std::size_t i)
    { return at(bytes, i) == 0xff && (at(bytes, i + 1) & 0xe6) == 0xe2; }; // in sync, layer III
    std::size_t frame = 0;                                                 // tags may be padded
    while (frame < bytes.size() && !isFrame(frame))
        ++frame;

    const auto isMpeg1 = (at(bytes, frame + 1) & 0x18) == 0x18, isMono = at(bytes, frame + 3) >> 6 == 3;
    const SampleIndex samplesPerFrame = isMpeg1 ? 1152 : 576;
    const auto tag = frame + 4 + (isMpeg1 ? (isMono ? 17 : 32) : (isMono ? 9 : 17));
    const auto name = tag < bytes.size() ? bytes.substr(tag, 4) : "";
    const auto fields = at(bytes, tag + 7);
    if ((name != "Info" && name != "Xing") || (fields & 1) == 0)
        return {0, false};
    const auto stated = bigEndian(bytes, tag + 8) * samplesPerFrame;
    const auto lame = tag + 12 + (fields & 2 ? 4 : 0) + (fields & 4 ? 100 : 0) + (fields & 8 ? 4 : 0);
    const auto delay = static_cast<SampleIndex>(at(bytes, lame + 21) << 4 | at(bytes, lame + 22) >> 4),
               padding = static_cast<SampleIndex>((at(bytes, lame + 22) & 15) << 8 | at(bytes, lame + 23));
    // What was joined to a file is not in its tag. Short tags at the end (ID3v1, APE) are no audio.
    constexpr std::uintmax_t tagsAtTheEnd = 4096;
    std::error_code error;
    const auto fileBytes = std::filesystem::file_size(header.path, error);
    const auto end = first + frame + static_cast<std::size_t>(bigEndian(bytes, tag + 12));
    const auto behind = bytesAt(file, end, 3);
    const auto isWhole = (fields & 2) != 0 && !error && fileBytes <= end + tagsAtTheEnd &&
                         !behind.starts_with("ID3") && !(at(behind, 0) == 0xff && at(behind, 1) >= 0xe0);
    constexpr SampleIndex decoderDelay = 529;
    if (at(bytes, lame) != 0 && header.samples == stated - delay - padding)
        return {delay + decoderDelay, isWhole};
    if (header.samples == stated)
        return {0, isWhole};
    return {std::nullopt, isWhole};
}

LossyStart opusStart(const AudioFileInfo& header)
{
    constexpr std::size_t firstPage = 512;
    std::ifstream file(header.path, std::ios::binary);
    const auto bytes = bytesAt(file, 0, firstPage);
    const auto head = bytes.find("OpusHead");
    if (head == std::string::npos || header.sampleRateHz <= 0)
        return {std::nullopt, true};
    const auto preSkip = at(bytes, head + 10) | at(bytes, head + 11) << 8;
    return {static_cast<SampleIndex>(preSkip * static_cast<std::size_t>(header.sampleRateHz) / opusRateHz),
            true};
}
} // namespace

LossyStart lossyStartOf(const AudioFileInfo& header)
{
    if (isMpeg(header))
        return mp3Start(header);
    if (header.encoding.find("Opus") != std::string::npos)
        return opusStart(header);
    return {};
}
} // namespace reprise
