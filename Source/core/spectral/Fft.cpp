#include "spectral/Fft.h"

#include <fftw3.h>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace reprise
{
namespace
{
std::mutex& planner()
{
    static std::mutex mutex;
    return mutex;
}

/** The two precisions of FFTW's interface under one name. */
template <typename Real>
struct Fftw;

template <>
struct Fftw<float>
{
    using Plan = fftwf_plan;
    using Complex = fftwf_complex;
    static Plan planForward(int n, float* in, Complex* out, unsigned flags)
    {
        return fftwf_plan_dft_r2c_1d(n, in, out, flags);
    }
    static Plan planInverse(int n, Complex* in, float* out, unsigned flags)
    {
        return fftwf_plan_dft_c2r_1d(n, in, out, flags);
    }
    static void forward(Plan plan, float* in, Complex* out) { fftwf_execute_dft_r2c(plan, in, out); }
    static void inverse(Plan plan, Complex* in, float* out) { fftwf_execute_dft_c2r(plan, in, out); }
    static void destroy(Plan plan) { fftwf_destroy_plan(plan); }
};

template <>
struct Fftw<double>
{
    using Plan = fftw_plan;
    using Complex = fftw_complex;
    static Plan planForward(int n, double* in, Complex* out, unsigned flags)
    {
        return fftw_plan_dft_r2c_1d(n, in, out, flags);
    }
    static Plan planInverse(int n, Complex* in, double* out, unsigned flags)
    {
        return fftw_plan_dft_c2r_1d(n, in, out, flags);
    }
    static void forward(Plan plan, double* in, Complex* out) { fftw_execute_dft_r2c(plan, in, out); }
    static void inverse(Plan plan, Complex* in, double* out) { fftw_execute_dft_c2r(plan, in, out); }
    static void destroy(Plan plan) { fftw_destroy_plan(plan); }
};
} // namespace

template <typename Real>
struct RealFft<Real>::Plans
{
    using Library = Fftw<Real>;
    typename Library::Plan forward = nullptr, inverse = nullptr;

    explicit Plans(int size)
    {
        // Estimated plans are made without measuring, so results do not depend on the machine's mood;
        // unaligned ones take any buffer.
        constexpr unsigned flags = FFTW_ESTIMATE | FFTW_UNALIGNED;
        std::vector<Real> signal(static_cast<std::size_t>(size));
        std::vector<Complex> spectrum(static_cast<std::size_t>(size / 2 + 1));
        auto* bins = reinterpret_cast<typename Library::Complex*>(spectrum.data());
        const std::scoped_lock lock(planner());
        forward = Library::planForward(size, signal.data(), bins, flags | FFTW_PRESERVE_INPUT);
        inverse = Library::planInverse(size, bins, signal.data(), flags);
    }

    ~Plans()
    {
        const std::scoped_lock lock(planner());
        Library::destroy(forward);
        Library::destroy(inverse);
    }

    Plans(const Plans&) = delete;
    Plans& operator=(const Plans&) = delete;
};

template <typename Real>
RealFft<Real>::RealFft(int size) : length(size)
{
    if (size < 1)
        throw std::invalid_argument("RealFft: the size must be at least 1");
    plans = std::make_unique<const Plans>(size);
}

template <typename Real>
RealFft<Real>::~RealFft() = default;
template <typename Real>
RealFft<Real>::RealFft(RealFft&&) noexcept = default;
template <typename Real>
RealFft<Real>& RealFft<Real>::operator=(RealFft&&) noexcept = default;

template <typename Real>
void RealFft<Real>::forward(std::span<const Real> signal, std::span<Complex> spectrum) const
{
    if (signal.size() != static_cast<std::size_t>(size()) ||
        spectrum.size() != static_cast<std::size_t>(bins()))
        throw std::invalid_argument("RealFft: a buffer has the wrong length");
    // FFTW takes the input without const, but the plan preserves it.
    Fftw<Real>::forward(plans->forward, const_cast<Real*>(signal.data()),
                        reinterpret_cast<typename Fftw<Real>::Complex*>(spectrum.data()));
}

template <typename Real>
void RealFft<Real>::inverse(std::span<Complex> spectrum, std::span<Real> signal) const
{
    if (signal.size() != static_cast<std::size_t>(size()) ||
        spectrum.size() != static_cast<std::size_t>(bins()))
        throw std::invalid_argument("RealFft: a buffer has the wrong length");
    Fftw<Real>::inverse(plans->inverse, reinterpret_cast<typename Fftw<Real>::Complex*>(spectrum.data()),
                        signal.data());
}

template <typename Real>
int RealFft<Real>::fastSize(int minimum)
{
    for (auto size = minimum < 1 ? 1 : minimum;; ++size)
    {
        auto rest = size;
        for (const auto factor : {2, 3, 5, 7})
            while (rest % factor == 0)
                rest /= factor;
        if (rest == 1)
            return size;
    }
}

template class RealFft<float>;
template class RealFft<double>;
} // namespace reprise
