#include "matching/SlidingCorrelation.h"

#include "spectral/Fft.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <complex>

namespace reprise
{
namespace
{
/** Energies of all excerpts of one length, by a running sum in double precision. */
std::vector<double> slidingEnergies(std::span<const float> signal, std::size_t length)
{
    std::vector<double> energies(signal.size() - length + 1);
    auto energy = 0.0;
    for (std::size_t n = 0; n < length; ++n)
        energy += static_cast<double>(signal[n]) * signal[n];
    for (std::size_t s = 0;; ++s)
    {
        energies[s] = std::max(0.0, energy);
        if (s + 1 == energies.size())
            return energies;
        energy += static_cast<double>(signal[s + length]) * signal[s + length] -
                  static_cast<double>(signal[s]) * signal[s];
    }
}
} // namespace

std::vector<float> slidingCorrelation(std::span<const float> signal, std::size_t start, std::size_t length,
                                      const Progress& progress)
{
    constexpr std::size_t smallestBlock = 1 << 16;
    const RealFft<float> fft(RealFft<float>::fastSize(
        static_cast<int>(std::min(std::max(smallestBlock, 4 * length), signal.size() + length))));
    const auto size = static_cast<std::size_t>(fft.size());
    const auto bins = static_cast<Eigen::Index>(fft.bins());
    std::vector<float> block(size, 0.0f);
    Eigen::ArrayXcf excerpt(bins), product(bins);
    const auto spectrumOf = [&](std::size_t from, std::size_t count, Eigen::ArrayXcf& out)
    {
        std::copy_n(signal.begin() + static_cast<std::ptrdiff_t>(from), count, block.begin());
        std::fill(block.begin() + static_cast<std::ptrdiff_t>(count), block.end(), 0.0f);
        fft.forward(block, {out.data(), static_cast<std::size_t>(bins)});
    };
    spectrumOf(start, length, excerpt);
    excerpt = excerpt.conjugate() / static_cast<float>(size);

    const auto energies = slidingEnergies(signal, length);
    const Eigen::Map<const Eigen::ArrayXd> energy(energies.data(),
                                                  static_cast<Eigen::Index>(energies.size()));
    const auto least = 0.01 * energy.mean() + 1e-12;
    const auto scale = 1.0 / std::sqrt(energies[start] + least);
    std::vector<float> result(energies.size());
    const auto step = size - length + 1; // starts whose whole excerpt lies in one block
    for (std::size_t from = 0; from < result.size(); from += step)
    {
        progress.step(static_cast<double>(from) / static_cast<double>(result.size()));
        spectrumOf(from, std::min(size, signal.size() - from), product);
        product *= excerpt;
        fft.inverse({product.data(), static_cast<std::size_t>(bins)}, block);
        const auto count = std::min(step, result.size() - from);
        for (std::size_t n = 0; n < count; ++n)
            result[from + n] = static_cast<float>(block[n] * scale / std::sqrt(energies[from + n] + least));
    }
    return result;
}
} // namespace reprise
