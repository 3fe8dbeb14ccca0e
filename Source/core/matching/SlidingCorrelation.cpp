#include "matching/SlidingCorrelation.h"

#include "base/Parallel.h"
#include "base/Rms.h"
#include "spectral/Fft.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <complex>

namespace reprise
{
namespace
{
/** Correlates block by block, several blocks at a time: for each of `gains`, curves over the bins, values are
    finished (`finish (firstStart, values)`, by any thread) and handed on in order of time. */
class BlockCorrelator
{
public:
    using Finish = std::function<void(std::size_t, std::span<float>)>;

    BlockCorrelator(const SampleSource& audio, std::span<const float> excerpt)
        : signal(audio), length(excerpt.size()),
          fft(RealFft<float>::fastSize(static_cast<int>(
              std::min(std::max(smallestBlock, 4 * excerpt.size()), audio.size + excerpt.size())))),
          query(fft.bins())
    {
        std::vector<float> padded(blockSize());
        std::copy(excerpt.begin(), excerpt.end(), padded.begin());
        transform(padded, length, query);
        query = query.conjugate() / static_cast<float>(fft.size());
    }

    int fftSize() const { return fft.size(); }
    Eigen::Index bins() const { return fft.bins(); }

    void run(const std::vector<Eigen::ArrayXf>& gains, const Finish& finish, const CorrelationSink& sink,
             const Progress& progress) const
    {
        const auto starts = signal.size - length + 1;
        const auto step = blockSize() - length + 1; // starts whose whole excerpt lies in one block
        const auto blocks = (starts + step - 1) / step;
        const auto atOnce =
            std::min(blocks, std::max(threadCount(),
                                      std::min(mostBlocks, largestBuffer / blockSize() / gains.size())));
        std::vector<Work> works(atOnce);
        for (std::size_t done = 0; done < blocks; done += atOnce)
        {
            const auto count = std::min(atOnce, blocks - done);
            const auto share = [&](std::size_t n)
            { return static_cast<double>(n) / static_cast<double>(blocks); };
            const auto part = progress.part(share(done), share(done + count));
            inParallel(
                count,
                [&](std::size_t i) {
                    correlate((done + i) * step, std::min(step, starts - (done + i) * step), gains, finish,
                              works[i], part);
                },
                part);
            for (std::size_t i = 0; i < count; ++i)
                for (std::size_t g = 0; g < gains.size(); ++g)
                    sink(g, (done + i) * step,
                         std::span<const float>(works[i].values[g])
                             .first(std::min(step, starts - (done + i) * step)));
        }
    }

private:
    static constexpr std::size_t smallestBlock = 1 << 16;
    static constexpr std::size_t mostBlocks = 16, largestBuffer = 1 << 22; // at once; values of all together

    /** What one block needs. */
    struct Work
    {
        Eigen::ArrayXcf spectrum, product;
        std::vector<std::vector<float>> values; ///< by gain curve
    };

    std::size_t blockSize() const { return static_cast<std::size_t>(fft.size()); }

    void correlate(std::size_t from, std::size_t count, const std::vector<Eigen::ArrayXf>& gains,
                   const Finish& finish, Work& work, const Progress& progress) const
    {
        work.spectrum.resize(bins());
        work.values.resize(gains.size());
        work.values[0].resize(blockSize());
        const auto samples = std::min(blockSize(), signal.size - from);
        signal.read(from, std::span(work.values[0]).first(samples));
        transform(work.values[0], samples, work.spectrum);
        work.spectrum *= query;
        for (std::size_t g = 0; g < gains.size(); ++g)
        {
            if (progress.isCancelled())
                throw Cancelled{};
            work.values[g].resize(blockSize());
            work.product = work.spectrum * gains[g];
            fft.inverse({work.product.data(), static_cast<std::size_t>(work.product.size())}, work.values[g]);
            finish(from, std::span(work.values[g]).first(count));
        }
    }

    /** Of the first samples of a block; the rest is set to 0. */
    void transform(std::span<float> padded, std::size_t samples, Eigen::ArrayXcf& out) const
    {
        std::fill(padded.begin() + static_cast<std::ptrdiff_t>(samples), padded.end(), 0.0f);
        fft.forward(padded, {out.data(), static_cast<std::size_t>(out.size())});
    }

    SampleSource signal;
    std::size_t length;
    RealFft<float> fft;
    Eigen::ArrayXcf query;
};
} // namespace

void slidingCorrelation(std::span<const float> signal, std::span<const float> excerpt,
                        const CorrelationSink& sink, const Progress& progress)
{
    slidingCorrelation(signal, excerpt, energyOf(signal) / static_cast<double>(signal.size()), sink,
                       progress);
}

void slidingCorrelation(std::span<const float> signal, std::span<const float> excerpt, double meanPower,
                        const CorrelationSink& sink, const Progress& progress)
{
    const auto length = excerpt.size();
    const auto least = 0.01 * meanPower * static_cast<double>(length) + 1e-12;
    const auto scale = 1.0 / std::sqrt(energyOf(excerpt) + least);
    const auto normalise = [&](std::size_t first, std::span<float> values)
    {
        auto energy =
            energyOf(signal.subspan(first, length)); // of the excerpt that the next value belongs to
        for (std::size_t n = 0; n < values.size(); ++n)
        {
            values[n] = static_cast<float>(values[n] * scale / std::sqrt(std::max(0.0, energy) + least));
            const auto leaving = static_cast<double>(signal[first + n]);
            if (first + n + length < signal.size())
            {
                const auto entering = static_cast<double>(signal[first + n + length]);
                energy += entering * entering - leaving * leaving;
            }
        }
    };
    const BlockCorrelator correlator(signal, excerpt);
    correlator.run({Eigen::ArrayXf::Ones(correlator.bins())}, normalise, sink, progress);
}

void filteredCorrelations(const SampleSource& signal, std::span<const float> excerpt, double rateHz,
                          const std::vector<BandFilter>& filters, const CorrelationSink& sink,
                          const Progress& progress)
{
    const BlockCorrelator correlator(signal, excerpt);
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
    correlator.run(
        gains, [](std::size_t, std::span<float>) {}, sink, progress);
}
} // namespace reprise
