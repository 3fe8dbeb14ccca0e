#pragma once

#include "base/Matrix.h"

#include <complex>
#include <span>
#include <vector>

namespace reprise
{
/** Triangular filters on Slaney's mel scale, each scaled to unit area: librosa.filters.mel with its
    defaults.

    Scale    linear up to 1 kHz (200/3 Hz a mel), logarithmic above (27 mels for a factor of 6.4); the
             filters' corners are bands + 2 points equally spaced in mel.
    Errors   InvalidSettings unless bands >= 1, transformSamples >= 2, the rate is positive and 0 <= lowestHz
             < highestHz.
    Threads  re-entrant once made.
    Source   Slaney, Auditory Toolbox, 1998. */
class MelFilterBank
{
public:
    /** The corners reach from lowestHz to highestHz; 0 for the highest means half the sample rate. */
    MelFilterBank(double sampleRateHz, int transformSamples, int bands = 128, double lowestHz = 0.0,
                  double highestHz = 0.0);

    int bands() const { return static_cast<int>(filters.size()); }

    /** Band powers of one spectrum of transformSamples / 2 + 1 bins; `out` has bands() values. */
    void apply(std::span<const std::complex<float>> spectrum, std::span<float> out) const;

    /** The weights as a bands x bins matrix. */
    Matrix weights() const;

private:
    /** Only the bins a triangle covers. */
    struct Filter
    {
        Eigen::Index firstBin = 0;
        Eigen::VectorXf weights;
    };
    std::vector<Filter> filters;
    Eigen::Index bins = 0;
};
} // namespace reprise
