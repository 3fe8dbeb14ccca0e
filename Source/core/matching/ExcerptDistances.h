#pragma once

#include "base/Matrix.h"
#include "base/Progress.h"

#include <memory>

namespace reprise
{
/** Squared Euclidean distances between one excerpt of a time series and all excerpts of the same length.

    For rows i (features) and start frames s: d_i (s, p) = sum over j < l of (x_i[s + j] - x_i[p + j])^2, by
    FFT correlation in double precision; rows are made mean-free first, which distances do not see and which
    keeps the rounding error at about 1e-12 of the row's energy.
    Shapes   dimensions x frames in; starts = frames - l + 1.
    Cost     O (dimensions * frames * log frames) once and for each excerpt asked.
    Threads  const calls are re-entrant. */
class ExcerptDistances
{
public:
    /** Throws InvalidInput unless 1 <= excerptFrames <= frames. */
    ExcerptDistances(const MatrixView& series, Eigen::Index excerptFrames, const Progress& progress = {});
    ~ExcerptDistances();

    Eigen::Index dimensions() const;
    Eigen::Index starts() const;

    /** starts x dimensions: the distance of each row by itself to the excerpt that begins at `start`. */
    Eigen::ArrayXXf byFeature(Eigen::Index start) const;

    /** starts: the distance over all rows together. */
    Eigen::ArrayXf total(Eigen::Index start) const;

private:
    struct Tables;
    std::unique_ptr<const Tables> tables;
};
} // namespace reprise
