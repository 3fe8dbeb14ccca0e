#pragma once

#include "factorisation/Nmf.h"

namespace reprise
{
/** Starting factors of a non-negative factorisation. */
struct NmfStart
{
    Matrix dictionary;  ///< dimensions x components
    Matrix activations; ///< components x frames
};

/** The starting factors scikit-learn makes for the transposed matrix, settings.initialisation and
    settings.seed: the same normal deviates in the same order, the same randomised SVD. Input is taken as
    checked. */
NmfStart nmfStart(const MatrixView& x, const NmfSettings& settings);
} // namespace reprise
