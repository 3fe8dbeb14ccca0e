#pragma once

#include <Eigen/Core>

namespace reprise
{
/** Column-major single-precision matrix. Everywhere in Reprise columns are things (frames) and rows are
    dimensions (bins, bands, coefficients, components). */
using Matrix = Eigen::MatrixXf;
using ComplexMatrix = Eigen::MatrixXcf;

/** A read-only argument that accepts any contiguous matrix or block of columns without a copy. */
using MatrixView = Eigen::Ref<const Matrix>;
} // namespace reprise
