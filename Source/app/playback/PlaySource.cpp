#include "app/playback/PlaySource.h"

#include "base/Errors.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace reprise::app
{
namespace
{
constexpr int ringFrames = 1 << 15;
constexpr SampleIndex blockSamples = 4096;
constexpr double fadeSeconds = 0.003, silenceSeconds = 0.15;
constexpr float mostGain = 4.0f;
} // namespace

PlaySource::PlaySource(AudioFileInfo file, FileStamp stampOfFile, PlayRequest requestToPlay,
                       double deviceRateHz)
    : info(std::move(file)), stamp(stampOfFile), request(std::move(requestToPlay)),
      ratio(deviceRateHz / info.sampleRateHz), ring(ringFrames)
{
    for (auto& channel : buffer)
        channel.resize(ringFrames);
    const auto fade = static_cast<SampleIndex>(fadeSeconds * info.sampleRateHz);
    const auto isSeamless = request.loop && request.parts.size() == 1;
    for (const auto& range : request.parts)
    {
        Part part;
        part.range = range;
        if (!isSeamless)
        {
            part.lead = std::min(fade, range.start);
            part.tail = std::clamp<SampleIndex>(info.samples - range.end(), 0, fade);
        }
        part.begin = roundFrames;
        part.leadFrames = deviceFrames(part.lead);
        part.frames = deviceFrames(part.lead + range.length + part.tail);
        roundFrames += part.frames;
        const auto isLast = parts.size() + 1 == request.parts.size();
        if (!isSeamless && !(isLast && !request.loop))
            roundFrames += deviceFrames(static_cast<SampleIndex>(silenceSeconds * info.sampleRateHz));
        parts.push_back(part);
    }
    allRead = roundFrames == 0;
}

std::int64_t PlaySource::deviceFrames(SampleIndex samples) const
{
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(samples) * ratio - 1e-9));
}

bool PlaySource::fill()
{
    try
    {
        while (!allRead && ring.getFreeSpace() > 0)
        {
            if (taken == ready[0].size())
            {
                if (isLastMade)
                {
                    allRead = true;
                    break;
                }
                taken = 0;
                ready[0].clear();
                ready[1].clear();
                produce();
                continue;
            }
            const auto count = std::min(ring.getFreeSpace(), static_cast<int>(ready[0].size() - taken));
            const auto scope = ring.write(count);
            const auto copy = [&](int at, int length)
            {
                for (std::size_t c = 0; c < 2; ++c)
                    std::copy_n(ready[c].begin() + static_cast<std::ptrdiff_t>(taken), length,
                                buffer[c].begin() + at);
                taken += static_cast<std::size_t>(length);
            };
            copy(scope.startIndex1, scope.blockSize1);
            copy(scope.startIndex2, scope.blockSize2);
        }
    }
    catch (const std::exception& failure)
    {
        const juce::ScopedLock lock(errorLock);
        errorText = juce::String::fromUTF8(failure.what());
        allRead = true;
    }
    return !allRead;
}

void PlaySource::produce()
{
    if (!reader)
        open();
    if (!partIsBegun)
        beginPart();
    const auto& part = parts[partIndex];
    const auto nextBegin = partIndex + 1 < parts.size() ? parts[partIndex + 1].begin : roundFrames;
    const auto wholeFrames = nextBegin - part.begin; // with the silence that follows
    const auto wholeSamples = part.lead + part.range.length + part.tail;
    auto count = blockSamples;
    for (auto& channel : block)
        channel.assign(static_cast<std::size_t>(count), 0.0f);
    if (partRead < wholeSamples)
    {
        count = std::min(count, wholeSamples - partRead);
        readBlock(part.range.start - part.lead + partRead, count);
        for (SampleIndex i = 0; i < count; ++i)
        {
            const auto at = partRead + i;
            auto gain = part.gain;
            if (at < part.lead)
                gain *= static_cast<float>(at) / static_cast<float>(part.lead);
            else if (at >= part.lead + part.range.length)
                gain *= static_cast<float>(wholeSamples - at) / static_cast<float>(part.tail + 1);
            for (auto& channel : block)
                channel[static_cast<std::size_t>(i)] *= gain;
        }
    }
    // The silence after a part pushes the last of it out of the resampler, too.
    partRead += count;
    const auto limit = static_cast<std::size_t>(wholeFrames - partMade);
    for (std::size_t c = 0; c < 2; ++c)
    {
        resamplers[c]->process({block[c].data(), static_cast<std::size_t>(count)}, ready[c]);
        if (ready[c].size() > limit)
            ready[c].resize(limit);
    }
    partMade += static_cast<std::int64_t>(ready[0].size());
    if (partMade < wholeFrames)
        return;
    partIsBegun = false;
    if (++partIndex == parts.size())
    {
        partIndex = 0;
        isLastMade = !request.loop;
    }
}

void PlaySource::readFromStart()
{
    reader = reopen(info);
    if (stampOf(info.path) != stamp)
        throw FileError(info.path.string(), "was changed since it was opened; open it again");
    readerAt = 0;
}

void PlaySource::open()
{
    readFromStart();
    if (request.matchLevels)
        matchLevels();
}

void PlaySource::matchLevels()
{
    const auto measure = [&](const SampleRange& range)
    {
        auto sum = 0.0;
        auto peak = 0.0f;
        for (SampleIndex done = 0; done < range.length;)
        {
            const auto count = std::min(blockSamples, range.length - done);
            for (auto& channel : block)
                channel.assign(static_cast<std::size_t>(count), 0.0f);
            readBlock(range.start + done, count);
            for (const auto& channel : block)
                for (const auto value : channel)
                {
                    sum += static_cast<double>(value) * static_cast<double>(value);
                    peak = std::max(peak, std::abs(value));
                }
            done += count;
        }
        return std::pair(std::sqrt(sum / static_cast<double>(2 * range.length)), peak);
    };
    const auto [wantedLevel, unused] = measure(parts.front().range);
    for (auto part = parts.begin() + 1; part != parts.end(); ++part)
    {
        const auto [level, peak] = measure(part->range);
        if (level <= 0.0 || wantedLevel <= 0.0)
            continue;
        // Never into clipping, and never so loud that only noise is heard.
        part->gain =
            std::min({static_cast<float>(wantedLevel / level), mostGain, std::max(1.0f, 1.0f / peak)});
    }
}

void PlaySource::beginPart()
{
    partIsBegun = true;
    partRead = 0;
    partMade = 0;
    for (auto& resampler : resamplers)
        resampler = std::make_unique<Resampler>(1.0, ratio);
}

void PlaySource::readBlock(SampleIndex at, SampleIndex count)
{
    moveTo(at);
    const auto channels = static_cast<std::size_t>(info.channels);
    interleaved.resize(static_cast<std::size_t>(count) * channels);
    SampleIndex got = 0;
    while (got < count)
    {
        const auto now =
            reader->read(std::span(interleaved).subspan(static_cast<std::size_t>(got) * channels));
        if (now == 0)
            break;
        got += now;
    }
    readerAt += got;
    for (SampleIndex i = 0; i < got; ++i)
    {
        const auto* frame = interleaved.data() + static_cast<std::size_t>(i) * channels;
        for (std::size_t side = 0; side < 2; ++side)
        {
            auto& value = block[side][static_cast<std::size_t>(i)];
            if (channels <= 2)
            {
                value = frame[std::min(side, channels - 1)];
                continue;
            }
            auto number = 0.0f;
            for (auto c = side; c < channels; c += 2, number += 1.0f)
                value += frame[c];
            value /= number;
        }
    }
}

void PlaySource::moveTo(SampleIndex sample)
{
    if (readerAt == sample)
        return;
    if (reader->seek(sample))
    {
        readerAt = sample;
        return;
    }
    // A file that cannot be positioned is read from its beginning.
    if (sample < readerAt)
        readFromStart();
    std::vector<float> skipped(static_cast<std::size_t>(info.channels) * blockSamples);
    while (readerAt < sample)
    {
        const auto count = std::min(blockSamples, sample - readerAt) * info.channels;
        const auto got = reader->read(std::span(skipped).first(static_cast<std::size_t>(count)));
        if (got == 0)
            return;
        readerAt += got;
    }
}

int PlaySource::pull(float* left, float* right, int frames) noexcept
{
    const auto count = std::min(frames, ring.getNumReady());
    const auto scope = ring.read(count);
    const auto copy = [&](int at, int length, int to)
    {
        std::copy_n(buffer[0].begin() + at, length, left + to);
        std::copy_n(buffer[1].begin() + at, length, right + to);
    };
    copy(scope.startIndex1, scope.blockSize1, 0);
    copy(scope.startIndex2, scope.blockSize2, scope.blockSize1);
    pulled.fetch_add(count, std::memory_order_relaxed);
    return count;
}

std::optional<PlaySource::Position> PlaySource::position(int latencyFrames) const
{
    const auto heard = pulled.load(std::memory_order_relaxed) - latencyFrames;
    if (heard <= 0 || roundFrames == 0)
        return {};
    const auto inRound = heard % roundFrames;
    auto index = parts.size() - 1;
    while (index > 0 && parts[index].begin > inRound)
        --index;
    const auto& part = parts[index];
    const auto frame = inRound - part.begin - part.leadFrames;
    const auto sample = static_cast<SampleIndex>(std::llround(static_cast<double>(frame) / ratio));
    return Position{part.range.start + std::clamp<SampleIndex>(sample, 0, part.range.length),
                    static_cast<int>(index)};
}

juce::String PlaySource::error() const
{
    const juce::ScopedLock lock(errorLock);
    return errorText;
}
} // namespace reprise::app
