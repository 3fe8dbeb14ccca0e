#include "matching/SharedSound.h"

#include "base/Matrix.h"
#include "base/Slice.h"
#include "spectral/Fft.h"
#include "spectral/Stft.h"
#include "spectral/Window.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>

namespace reprise
{
namespace
{
constexpr double windowSeconds = 2048.0 / 44100.0, fadeSeconds = 0.003;
constexpr int hopsInWindow = 4;

/** Each value the mean of itself and its neighbours in both directions, as far as there are any. */
Eigen::ArrayXXf smoothed(const Eigen::ArrayXXf& values)
{
    const auto overColumns = [](const Eigen::ArrayXXf& array)
    {
        Eigen::ArrayXXf result(array.rows(), array.cols());
        for (Eigen::Index t = 0; t < array.cols(); ++t)
        {
            const auto first = std::max<Eigen::Index>(0, t - 1);
            const auto last = std::min<Eigen::Index>(array.cols() - 1, t + 1);
            result.col(t) = array.middleCols(first, last - first + 1).rowwise().mean();
        }
        return result;
    };
    return overColumns(overColumns(values).transpose()).transpose();
}

/** The share of each cell's power that is common to `count` spectra, of their sum and the sum of their powers. */
Eigen::ArrayXXf sharedPart(const ComplexMatrix& sum, const Eigen::ArrayXXf& powers, float count)
{
    // Smoothed before the ratio: the mean of ratios of few cells is biased.
    const Eigen::ArrayXXf together = smoothed(sum.cwiseAbs2()), apart = count * smoothed(powers);
    const Eigen::ArrayXXf coherence = (apart > 0.0f).select(together / apart, 0.0f);
    return ((coherence - 1.0f / count) / (1.0f - 1.0f / count)).max(0.0f);
}

/** Overlap-add of spectra whose frames are centred on multiples of the hop. */
std::vector<float> overlapAdd(ComplexMatrix& spectra, std::span<const float> window, int hop,
                              std::size_t samples)
{
    const auto size = static_cast<std::ptrdiff_t>(window.size());
    const RealFft<float> fft(static_cast<int>(size));
    std::vector<float> frame(window.size()), result(samples, 0.0f);
    // The squared windows that overlap at a sample, periodic Hann windows, add up to half of their number.
    const auto scale = 2.0f / (static_cast<float>(hopsInWindow) * static_cast<float>(size));
    for (Eigen::Index t = 0; t < spectra.cols(); ++t)
    {
        fft.inverse({spectra.col(t).data(), static_cast<std::size_t>(fft.bins())}, frame);
        const auto begin = t * hop - size / 2;
        const auto from = std::max<std::ptrdiff_t>(0, -begin);
        const auto to = std::min(size, static_cast<std::ptrdiff_t>(samples) - begin);
        for (auto i = from; i < to; ++i)
            result[static_cast<std::size_t>(begin + i)] +=
                scale * window[static_cast<std::size_t>(i)] * frame[static_cast<std::size_t>(i)];
    }
    return result;
}

void fadeEnds(std::vector<float>& sound, double sampleRateHz)
{
    const auto fade = std::min(sound.size() / 2, static_cast<std::size_t>(fadeSeconds * sampleRateHz));
    for (std::size_t i = 0; i < fade; ++i)
    {
        const auto gain = static_cast<float>(
            0.5 - 0.5 * std::cos(std::numbers::pi * static_cast<double>(i) / static_cast<double>(fade)));
        sound[i] *= gain;
        sound[sound.size() - 1 - i] *= gain;
    }
}
} // namespace

std::vector<float> sharedSound(std::span<const float> signal, std::span<const std::ptrdiff_t> starts,
                               std::size_t length, double sampleRateHz)
{
    if (starts.empty() || length == 0 || !(sampleRateHz > 0.0))
        throw std::invalid_argument("a shared sound needs excerpts, a length and a rate");
    const auto hop = std::max(4, static_cast<int>(std::lround(sampleRateHz * windowSeconds / hopsInWindow)));
    const auto size = hopsInWindow * hop;
    const auto samples = static_cast<std::ptrdiff_t>(length);
    std::vector<float> sound;
    if (starts.size() == 1)
        sound = slice(signal, starts.front(), samples);
    else
    {
        std::vector<float> window;
        for (const auto value : hannWindow(size))
            window.push_back(static_cast<float>(std::sqrt(value)));
        // With its surroundings, so that the frames at the edges are as full as the others.
        const auto context = samples + 2 * size;
        const auto bins = size / 2 + 1;
        const auto frames = frameCount(static_cast<std::size_t>(context), hop);
        ComplexMatrix sum = ComplexMatrix::Zero(bins, frames);
        Eigen::ArrayXXf powers = Eigen::ArrayXXf::Zero(bins, frames);
        for (const auto start : starts)
            forEachFrame(slice(signal, start - size, context), window, hop,
                         [&](Eigen::Index t, std::span<const std::complex<float>> spectrum)
                         {
                             const Eigen::Map<const Eigen::VectorXcf> values(spectrum.data(), bins);
                             sum.col(t) += values;
                             powers.col(t) += values.cwiseAbs2().array();
                         });
        const auto count = static_cast<float>(starts.size());
        sum.array() *= sharedPart(sum, powers, count) / count;
        const auto whole = overlapAdd(sum, window, hop, static_cast<std::size_t>(context));
        sound = slice(whole, size, samples);
    }
    fadeEnds(sound, sampleRateHz);
    return sound;
}
} // namespace reprise
