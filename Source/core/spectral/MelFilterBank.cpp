#include "spectral/MelFilterBank.h"

#include "base/Errors.h"

#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
constexpr double hzPerLinearMel = 200.0 / 3.0;
constexpr double logStartHz = 1000.0;
constexpr double logStartMel = logStartHz / hzPerLinearMel;
const double logStep = std::log(6.4) / 27.0;

double melFromHz(double hz)
{
    return hz < logStartHz ? hz / hzPerLinearMel : logStartMel + std::log(hz / logStartHz) / logStep;
}

double hzFromMel(double mel)
{
    return mel < logStartMel ? mel * hzPerLinearMel : logStartHz * std::exp(logStep * (mel - logStartMel));
}
} // namespace

MelFilterBank::MelFilterBank(double sampleRateHz, int transformSamples, int bands, double lowestHz,
                             double highestHz)
    : bins(transformSamples / 2 + 1)
{
    if (highestHz <= 0.0)
        highestHz = sampleRateHz / 2.0;
    if (bands < 1 || transformSamples < 2 || !(sampleRateHz > 0.0) ||
        !(lowestHz >= 0.0 && lowestHz < highestHz))
        throw InvalidSettings(
            "mel filters: at least 1 band, 2 samples, a positive sample rate and rising limits are "
            "needed");
    const auto lowestMel = melFromHz(lowestHz), melRange = melFromHz(highestHz) - lowestMel;
    const auto cornerHz = [&](int i)
    { return hzFromMel(lowestMel + melRange * i / static_cast<double>(bands + 1)); };
    const auto binHz = sampleRateHz / transformSamples;
    for (int band = 0; band < bands; ++band)
    {
        const auto left = cornerHz(band), centre = cornerHz(band + 1), right = cornerHz(band + 2);
        const auto first = std::max<Eigen::Index>(0, static_cast<Eigen::Index>(std::ceil(left / binHz)));
        const auto last = std::min(bins - 1, static_cast<Eigen::Index>(std::floor(right / binHz)));
        Filter filter{first, Eigen::VectorXf::Zero(std::max<Eigen::Index>(0, last - first + 1))};
        for (Eigen::Index k = 0; k < filter.weights.size(); ++k)
        {
            const auto hz = static_cast<double>(first + k) * binHz;
            const auto height = std::min((hz - left) / (centre - left), (right - hz) / (right - centre));
            filter.weights[k] = static_cast<float>(std::max(0.0, height) * 2.0 / (right - left));
        }
        filters.push_back(std::move(filter));
    }
}

void MelFilterBank::apply(std::span<const std::complex<float>> spectrum, std::span<float> out) const
{
    const Eigen::Map<const Eigen::VectorXcf> values(spectrum.data(),
                                                    static_cast<Eigen::Index>(spectrum.size()));
    for (std::size_t band = 0; band < filters.size(); ++band)
    {
        const auto& filter = filters[band];
        out[band] = filter.weights.dot(values.segment(filter.firstBin, filter.weights.size()).cwiseAbs2());
    }
}

Matrix MelFilterBank::weights() const
{
    Matrix result = Matrix::Zero(bands(), bins);
    for (int band = 0; band < bands(); ++band)
    {
        const auto& filter = filters[static_cast<std::size_t>(band)];
        result.row(band).segment(filter.firstBin, filter.weights.size()) = filter.weights.transpose();
    }
    return result;
}
} // namespace reprise
