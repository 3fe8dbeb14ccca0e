#include "exchange/SoundFile.h"

#include "audio/Decoder.h"
#include "audio/SoundStream.h"
#include "base/Errors.h"

#include <algorithm>
#include <sndfile.h>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

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

SoundReader::SoundReader(const fs::path& path) : file(path) {}

int SoundReader::channels() const
{
    return file.decoder().info().channels;
}

int SoundReader::sampleRateHz() const
{
    return file.decoder().info().samplerate;
}

SampleIndex SoundReader::samples() const
{
    const auto stated = file.decoder().info().frames;
    return stated > 0 && stated < SF_COUNT_MAX ? stated : 0;
}

SoundEncoding SoundReader::encoding() const
{
    return encodingOf(file.decoder().info().format);
}

bool SoundReader::isWav() const
{
    const auto type = file.decoder().info().format & SF_FORMAT_TYPEMASK;
    const auto isBigEndian = (file.decoder().info().format & SF_FORMAT_ENDMASK) == SF_ENDIAN_BIG; // RIFX
    return (type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX || type == SF_FORMAT_RF64) && !isBigEndian;
}

void SoundReader::requireRecording(const AudioFileInfo& recording) const
{
    const auto hasOtherLength = // MPEG states lengths loosely
        !file.decoder().isMpeg() && recording.samples > 0 && samples() > 0 && recording.samples != samples();
    if (recording.sampleRateHz != sampleRateHz() || hasOtherLength)
        throw FileError(file.info().path.string(), "is not the recording the positions lie in: it has " +
                                                       std::to_string(samples()) + " samples at " +
                                                       std::to_string(sampleRateHz()) + " Hz, they lie in " +
                                                       std::to_string(recording.samples) + " at " +
                                                       std::to_string(recording.sampleRateHz) + " Hz");
}

SampleIndex SoundReader::read(SoundBlock& block, SampleIndex count)
{
    const auto width = static_cast<std::size_t>(channels());
    SampleIndex got = 0;
    const auto readInto = [&](auto values)
    {
        got = file.readExact(std::span(values));
        values.resize(static_cast<std::size_t>(got) * width);
        block = std::move(values);
    };
    const auto size = static_cast<std::size_t>(count) * width;
    if (isFloating(encoding()))
        readInto(std::vector<double>(size));
    else
        readInto(std::vector<std::int32_t>(size));
    position += got;
    return got;
}

void SoundReader::skipTo(SampleIndex sample)
{
    const auto isExact =
        isLossless(encoding(), file.decoder().info().format) && file.decoder().info().seekable != 0;
    if (sample > position && isExact && file.seek(sample))
        position = sample;
    SoundBlock unused;
    while (position < sample && read(unused, std::min(soundBlockSamples, sample - position)) > 0)
    {
    }
}

std::vector<SampleIndex> SoundReader::cuePositions() const
{
    return file.decoder().cuePositions();
}

struct SoundWriter::Handle
{
    /** Throws where something could not be written, also of what the library did not tell. */
    void require(bool isWritten, const fs::path& path, const std::string& failure) const
    {
        if (!stream.fault().empty() || !isWritten)
            throw OutputError(path.string(),
                              "writing failed: " + (stream.fault().empty() ? failure : stream.fault()));
    }

    SoundStream stream;
    int channels;
    SoundHandle file = {}; ///< after the stream, into which it writes
};

SoundWriter::SoundWriter(const fs::path& file, SoundContainer container, SoundEncoding encoding, int channels,
                         int sampleRateHz)
    : path(file)
{
    SF_INFO info{};
    info.samplerate = sampleRateHz;
    info.channels = channels;
    info.format = typeOf(container) | subtypeFor(container, encoding);
    if (sf_format_check(&info) == 0)
        throw InvalidSettings(std::to_string(channels) + " channels at " + std::to_string(sampleRateHz) +
                              " Hz cannot be written in this container; choose wav");
    handle.reset(new Handle{{path, SoundStream::Mode::write}, channels});
    std::string reason;
    handle->file = handle->stream.open(info, reason);
    handle->require(handle->file != nullptr, path, reason);
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
    handle->require(written, path, sf_strerror(handle->file.get()));
}

void SoundWriter::finish()
{
    const auto code = sf_close(handle->file.release());
    handle->stream.sync();
    handle->require(code == 0, path, sf_error_number(code));
}
} // namespace reprise
