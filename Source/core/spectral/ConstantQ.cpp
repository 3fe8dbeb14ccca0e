#include "spectral/ConstantQ.h"

#include "audio/Resampler.h"
#include "base/Errors.h"
#include "spectral/Fft.h"
#include "spectral/Stft.h"
#include "spectral/Window.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace reprise
{
namespace
{
using Complex = std::complex<double>;

/** The kept bins of one filter's spectrum, conjugation included where it belongs. */
struct SparseFilter
{
    std::vector<Eigen::Index> bins;
    std::vector<std::complex<float>> weights;
};

struct OctaveFilters
{
    int transformSamples = 0;
    std::vector<SparseFilter> filters; ///< low to high
};

/** Half the spectrum of a complex signal: bins 0 ... size / 2, from the transforms of its real and imaginary
 * part. */
std::vector<Complex> positiveSpectrum(const std::vector<Complex>& signal)
{
    const RealFft<double> fft(static_cast<int>(signal.size()));
    std::vector<double> part(signal.size());
    std::vector<Complex> real(static_cast<std::size_t>(fft.bins())), imaginary(real.size());
    std::transform(signal.begin(), signal.end(), part.begin(), [](const Complex& c) { return c.real(); });
    fft.forward(part, real);
    std::transform(signal.begin(), signal.end(), part.begin(), [](const Complex& c) { return c.imag(); });
    fft.forward(part, imaginary);
    for (std::size_t k = 0; k < real.size(); ++k)
        real[k] += Complex(0.0, 1.0) * imaginary[k];
    return real;
}

/** Drops the weakest bins, which together hold less than `share` of the summed magnitude. */
SparseFilter thinned(const std::vector<Complex>& spectrum, double share)
{
    std::vector<double> magnitudes;
    for (const auto& value : spectrum)
        magnitudes.push_back(std::abs(value));
    auto sorted = magnitudes;
    std::sort(sorted.begin(), sorted.end());
    auto sum = 0.0;
    for (const auto value : sorted)
        sum += value;
    auto threshold = sorted.front();
    auto cumulative = 0.0;
    for (const auto value : sorted)
    {
        threshold = value;
        cumulative += value / sum;
        if (cumulative >= share)
            break;
    }
    SparseFilter filter;
    for (std::size_t k = 0; k < spectrum.size(); ++k)
        if (magnitudes[k] >= threshold)
        {
            filter.bins.push_back(static_cast<Eigen::Index>(k));
            filter.weights.emplace_back(spectrum[k]);
        }
    return filter;
}

double filterQuality(int binsPerOctave)
{
    const auto ratio = std::pow(2.0, 2.0 / binsPerOctave);
    return (ratio + 1.0) / (ratio - 1.0);
}

/** One windowed complex exponential of unit L1 norm, centred in `size` zeros. */
std::vector<Complex> wavelet(double length, double hz, double sampleRateHz, std::size_t size)
{
    const auto first = static_cast<int>(std::floor(-length / 2.0)),
               end = static_cast<int>(std::floor(length / 2.0));
    const auto samples = end - first;
    const auto window = hannWindow(samples);
    auto norm = 0.0;
    for (const auto value : window)
        norm += value;
    std::vector<Complex> padded(size);
    const auto offset = (static_cast<int>(size) - samples) / 2;
    for (int n = 0; n < samples; ++n)
        padded[static_cast<std::size_t>(offset + n)] =
            std::polar(window[static_cast<std::size_t>(n)] / norm,
                       2.0 * std::numbers::pi * hz * (first + n) / sampleRateHz);
    return padded;
}

/** The filters of the top octave at the full rate; lower octaves use them at halved rates. */
OctaveFilters makeFilters(double topOctaveHz, double sampleRateHz, const ConstantQSettings& settings)
{
    const auto quality = filterQuality(settings.binsPerOctave);
    OctaveFilters result;
    const auto longest = quality * sampleRateHz / topOctaveHz;
    const auto size = static_cast<std::size_t>(std::exp2(std::ceil(std::log2(longest))));
    result.transformSamples = static_cast<int>(size);
    for (int bin = 0; bin < settings.binsPerOctave; ++bin)
    {
        const auto hz = topOctaveHz * std::exp2(static_cast<double>(bin) / settings.binsPerOctave);
        const auto length = quality * sampleRateHz / hz;
        auto spectrum = positiveSpectrum(wavelet(length, hz, sampleRateHz, size));
        for (auto& value : spectrum)
            value *= length / static_cast<double>(size);
        result.filters.push_back(thinned(spectrum, settings.sparsity));
    }
    return result;
}

void check(double sampleRateHz, const ConstantQSettings& settings)
{
    if (settings.octaves < 1 || settings.binsPerOctave < 1 || !(settings.lowestHz > 0.0))
        throw InvalidSettings(
            "constant-Q: at least 1 octave, 1 bin an octave and a positive lowest frequency are needed");
    if (settings.octaves > 16 || settings.hopSamples < 1 ||
        settings.hopSamples % (1 << (settings.octaves - 1)) != 0)
        throw InvalidSettings("constant-Q: the hop must be a multiple of " +
                              std::to_string(1 << (std::min(settings.octaves, 16) - 1)) + " samples");
    const auto highest = settings.lowestHz * std::exp2(settings.octaves - 1.0 / settings.binsPerOctave) *
                         (1.0 + 0.75 / filterQuality(settings.binsPerOctave));
    if (highest > sampleRateHz / 2.0)
        throw InvalidSettings("constant-Q: the highest band reaches " + std::to_string(highest) +
                              " Hz, above half the sample rate");
}
} // namespace

Matrix constantQMagnitude(std::span<const float> signal, double sampleRateHz,
                          const ConstantQSettings& settings, const Progress& progress)
{
    check(sampleRateHz, settings);
    const auto topHz = settings.lowestHz * std::exp2(settings.octaves - 1);
    const auto octave = makeFilters(topHz, sampleRateHz, settings);
    const std::vector<float> rectangle(static_cast<std::size_t>(octave.transformSamples), 1.0f);

    const auto bins = settings.octaves * settings.binsPerOctave;
    Matrix result = Matrix::Zero(bins, frameCount(signal.size(), settings.hopSamples));
    std::vector<float> halved;
    auto current = signal;
    auto hop = settings.hopSamples;
    auto frames = result.cols();
    for (int o = 0; o < settings.octaves; ++o, hop /= 2)
    {
        if (o > 0)
        {
            halved = resample(current, 2.0, 1.0);
            // Keeps the energy of a sample, as the filters' common scale expects.
            for (auto& value : halved)
                value *= std::numbers::sqrt2_v<float>;
            current = halved;
        }
        const auto firstBin = bins - (o + 1) * settings.binsPerOctave;
        // sqrt (rate ratio) compensates for the shorter filters, sqrt (length) is the final scale.
        const auto octaveScale = std::exp2(0.5 * o);
        const auto quality = filterQuality(settings.binsPerOctave);
        std::vector<float> scales;
        for (int b = 0; b < settings.binsPerOctave; ++b)
        {
            const auto hz =
                settings.lowestHz * std::exp2(static_cast<double>(firstBin + b) / settings.binsPerOctave);
            scales.push_back(static_cast<float>(octaveScale / std::sqrt(quality * sampleRateHz / hz)));
        }
        frames = std::min(frames, frameCount(current.size(), hop));
        forEachFrame(
            current, rectangle, hop,
            [&](Eigen::Index frame, std::span<const std::complex<float>> spectrum)
            {
                if (frame >= result.cols())
                    return;
                for (std::size_t b = 0; b < octave.filters.size(); ++b)
                {
                    const auto& filter = octave.filters[b];
                    auto real = 0.0f, imaginary = 0.0f;
                    for (std::size_t k = 0; k < filter.bins.size(); ++k)
                    {
                        const auto& s = spectrum[static_cast<std::size_t>(filter.bins[k])];
                        const auto& w = filter.weights[k];
                        real += s.real() * w.real() - s.imag() * w.imag();
                        imaginary += s.real() * w.imag() + s.imag() * w.real();
                    }
                    result(firstBin + static_cast<Eigen::Index>(b), frame) =
                        scales[b] * std::sqrt(real * real + imaginary * imaginary);
                }
            },
            progress.part(static_cast<double>(o) / settings.octaves, (o + 1.0) / settings.octaves));
    }
    return result.leftCols(frames);
}
} // namespace reprise
