#include "spectral/Whitening.h"

#include "base/Parallel.h"
#include "base/Rms.h"
#include "spectral/Fft.h"
#include "spectral/Window.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>

namespace reprise
{
namespace
{
constexpr Eigen::Index windowSamples = 512, overlap = 2, hop = windowSamples / overlap,
                       bins = windowSamples / 2 + 1;
constexpr Eigen::Index binsAround = 1; // on either side: 3 in all
constexpr double floorPower = 1e-6;    // -60 dB

/** Mean of the bins around each bin; the edges repeat. */
void smooth(const Eigen::ArrayXf& power, Eigen::ArrayXf& padded, Eigen::ArrayXf& mean)
{
    padded.resize(bins + 2 * binsAround);
    padded << Eigen::ArrayXf::Constant(binsAround, power[0]), power,
        Eigen::ArrayXf::Constant(binsAround, power[bins - 1]);
    mean = padded.head(bins);
    for (Eigen::Index shift = 1; shift <= 2 * binsAround; ++shift)
        mean += padded.segment(shift, bins);
    mean /= static_cast<float>(2 * binsAround + 1);
}

/** A spectrum and its smoothed power. */
struct Frame
{
    Eigen::ArrayXcf spectrum = Eigen::ArrayXcf::Zero(bins);
    Eigen::ArrayXf power = Eigen::ArrayXf::Zero(bins);
};

void scaleToUnitRms(std::vector<float>& signal)
{
    const auto meanSquare = energyOf(signal) / std::max(1.0, static_cast<double>(signal.size()));
    if (meanSquare > 0.0)
        Eigen::Map<Eigen::VectorXf>(signal.data(), static_cast<Eigen::Index>(signal.size())) *=
            static_cast<float>(1.0 / std::sqrt(meanSquare));
}

/** Works on one stretch of the signal. */
class StretchWhitener
{
public:
    StretchWhitener(std::span<const float> signal, const RealFft<float>& transform,
                    const Eigen::ArrayXf& rootOfHann, float power, float floorLevel)
        : input(signal.data(), static_cast<Eigen::Index>(signal.size())), fft(transform), window(rootOfHann),
          exponent(-0.5f * power), floor(floorLevel), slice(windowSamples), square(bins)
    {
    }

    /** Adds samples `first` to `end` to the result. */
    void run(Eigen::Index first, Eigen::Index end, std::vector<float>& result)
    {
        // Frame t covers samples (t - overlap) * hop ... + windowSamples.
        const auto frames = (input.size() + hop - 1) / hop + overlap;
        std::array<Frame, 3> around; // previous, current, next
        const auto firstFrame = first / hop + 1, endFrame = std::min((end + hop - 1) / hop + overlap, frames);
        analyse(firstFrame - 1, around[0]);
        analyse(firstFrame, around[1]);
        for (auto t = firstFrame; t < endFrame; ++t)
        {
            if (t + 1 < frames)
                analyse(t + 1, around[2]);
            else
                around[2] = around[1];
            level = (around[0].power + around[1].power + around[2].power) / 3.0f + floor;
            const auto begin = t * hop - windowSamples;
            const auto from = std::clamp<Eigen::Index>(first - begin, 0, windowSamples);
            const auto to = std::clamp<Eigen::Index>(end - begin, from, windowSamples);
            level = (level.log() * exponent)
                        .exp(); // apart from the complex values, for which Eigen has no vectors
            around[1].spectrum *= level;
            fft.inverse({around[1].spectrum.data(), static_cast<std::size_t>(bins)},
                        {slice.data(), static_cast<std::size_t>(windowSamples)});
            Eigen::Map<Eigen::ArrayXf>(result.data(), end - first).segment(begin + from - first, to - from) +=
                slice.segment(from, to - from) * window.segment(from, to - from);
            std::swap(around[0], around[1]);
            std::swap(around[1], around[2]);
        }
    }

private:
    void analyse(Eigen::Index t, Frame& frame)
    {
        slice.setZero();
        const auto begin = t * hop - windowSamples;
        const auto from = std::clamp<Eigen::Index>(-begin, 0, windowSamples);
        const auto to = std::clamp<Eigen::Index>(input.size() - begin, from, windowSamples);
        slice.segment(from, to - from) =
            input.segment(begin + from, to - from) * window.segment(from, to - from);
        fft.forward({slice.data(), static_cast<std::size_t>(windowSamples)},
                    {frame.spectrum.data(), static_cast<std::size_t>(bins)});
        square = frame.spectrum.abs2();
        smooth(square, padded, frame.power);
    }

    Eigen::Map<const Eigen::ArrayXf> input;
    const RealFft<float>& fft;
    const Eigen::ArrayXf& window;
    float exponent, floor;
    Eigen::ArrayXf slice, square, padded, level;
};
} // namespace

Whitening::Whitening(std::span<const float> audio, double meanPower, float strength)
    : signal(audio), power(strength), fft(windowSamples), window(windowSamples)
{
    const auto hann = hannWindow(windowSamples);
    std::transform(hann.begin(), hann.end(), window.begin(),
                   [](double value) { return static_cast<float>(std::sqrt(value)); });
    floor = static_cast<float>(floorPower * meanPower * window.square().sum() + 1e-18);
}

std::vector<float> Whitening::stretch(std::size_t first, std::size_t count) const
{
    std::vector<float> result(count, 0.0f);
    StretchWhitener(signal, fft, window, power, floor)
        .run(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(first + count), result);
    return result;
}

std::vector<float> whitened(std::span<const float> signal, float power, const Progress& progress)
{
    const Whitening whitening(signal, energyOf(signal) / std::max(1.0, static_cast<double>(signal.size())),
                              power);
    std::vector<float> result(signal.size());
    constexpr auto atOnce = Whitening::samplesAtOnce;
    inParallel((signal.size() + atOnce - 1) / atOnce,
               [&](std::size_t i)
               {
                   const auto first = i * atOnce;
                   const auto stretch = whitening.stretch(first, std::min(atOnce, signal.size() - first));
                   std::copy(stretch.begin(), stretch.end(),
                             result.begin() + static_cast<std::ptrdiff_t>(first));
               },
               progress);
    scaleToUnitRms(result);
    return result;
}
} // namespace reprise
