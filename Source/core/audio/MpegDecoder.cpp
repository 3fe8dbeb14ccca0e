#include "audio/MpegDecoder.h"

#include "base/Errors.h"

#include <mpg123.h>
#include <new>
#include <vector>

namespace reprise
{
namespace
{
/** Bytes between two frames that are passed over without a word: the library's own limit. */
constexpr long longestJunk = 1024;
} // namespace

struct MpegDecoder::Handle
{
    mpg123_handle* mpeg = mpg123_new(nullptr, nullptr);

    ~Handle() { mpg123_delete(mpeg); } // null is allowed
};

MpegDecoder::MpegDecoder(const std::filesystem::path& path, int rateHz, int channelCount)
    : handle(std::make_unique<Handle>()), sampleRateHz(rateHz), channels(channelCount)
{
    auto* const mpeg = handle->mpeg;
    if (mpeg == nullptr)
        throw std::bad_alloc();
    mpg123_param(mpeg, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0.0);
    mpg123_param(mpeg, MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_GAPLESS, 0.0);
    mpg123_param(mpeg, MPG123_RESYNC_LIMIT, longestJunk, 0.0);
    // A frame takes up to 511 bytes from frames before it. Of those after a seek, 32 are enough at 8 kbit/s, too.
    mpg123_param(mpeg, MPG123_PREFRAMES, 32, 0.0);
    // Any rate, so that another one is told and no error to the library; always as many channels.
    const long* rates = nullptr;
    std::size_t rateCount = 0;
    mpg123_rates(&rates, &rateCount);
    mpg123_format_none(mpeg);
    for (const auto rate : std::span(rates, rateCount))
        mpg123_format(mpeg, rate, channels == 1 ? MPG123_MONO : MPG123_STEREO, MPG123_ENC_FLOAT_32);
    if (mpg123_open(mpeg, path.c_str()) != MPG123_OK)
        throw FileError(path.string(), std::string("cannot be read as audio: ") + mpg123_strerror(mpeg));
}

MpegDecoder::~MpegDecoder() = default;

SampleIndex MpegDecoder::read(std::span<float> interleaved)
{
    if (hasEnded)
        return 0;
    std::size_t bytes = 0;
    int status = MPG123_OK;
    do
    {
        status = readBytes(interleaved, bytes);
        long rate = sampleRateHz;
        int count = 0, encoding = 0;
        if (status == MPG123_NEW_FORMAT) // at the start, too
            mpg123_getformat(handle->mpeg, &rate, &count, &encoding);
        if (rate != sampleRateHz)
            reason = "from there on it has " + std::to_string(rate) + " instead of " +
                     std::to_string(sampleRateHz) + " Hz";
    } while (status == MPG123_NEW_FORMAT && bytes == 0 && reason.empty());
    const auto hasFailed = status != MPG123_OK && status != MPG123_NEW_FORMAT && status != MPG123_DONE;
    if (hasFailed)
        reason = whatIsWrong();
    hasEnded = hasFailed || status == MPG123_DONE || !reason.empty();
    return static_cast<SampleIndex>(bytes / sizeof(float)) / channels;
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
    std::vector<float> samples(frames * samplesPerFrame * static_cast<std::size_t>(channels));
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

bool MpegDecoder::seek(SampleIndex sample)
{
    hasEnded = false;
    reason.clear();
    return mpg123_seek(handle->mpeg, sample, SEEK_SET) == sample;
}

std::string MpegDecoder::name()
{
    return "libmpg123-" REPRISE_MPG123_VERSION;
}
} // namespace reprise
