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
constexpr double tiltBandHz = 100.0;
constexpr float leastTiltLevel = 1e-3f; // against the mean

/** Correlates block by block, several blocks at a time, with the excerpt's spectrum times each of some gains. */
class BlockCorrelator
{
public:
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

    /** One curve with these gains over the bins. */
    void add(Eigen::ArrayXf gain) { gains.push_back(std::move(gain)); }

    /** Divides by the root of each excerpt's energy plus `added`; values are multiplied by `factor`. */
    void normalise(double added, double factor)
    {
        leastEnergy = added;
        scale = factor;
    }

    int fftSize() const { return fft.size(); }
    const Eigen::ArrayXcf& spectrum() const { return query; }

    void run(const CorrelationSink& sink, const Progress& progress) const
    {
        const auto starts = signal.size - length + 1;
        const auto step = blockSize() - length + 1; // starts whose whole excerpt lies in one block
        const auto blocks = (starts + step - 1) / step;
        // Each thread works on the same number of blocks, one after the other, and only their values are kept.
        const auto lanes = std::min(blocks, threadCount());
        const auto fitting = std::min(mostBlocks, largestBuffer / blockSize() / gains.size());
        const auto ofLane = std::max<std::size_t>(1, fitting / lanes);
        std::vector<Work> works(lanes);
        std::vector<Curves> curves(lanes * ofLane);
        const auto share = [&](std::size_t block)
        { return static_cast<double>(block) / static_cast<double>(blocks); };
        for (std::size_t done = 0; done < blocks; done += curves.size())
        {
            const auto count = std::min(curves.size(), blocks - done);
            const auto valuesOf = [&](std::size_t i) { return std::min(step, starts - (done + i) * step); };
            inParallel(
                lanes,
                [&](std::size_t lane)
                {
                    for (auto i = lane; i < count; i += lanes)
                        correlate((done + i) * step, valuesOf(i), works[lane], curves[i]);
                },
                progress.part(share(done), share(done + count)));
            inParallel(gains.size(),
                       [&](std::size_t g)
                       {
                           for (std::size_t i = 0; i < count; ++i)
                               sink(g, std::span<const float>(curves[i][g]).first(valuesOf(i)));
                       });
        }
    }

private:
    static constexpr std::size_t smallestBlock = 1 << 16;
    static constexpr std::size_t mostBlocks = 16, largestBuffer = 1 << 22; // at once; values of all together

    /** What the work on one block needs. */
    struct Work
    {
        std::vector<float> samples;
        Eigen::ArrayXf factors;
        Eigen::ArrayXcf spectrum, product;
    };
    using Curves = std::vector<std::vector<float>>; ///< of one block

    std::size_t blockSize() const { return static_cast<std::size_t>(fft.size()); }

    void correlate(std::size_t from, std::size_t count, Work& work, Curves& curves) const
    {
        work.samples.resize(blockSize());
        work.spectrum.resize(fft.bins());
        curves.resize(gains.size());
        const auto samples = std::min(blockSize(), signal.size - from);
        signal.read(from, std::span(work.samples).first(samples));
        signal.pageOut(from, samples);
        transform(work.samples, samples, work.spectrum);
        work.spectrum *= query;
        if (leastEnergy > 0.0)
            findFactors(work, count);
        for (std::size_t g = 0; g < gains.size(); ++g)
        {
            auto& values = curves[g];
            values.resize(blockSize());
            work.product = work.spectrum * gains[g];
            fft.inverse({work.product.data(), static_cast<std::size_t>(work.product.size())}, values);
            if (leastEnergy > 0.0)
                Eigen::Map<Eigen::ArrayXf>(values.data(), work.factors.size()) *= work.factors;
        }
    }

    /** What each value is multiplied by. */
    void findFactors(Work& work, std::size_t count) const
    {
        const std::span<const float> samples(work.samples);
        work.factors.resize(static_cast<Eigen::Index>(count));
        auto energy = energyOf(samples.first(length));
        for (std::size_t n = 0;; ++n)
        {
            work.factors[static_cast<Eigen::Index>(n)] = static_cast<float>(energy);
            if (n + 1 == count)
                break;
            const auto leaving = static_cast<double>(samples[n]);
            const auto entering = static_cast<double>(samples[n + length]);
            energy += entering * entering - leaving * leaving;
        }
        work.factors =
            static_cast<float>(scale) * (work.factors.max(0.0f) + static_cast<float>(leastEnergy)).rsqrt();
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
    std::vector<Eigen::ArrayXf> gains;
    double leastEnergy = 0.0, scale = 1.0;
};

/** RMS of the bins around each bin, `around` on either side, against its mean. */
Eigen::ArrayXf levelsAround(const Eigen::ArrayXcf& spectrum, Eigen::Index around)
{
    Eigen::ArrayXd sums(spectrum.size() + 1); // of the power before each bin
    sums[0] = 0.0;
    for (Eigen::Index k = 0; k < spectrum.size(); ++k)
        sums[k + 1] = sums[k] + static_cast<double>(std::norm(spectrum[k]));
    Eigen::ArrayXf levels(spectrum.size());
    for (Eigen::Index k = 0; k < levels.size(); ++k)
    {
        const auto from = std::max<Eigen::Index>(0, k - around), to = std::min(levels.size(), k + around + 1);
        levels[k] = static_cast<float>(std::sqrt((sums[to] - sums[from]) / static_cast<double>(to - from)));
    }
    return levels / std::max(levels.mean(), 1e-30f);
}
} // namespace

void slidingCorrelations(const SampleSource& signal, double meanPower, std::span<const float> excerpt,
                         double rateHz, std::span<const float> tilts, const CorrelationSink& sink,
                         const Progress& progress)
{
    BlockCorrelator correlator(signal, excerpt);
    const auto least = 0.01 * meanPower * static_cast<double>(excerpt.size()) + 1e-12;
    correlator.normalise(least, 1.0 / std::sqrt(energyOf(excerpt) + least));
    const auto around = std::lround(0.5 * tiltBandHz / rateHz * correlator.fftSize());
    const auto levels = levelsAround(correlator.spectrum(), std::max<Eigen::Index>(1, around));
    for (const auto tilt : tilts)
        correlator.add((levels + leastTiltLevel).pow(tilt));
    correlator.run(sink, progress);
}

void filteredCorrelation(const SampleSource& signal, std::span<const float> excerpt, double rateHz,
                         const BandFilter& filter, const CorrelationSink& sink, const Progress& progress)
{
    BlockCorrelator correlator(signal, excerpt);
    Eigen::ArrayXf gain = Eigen::ArrayXf::Zero(correlator.spectrum().size());
    for (const auto& band : filter)
    {
        const auto binOf = [&](double hz)
        { return std::clamp<Eigen::Index>(std::lround(hz / rateHz * correlator.fftSize()), 0, gain.size()); };
        const auto from = binOf(band.fromHz), to = binOf(band.toHz);
        gain.segment(from, to - from) = band.gain;
    }
    correlator.add(std::move(gain));
    correlator.run(sink, progress);
}
} // namespace reprise
