#include "audio/SilenceMap.h"

#include "base/Rms.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
constexpr Eigen::Index blockSamples = 64;
constexpr double edgeSeconds = 0.02;

/** See SilenceMap::level(). */
float silenceLevel(const Eigen::Ref<const Eigen::ArrayXf>& signal)
{
    // Resampling leaves a ripple on a constant level of about single precision's rounding.
    const auto ripple = signal.size() > 0 ? 1e-5 * std::abs(signal.cast<double>().mean()) : 0.0;
    return static_cast<float>(std::min(1e-5, std::max(ripple, 1e-4 * rmsAroundMean(signal))));
}
} // namespace

SilenceMap::SilenceMap(const Recording& recording)
    : samplesPerBlock(recording.fileSampleOf(static_cast<double>(blockSamples))),
      edgeSamples(edgeSeconds * recording.info.sampleRateHz)
{
    const Eigen::Map<const Eigen::ArrayXf> signal(recording.analysisSignal.data(),
                                                  static_cast<Eigen::Index>(recording.analysisSignal.size()));
    silence = silenceLevel(signal);
    soundingBefore.push_back(0);
    // The RMS around the mean is at least the span of the values over the root of twice their number.
    const auto wide = 1.01f * std::sqrt(2.0f * static_cast<float>(blockSamples)) * silence;
    const auto isSounding = [&](const auto& block) {
        return block.maxCoeff() - block.minCoeff() > wide ||
               rmsAroundMean(block) > static_cast<double>(silence);
    };
    for (Eigen::Index at = 0; at + blockSamples <= signal.size(); at += blockSamples)
        soundingBefore.push_back(soundingBefore.back() +
                                 (isSounding(signal.segment(at, blockSamples)) ? 1u : 0u));
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
