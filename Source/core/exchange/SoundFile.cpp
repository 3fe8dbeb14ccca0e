#include "exchange/SoundFile.h"

#include "base/Errors.h"

#include <algorithm>
#include <sndfile.h>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

struct Closer
{
    void operator()(SNDFILE* file) const { sf_close(file); }
};

using FilePointer = std::unique_ptr<SNDFILE, Closer>;

bool isLossless(SoundEncoding encoding, int format)
{
    const auto subtype = format & SF_FORMAT_SUBMASK;
    return encoding != SoundEncoding::float32 || subtype == SF_FORMAT_FLOAT;
}

SoundEncoding encodingOf(int format)
{
    switch (format & SF_FORMAT_SUBMASK)
    {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
        return SoundEncoding::pcm8;
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_ALAC_16:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW: // 13 bits, decoded
    case SF_FORMAT_IMA_ADPCM:
    case SF_FORMAT_MS_ADPCM:
    case SF_FORMAT_GSM610:
        return SoundEncoding::pcm16;
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_ALAC_20:
    case SF_FORMAT_ALAC_24:
        return SoundEncoding::pcm24;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_ALAC_32:
        return SoundEncoding::pcm32;
    case SF_FORMAT_DOUBLE:
        return SoundEncoding::float64;
    default:
        return SoundEncoding::float32;
    }
}

bool isFloating(SoundEncoding encoding)
{
    return encoding == SoundEncoding::float32 || encoding == SoundEncoding::float64;
}

int subtypeFor(SoundContainer container, SoundEncoding encoding)
{
    switch (encoding)
    {
    case SoundEncoding::pcm8:
        return container == SoundContainer::flac ? SF_FORMAT_PCM_S8 : SF_FORMAT_PCM_U8;
    case SoundEncoding::pcm16:
        return SF_FORMAT_PCM_16;
    case SoundEncoding::pcm24:
        return SF_FORMAT_PCM_24;
    case SoundEncoding::pcm32:
        return SF_FORMAT_PCM_32;
    case SoundEncoding::float32:
        return SF_FORMAT_FLOAT;
    case SoundEncoding::float64:
        return SF_FORMAT_DOUBLE;
    }
    throw std::logic_error("an encoding has no format");
}

int typeOf(SoundContainer container)
{
    return container == SoundContainer::flac   ? SF_FORMAT_FLAC
           : container == SoundContainer::rf64 ? SF_FORMAT_RF64
                                               : SF_FORMAT_WAV;
}
} // namespace

int bytesPerSample(SoundEncoding encoding)
{
    switch (encoding)
    {
    case SoundEncoding::pcm8:
        return 1;
    case SoundEncoding::pcm16:
        return 2;
    case SoundEncoding::pcm24:
        return 3;
    case SoundEncoding::pcm32:
    case SoundEncoding::float32:
        return 4;
    case SoundEncoding::float64:
        return 8;
    }
    throw std::logic_error("an encoding has no size");
}

struct SoundReader::Handle
{
    FilePointer file;
    SF_INFO info{};
};

SoundReader::SoundReader(const fs::path& file) : path(file), handle(std::make_unique<Handle>())
{
    AudioFile{path}; // says best what is wrong with a file
    handle->file.reset(sf_open(path.c_str(), SFM_READ, &handle->info));
    if (!handle->file)
        throw FileError(path.string(), std::string("cannot be read as audio: ") + sf_strerror(nullptr));
}

SoundReader::~SoundReader() = default;

int SoundReader::channels() const
{
    return handle->info.channels;
}

int SoundReader::sampleRateHz() const
{
    return handle->info.samplerate;
}

SampleIndex SoundReader::samples() const
{
    const auto stated = handle->info.frames;
    return stated > 0 && stated < SF_COUNT_MAX ? stated : 0;
}

SoundEncoding SoundReader::encoding() const
{
    return encodingOf(handle->info.format);
}

bool SoundReader::isWav() const
{
    const auto type = handle->info.format & SF_FORMAT_TYPEMASK;
    const auto isBigEndian = (handle->info.format & SF_FORMAT_ENDMASK) == SF_ENDIAN_BIG; // RIFX
    return (type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX || type == SF_FORMAT_RF64) && !isBigEndian;
}

void SoundReader::requireRecording(const AudioFileInfo& recording) const
{
    const auto isMpeg =
        (handle->info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG; // states lengths loosely
    const auto hasOtherLength =
        !isMpeg && recording.samples > 0 && samples() > 0 && recording.samples != samples();
    if (recording.sampleRateHz != sampleRateHz() || hasOtherLength)
        throw FileError(path.string(), "is not the recording the positions lie in: it has " +
                                           std::to_string(samples()) + " samples at " +
                                           std::to_string(sampleRateHz()) + " Hz, they lie in " +
                                           std::to_string(recording.samples) + " at " +
                                           std::to_string(recording.sampleRateHz) + " Hz");
}

SampleIndex SoundReader::read(SoundBlock& block, SampleIndex count)
{
    const auto size = static_cast<std::size_t>(count) * static_cast<std::size_t>(channels());
    sf_count_t got = 0;
    if (isFloating(encoding()))
    {
        std::vector<double> values(size);
        got = sf_readf_double(handle->file.get(), values.data(), count);
        values.resize(static_cast<std::size_t>(got) * static_cast<std::size_t>(channels()));
        block = std::move(values);
    }
    else
    {
        std::vector<std::int32_t> values(size);
        got = sf_readf_int(handle->file.get(), values.data(), count);
        values.resize(static_cast<std::size_t>(got) * static_cast<std::size_t>(channels()));
        block = std::move(values);
    }
    position += got;
    return got;
}

void SoundReader::skipTo(SampleIndex sample)
{
    const auto isExact = isLossless(encoding(), handle->info.format) && handle->info.seekable != 0;
    if (sample > position && isExact && sf_seek(handle->file.get(), sample, SEEK_SET) == sample)
        position = sample;
    SoundBlock unused;
    while (position < sample && read(unused, std::min(soundBlockSamples, sample - position)) > 0)
    {
    }
}

std::vector<SampleIndex> SoundReader::cuePositions() const
{
    std::uint32_t count = 0;
    if (sf_command(handle->file.get(), SFC_GET_CUE_COUNT, &count, sizeof(count)) != SF_TRUE || count == 0)
        return {};
    // SF_CUES holds 100; the library's own macro for others makes a type for each count.
    const auto bytes = sizeof(std::uint32_t) + count * sizeof(SF_CUE_POINT);
    std::vector<SF_CUES> storage(bytes / sizeof(SF_CUES) + 1);
    if (sf_command(handle->file.get(), SFC_GET_CUE, storage.data(), static_cast<int>(bytes)) != SF_TRUE)
        return {};
    const auto* const points = reinterpret_cast<const SF_CUE_POINT*>(
        reinterpret_cast<const char*>(storage.data()) + offsetof(SF_CUES, cue_points));
    std::vector<SampleIndex> positions;
    for (std::uint32_t i = 0; i < std::min(count, storage.front().cue_count); ++i)
        positions.push_back(points[i].sample_offset);
    return positions;
}

struct SoundWriter::Handle
{
    FilePointer file;
    int channels = 1;
};

SoundWriter::SoundWriter(const fs::path& file, SoundContainer container, SoundEncoding encoding, int channels,
                         int sampleRateHz)
    : path(file), handle(std::make_unique<Handle>())
{
    SF_INFO info{};
    info.samplerate = sampleRateHz;
    info.channels = channels;
    info.format = typeOf(container) | subtypeFor(container, encoding);
    if (sf_format_check(&info) == 0)
        throw InvalidSettings(std::to_string(channels) + " channels at " + std::to_string(sampleRateHz) +
                              " Hz cannot be written in this container; choose wav");
    handle->channels = channels;
    handle->file.reset(sf_open(path.c_str(), SFM_WRITE, &info));
    if (!handle->file)
        throw OutputError(path.string(), std::string("cannot be written: ") + sf_strerror(nullptr));
    // The chunk of peaks holds the time of day.
    sf_command(handle->file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    sf_command(handle->file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
}

SoundWriter::~SoundWriter() = default;
SoundWriter::SoundWriter(SoundWriter&&) noexcept = default;

void SoundWriter::write(const SoundBlock& block)
{
    const auto written = std::visit(
        [&](const auto& values)
        {
            const auto count = static_cast<sf_count_t>(values.size()) / handle->channels;
            if constexpr (std::is_same_v<typename std::decay_t<decltype(values)>::value_type, double>)
                return sf_writef_double(handle->file.get(), values.data(), count) == count;
            else
                return sf_writef_int(handle->file.get(), values.data(), count) == count;
        },
        block);
    if (!written)
        throw OutputError(path.string(), std::string("writing failed: ") + sf_strerror(handle->file.get()));
}

void SoundWriter::finish()
{
    sf_write_sync(handle->file.get());
    if (const auto code = sf_close(handle->file.release()); code != 0)
        throw OutputError(path.string(), std::string("writing failed: ") + sf_error_number(code));
}
} // namespace reprise
