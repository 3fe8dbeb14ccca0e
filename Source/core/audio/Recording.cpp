#include "audio/Recording.h"

#include "audio/Resampler.h"
#include "base/Errors.h"
#include "base/FileStamp.h"
#include "base/Parallel.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace reprise
{
namespace
{
/** Values decoded at a time, all channels together. */
constexpr SampleIndex blockValues = 1 << 18;

/** Values of a part that one thread decodes by itself: to find its beginning takes a hundredth of the time. */
constexpr SampleIndex partValues = 1 << 20;

/** Parts a thread decodes, on average, until what is decoded is resampled. */
constexpr std::size_t partsForEachThread = 4;

/** Mean of the interleaved channels. */
void mixDown(std::span<const float> interleaved, int channels, std::vector<float>& mono)
{
    const auto width = static_cast<std::size_t>(channels);
    mono.resize(interleaved.size() / width);
    const auto scale = 1.0f / static_cast<float>(channels);
    for (std::size_t i = 0; i < mono.size(); ++i)
    {
        auto sum = 0.0f;
        for (std::size_t c = 0; c < width; ++c)
            sum += interleaved[i * width + c];
        mono[i] = sum * scale;
    }
}

SampleIndex samplesIn(SampleIndex values, int channels)
{
    return std::max<SampleIndex>(1, values / channels);
}

/** Takes the mean of the channels in order and keeps it at the rate of the analysis. */
class Loading
{
public:
    Loading(const AudioFileInfo& info, double analysisRateHz, double fileBytes)
        : recording{info, analysisRateHz, {}}, resampler(info.sampleRateHz, analysisRateHz)
    {
        // Growing would copy. A header may state any length: more than a minute is believed only of a file that holds
        // a hundred bytes for each second, as nearly all do.
        const auto mostReserved = std::max(60.0, fileBytes / 100.0);
        recording.analysisSignal.reserve(static_cast<std::size_t>(
            std::min(info.seconds(), mostReserved) * analysisRateHz + 2.0 * blockValues));
    }

    void take(std::span<const float> mono)
    {
        resampler.process(mono, resampled);
        keep();
        decoded += static_cast<SampleIndex>(mono.size());
    }

    SampleIndex taken() const { return decoded; }

    Recording finish()
    {
        resampler.finish(resampled);
        keep();
        recording.info.samples = decoded;
        return std::move(recording);
    }

private:
    void keep()
    {
        auto& signal = recording.analysisSignal;
        signal.insert(signal.end(), resampled.begin(), resampled.end());
        resampled.clear();
        pageOut(signal, pagedOut, signal.size() - pagedOut);
        pagedOut = signal.size();
    }

    Recording recording;
    Resampler resampler;
    std::vector<float> resampled;
    std::size_t pagedOut = 0;
    SampleIndex decoded = 0;
};

/** From start to end, as every file can be read. */
void readOn(AudioFile& file, Loading& loading, const Progress& progress)
{
    const auto channels = file.info().channels;
    const auto expected = static_cast<double>(std::max<SampleIndex>(1, file.info().samples));
    std::vector<float> interleaved(static_cast<std::size_t>(samplesIn(blockValues, channels) * channels));
    std::vector<float> mono;
    while (const auto count = file.read(interleaved))
    {
        mixDown(std::span(interleaved).first(static_cast<std::size_t>(count * channels)), channels, mono);
        loading.take(mono);
        progress.step(std::min(1.0, static_cast<double>(loading.taken()) / expected));
    }
}

/** The mean of the channels from one sample on. Throws FileError where they cannot be read. */
std::vector<float> readPart(const AudioFileInfo& info, SampleIndex first, SampleIndex count)
{
    auto file = reopen(info);
    if (!file.seek(first))
        throw FileError(info.path.string(), "cannot be read from sample " + std::to_string(first) + " on");
    std::vector<float> interleaved(static_cast<std::size_t>(count * info.channels)), mono;
    const auto read = file.read(interleaved);
    if (read < count)
        throw FileError(info.path.string(), "ends at sample " + std::to_string(first + read));
    mixDown(interleaved, info.channels, mono);
    return mono;
}

/** Most of loading FLAC is decoding, and its samples are the same wherever the decoder begins. Others are read in the
    same time or, where they are lossy, differ. */
bool isBetterInParts(const AudioFileInfo& info)
{
    return info.container.starts_with("FLAC") && info.samples > samplesIn(partValues, info.channels);
}

/** All parts of a file, several at the same time. */
void readInParts(const AudioFileInfo& info, Loading& loading, const Progress& progress)
{
    const auto atOnce = samplesIn(partValues, info.channels);
    const auto parts = static_cast<std::size_t>((info.samples + atOnce - 1) / atOnce);
    for (std::size_t done = 0; done < parts;)
    {
        std::vector<std::vector<float>> mono(std::min(parts - done, threadCount() * partsForEachThread));
        const auto share = [&](std::size_t part)
        { return static_cast<double>(part) / static_cast<double>(parts); };
        inParallel(
            mono.size(),
            [&](std::size_t i)
            {
                const auto first = static_cast<SampleIndex>(done + i) * atOnce;
                mono[i] = readPart(info, first, std::min(atOnce, info.samples - first));
            },
            progress.part(share(done), share(done + mono.size())));
        for (const auto& part : mono)
            loading.take(part);
        done += mono.size();
    }
}
} // namespace

Recording loadRecording(const std::filesystem::path& path, double analysisRateHz, const Progress& progress)
{
    const auto before = stampOf(path);
    AudioFile file(path);
    std::optional<Loading> loading;
    const auto begin = [&]() -> Loading&
    { return loading.emplace(file.info(), analysisRateHz, static_cast<double>(before.bytes)); };
    const auto readFromStart = [&] { readOn(file, begin(), progress); };
    if (isBetterInParts(file.info()))
        try
        {
            readInParts(file.info(), begin(), progress);
            file.requireOneStream();
        }
        catch (const FileError&)
        {
            readFromStart(); // says best what is wrong
        }
    else
        readFromStart();
    if (loading->taken() == 0)
        throw FileError(path.string(), "holds no audio (0 samples)");
    if (const auto after = stampOf(path); after.bytes > 0 && after != before)
        throw FileError(path.string(),
                        "was changed while it was read; let the other program finish, then open it again");
    return loading->finish();
}
} // namespace reprise
