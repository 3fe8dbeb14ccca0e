#pragma once

#include "base/Matrix.h"
#include "base/Progress.h"

#include <functional>
#include <span>

namespace reprise
{
struct StftSettings
{
    int windowSamples = 2048; ///< also the transform's length
    int hopSamples = 512;

    bool operator==(const StftSettings&) const = default;
};

/** Short-time Fourier transform with librosa's defaults: periodic Hann window, frame t centred on sample t *
    hop, zeros before the start and after the end.

    Shapes   (windowSamples / 2 + 1) bins x (1 + samples / hopSamples) frames.
    Units    linear, not normalised: a full-scale sine has magnitude windowSamples / 4.
    Errors   InvalidSettings unless the window has at least 2 samples and the hop at least 1.
    Threads  re-entrant; throws Cancelled when cancelled. */
ComplexMatrix stft(std::span<const float> signal, const StftSettings& settings = {},
                   const Progress& progress = {});

/** |stft|, without ever holding the complex matrix. */
Matrix magnitudeSpectrogram(std::span<const float> signal, const StftSettings& settings = {},
                            const Progress& progress = {});

/** Calls `take` with each frame's spectrum: what the functions above and the mel features are made of. The span is
    valid during the call. `window` has the transform's length.
    Threads  `take` is called from several threads at a time, in no certain order; each frame's result must be
             kept apart. */
void forEachFrame(
    std::span<const float> signal, std::span<const float> window, int hopSamples,
    const std::function<void(Eigen::Index frame, std::span<const std::complex<float>> bins)>& take,
    const Progress& progress = {});

/** 1 + samples / hopSamples. */
Eigen::Index frameCount(std::size_t samples, int hopSamples);
} // namespace reprise
