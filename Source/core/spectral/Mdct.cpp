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
    std::vector<float> cosines, sines; ///< twiddle factors: real and imaginary parts

    explicit Plan(int bins) : window(static_cast<std::size_t>(2 * bins))
    {
        for (std::size_t n = 0; n < window.size(); ++n)
            window[n] = static_cast<float>(std::sin(std::numbers::pi * (static_cast<double>(n) + 0.5) /
                                                    static_cast<double>(window.size())));
        for (int n = 0; n < bins / 2; ++n)
        {
            const auto angle = -std::numbers::pi * (4 * n + 1) / (4.0 * bins);
            cosines.push_back(static_cast<float>(std::cos(angle)));
            sines.push_back(static_cast<float>(std::sin(angle)));
        }
        std::vector<std::complex<float>> in(cosines.size()), out(cosines.size());
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

namespace
{
// The steps between the transforms. Loops over plain arrays, each in one direction at a time, which compilers
// turn into vector instructions.

/** Windows the 2m samples of a frame and folds them into m. */
void fold(const float* __restrict samples, const float* __restrict window, std::size_t m,
          float* __restrict folded)
{
    const auto half = m / 2;
    const auto *a = samples, *b = a + half, *c = a + m, *d = c + half;
    const auto *wa = window, *wb = wa + half, *wc = wa + m, *wd = wc + half;
    for (std::size_t n = 0; n < half; ++n)
        folded[n] = -c[half - 1 - n] * wc[half - 1 - n] - d[n] * wd[n];
    for (std::size_t n = 0; n < half; ++n)
        folded[half + n] = a[n] * wa[n] - b[half - 1 - n] * wb[half - 1 - n];
}

/** Even values forwards and odd ones backwards are the parts of complex numbers, which are turned. `parts` is
    room for 2m values. */
void turnIn(const float* __restrict folded, const float* __restrict cosines, const float* __restrict sines,
            std::size_t half, float* __restrict parts, float* __restrict points)
{
    auto* __restrict even = parts, * __restrict odd = parts + half;
    auto* __restrict real = odd + half, * __restrict imaginary = real + half;
    for (std::size_t n = 0; n < half; ++n)
    {
        even[n] = folded[2 * n];
        odd[n] = folded[2 * n + 1];
    }
    for (std::size_t n = 0; n < half; ++n)
        real[n] = even[n] * cosines[n] - odd[half - 1 - n] * sines[n];
    for (std::size_t n = 0; n < half; ++n)
        imaginary[n] = even[n] * sines[n] + odd[half - 1 - n] * cosines[n];
    for (std::size_t n = 0; n < half; ++n)
    {
        points[2 * n] = real[n];
        points[2 * n + 1] = imaginary[n];
    }
}

/** The other way round; `parts` is room for m values. */
void turnOut(const float* __restrict spectrum, const float* __restrict cosines, const float* __restrict sines,
             std::size_t half, float scale, float* __restrict parts, float* __restrict result)
{
    for (std::size_t k = 0; k < half; ++k)
    {
        const auto real = spectrum[2 * k], imaginary = spectrum[2 * k + 1];
        parts[k] = scale * (real * cosines[k] - imaginary * sines[k]);
        parts[half + k] = -scale * (real * sines[k] + imaginary * cosines[k]);
    }
    for (std::size_t k = 0; k < half; ++k)
    {
        result[2 * k] = parts[k];
        result[2 * k + 1] = parts[2 * half - 1 - k];
    }
}
} // namespace

void Mdct::apply(std::span<const float> excerpt, const FrameSink& take) const
{
    const auto m = static_cast<std::size_t>(coefficients), half = m / 2;
    const auto& [fft, window, cosines, sines] = *plan;
    std::vector<float> slice(2 * m), folded(m), parts(2 * m), points(m), spectrum(m), result(m);
    const auto scale = std::sqrt(2.0f / static_cast<float>(m));
    for (std::size_t frame = 0; frame < frames(excerpt.size()); ++frame)
    {
        // The frame covers samples (frame - 1) * m ... (frame + 1) * m; outside of the excerpt is silence.
        const auto isInside = frame > 0 && (frame + 1) * m <= excerpt.size();
        const auto* samples = slice.data();
        if (isInside)
            samples = excerpt.data() + (frame - 1) * m;
        else
        {
            const auto from = frame == 0 ? m : 0;
            const auto to = std::min(2 * m, excerpt.size() + m - frame * m);
            std::fill(slice.begin(), slice.end(), 0.0f);
            std::copy_n(excerpt.data() + (frame * m + from - m), to - from,
                        slice.begin() + static_cast<std::ptrdiff_t>(from));
        }
        fold(samples, window.data(), m, folded.data());
        turnIn(folded.data(), cosines.data(), sines.data(), half, parts.data(), points.data());
        fftwf_execute_dft(fft, reinterpret_cast<fftwf_complex*>(points.data()),
                          reinterpret_cast<fftwf_complex*>(spectrum.data()));
        turnOut(spectrum.data(), cosines.data(), sines.data(), half, scale, parts.data(), result.data());
        take(frame, result);
    }
}
} // namespace reprise
