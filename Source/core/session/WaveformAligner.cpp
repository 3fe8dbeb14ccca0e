#include "session/WaveformAligner.h"

#include "spectral/StrongestLag.h"
#include "spectral/Whitening.h"

namespace reprise
{
WaveformAligner::WaveformAligner(const std::vector<float>& first)
    : length(first.size()), fft(RealFft<float>::fastSize(static_cast<int>(2 * length))),
      reference(spectrumOf(first))
{
}

std::ptrdiff_t WaveformAligner::offsetOf(const std::vector<float>& excerpt, std::ptrdiff_t reach) const
{
    Eigen::ArrayXcf product = spectrumOf(excerpt) * reference.conjugate();
    std::vector<float> correlation(static_cast<std::size_t>(fft.size()));
    fft.inverse({product.data(), static_cast<std::size_t>(fft.bins())}, correlation);
    // Whitened signals have RMS 1: this makes the correlation of an excerpt with itself 1.
    const auto scale = 1.0f / (static_cast<float>(fft.size()) * static_cast<float>(length));
    const auto best = strongestLag(correlation, reach);
    return scale * atLag(correlation, best) > 1.2f * scale * atLag(correlation, 0) + 0.02f ? best : 0;
}

Eigen::ArrayXcf WaveformAligner::spectrumOf(const std::vector<float>& signal) const
{
    auto padded = whitened(signal, 0.7f);
    padded.resize(static_cast<std::size_t>(fft.size()), 0.0f);
    Eigen::ArrayXcf spectrum(fft.bins());
    fft.forward(padded, {spectrum.data(), static_cast<std::size_t>(fft.bins())});
    return spectrum;
}
} // namespace reprise
