#include "session/MarkSuggestion.h"

#include "base/Median.h"
#include "base/Slice.h"
#include "session/WaveformAligner.h"
#include "spectral/Stft.h"
#include "spectral/Window.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

namespace reprise
{
namespace
{
constexpr double contextSeconds = 0.5; // analysed on either side of an edge
constexpr double reachSeconds = 0.12;  // how far an onset may lie from the mark's start
constexpr double leastMoveSeconds = 0.02;
constexpr double hopSeconds = 0.003, windowSeconds = 0.012;
constexpr Eigen::Index bands = 20, fluxFrames = 4, neighbourFrames = 8;
constexpr float leastFlux = 0.3f;       // mean rise in powers of ten: 3 dB in every band
constexpr float leastProminence = 3.0f; // against the median flux
constexpr float leastClarity = 0.5f;    // 1 - next best flux / best flux
constexpr float audibleRange = 1e-7f;   // 70 dB under the loudest band: below that a rise is not heard
constexpr float leastPower = 1e-12f;    // keeps the logarithm of silence finite
constexpr float chanceShare = 0.1f;     // of the mean power; less shared power is taken for chance
constexpr std::size_t mostHits = 12;
constexpr double alignmentSeconds = 0.03;

/** Positions on the analysis signal. */
struct Scale
{
    std::ptrdiff_t fromFile(SampleIndex samples) const { return recording.nearestAnalysisSample(samples); }
    SampleIndex toFile(std::ptrdiff_t samples) const
    {
        return std::llround(recording.fileSampleOf(static_cast<double>(samples)));
    }
    std::ptrdiff_t fromSeconds(double seconds) const
    {
        return std::llround(seconds * recording.analysisRateHz);
    }
    const Recording& recording;
};

/** Powers of aligned excerpts, bands x frames. */
struct BandPowers
{
    Eigen::ArrayXXf mean, shared; ///< of one excerpt both are the same
    double framesPerSecond = 0.0;
};

BandPowers bandPowers(const std::vector<std::vector<float>>& excerpts, double rateHz)
{
    const auto hop = std::max(1, static_cast<int>(std::lround(rateHz * hopSeconds)));
    const auto window = 2 * std::max<Eigen::Index>(bands, std::lround(rateHz * windowSeconds / 2.0));
    const auto hann = hannWindow(static_cast<int>(window));
    const std::vector<float> weights(hann.begin(), hann.end());
    const auto frames = frameCount(excerpts.front().size(), hop), bins = window / 2 + 1;
    ComplexMatrix sum = ComplexMatrix::Zero(bins, frames);
    Eigen::ArrayXXf squares = Eigen::ArrayXXf::Zero(bins, frames);
    for (const auto& excerpt : excerpts)
        forEachFrame(excerpt, weights, hop,
                     [&](Eigen::Index t, std::span<const std::complex<float>> spectrum)
                     {
                         const Eigen::Map<const Eigen::VectorXcf> values(spectrum.data(), bins);
                         sum.col(t) += values;
                         squares.col(t) += values.cwiseAbs2().array();
                     });

    const auto count = static_cast<float>(excerpts.size());
    BandPowers result{Eigen::ArrayXXf(bands, frames), Eigen::ArrayXXf(bands, frames), rateHz / hop};
    // Bands as equally wide on a logarithmic axis as whole bins allow.
    const auto edge = [&](Eigen::Index band)
    {
        return std::max<Eigen::Index>(
            band, std::lround(std::pow(static_cast<double>(bins - 1), static_cast<double>(band) / bands)));
    };
    for (Eigen::Index b = 0; b < bands; ++b)
    {
        const auto first = edge(b), width = std::max<Eigen::Index>(1, edge(b + 1) - first);
        const Eigen::ArrayXXf total = squares.middleRows(first, width).colwise().mean();
        result.mean.row(b) = total / count;
        // |sum|^2 holds every pair twice and each excerpt's own power once.
        result.shared.row(b) =
            count > 1.0f ? Eigen::ArrayXXf(
                               (sum.middleRows(first, width).cwiseAbs2().colwise().mean().array() - total) /
                               (count * (count - 1.0f)))
                         : Eigen::ArrayXXf(total);
    }
    return result;
}

/** Each column the mean of itself and its neighbours. */
Eigen::ArrayXXf smoothedOverTime(const Eigen::ArrayXXf& values)
{
    auto result = values;
    for (Eigen::Index t = 1; t + 1 < values.cols(); ++t)
        result.col(t) = values.middleCols(t - 1, 3).rowwise().mean();
    return result;
}

struct Onset
{
    double secondsFromCentre = 0.0;
    float clarity = 0.0f;
};

/** The onset within reach of the centre of levels in powers of ten, where it is unmistakable. */
std::optional<Onset> clearOnset(const Eigen::ArrayXXf& levels, double framesPerSecond)
{
    Eigen::VectorXf flux = Eigen::VectorXf::Zero(levels.cols());
    for (Eigen::Index t = fluxFrames; t < levels.cols(); ++t)
        flux[t] = (levels.col(t) - levels.col(t - fluxFrames)).max(0.0f).mean();
    const auto centre = contextSeconds * framesPerSecond;
    const auto first = std::max<Eigen::Index>(0, std::lround(centre - reachSeconds * framesPerSecond));
    const auto last =
        std::min<Eigen::Index>(flux.size() - 1, std::lround(centre + reachSeconds * framesPerSecond));
    Eigen::Index best = 0;
    flux.segment(first, last - first + 1).maxCoeff(&best);
    best += first;
    auto second = 0.0f;
    for (auto t = first; t <= last; ++t)
        if (std::abs(t - best) > neighbourFrames)
            second = std::max(second, flux[t]);
    const auto clarity = 1.0f - second / std::max(flux[best], 1e-9f);
    if (flux[best] < leastFlux || clarity < leastClarity || flux[best] < leastProminence * median(flux))
        return {};
    // The rise lies in the middle of the frames compared.
    return Onset{(static_cast<double>(best) - 0.5 * static_cast<double>(fluxFrames) - centre) /
                     framesPerSecond,
                 clarity};
}

/** What lies between silences inside the mark, with 10 ms to spare at the end; empty for a silent mark. Silent
    is what stays 60 dB under the mark's peak. */
std::optional<SampleRange> soundingPart(const Recording& recording, const SampleRange& mark)
{
    const Scale scale{recording};
    const auto samples = slice(recording.analysisSignal, scale.fromFile(mark.start),
                               std::max<std::ptrdiff_t>(1, scale.fromFile(mark.length)));
    auto peak = 0.0f;
    for (const auto sample : samples)
        peak = std::max(peak, std::abs(sample));
    if (peak == 0.0f)
        return {};
    const auto sounds = [&](float sample) { return std::abs(sample) > 1e-3f * peak; };
    const auto first = std::find_if(samples.begin(), samples.end(), sounds) - samples.begin();
    const auto last = samples.rend() - std::find_if(samples.rbegin(), samples.rend(), sounds);
    const auto end = std::min(mark.end(), mark.start + scale.toFile(last + scale.fromSeconds(0.01)));
    const auto start = std::min(mark.start + scale.toFile(first), end);
    return SampleRange{start, end - start};
}

std::string milliseconds(double seconds)
{
    return std::to_string(std::lround(std::abs(seconds) * 1000.0)) + " ms";
}

/** The suggestion to move the mark to this range, with edges that hardly move left alone; empty where nothing
    is gained. */
std::optional<MarkSuggestion> suggestion(const Recording& recording, const SampleRange& mark,
                                         SampleIndex start, SampleIndex end, const std::string& who,
                                         float confidence)
{
    const auto rate = static_cast<double>(recording.info.sampleRateHz);
    const auto least = static_cast<SampleIndex>(std::lround(leastMoveSeconds * rate));
    start = std::max<SampleIndex>(0, start);
    if (std::abs(start - mark.start) < least)
        start = mark.start;
    if (std::abs(end - mark.end()) < least)
        end = mark.end();
    MarkSuggestion made{{start, end - start},
                        static_cast<double>(start - mark.start) / rate,
                        static_cast<double>(end - mark.end()) / rate,
                        {},
                        confidence};
    if (made.range == mark || made.range.length < least)
        return {};
    if (start != mark.start)
        made.reason = who + " to begin " + milliseconds(made.startMovedSeconds) +
                      (start > mark.start ? " after" : " before") + " your mark's start";
    if (end != mark.end())
        made.reason += (made.reason.empty() ? "the mark's last " : " and the mark's last ") +
                       milliseconds(made.endMovedSeconds) + " are silent";
    return made;
}

/** The mark's own start moved by an onset found at it. */
SampleIndex startAt(const Recording& recording, const SampleRange& mark, const Onset& onset)
{
    return mark.start + std::llround(onset.secondsFromCentre * recording.info.sampleRateHz);
}
} // namespace

std::optional<MarkSuggestion> suggestFromOnset(const Recording& recording, const SampleRange& mark)
{
    const auto sounding = soundingPart(recording, mark);
    if (!sounding)
        return {};
    const Scale scale{recording};
    const auto context = scale.fromSeconds(contextSeconds);
    const auto powers =
        bandPowers({slice(recording.analysisSignal, scale.fromFile(mark.start) - context, 2 * context)},
                   recording.analysisRateHz);
    const auto floor = audibleRange * powers.mean.maxCoeff() + leastPower;
    const auto onset = clearOnset((powers.mean + floor).log10(), powers.framesPerSecond);
    // After silence the first sample that sounds is the onset, however far it lies.
    const auto afterSilence =
        sounding->start - mark.start > scale.toFile(scale.fromSeconds(leastMoveSeconds));
    const auto start = afterSilence ? sounding->start : onset ? startAt(recording, mark, *onset) : mark.start;
    return suggestion(recording, mark, start, sounding->end(), "the sound seems",
                      afterSilence || !onset ? 1.0f : onset->clarity);
}

std::optional<MarkSuggestion> suggestFromHits(const Recording& recording, const SampleRange& mark,
                                              std::span<const SampleRange> hits)
{
    if (hits.empty())
        return {};
    const Scale scale{recording};
    const auto context = scale.fromSeconds(contextSeconds), around = scale.fromSeconds(reachSeconds);
    const auto compared = std::min(scale.fromFile(mark.length), scale.fromSeconds(1.0)) + 2 * around;
    const auto comparedAt = [&](std::ptrdiff_t start)
    { return slice(recording.analysisSignal, start - around, compared); };
    const auto aroundStart = [&](std::ptrdiff_t start)
    { return slice(recording.analysisSignal, start - context, 2 * context); };

    const auto start = scale.fromFile(mark.start);
    const WaveformAligner aligner(comparedAt(start));
    std::vector<std::vector<float>> excerpts{aroundStart(start)};
    for (const auto& hit : hits.last(std::min(hits.size(), mostHits)))
    {
        const auto at = scale.fromFile(hit.start);
        excerpts.push_back(
            aroundStart(at + aligner.offsetOf(comparedAt(at), scale.fromSeconds(alignmentSeconds))));
    }
    const auto powers = bandPowers(excerpts, recording.analysisRateHz);
    const auto mean = smoothedOverTime(powers.mean), shared = smoothedOverTime(powers.shared);
    Eigen::ArrayXXf floor = chanceShare * mean;
    floor.colwise() += chanceShare * powers.mean.rowwise().mean();
    floor += audibleRange * powers.mean.maxCoeff() + leastPower;
    const auto onset = clearOnset((shared.max(0.0f) + floor).log10(), powers.framesPerSecond);
    if (!onset)
        return {};
    return suggestion(recording, mark, startAt(recording, mark, *onset), mark.end(),
                      "what the confirmed excerpts share seems", onset->clarity);
}
} // namespace reprise
