#pragma once

#include "base/Matrix.h"
#include "base/Progress.h"
#include "spectral/Stft.h"

#include <span>

namespace reprise
{
struct MelSettings
{
    StftSettings stft;
    int bands = 128;
    double lowestHz = 0.0, highestHz = 0.0; ///< of the filters' corners; 0 for the highest: half the rate

    bool operator==(const MelSettings&) const = default;
};

/** Mel power spectrogram: bands x frames, linear power (librosa.feature.melspectrogram's defaults). */
Matrix melSpectrogram(std::span<const float> signal, double sampleRateHz, const MelSettings& settings = {},
                      const Progress& progress = {});

/** 10 log10 of a power spectrogram, powers below 1e-10 taken as 1e-10 and levels more than `rangeDb` under
    the loudest raised to that floor (librosa.power_to_db with ref 1). */
Matrix powerToDb(const MatrixView& power, float rangeDb = 80.0f);
} // namespace reprise
