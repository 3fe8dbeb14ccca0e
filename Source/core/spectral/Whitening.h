#pragma once

#include "base/Progress.h"

#include <span>
#include <vector>

namespace reprise
{
/** Levels a signal's spectrum where and when it is louder than elsewhere: every cell X of a Hann STFT (1024
    samples, hop 256) becomes X * (P + f)^(-power / 2), P the power averaged over 5 bins and 3 frames around
    it, f the file's mean cell power less 60 dB; then back to a signal of the same length and of RMS 1.

    Power 1 gives every cell the same say in a correlation, 0 leaves the signal as it is (only scaled). At
    44.1 kHz the average spans 215 Hz and 29 ms: a local level, not the sound's fine structure.
    Result   one signal for each power asked, in that order; all zero for silence.
    Threads  re-entrant; throws Cancelled when cancelled. */
std::vector<std::vector<float>> whitened(std::span<const float> signal, std::span<const float> powers,
                                         const Progress& progress = {});
} // namespace reprise
