#include "audio/AudioFile.h"

#include "audio/AudioBytes.h"
#include "audio/Decoder.h"
#include "audio/JoinedStreams.h"
#include "audio/LossyStart.h"
#include "base/Errors.h"
#include "base/Sha256.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sndfile.h>
#include <system_error>
#include <vector>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

void requireReadableFile(const fs::path& path)
{
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        throw FileError(path.string(), "no such file");
    if (error)
        throw FileError(path.string(), "cannot be examined: " + error.message() +
                                           "; check the name and the folders and links that lead to it");
    if (fs::is_directory(status))
        throw FileError(path.string(), "is a folder; an audio file is needed");
    if (!fs::is_regular_file(status))
        throw FileError(path.string(),
                        "is not a regular file (a device or pipe); copy its content to a file first");
    if (!std::ifstream(path, std::ios::binary))
        throw FileError(path.string(), "cannot be opened for reading: " + std::string(std::strerror(errno)));
    if (fs::file_size(path, error) == 0 && !error)
        throw FileError(path.string(), "is empty (0 bytes)");
}

std::string formatName(int command, int format)
{
    SF_FORMAT_INFO description{};
    description.format = format;
    if (sf_command(nullptr, command, &description, sizeof(description)) == 0 && description.name != nullptr)
        return description.name;
    return "unknown";
}

/** Throws where the header leaves out at least a second of the audio, or states a rate that libsndfile rounds. */
void requireWholeHeader(const AudioFileInfo& info)
{
    const auto bytes = audioBytesOf(info.path);
    if (bytes && bytes->rateHz > 0.0 && bytes->rateHz != info.sampleRateHz)
        throw FileError(
            info.path.string(),
            "its sample rate, " + std::to_string(bytes->rateHz) +
                " Hz, is no whole number, so that positions in seconds would drift; convert it to " +
                "a usual rate first");
    if (bytes && bytes->isInPieces)
        throw FileError(info.path.string(),
                        "its audio is in several pieces, of which only the first can be decoded; "
                        "re-export it as one WAV or FLAC file");
    // What states nothing because it was written to a pipe is read to the end.
    if (!bytes || bytes->behind == 0 || (bytes->stated == 0 && info.samples > 0))
        return;
    const auto bytesPerSample = info.samples > 0
                                    ? static_cast<double>(bytes->stated) / static_cast<double>(info.samples)
                                    : info.channels;
    if (static_cast<double>(bytes->behind) >= bytesPerSample * info.sampleRateHz)
        throw FileError(
            info.path.string(),
            "its header states " + std::to_string(info.samples) + " samples, but " +
                std::to_string(bytes->behind) +
                " bytes more follow: the recorder was not stopped, the file is too long for its format, or "
                "files were joined; have it repaired, or re-export it (more than 4 GiB as W64, RF64 or "
                "FLAC)");
}

/** Programs that do not scale write 32-bit whole numbers as floats. Squares of more, summed, would overflow. */
constexpr auto loudest = 2147483648.0f;
} // namespace

AudioFile::AudioFile(const fs::path& path)
{
    requireReadableFile(path);
    source = std::make_unique<Decoder>(path);
    const auto& info = source->info();
    constexpr int lowestRate = 1000, highestRate = 10'000'000;
    if (info.channels < 1 || info.samplerate < lowestRate || info.samplerate > highestRate)
        throw FileError(path.string(), "its header states " + std::to_string(info.channels) +
                                           " channels at " + std::to_string(info.samplerate) +
                                           " Hz; at least 1 channel and 1000 Hz to 10 MHz are needed");

    fileInfo.path = path;
    fileInfo.sampleRateHz = info.samplerate;
    fileInfo.channels = info.channels;
    fileInfo.samples = info.frames > 0 && info.frames < SF_COUNT_MAX ? info.frames : 0;
    fileInfo.container = formatName(SFC_GET_FORMAT_INFO, info.format & SF_FORMAT_TYPEMASK);
    fileInfo.encoding = formatName(SFC_GET_FORMAT_INFO, info.format & SF_FORMAT_SUBMASK);
    fileInfo.decoder = source->name();
    const auto start = lossyStartOf(fileInfo);
    fileInfo.startDelaySamples = start.removedSamples;
    if (!start.lengthIsStated)
        fileInfo.samples = 0;
    headerSamples = fileInfo.samples;
    requireWholeHeader(fileInfo);
}

AudioFile::~AudioFile() = default;
AudioFile::AudioFile(AudioFile&&) noexcept = default;
AudioFile& AudioFile::operator=(AudioFile&&) noexcept = default;

SampleIndex AudioFile::read(std::span<float> interleaved)
{
    const auto channels = static_cast<std::size_t>(fileInfo.channels);
    const auto count = source->read(interleaved);
    const auto values = static_cast<std::size_t>(count) * channels;
    for (std::size_t i = 0; i < values; ++i)
        if (!(std::abs(interleaved[i]) <= loudest)) // nor NaN
            throw FileError(fileInfo.path.string(),
                            "sample " + std::to_string(position + static_cast<SampleIndex>(i / channels)) +
                                " of channel " + std::to_string(i % channels + 1) + " is " +
                                (std::isfinite(interleaved[i]) ? "beyond 2^31 times full scale"
                                                               : "not a finite number (NaN or infinity)") +
                                "; repair or re-export the file");
    return advance(count);
}

SampleIndex AudioFile::readExact(std::span<double> interleaved)
{
    return advance(source->read(interleaved));
}

SampleIndex AudioFile::readExact(std::span<std::int32_t> interleaved)
{
    return advance(source->read(interleaved));
}

SampleIndex AudioFile::advance(SampleIndex count)
{
    position += count;
    if (count == 0)
        requireWhole();
    return count;
}

void AudioFile::requireWhole() const
{
    const auto& path = fileInfo.path;
    const auto fault = source->fault(), read = std::to_string(position);
    // MP3 encoders state lengths that decoders miss by up to two frames, but not those that state their delay, too.
    const SampleIndex tolerance =
        source->isMpeg() && fileInfo.startDelaySamples.value_or(0) == 0 ? 2 * 1152 : 0;
    if (source->cannotBeRead())
        throw FileError(path.string(),
                        "cannot be read behind sample " + read + " (" + fault + "); check the disk");
    if (position < headerSamples - tolerance)
        throw FileError(path.string(), "is damaged or cut short: only " + read + " of " +
                                           std::to_string(headerSamples) + " samples can be decoded" +
                                           (fault.empty() ? "" : " (" + fault + ")") +
                                           "; repair or re-export the file");
    if (source->isMpeg() && !fault.empty())
        throw FileError(path.string(), "can be decoded for " + read + " samples only: " + fault +
                                           "; re-export it as one WAV or FLAC file");
    if (isReadThrough)
        requireOneStream();
}

void AudioFile::requireOneStream() const
{
    const auto& path = fileInfo.path;
    if ((fileInfo.container.starts_with("OGG") && hasJoinedOggStreams(path)) ||
        (fileInfo.container.starts_with("FLAC") && hasJoinedFlacStreams(path)))
        throw FileError(path.string(),
                        "holds several streams, one behind the other, of which only the first (" +
                            std::to_string(position) +
                            " samples) can be decoded; re-export it as one WAV or FLAC file");
    if (fileInfo.container.starts_with("FLAC") && headerSamples > 0 && hasMoreFlacThanStated(path))
        throw FileError(path.string(), "its header states " + std::to_string(headerSamples) +
                                           " samples, but more follow: files were joined, or it is damaged; "
                                           "have it repaired, or re-export it");
}

bool AudioFile::seek(SampleIndex sample)
{
    if (!source->seek(sample))
        return false;
    position = sample;
    isReadThrough = sample == 0;
    return true;
}

AudioFile reopen(const AudioFileInfo& known)
{
    AudioFile file(known.path);
    if (file.info().channels != known.channels || file.info().sampleRateHz != known.sampleRateHz)
        throw FileError(known.path.string(), "was replaced by a file of " +
                                                 std::to_string(file.info().channels) + " channels at " +
                                                 std::to_string(file.info().sampleRateHz) +
                                                 " Hz since it was opened; open it again");
    return file;
}

bool isMpeg(const AudioFileInfo& info)
{
    return (info.container + info.encoding).find("MPEG") != std::string::npos;
}

AudioFileInfo countedInfo(const fs::path& path, const Progress& progress)
{
    AudioFile file(path);
    auto info = file.info();
    if (info.samples > 0 && !isMpeg(info))
        return info;
    std::vector<float> block(static_cast<std::size_t>(info.channels) << 16);
    info.samples = 0;
    while (const auto count = file.read(block))
    {
        progress.step(0.0);
        info.samples += count;
    }
    return info;
}

std::string sha256OfFile(const fs::path& path, const Progress& progress)
{
    requireReadableFile(path);
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    Sha256 hash;
    std::vector<char> block(1 << 18);
    for (std::uintmax_t done = 0; file;)
    {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        hash.add({block.data(), static_cast<std::size_t>(file.gcount())});
        done += static_cast<std::uintmax_t>(file.gcount());
        progress.step(error ? 0.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(bytes)));
    }
    if (file.bad())
        throw FileError(path.string(), "reading failed before the end of the file");
    return hash.finish();
}
} // namespace reprise
