#include "spectral/Mdct.h"

#include "spectral/Planner.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <fftw3.h>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace reprise
{
struct Mdct::Plan
{
    fftwf_plan fft = nullptr;
    std::vector<float> window;
    std::vector<std::complex<float>> twiddles;

    explicit Plan(int bins) : window(static_cast<std::size_t>(2 * bins))
    {
        for (std::size_t n = 0; n < window.size(); ++n)
            window[n] = static_cast<float>(std::sin(std::numbers::pi * (static_cast<double>(n) + 0.5) /
                                                    static_cast<double>(window.size())));
        for (int n = 0; n < bins / 2; ++n)
            twiddles.emplace_back(std::polar(1.0, -std::numbers::pi * (4 * n + 1) / (4.0 * bins)));
        std::vector<std::complex<float>> in(twiddles.size()), out(twiddles.size());
        const std::scoped_lock lock(fftwPlanner());
        // Vectors lie where FFTW's vector instructions want them, these and those of apply().
        fft = fftwf_plan_dft_1d(bins / 2, reinterpret_cast<fftwf_complex*>(in.data()),
                                reinterpret_cast<fftwf_complex*>(out.data()), FFTW_FORWARD, FFTW_ESTIMATE);
    }
    ~Plan()
    {
        const std::scoped_lock lock(fftwPlanner());
        fftwf_destroy_plan(fft);
    }
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;
};

Mdct::Mdct(int bins) : coefficients(bins)
{
    if (bins < 2 || bins % 2 != 0)
        throw std::invalid_argument("Mdct: the number of bins must be even and at least 2");
    plan = std::make_unique<const Plan>(bins);
}

Mdct::~Mdct() = default;

void Mdct::apply(std::span<const float> excerpt, std::span<float> output) const
{
    if (output.size() != frames(excerpt.size()) * static_cast<std::size_t>(coefficients))
        throw std::invalid_argument("Mdct: the output has the wrong length");
    apply(excerpt,
          [&](std::size_t frame, std::span<const float> values)
          {
              std::copy(values.begin(), values.end(),
                        output.begin() + static_cast<std::ptrdiff_t>(frame * values.size()));
          });
}

void Mdct::apply(std::span<const float> excerpt, const FrameSink& take) const
{
    const auto m = static_cast<std::size_t>(coefficients), half = m / 2;
    const auto& [fft, window, twiddles] = *plan;
    std::vector<float> slice(2 * m), folded(m), result(m);
    std::vector<std::complex<float>> points(half), spectrum(half);
    const auto scale = std::sqrt(2.0f / static_cast<float>(m));
    for (std::size_t frame = 0; frame < frames(excerpt.size()); ++frame)
    {
        // The frame covers samples (frame - 1) * m ... (frame + 1) * m; outside of the excerpt is silence.
        const auto from = frame == 0 ? m : 0;
        const auto to = std::min(2 * m, excerpt.size() + m - frame * m);
        std::fill(slice.begin(), slice.end(), 0.0f);
        const auto* samples = excerpt.data() + (frame * m + from - m);
        for (std::size_t n = from; n < to; ++n)
            slice[n] = samples[n - from] * window[n];
        const auto *a = slice.data(), *b = a + half, *c = a + m, *d = c + half;
        for (std::size_t n = 0; n < half; ++n)
        {
            folded[n] = -c[half - 1 - n] - d[n];
            folded[half + n] = a[n] - b[half - 1 - n];
        }
        // A DCT-IV: even values forwards and odd ones backwards are the parts of complex numbers.
        const auto times = [](std::complex<float> x, std::complex<float> y)
        {
            return std::complex<float>(x.real() * y.real() - x.imag() * y.imag(),
                                       x.real() * y.imag() + x.imag() * y.real());
        };
        for (std::size_t n = 0; n < half; ++n)
            points[n] = times({folded[2 * n], folded[m - 1 - 2 * n]}, twiddles[n]);
        fftwf_execute_dft(fft, reinterpret_cast<fftwf_complex*>(points.data()),
                          reinterpret_cast<fftwf_complex*>(spectrum.data()));
        for (std::size_t k = 0; k < half; ++k)
        {
            const auto value = times(spectrum[k], scale * twiddles[k]);
            result[2 * k] = value.real();
            result[m - 1 - 2 * k] = -value.imag();
        }
        take(frame, result);
    }
}
} // namespace reprise
