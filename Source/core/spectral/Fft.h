#pragma once

#include <complex>
#include <memory>
#include <span>

namespace reprise
{
/** Discrete Fourier transform of real signals of one fixed size (FFTW inside).

    Conventions  forward: X[k] = sum x[n] exp (-2 pi i k n / size), k = 0 ... size / 2; inverse is not
                 normalised: inverse (forward (x)) = size * x.
    Errors       std::invalid_argument for a size below 1 or buffers of the wrong length: mistakes of the
                 caller.
    Cost         the plans of the sizes used last are kept: making one costs as much as many transforms.
    Threads      transforming is re-entrant (const, buffers are the caller's); making plans, at the first transform
                 of each kind, and destroying them takes one lock of the process. */
template <typename Real>
class RealFft
{
public:
    using Complex = std::complex<Real>;

    explicit RealFft(int size);
    ~RealFft();
    RealFft(RealFft&&) noexcept;
    RealFft& operator=(RealFft&&) noexcept;

    int size() const { return length; }
    int bins() const { return length / 2 + 1; }

    /** `signal` has size() values, `spectrum` bins(). */
    void forward(std::span<const Real> signal, std::span<Complex> spectrum) const;

    /** The spectrum is overwritten. */
    void inverse(std::span<Complex> spectrum, std::span<Real> signal) const;

    /** The smallest size >= `minimum` without prime factors above 7: what FFTW transforms fast. */
    static int fastSize(int minimum);

private:
    struct Plans;
    int length = 0;
    std::shared_ptr<const Plans> plans;
};

extern template class RealFft<float>;
extern template class RealFft<double>;
} // namespace reprise
