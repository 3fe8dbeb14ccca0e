#pragma once

#include "base/Progress.h"
#include "spectral/Fft.h"

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace reprise
{
/** Levels a signal's spectrum where and when it is louder than elsewhere: every cell X of an STFT (the root of
    a Hann window of 512 samples there and back, hop 256) becomes X * (P + f)^(-power / 2), P the power averaged
    over 3 bins and 3 frames around it, f the file's mean cell power less 60 dB; then back to a signal of the same
    length and of RMS 1.

    Power 1 gives every cell the same say in a correlation, 0 leaves the signal as it is (only scaled). At
    44.1 kHz the average spans 258 Hz and 23 ms: a local level, not the sound's fine structure.
    Result   all zero for silence.
    Threads  re-entrant; throws Cancelled when cancelled. */
std::vector<float> whitened(std::span<const float> signal, float power, const Progress& progress = {});

/** The same for any stretch of a signal, without the scaling to RMS 1: for signals that are too long for another
    copy. The signal must outlive this object.
    Threads  const calls are re-entrant. */
class Whitening
{
public:
    Whitening(std::span<const float> signal, double meanPower, float power);

    /** `count` samples, the same whatever the stretch. */
    std::vector<float> stretch(std::size_t first, std::size_t count) const;

    /** About as many samples as one thread should work on at a time. */
    static constexpr std::size_t samplesAtOnce = std::size_t{1} << 19;

private:
    std::span<const float> signal;
    float power;
    RealFft<float> fft;
    Eigen::ArrayXf window;
    float floor = 0.0f;
};
} // namespace reprise
