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
/** Correlates block by block: for each of `filters` gain curves over the bins, values are handed on. */
class BlockCorrelator
{
public:
    BlockCorrelator(std::span<const float> audio, std::span<const float> excerpt)
        : signal(audio), length(excerpt.size()),
          fft(RealFft<float>::fastSize(static_cast<int>(
              std::min(std::max(smallestBlock, 4 * excerpt.size()), audio.size() + excerpt.size())))),
          block(static_cast<std::size_t>(fft.size())), query(fft.bins()), spectrum(fft.bins()),
          product(fft.bins())
    {
        transform(excerpt, query);
        query = query.conjugate() / static_cast<float>(fft.size());
    }

    int fftSize() const { return fft.size(); }
    Eigen::Index bins() const { return fft.bins(); }

    void run(const std::vector<Eigen::ArrayXf>& gains, const CorrelationSink& sink, const Progress& progress)
    {
        const auto starts = signal.size() - length + 1;
        const auto step = block.size() - length + 1; // starts whose whole excerpt lies in one block
        for (std::size_t from = 0; from < starts; from += step)
        {
            progress.step(static_cast<double>(from) / static_cast<double>(starts));
            transform(signal.subspan(from, std::min(block.size(), signal.size() - from)), spectrum);
            spectrum *= query;
            const auto count = std::min(step, starts - from);
            for (std::size_t i = 0; i < gains.size(); ++i)
            {
                product = spectrum * gains[i].cast<std::complex<float>>();
                fft.inverse({product.data(), static_cast<std::size_t>(product.size())}, block);
                sink(i, from, {block.data(), count});
            }
        }
    }

private:
    static constexpr std::size_t smallestBlock = 1 << 16;

    void transform(std::span<const float> samples, Eigen::ArrayXcf& out)
    {
        std::copy(samples.begin(), samples.end(), block.begin());
        std::fill(block.begin() + static_cast<std::ptrdiff_t>(samples.size()), block.end(), 0.0f);
        fft.forward(block, {out.data(), static_cast<std::size_t>(out.size())});
    }

    std::span<const float> signal;
    std::size_t length;
    RealFft<float> fft;
    std::vector<float> block;
    Eigen::ArrayXcf query, spectrum, product;
};

double energyOf(std::span<const float> samples)
{
    return Eigen::Map<const Eigen::VectorXf>(samples.data(), static_cast<Eigen::Index>(samples.size()))
        .cast<double>()
        .squaredNorm();
}
} // namespace

void slidingCorrelation(std::span<const float> signal, std::span<const float> excerpt,
                        const CorrelationSink& sink, const Progress& progress)
{
    const auto length = excerpt.size();
    const auto least =
        0.01 * energyOf(signal) * static_cast<double>(length) / static_cast<double>(signal.size()) + 1e-12;
    const auto scale = 1.0 / std::sqrt(energyOf(excerpt) + least);
    auto energy = energyOf(signal.first(length)); // of the excerpt that the next value belongs to
    std::vector<float> normalised;
    BlockCorrelator correlator(signal, excerpt);
    correlator.run(
        {Eigen::ArrayXf::Ones(correlator.bins())},
        [&](std::size_t, std::size_t first, std::span<const float> values)
        {
            normalised.resize(values.size());
            for (std::size_t n = 0; n < values.size(); ++n)
            {
                normalised[n] =
                    static_cast<float>(values[n] * scale / std::sqrt(std::max(0.0, energy) + least));
                const auto leaving = static_cast<double>(signal[first + n]);
                if (first + n + length < signal.size())
                {
                    const auto entering = static_cast<double>(signal[first + n + length]);
                    energy += entering * entering - leaving * leaving;
                }
            }
            sink(0, first, normalised);
        },
        progress);
}

void filteredCorrelations(std::span<const float> signal, std::span<const float> excerpt, double rateHz,
                          const std::vector<BandFilter>& filters, const CorrelationSink& sink,
                          const Progress& progress)
{
    BlockCorrelator correlator(signal, excerpt);
    std::vector<Eigen::ArrayXf> gains;
    for (const auto& filter : filters)
    {
        auto& gain = gains.emplace_back(Eigen::ArrayXf::Zero(correlator.bins()));
        for (const auto& band : filter)
        {
            const auto binOf = [&](double hz) {
                return std::clamp<Eigen::Index>(std::lround(hz / rateHz * correlator.fftSize()), 0,
                                                gain.size());
            };
            const auto from = binOf(band.fromHz), to = binOf(band.toHz);
            gain.segment(from, to - from) = band.gain;
        }
    }
    correlator.run(gains, sink, progress);
}
} // namespace reprise
