#include "features/Mfcc.h"

#include "base/Errors.h"

#include <cmath>
#include <numbers>
#include <string>

namespace reprise
{
namespace
{
/** coefficients x bands. Double precision: in single the rounding of 128 summed levels reaches 1e-3. */
Eigen::MatrixXd orthonormalDct(int coefficients, int bands)
{
    Eigen::MatrixXd dct(coefficients, bands);
    for (int k = 0; k < coefficients; ++k)
        for (int n = 0; n < bands; ++n)
            dct(k, n) = std::sqrt((k == 0 ? 1.0 : 2.0) / bands) *
                        std::cos(std::numbers::pi * k * (2 * n + 1) / (2.0 * bands));
    return dct;
}
} // namespace

Matrix mfcc(std::span<const float> signal, double sampleRateHz, int coefficients, const MelSettings& settings,
            const Progress& progress)
{
    if (coefficients < 1 || coefficients > settings.bands)
        throw InvalidSettings("MFCC: " + std::to_string(coefficients) + " coefficients given; 1 to " +
                              std::to_string(settings.bands) + " (the mel bands) are allowed");
    const auto levels = powerToDb(melSpectrogram(signal, sampleRateHz, settings, progress));
    return (orthonormalDct(coefficients, settings.bands) * levels.cast<double>()).cast<float>();
}
} // namespace reprise
