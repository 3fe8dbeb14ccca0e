#include "features/MelSpectrogram.h"

#include "base/Errors.h"
#include "spectral/MelFilterBank.h"
#include "spectral/Window.h"

#include <numbers>
#include <vector>

namespace reprise
{
Matrix melSpectrogram(std::span<const float> signal, double sampleRateHz, const MelSettings& settings,
                      const Progress& progress)
{
    const MelFilterBank filters(sampleRateHz, settings.stft.windowSamples, settings.bands, settings.lowestHz,
                                settings.highestHz);
    if (settings.stft.hopSamples < 1)
        throw InvalidSettings("mel spectrogram: the hop must be at least 1 sample");
    const auto hann = hannWindow(settings.stft.windowSamples);
    const std::vector<float> window(hann.begin(), hann.end());
    Matrix result(settings.bands, frameCount(signal.size(), settings.stft.hopSamples));
    forEachFrame(
        signal, window, settings.stft.hopSamples,
        [&](Eigen::Index frame, std::span<const std::complex<float>> bins) {
            filters.apply(bins,
                          std::span(result.col(frame).data(), static_cast<std::size_t>(settings.bands)));
        },
        progress);
    return result;
}

Matrix powerToDb(const MatrixView& power, float rangeDb)
{
    if (power.size() == 0)
        return power;
    constexpr float smallestPower = 1e-10f;
    // Eigen vectorises log but not log10.
    constexpr float dbPerNeper = 10.0f * std::numbers::log10e_v<float>;
    Matrix levels = (dbPerNeper * power.array().max(smallestPower).log()).matrix();
    const auto floor = levels.maxCoeff() - rangeDb;
    return levels.cwiseMax(floor);
}
} // namespace reprise
