#pragma once

#include "base/Matrix.h"
#include "base/Progress.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace reprise
{
/** How the search for a factorisation starts. */
enum class NmfInitialisation
{
    automatic, ///< nndsvda where components <= min(dimensions, frames), else random: scikit-learn's default
    random,    ///< absolute normal deviates scaled by sqrt(mean / components)
    nndsvd,    ///< non-negative double singular value decomposition, zeros kept
    nndsvda    ///< the same with zeros replaced by the mean of the data
};

struct NmfInitialisationInfo
{
    std::string_view name; ///< on the command line and in files
    NmfInitialisation initialisation;
};

/** Every one there is. */
std::span<const NmfInitialisationInfo> availableNmfInitialisations();

/** Throws InvalidSettings, listing the names, for an unknown one. */
NmfInitialisation nmfInitialisationFromName(std::string_view name);
std::string_view nameOf(NmfInitialisation initialisation);

struct NmfSettings
{
    int components = 30;           ///< k, at least 1
    double alphaActivations = 0.0; ///< scikit-learn's alpha_W: weight of the penalty on the activations
    double alphaDictionary = 0.0;  ///< scikit-learn's alpha_H: weight of the penalty on the dictionary
    double l1Ratio = 0.0;          ///< 0: squared (L2) penalty only ... 1: absolute (L1) penalty only
    NmfInitialisation initialisation = NmfInitialisation::automatic;
    int maxIterations = 200;
    double tolerance = 1e-4; ///< stop when the projected gradient falls below this share of the first one
    std::uint32_t seed = 0;

    bool operator==(const NmfSettings&) const = default;
};

struct NmfResult
{
    Matrix dictionary;  ///< dimensions x components, non-negative
    Matrix activations; ///< components x frames, non-negative
    int iterations = 0;
    bool converged = false; ///< the tolerance was reached before maxIterations
    bool cancelled = false; ///< stopped by the CancelToken; the factors so far are kept
};

/** Splits a non-negative matrix X (dimensions x frames) into dictionary W and activations H, X ~ W H, by
    coordinate descent on scikit-learn's objective

    0.5 |X - W H|^2 + alphaActivations * dimensions * penalty (H) + alphaDictionary * frames * penalty (W),
    penalty (A) = l1Ratio * sum |A| + 0.5 * (1 - l1Ratio) * |A|^2.

    In scikit-learn's names its input is X transposed (frames are samples), its W our activations transposed
    and its H our dictionary transposed; alpha there is scaled by the sizes as here. The unscaled alpha of
    the paper's Eq. 2 is alphaActivations = alpha / dimensions and alphaDictionary = alpha / frames.

    Result   deterministic: the same input, settings and build give the same bytes. The objective never
             rises.
    Errors   InvalidInput if X is empty or holds a negative, NaN or infinite value; InvalidSettings if
             components or maxIterations < 1, alpha < 0, l1Ratio outside [0, 1], or NNDSVD is asked for more
             components than min(dimensions, frames).
    Threads  re-entrant; progress runs on the calling thread and may cancel.
    Source   Cichocki and Phan 2009 (HALS) in the form of scikit-learn's "cd" solver, shuffle=False; initial
             values Boutsidis and Gallopoulos 2008 over the randomised SVD of Halko et al. 2011. */
NmfResult factorise(const MatrixView& x, const NmfSettings& settings, const Progress& progress = {});

/** The same from given starting factors (settings.components and .initialisation are not used). */
NmfResult factoriseFrom(const MatrixView& x, const Matrix& dictionary, const Matrix& activations,
                        const NmfSettings& settings, const Progress& progress = {});

/** The objective above at given factors, accumulated in double precision. */
double nmfObjective(const MatrixView& x, const Matrix& dictionary, const Matrix& activations,
                    const NmfSettings& settings);
} // namespace reprise
