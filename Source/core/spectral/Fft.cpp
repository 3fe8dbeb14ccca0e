#include "spectral/Fft.h"

#include "spectral/Planner.h"

#include <algorithm>
#include <fftw3.h>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace reprise
{
std::mutex& fftwPlanner()
{
    static std::mutex mutex;
    return mutex;
}

namespace
{
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
    static bool isAligned(const void* p)
    {
        return fftwf_alignment_of(static_cast<float*>(const_cast<void*>(p))) == 0;
    }
    static void* allocate(std::size_t bytes) { return fftwf_malloc(bytes); }
    static void release(void* p) { fftwf_free(p); }
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
    static bool isAligned(const void* p)
    {
        return fftw_alignment_of(static_cast<double*>(const_cast<void*>(p))) == 0;
    }
    static void* allocate(std::size_t bytes) { return fftw_malloc(bytes); }
    static void release(void* p) { fftw_free(p); }
};
/** Memory placed as FFTW's vector instructions want it. */
template <typename Real, typename Value>
class AlignedBuffer
{
public:
    explicit AlignedBuffer(std::size_t size)
        : count(size), values(static_cast<Value*>(Fftw<Real>::allocate(size * sizeof(Value))))
    {
        if (values == nullptr)
            throw std::bad_alloc();
        std::uninitialized_value_construct_n(values, size);
    }
    ~AlignedBuffer() { Fftw<Real>::release(values); }
    AlignedBuffer(const AlignedBuffer&) = delete;
    AlignedBuffer& operator=(const AlignedBuffer&) = delete;

    std::span<Value> span() const { return {values, count}; }

private:
    std::size_t count;
    Value* values;
};

/** Vector and scalar plans round differently, so data at odd addresses are copied rather than given to a
    plan of their own: results do not depend on where data lie. */
template <typename Real, typename From, typename To, typename Execute>
void executeAligned(std::span<From> from, std::span<To> to, const Execute& execute)
{
    using Library = Fftw<Real>;
    using Source = std::remove_const_t<From>;
    if (Library::isAligned(from.data()) && Library::isAligned(to.data()))
    {
        execute(const_cast<Source*>(from.data()), to.data());
        return;
    }
    const AlignedBuffer<Real, Source> source(from.size());
    const AlignedBuffer<Real, To> target(to.size());
    std::copy(from.begin(), from.end(), source.span().begin());
    execute(source.span().data(), target.span().data());
    std::copy(target.span().begin(), target.span().end(), to.begin());
}
} // namespace

template <typename Real>
struct RealFft<Real>::Plans
{
    using Library = Fftw<Real>;
    using Plan = typename Library::Plan;

    explicit Plans(int transformSize) : size(transformSize) {}

    ~Plans()
    {
        const std::scoped_lock lock(fftwPlanner());
        Library::destroy(forwardPlan);
        Library::destroy(inversePlan);
    }

    Plans(const Plans&) = delete;
    Plans& operator=(const Plans&) = delete;

    // Made when first needed: many transforms go one way only.
    Plan forward() const
    {
        std::call_once(forwardMade, [&]
                       { forwardPlan = plan(Library::planForward, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT); });
        return forwardPlan;
    }
    Plan inverse() const
    {
        std::call_once(inverseMade,
                       [&]
                       {
                           inversePlan =
                               plan([](int n, Real* signal, typename Library::Complex* bins, unsigned flags)
                                    { return Library::planInverse(n, bins, signal, flags); },
                                    FFTW_ESTIMATE);
                       });
        return inversePlan;
    }

private:
    /** Estimated plans are made without measuring, so results do not depend on the machine's mood. */
    template <typename Make>
    Plan plan(const Make& make, unsigned flags) const
    {
        const AlignedBuffer<Real, Real> signal(static_cast<std::size_t>(size));
        const AlignedBuffer<Real, Complex> spectrum(static_cast<std::size_t>(size / 2 + 1));
        auto* bins = reinterpret_cast<typename Library::Complex*>(spectrum.span().data());
        const std::scoped_lock lock(fftwPlanner());
        return make(size, signal.span().data(), bins, flags);
    }

    int size;
    mutable std::once_flag forwardMade, inverseMade;
    mutable Plan forwardPlan = nullptr, inversePlan = nullptr;
};

namespace
{
/** The plans used last, latest first. */
template <typename Plans>
class PlanCache
{
public:
    std::shared_ptr<const Plans> get(int size)
    {
        const std::scoped_lock lock(mutex);
        auto entry =
            std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.first == size; });
        if (entry == entries.end())
        {
            entry = entries.emplace(entries.end(), size, std::make_shared<const Plans>(size));
            kept += size;
        }
        std::rotate(entries.begin(), entry, entry + 1);
        const auto plans = entries.front().second;
        while (entries.size() > 1 && (entries.size() > mostEntries || kept > mostKept))
        {
            kept -= entries.back().first;
            entries.pop_back();
        }
        return plans;
    }

private:
    static constexpr std::size_t mostEntries = 16;
    static constexpr std::ptrdiff_t mostKept = 1 << 21; // of about as many numbers all together
    std::mutex mutex;
    std::vector<std::pair<int, std::shared_ptr<const Plans>>> entries;
    std::ptrdiff_t kept = 0; ///< sizes of all entries
};
} // namespace

template <typename Real>
RealFft<Real>::RealFft(int size) : length(size)
{
    if (size < 1)
        throw std::invalid_argument("RealFft: the size must be at least 1");
    fftwPlanner(); // is to outlive the cache
    static PlanCache<Plans> cache;
    plans = cache.get(size);
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
    executeAligned<Real>(
        signal, spectrum,
        [&](Real* in, Complex* out)
        { Fftw<Real>::forward(plans->forward(), in, reinterpret_cast<typename Fftw<Real>::Complex*>(out)); });
}

template <typename Real>
void RealFft<Real>::inverse(std::span<Complex> spectrum, std::span<Real> signal) const
{
    if (signal.size() != static_cast<std::size_t>(size()) ||
        spectrum.size() != static_cast<std::size_t>(bins()))
        throw std::invalid_argument("RealFft: a buffer has the wrong length");
    executeAligned<Real>(
        spectrum, signal,
        [&](Complex* in, Real* out)
        { Fftw<Real>::inverse(plans->inverse(), reinterpret_cast<typename Fftw<Real>::Complex*>(in), out); });
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
