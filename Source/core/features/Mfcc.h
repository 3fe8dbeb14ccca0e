#pragma once

#include "features/MelSpectrogram.h"

namespace reprise
{
/** Mel-frequency cepstral coefficients: coefficients x frames. The orthonormal DCT-II over the bands of the
    mel power spectrogram in dB (powerToDb), lowest coefficients first (librosa.feature.mfcc's defaults: 20
    of 128 bands, no lifter). Coefficient 0 carries the level and is mostly negative.
    Errors  InvalidSettings unless 1 <= coefficients <= bands. */
Matrix mfcc(std::span<const float> signal, double sampleRateHz, int coefficients = 20,
            const MelSettings& settings = {}, const Progress& progress = {});
} // namespace reprise
