#include "audio/SilenceMap.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
constexpr Eigen::Index blockSamples = 64;
constexpr double edgeSeconds = 0.02;

/** RMS around the mean. */
double spread(const Eigen::Ref<const Eigen::ArrayXf>& samples)
{
    const Eigen::ArrayXd values = samples.cast<double>();
    return samples.size() == 0 ? 0.0 : std::sqrt((values - values.mean()).square().mean());
}

Eigen::Map<const Eigen::ArrayXf> signalOf(const Recording& recording)
{
    return {recording.analysisSignal.data(), static_cast<Eigen::Index>(recording.analysisSignal.size())};
}
} // namespace

float silenceLevel(const Recording& recording)
{
    const auto signal = signalOf(recording);
    // Resampling leaves a ripple on a constant level of about single precision's rounding.
    const auto ripple = signal.size() > 0 ? 1e-5 * std::abs(signal.cast<double>().mean()) : 0.0;
    return static_cast<float>(std::min(1e-5, std::max(ripple, 1e-4 * spread(signal))));
}

SilenceMap::SilenceMap(const Recording& recording)
    : samplesPerBlock(recording.fileSampleOf(static_cast<double>(blockSamples))),
      edgeSamples(edgeSeconds * recording.info.sampleRateHz)
{
    const auto signal = signalOf(recording);
    const auto level = static_cast<double>(silenceLevel(recording));
    soundingBefore.push_back(0);
    for (Eigen::Index at = 0; at + blockSamples <= signal.size(); at += blockSamples)
        soundingBefore.push_back(soundingBefore.back() +
                                 (spread(signal.segment(at, blockSamples)) > level ? 1u : 0u));
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
