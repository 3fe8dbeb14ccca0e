#include "audio/SilenceMap.h"

#include "base/Parallel.h"
#include "base/Rms.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace reprise
{
namespace
{
constexpr Eigen::Index blockSamples = 64;
constexpr double edgeSeconds = 0.02;

constexpr Eigen::Index samplesAtOnce = 1 << 20; // of one thread, whole blocks

using Stretch = Eigen::Map<const Eigen::ArrayXf>;

/** Calls `take (i, stretch)` for all stretches of the signal, several at a time. */
void forEachStretch(const LargeVector<float>& signal,
                    const std::function<void(Eigen::Index, const Stretch&)>& take, const Progress& progress)
{
    const auto size = static_cast<Eigen::Index>(signal.size());
    inParallel(
        static_cast<std::size_t>((size + samplesAtOnce - 1) / samplesAtOnce),
        [&](std::size_t i)
        {
            const auto from = static_cast<Eigen::Index>(i) * samplesAtOnce;
            const auto count = std::min(samplesAtOnce, size - from);
            take(static_cast<Eigen::Index>(i), Stretch(signal.data() + from, count));
            pageOut(signal, static_cast<std::size_t>(from), static_cast<std::size_t>(count));
        },
        progress);
}

/** See SilenceMap::level(). */
float silenceLevel(const LargeVector<float>& signal, const Progress& progress)
{
    const auto size = static_cast<Eigen::Index>(signal.size());
    if (size == 0)
        return 0.0f;
    Eigen::ArrayX2d sums(size / samplesAtOnce + 1, 2); // of values and of squares
    sums.setZero();
    forEachStretch(
        signal,
        [&](Eigen::Index i, const Stretch& stretch)
        {
            const auto values = stretch.cast<double>();
            sums.row(i) << values.sum(), values.square().sum();
        },
        progress);
    const auto mean = sums.col(0).sum() / static_cast<double>(size);
    const auto variance = sums.col(1).sum() / static_cast<double>(size) - mean * mean;
    // Resampling leaves a ripple on a constant level of about single precision's rounding.
    const auto ripple = 1e-5 * std::abs(mean);
    return static_cast<float>(std::min(1e-5, std::max(ripple, 1e-4 * std::sqrt(std::max(0.0, variance)))));
}
} // namespace

SilenceMap::SilenceMap(const Recording& recording, const Progress& progress)
    : samplesPerBlock(recording.fileSampleOf(static_cast<double>(blockSamples))),
      edgeSamples(edgeSeconds * recording.info.sampleRateHz)
{
    const auto& signal = recording.analysisSignal;
    silence = silenceLevel(signal, progress.part(0.0, 0.5));
    // The RMS around the mean is at least the span of the values over the root of twice their number.
    const auto wide = 1.01f * std::sqrt(2.0f * static_cast<float>(blockSamples)) * silence;
    const auto isSounding = [&](const auto& block) {
        return block.maxCoeff() - block.minCoeff() > wide ||
               rmsAroundMean(block) > static_cast<double>(silence);
    };
    soundingBefore.assign(signal.size() / blockSamples + 1, 0);
    forEachStretch(
        signal,
        [&](Eigen::Index i, const Stretch& stretch)
        {
            const auto first = i * (samplesAtOnce / blockSamples) + 1;
            for (Eigen::Index b = 0; (b + 1) * blockSamples <= stretch.size(); ++b)
                soundingBefore[static_cast<std::size_t>(first + b)] =
                    isSounding(stretch.segment(b * blockSamples, blockSamples)) ? 1 : 0;
        },
        progress.part(0.5, 1.0));
    std::partial_sum(soundingBefore.begin(), soundingBefore.end(), soundingBefore.begin());
}

SilenceMap::SilenceMap(const Recording& recording, float level, std::span<const std::uint32_t> counts)
    : silence(level), samplesPerBlock(recording.fileSampleOf(static_cast<double>(blockSamples))),
      edgeSamples(edgeSeconds * recording.info.sampleRateHz), soundingBefore(counts.begin(), counts.end())
{
}

std::shared_ptr<const SilenceMap> silenceMapOf(const Recording& recording, const Progress& progress)
{
    return recording.silence ? recording.silence : std::make_shared<const SilenceMap>(recording, progress);
}

bool SilenceMap::isSilent(const SampleRange& excerpt) const
{
    const auto blocks = static_cast<double>(soundingBefore.size() - 1);
    const auto edge = std::min(edgeSamples, 0.1 * static_cast<double>(excerpt.length));
    const auto blockOf = [&](double sample) { return sample / samplesPerBlock; };
    const auto first = std::clamp(std::ceil(blockOf(static_cast<double>(excerpt.start) + edge)), 0.0, blocks);
    const auto end =
        std::clamp(std::floor(blockOf(static_cast<double>(excerpt.end()) - edge)), first, blocks);
    return end > first &&
           soundingBefore[static_cast<std::size_t>(end)] == soundingBefore[static_cast<std::size_t>(first)];
}
} // namespace reprise
