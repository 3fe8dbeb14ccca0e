#include "audio/Recording.h"

#include "audio/Resampler.h"
#include "base/Errors.h"
#include "base/FileStamp.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace reprise
{
namespace
{
/** Values decoded at a time, all channels together. */
constexpr SampleIndex blockValues = 1 << 18;

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
} // namespace

Recording loadRecording(const std::filesystem::path& path, double analysisRateHz, const Progress& progress)
{
    const auto before = stampOf(path);
    AudioFile file(path);
    Recording recording{file.info(), analysisRateHz, {}};
    const auto expected = static_cast<double>(std::max<SampleIndex>(1, recording.info.samples));
    const auto channels = recording.info.channels;
    Resampler resampler(recording.info.sampleRateHz, analysisRateHz);

    // Growing would copy. A header may state any length: nearly two hours are believed, more only of a file that holds a
    // kilobyte for each second.
    const auto mostReserved = std::max(7000.0, static_cast<double>(before.bytes) / 1000.0);
    recording.analysisSignal.reserve(static_cast<std::size_t>(
        std::min(recording.info.seconds(), mostReserved) * analysisRateHz + 2.0 * blockValues));
    const auto blockSamples = std::max<SampleIndex>(1, blockValues / channels);
    std::vector<float> interleaved(static_cast<std::size_t>(blockSamples * channels));
    std::vector<float> mono, resampled;
    std::size_t pagedOut = 0;
    const auto keep = [&]
    {
        auto& signal = recording.analysisSignal;
        signal.insert(signal.end(), resampled.begin(), resampled.end());
        resampled.clear();
        pageOut(signal, pagedOut, signal.size() - pagedOut);
        pagedOut = signal.size();
    };
    SampleIndex decoded = 0;
    while (const auto count = file.read(interleaved))
    {
        const auto values = static_cast<std::size_t>(count) * static_cast<std::size_t>(channels);
        mixDown(std::span(interleaved).first(values), channels, mono);
        resampler.process(mono, resampled);
        keep();
        decoded += count;
        progress.step(std::min(1.0, static_cast<double>(decoded) / expected));
    }
    if (decoded == 0)
        throw FileError(path.string(), "holds no audio (0 samples)");
    if (const auto after = stampOf(path); after.bytes > 0 && after != before)
        throw FileError(path.string(),
                        "was changed while it was read; let the other program finish, then open it again");
    resampler.finish(resampled);
    keep();
    recording.info.samples = decoded;
    return recording;
}
} // namespace reprise
