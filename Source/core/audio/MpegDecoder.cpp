#include "audio/MpegDecoder.h"

#include "audio/Id3Tags.h"
#include "audio/SoundStream.h"
#include "base/InputFile.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <mpg123.h>
#include <new>
#include <string_view>
#include <vector>

namespace reprise
{
namespace
{
/** Bytes between two frames that are passed over without a word: the library's own limit. */
constexpr long longestJunk = 1024;

/** What other audio files begin with, and what kind of RIFF or FORM they are. */
struct Beginning
{
    std::string_view bytes, form = {};
};

constexpr std::array otherBeginnings{Beginning{"RIFF", "WAVE"},
                                     Beginning{"RIFX", "WAVE"},
                                     Beginning{"RF64", "WAVE"},
                                     Beginning{"FORM", "AIFF"},
                                     Beginning{"FORM", "AIFC"},
                                     Beginning{"FORM", "8SVX"},
                                     Beginning{"FORM", "16SV"},
                                     Beginning{"fLaC"},
                                     Beginning{"OggS"},
                                     Beginning{"caff", "desc"},
                                     Beginning{".snd"},
                                     Beginning{"dns."},
                                     Beginning{"riff"},
                                     Beginning{"NIST"},
                                     Beginning{"Creative"},
                                     Beginning{" paf"},
                                     Beginning{"fap "},
                                     Beginning{"PVF1"},
                                     Beginning{"2BIT"},
                                     Beginning{"MATLAB 5"},
                                     Beginning{"Extended Ins"},
                                     Beginning{"ALawSoun"},
                                     Beginning{"\x64\xa3"},
                                     Beginning{"\xf0\x7e"},
                                     Beginning{"SOUND SA"},
                                     Beginning{"\x01\x04"},
                                     Beginning{"ADIF"},
                                     Beginning{"\x1a\x45\xdf\xa3"},
                                     Beginning{"\x30\x26\xb2\x75"}};
} // namespace

struct MpegDecoder::Handle
{
    explicit Handle(const std::filesystem::path& path) : stream(path, SoundStream::Mode::read) {}
    ~Handle() { mpg123_delete(mpeg); } // null is allowed

    SoundStream stream;
    mpg123_handle* mpeg = mpg123_new(nullptr, nullptr);
};

bool MpegDecoder::canTell(const std::filesystem::path& path)
{
    constexpr std::size_t enough = 12;
    std::ifstream file(path, std::ios::binary);
    const auto start = bytesAt(file, bytesOfId3Tags(file), enough);
    const auto at = [&](std::size_t i)
    { return i < start.size() ? static_cast<unsigned char>(start[i]) : 0u; };
    // Eleven bits in sync; then version, layer, bit rate and sample rate are none of the values that mean nothing.
    if (at(0) == 0xff && (at(1) & 0xe0) == 0xe0 && (at(1) & 0x18) != 0x08 && (at(1) & 0x06) != 0 &&
        (at(2) & 0xf0) != 0xf0 && (at(2) & 0x0c) != 0x0c)
        return true;
    // AAC, alone or in MP4, in which frames of MP3 turn up by chance.
    if ((at(0) == 0xff && (at(1) & 0xf6) == 0xf0) || start.find("ftyp") == 4)
        return false;
    if (std::any_of(otherBeginnings.begin(), otherBeginnings.end(),
                    [&](const Beginning& other)
                    {
                        return start.starts_with(other.bytes) &&
                               std::string_view(start)
                                   .substr(std::min(start.size(), std::size_t{8}))
                                   .starts_with(other.form);
                    }))
        return false;
    auto extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".mp3";
}

MpegDecoder::MpegDecoder(const std::filesystem::path& path) : handle(std::make_unique<Handle>(path))
{
    if (handle->mpeg == nullptr)
        throw std::bad_alloc();
    open();
    hasEnded = !reason.empty();
}

MpegDecoder::MpegDecoder(MpegDecoder&&) noexcept = default;
MpegDecoder& MpegDecoder::operator=(MpegDecoder&&) noexcept = default;
MpegDecoder::~MpegDecoder() = default;

void MpegDecoder::open()
{
    auto* const mpeg = handle->mpeg;
    mpg123_param(mpeg, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0.0);
    mpg123_param(mpeg, MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_GAPLESS, 0.0);
    mpg123_param(mpeg, MPG123_RESYNC_LIMIT, longestJunk, 0.0);
    // A frame takes up to 511 bytes from frames before it. Of those after a seek, 32 are enough at 8 kbit/s, too.
    mpg123_param(mpeg, MPG123_PREFRAMES, 32, 0.0);
    acceptChannels(MPG123_MONO | MPG123_STEREO);
    long rate = 0;
    int encoding = 0;
    mpg123_frameinfo info{};
    mpg123_replace_reader_handle(
        mpeg,
        [](void* stream, void* target, std::size_t bytes)
        {
            return static_cast<ssize_t>(
                static_cast<SoundStream*>(stream)->read(target, static_cast<sf_count_t>(bytes)));
        },
        [](void* stream, off_t offset, int from)
        { return static_cast<off_t>(static_cast<SoundStream*>(stream)->seek(offset, from)); },
        nullptr);
    if (mpg123_open_handle(mpeg, &handle->stream) != MPG123_OK ||
        mpg123_getformat(mpeg, &rate, &first.channels, &encoding) != MPG123_OK ||
        mpg123_info(mpeg, &info) != MPG123_OK)
    {
        reason = cannotBeRead() ? handle->stream.fault() : "no MPEG frames were found in it";
        return;
    }
    first.sampleRateHz = static_cast<int>(rate);
    first.layer = info.layer;
    first.expectedSamples = std::max<SampleIndex>(0, mpg123_length(mpeg));
    acceptChannels(first.channels == 1 ? MPG123_MONO : MPG123_STEREO);
}

void MpegDecoder::acceptChannels(int flags)
{
    // Any rate, so that another one is told and no error to the library; always as many channels.
    const long* rates = nullptr;
    std::size_t count = 0;
    mpg123_rates(&rates, &count);
    mpg123_format_none(handle->mpeg);
    for (const auto rate : std::span(rates, count))
        mpg123_format(handle->mpeg, rate, flags, MPG123_ENC_FLOAT_32);
}

SampleIndex MpegDecoder::read(std::span<float> interleaved)
{
    if (hasEnded)
        return 0;
    std::size_t bytes = 0;
    int status = MPG123_OK;
    do
    {
        status = readBytes(interleaved, bytes);
        long rate = first.sampleRateHz;
        int count = 0, encoding = 0;
        if (status == MPG123_NEW_FORMAT) // at the start, too
            mpg123_getformat(handle->mpeg, &rate, &count, &encoding);
        if (rate != first.sampleRateHz)
            reason = "from there on it has " + std::to_string(rate) + " instead of " +
                     std::to_string(first.sampleRateHz) + " Hz";
    } while (status == MPG123_NEW_FORMAT && bytes == 0 && reason.empty());
    const auto hasFailed = status != MPG123_OK && status != MPG123_NEW_FORMAT && status != MPG123_DONE;
    if (cannotBeRead())
        reason = handle->stream.fault();
    else if (hasFailed)
        reason = whatIsWrong();
    hasEnded = hasFailed || status == MPG123_DONE || !reason.empty();
    return static_cast<SampleIndex>(bytes / sizeof(float)) / first.channels;
}

int MpegDecoder::readBytes(std::span<float> samples, std::size_t& bytes)
{
    return mpg123_read(handle->mpeg, reinterpret_cast<unsigned char*>(samples.data()), samples.size_bytes(),
                       &bytes);
}

std::string MpegDecoder::whatIsWrong()
{
    if (mpg123_errcode(handle->mpeg) != MPG123_RESYNC_FAIL)
        return mpg123_strerror(handle->mpeg);
    return goesOnBehindJunk() ? "what follows is no audio, and behind it there is more" : "";
}

bool MpegDecoder::goesOnBehindJunk()
{
    // A picture or text behind the audio can look like a frame, but not like several.
    constexpr std::size_t frames = 10, samplesPerFrame = 1152;
    std::vector<float> samples(frames * samplesPerFrame * static_cast<std::size_t>(first.channels));
    mpg123_param(handle->mpeg, MPG123_RESYNC_LIMIT, -1, 0.0);
    std::size_t filled = 0, bytes = 0;
    int status = MPG123_OK;
    while (filled < samples.size() && (status == MPG123_OK || status == MPG123_NEW_FORMAT))
    {
        status = readBytes(std::span(samples).subspan(filled), bytes);
        filled += bytes / sizeof(float);
    }
    mpg123_param(handle->mpeg, MPG123_RESYNC_LIMIT, longestJunk, 0.0);
    return filled == samples.size();
}

bool MpegDecoder::cannotBeRead() const
{
    return !handle->stream.fault().empty();
}

bool MpegDecoder::seek(SampleIndex sample)
{
    hasEnded = false;
    reason.clear();
    auto* const mpeg = handle->mpeg;
    if (mpg123_seek(mpeg, sample, SEEK_SET) != sample)
        return false;
    // Behind the length that a tag states the library moves to the frame and forgets how far into it.
    if (first.expectedSamples == 0 || sample < first.expectedSamples)
        return true;
    auto frame = mpg123_tellframe(mpeg);
    while (frame > 0 && mpg123_seek_frame(mpeg, frame, SEEK_SET) == frame && mpg123_tell(mpeg) > sample)
        --frame;
    const auto before = sample - mpg123_tell(mpeg);
    constexpr SampleIndex mostSamplesOfFrame = 1152;
    if (before < 0 || before > 2 * mostSamplesOfFrame)
        return false;
    std::vector<float> unused(static_cast<std::size_t>(before * first.channels));
    for (SampleIndex done = 0; done < before;)
    {
        const auto count = read(std::span(unused).subspan(static_cast<std::size_t>(done * first.channels)));
        if (count == 0)
            return false;
        done += count;
    }
    return true;
}

std::string MpegDecoder::name()
{
    return "libmpg123-" REPRISE_MPG123_VERSION;
}
} // namespace reprise
