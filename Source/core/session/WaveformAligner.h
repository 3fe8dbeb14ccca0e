#pragma once

#include "spectral/Fft.h"

#include <Eigen/Core>
#include <cstddef>
#include <vector>

namespace reprise
{
/** Finds by how much excerpts of one length lie off the first, by the correlation of their whitened
    waveforms.
    Threads  const calls are re-entrant. */
class WaveformAligner
{
public:
    explicit WaveformAligner(const std::vector<float>& first);

    /** In samples, later is positive; 0 where no other offset within reach is clearly better. */
    std::ptrdiff_t offsetOf(const std::vector<float>& excerpt, std::ptrdiff_t reach) const;

private:
    Eigen::ArrayXcf spectrumOf(const std::vector<float>& signal) const;

    std::size_t length;
    RealFft<float> fft;
    Eigen::ArrayXcf reference;
};
} // namespace reprise
