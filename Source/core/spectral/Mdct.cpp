#include "spectral/Mdct.h"

#include "spectral/Planner.h"

#include <algorithm>
#include <cmath>
#include <fftw3.h>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace reprise
{
struct Mdct::Plan
{
    fftwf_plan dct = nullptr;
    std::vector<float> window;

    explicit Plan(int bins) : window(static_cast<std::size_t>(2 * bins))
    {
        for (std::size_t n = 0; n < window.size(); ++n)
            window[n] = static_cast<float>(std::sin(std::numbers::pi * (static_cast<double>(n) + 0.5) /
                                                    static_cast<double>(window.size())));
        std::vector<float> scratch(static_cast<std::size_t>(2 * bins));
        const std::scoped_lock lock(fftwPlanner());
        dct = fftwf_plan_r2r_1d(bins, scratch.data(), scratch.data() + bins, FFTW_REDFT11,
                                FFTW_ESTIMATE | FFTW_UNALIGNED);
    }
    ~Plan()
    {
        const std::scoped_lock lock(fftwPlanner());
        fftwf_destroy_plan(dct);
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
    const auto m = static_cast<std::size_t>(coefficients), half = m / 2;
    const auto count = frames(excerpt.size());
    if (output.size() != count * m)
        throw std::invalid_argument("Mdct: the output has the wrong length");
    const auto& window = plan->window;
    std::vector<float> slice(2 * m), folded(m);
    const auto scale = 1.0f / std::sqrt(2.0f * static_cast<float>(m));
    for (std::size_t frame = 0; frame < count; ++frame)
    {
        // The frame covers samples (frame - 1) * m ... (frame + 1) * m.
        for (std::size_t n = 0; n < 2 * m; ++n)
        {
            const auto at = frame * m + n;
            slice[n] = at >= m && at - m < excerpt.size() ? excerpt[at - m] * window[n] : 0.0f;
        }
        const auto *a = slice.data(), *b = a + half, *c = a + m, *d = c + half;
        for (std::size_t n = 0; n < half; ++n)
        {
            folded[n] = -c[half - 1 - n] - d[n];
            folded[half + n] = a[n] - b[half - 1 - n];
        }
        auto* coefficientsOut = output.data() + frame * m;
        fftwf_execute_r2r(plan->dct, folded.data(), coefficientsOut);
        for (std::size_t k = 0; k < m; ++k)
            coefficientsOut[k] *= scale;
    }
}
} // namespace reprise
