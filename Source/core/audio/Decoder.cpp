#include "audio/Decoder.h"

#include "base/Errors.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace reprise
{
Decoder::Decoder(const std::filesystem::path& path)
{
    // libsndfile would let libmpg123 write what it thinks of the file to standard error, and stop where it expects the
    // end.
    std::string reason;
    if (MpegDecoder::canTell(path))
    {
        stated.format = SF_FORMAT_MPEG;
        mpeg.emplace(path);
        reason = mpeg->fault() + ".";
    }
    else
    {
        input = std::make_unique<SoundStream>(path, SoundStream::Mode::read);
        file = input->open(stated, reason);
        // Some files without a header are told by their names. Of others the library must not get what is withheld.
        if (file == nullptr && input->fault().empty() &&
            reason == sf_error_number(SF_ERR_UNRECOGNISED_FORMAT))
            file = openSound(path, stated = {}, reason);
    }
    if (file != nullptr && (stated.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG)
    {
        reason = "it is called or begins like MPEG audio, but is none (AAC, if not damaged).";
        file.reset();
    }
    const auto codec = stated.format & SF_FORMAT_SUBMASK;
    if (file != nullptr && codec >= SF_FORMAT_MPEG_LAYER_I && codec <= SF_FORMAT_MPEG_LAYER_III)
    {
        mpeg.emplace(path);
        reason = mpeg->fault() + ".";
        file.reset();
    }
    if (cannotBeRead())
        throw FileError(path.string(), "cannot be read: " + fault() + "; check the disk");
    if (mpeg ? !mpeg->fault().empty() : file == nullptr)
        throw FileError(path.string(), "cannot be read as audio: " + reason +
                                           " WAV, AIFF, FLAC, Ogg Vorbis, Opus and MP3 files can be read.");
    if (!mpeg)
        return;
    const auto& format = mpeg->format();
    stated.samplerate = format.sampleRateHz;
    stated.channels = format.channels;
    stated.frames = format.expectedSamples;
    stated.format = (stated.format & SF_FORMAT_TYPEMASK) | (format.layer == 1   ? SF_FORMAT_MPEG_LAYER_I
                                                            : format.layer == 2 ? SF_FORMAT_MPEG_LAYER_II
                                                                                : SF_FORMAT_MPEG_LAYER_III);
    stated.seekable = 1;
}

Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

std::string Decoder::name() const
{
    return mpeg ? MpegDecoder::name() : sf_version_string();
}

SampleIndex Decoder::read(std::span<float> interleaved)
{
    return mpeg ? mpeg->read(interleaved)
                : sf_readf_float(file.get(), interleaved.data(),
                                 static_cast<sf_count_t>(interleaved.size()) / stated.channels);
}

SampleIndex Decoder::read(std::span<double> interleaved)
{
    if (!mpeg)
        return sf_readf_double(file.get(), interleaved.data(),
                               static_cast<sf_count_t>(interleaved.size()) / stated.channels);
    std::vector<float> values(interleaved.size());
    const auto count = mpeg->read(values);
    std::copy_n(values.begin(), count * stated.channels, interleaved.begin());
    return count;
}

SampleIndex Decoder::read(std::span<std::int32_t> interleaved)
{
    if (mpeg)
        throw std::logic_error("MPEG audio has no whole numbers");
    return sf_readf_int(file.get(), interleaved.data(),
                        static_cast<sf_count_t>(interleaved.size()) / stated.channels);
}

bool Decoder::seek(SampleIndex sample)
{
    return mpeg ? mpeg->seek(sample) : sf_seek(file.get(), sample, SEEK_SET) == sample;
}

std::string Decoder::fault() const
{
    if (mpeg)
        return mpeg->fault();
    if (cannotBeRead())
        return input->fault();
    return sf_error(file.get()) != SF_ERR_NO_ERROR ? sf_strerror(file.get()) : "";
}

std::vector<SampleIndex> Decoder::cuePositions() const
{
    std::uint32_t count = 0;
    if (mpeg || sf_command(file.get(), SFC_GET_CUE_COUNT, &count, sizeof(count)) != SF_TRUE || count == 0)
        return {};
    // SF_CUES holds 100; the library's own macro for others makes a type for each count.
    const auto bytes = sizeof(std::uint32_t) + count * sizeof(SF_CUE_POINT);
    std::vector<SF_CUES> storage(bytes / sizeof(SF_CUES) + 1);
    if (sf_command(file.get(), SFC_GET_CUE, storage.data(), static_cast<int>(bytes)) != SF_TRUE)
        return {};
    const auto* const points = reinterpret_cast<const SF_CUE_POINT*>(
        reinterpret_cast<const char*>(storage.data()) + offsetof(SF_CUES, cue_points));
    std::vector<SampleIndex> positions;
    for (std::uint32_t i = 0; i < std::min(count, storage.front().cue_count); ++i)
        positions.push_back(points[i].sample_offset);
    return positions;
}
} // namespace reprise
