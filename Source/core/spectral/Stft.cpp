#include "spectral/Stft.h"

#include "base/Errors.h"
#include "base/Parallel.h"
#include "spectral/Fft.h"
#include "spectral/Window.h"

#include <algorithm>
#include <string>
#include <vector>

namespace reprise
{
namespace
{
std::vector<float> analysisWindow(const StftSettings& settings)
{
    if (settings.windowSamples < 2 || settings.hopSamples < 1)
        throw InvalidSettings("STFT: a window of " + std::to_string(settings.windowSamples) +
                              " and a hop of " + std::to_string(settings.hopSamples) +
                              " samples given; at least 2 and 1 are needed");
    const auto window = hannWindow(settings.windowSamples);
    return {window.begin(), window.end()};
}
} // namespace

Eigen::Index frameCount(std::size_t samples, int hopSamples)
{
    return 1 + static_cast<Eigen::Index>(samples) / hopSamples;
}

void forEachFrame(std::span<const float> signal, std::span<const float> window, int hopSamples,
                  const std::function<void(Eigen::Index, std::span<const std::complex<float>>)>& take,
                  const Progress& progress)
{
    const auto size = static_cast<Eigen::Index>(window.size());
    const auto samples = static_cast<Eigen::Index>(signal.size());
    const RealFft<float> fft(static_cast<int>(size));
    const Eigen::Map<const Eigen::ArrayXf> weights(window.data(), size);
    const Eigen::Map<const Eigen::ArrayXf> input(signal.data(), samples);
    const auto transform =
        [&](Eigen::Index t, Eigen::ArrayXf& output, std::span<std::complex<float>> spectrum)
    {
        const auto begin = t * hopSamples - size / 2;
        const auto from = std::clamp<Eigen::Index>(-begin, 0, size); // first window sample inside the signal
        const auto to = std::clamp<Eigen::Index>(samples - begin, from, size);
        output.head(from) = 0.0f;
        output.segment(from, to - from) =
            input.segment(begin + from, to - from) * weights.segment(from, to - from);
        output.tail(size - to) = 0.0f;
        fft.forward(std::span(output.data(), window.size()), spectrum);
        take(t, spectrum);
    };

    constexpr Eigen::Index framesAtOnce = 256;
    const auto frames = frameCount(signal.size(), hopSamples);
    inParallel(
        static_cast<std::size_t>((frames + framesAtOnce - 1) / framesAtOnce),
        [&](std::size_t i)
        {
            Eigen::ArrayXf windowed(size);
            std::vector<std::complex<float>> spectrum(static_cast<std::size_t>(fft.bins()));
            const auto first = static_cast<Eigen::Index>(i) * framesAtOnce;
            for (auto t = first; t < std::min(frames, first + framesAtOnce); ++t)
                transform(t, windowed, spectrum);
        },
        progress);
}

ComplexMatrix stft(std::span<const float> signal, const StftSettings& settings, const Progress& progress)
{
    const auto window = analysisWindow(settings);
    ComplexMatrix result(settings.windowSamples / 2 + 1, frameCount(signal.size(), settings.hopSamples));
    forEachFrame(
        signal, window, settings.hopSamples,
        [&](Eigen::Index frame, std::span<const std::complex<float>> bins)
        { std::copy(bins.begin(), bins.end(), result.col(frame).data()); },
        progress);
    return result;
}

Matrix magnitudeSpectrogram(std::span<const float> signal, const StftSettings& settings,
                            const Progress& progress)
{
    const auto window = analysisWindow(settings);
    Matrix result(settings.windowSamples / 2 + 1, frameCount(signal.size(), settings.hopSamples));
    forEachFrame(
        signal, window, settings.hopSamples,
        [&](Eigen::Index frame, std::span<const std::complex<float>> bins)
        {
            const Eigen::Map<const Eigen::VectorXcf> spectrum(bins.data(), result.rows());
            result.col(frame) = spectrum.cwiseAbs2().cwiseSqrt();
        },
        progress);
    return result;
}
} // namespace reprise
