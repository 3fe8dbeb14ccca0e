#include "spectral/Whitening.h"

#include "spectral/Fft.h"
#include "spectral/Window.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>

namespace reprise
{
namespace
{
constexpr Eigen::Index windowSamples = 1024, hop = windowSamples / 4, bins = windowSamples / 2 + 1;
constexpr Eigen::Index binsAround = 2; // on either side: 5 in all
constexpr float floorPower = 1e-6f;    // -60 dB

/** Mean of the bins around each bin; the edges repeat. */
Eigen::ArrayXf smoothed(const Eigen::ArrayXf& power)
{
    Eigen::ArrayXf padded(bins + 2 * binsAround);
    padded << Eigen::ArrayXf::Constant(binsAround, power[0]), power,
        Eigen::ArrayXf::Constant(binsAround, power[bins - 1]);
    Eigen::ArrayXf mean = padded.head(bins);
    for (Eigen::Index shift = 1; shift <= 2 * binsAround; ++shift)
        mean += padded.segment(shift, bins);
    return mean / static_cast<float>(2 * binsAround + 1);
}

/** A spectrum and its smoothed power. */
struct Frame
{
    Eigen::ArrayXcf spectrum = Eigen::ArrayXcf::Zero(bins);
    Eigen::ArrayXf power = Eigen::ArrayXf::Zero(bins);
};

void scaleToUnitRms(std::vector<float>& signal)
{
    Eigen::Map<Eigen::VectorXf> values(signal.data(), static_cast<Eigen::Index>(signal.size()));
    const auto meanSquare =
        values.cast<double>().squaredNorm() / std::max<double>(1.0, static_cast<double>(values.size()));
    if (meanSquare > 0.0)
        values *= static_cast<float>(1.0 / std::sqrt(meanSquare));
}
} // namespace

std::vector<std::vector<float>> whitened(std::span<const float> signal, std::span<const float> powers,
                                         const Progress& progress)
{
    const auto samples = static_cast<Eigen::Index>(signal.size());
    const Eigen::Map<const Eigen::ArrayXf> input(signal.data(), samples);
    const RealFft<float> fft(windowSamples);
    const auto hann = hannWindow(windowSamples);
    Eigen::ArrayXf window(windowSamples);
    for (Eigen::Index n = 0; n < windowSamples; ++n)
        window[n] = static_cast<float>(hann[static_cast<std::size_t>(n)]);
    const auto meanSquare = samples > 0 ? static_cast<float>(input.cast<double>().square().mean()) : 0.0f;
    const auto floor = floorPower * meanSquare * window.square().sum() + 1e-18f;

    // Frame t covers samples (t - 4) * hop ... + windowSamples, so that every sample lies in four frames.
    const auto frames = (samples + hop - 1) / hop + 4;
    const auto beginOf = [](Eigen::Index t) { return t * hop - windowSamples; };
    Eigen::ArrayXf slice(windowSamples);
    const auto analysed = [&](Eigen::Index t)
    {
        Frame frame;
        slice.setZero();
        const auto begin = beginOf(t);
        const auto from = std::clamp<Eigen::Index>(-begin, 0, windowSamples);
        const auto to = std::clamp<Eigen::Index>(samples - begin, from, windowSamples);
        slice.segment(from, to - from) =
            input.segment(begin + from, to - from) * window.segment(from, to - from);
        fft.forward({slice.data(), static_cast<std::size_t>(windowSamples)},
                    {frame.spectrum.data(), static_cast<std::size_t>(bins)});
        frame.power = smoothed(frame.spectrum.abs2());
        return frame;
    };

    std::vector<std::vector<float>> results(powers.size(), std::vector<float>(signal.size(), 0.0f));
    std::array<Frame, 3> around; // previous, current, next
    around[1] = analysed(0);
    around[0] = around[1];
    Eigen::ArrayXcf cells(bins);
    for (Eigen::Index t = 0; t < frames; ++t)
    {
        around[2] = t + 1 < frames ? analysed(t + 1) : around[1];
        const Eigen::ArrayXf logLevel =
            ((around[0].power + around[1].power + around[2].power) / 3.0f + floor).log();
        const auto begin = beginOf(t);
        const auto from = std::clamp<Eigen::Index>(-begin, 0, windowSamples);
        const auto to = std::clamp<Eigen::Index>(samples - begin, from, windowSamples);
        for (std::size_t i = 0; i < powers.size() && to > from; ++i)
        {
            cells = around[1].spectrum * (logLevel * (-0.5f * powers[i])).exp().cast<std::complex<float>>();
            fft.inverse({cells.data(), static_cast<std::size_t>(bins)},
                        {slice.data(), static_cast<std::size_t>(windowSamples)});
            Eigen::Map<Eigen::ArrayXf>(results[i].data(), samples).segment(begin + from, to - from) +=
                slice.segment(from, to - from) * window.segment(from, to - from);
        }
        around[0] = std::move(around[1]);
        around[1] = std::move(around[2]);
        if (t % 1024 == 0)
            progress.step(static_cast<double>(t) / static_cast<double>(frames));
    }
    for (auto& result : results)
        scaleToUnitRms(result);
    return results;
}
} // namespace reprise
