#pragma once

#include "base/Matrix.h"

#include <string>

namespace reprise
{
/** A matrix as a numpy .npy file (format 1.0): little-endian float32, Fortran order, shape (rows, columns).
 */
std::string toNpy(const MatrixView& matrix);
} // namespace reprise
