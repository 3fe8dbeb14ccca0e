#pragma once

#include "base/Matrix.h"
#include "base/Progress.h"

#include <span>

namespace reprise
{
struct ConstantQSettings
{
    double lowestHz = 32.70319566257483; ///< C1
    int octaves = 7;
    int binsPerOctave = 12;
    int hopSamples = 512;   ///< a multiple of 2^(octaves - 1), so that every octave keeps the frames' places
    double sparsity = 0.01; ///< share of each filter's summed magnitude that its weakest bins may lose

    bool operator==(const ConstantQSettings&) const = default;
};

/** Magnitude of the constant-Q transform, octave by octave: the top octave at the full rate, each lower one
    after halving the rate, so that one set of short filters serves all.

    Shapes   (octaves * binsPerOctave) bins from low to high x (1 + samples / hopSamples) frames, at most one
             fewer where halving lost it.
    Units    as librosa.cqt with its defaults and tuning 0: filters of unit L1 norm scaled by the square root
             of their length, divided by it at the end.
    Filters  complex exponentials under a periodic Hann window of Q * rate / f samples, Q = (r^2 + 1) / (r^2
             - 1) with r = 2^(1 / binsPerOctave), transformed and thinned by `sparsity`; frames have no
             window and zeros around the signal; halving by libsoxr "high quality".
    Errors   InvalidSettings for sizes below 1, a hop that does not divide, or a top band above half the
             rate.
    Threads  re-entrant; throws Cancelled when cancelled.
    Source   Schoerkhuber and Klapuri 2010; librosa's documented variant of it. */
Matrix constantQMagnitude(std::span<const float> signal, double sampleRateHz,
                          const ConstantQSettings& settings = {}, const Progress& progress = {});
} // namespace reprise
