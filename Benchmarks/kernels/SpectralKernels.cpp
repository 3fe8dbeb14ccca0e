#include "Demo.h"

#include "base/Parallel.h"
#include "features/Mfcc.h"
#include "spectral/ConstantQ.h"
#include "spectral/Stft.h"

#include <fftw3.h>
#include <memory>

namespace reprise::benchmarks
{
namespace
{
constexpr StftSettings settings;

std::span<const float> signalOf(const benchmark::State& state)
{
    return demo(static_cast<int>(state.range(0))).analysisSignal;
}

void shortTimeFourier(benchmark::State& state)
{
    const auto signal = signalOf(state);
    for (auto _ : state)
        benchmark::DoNotOptimize(stft(signal, settings));
}
BENCHMARK(shortTimeFourier)->Name("stft")->Apply(lengths);

void magnitude(benchmark::State& state)
{
    const auto signal = signalOf(state);
    for (auto _ : state)
        benchmark::DoNotOptimize(magnitudeSpectrogram(signal, settings));
}
BENCHMARK(magnitude)->Name("stft magnitude")->Apply(lengths);

struct FftwFree
{
    void operator()(void* memory) const { fftwf_free(memory); }
};

/** As many transforms of the same size as an STFT takes, planned in one batch for each core and with the flags
    of RealFft. `repeated`: one transform over and over, which never leaves the first-level cache. */
void fftw(benchmark::State& state, bool repeated)
{
    const auto frames = static_cast<std::size_t>(frameCount(signalOf(state).size(), settings.hopSamples));
    const auto size = static_cast<std::size_t>(settings.windowSamples), bins = size / 2 + 1;
    const auto parts = threadCount(), inPart = (frames + parts - 1) / parts;
    const auto kept = repeated ? 1 : inPart;
    // Every part begins where FFTW's vector instructions want it.
    const auto apart = (kept * bins + 7) / 8 * 8;
    const std::unique_ptr<float, FftwFree> in(fftwf_alloc_real(parts * kept * size));
    const std::unique_ptr<fftwf_complex, FftwFree> out(fftwf_alloc_complex(parts * apart));
    std::fill_n(in.get(), parts * kept * size, 0.5f);
    const auto length = static_cast<int>(size);
    auto* plan =
        fftwf_plan_many_dft_r2c(1, &length, static_cast<int>(kept), in.get(), nullptr, 1, length, out.get(),
                                nullptr, 1, static_cast<int>(bins), FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    for (auto _ : state)
    {
        inParallel(parts,
                   [&](std::size_t part)
                   {
                       for (std::size_t i = 0; i < inPart / kept; ++i)
                           fftwf_execute_dft_r2c(plan, in.get() + part * kept * size,
                                                 out.get() + part * apart);
                   });
        benchmark::ClobberMemory();
    }
    fftwf_destroy_plan(plan);
}
BENCHMARK_CAPTURE(fftw, batch, false)->Name("FFTW batch")->Apply(lengths);
BENCHMARK_CAPTURE(fftw, repeated, true)->Name("FFTW in cache")->Apply(lengths);

void constantQ(benchmark::State& state)
{
    const auto signal = signalOf(state);
    for (auto _ : state)
        benchmark::DoNotOptimize(constantQMagnitude(signal, defaultAnalysisRateHz));
}
BENCHMARK(constantQ)->Name("cqt")->Apply(lengths);

void logMel(benchmark::State& state)
{
    const auto signal = signalOf(state);
    for (auto _ : state)
        benchmark::DoNotOptimize(powerToDb(melSpectrogram(signal, defaultAnalysisRateHz)));
}
BENCHMARK(logMel)->Name("log-mel")->Apply(lengths);

void cepstrum(benchmark::State& state)
{
    const auto signal = signalOf(state);
    for (auto _ : state)
        benchmark::DoNotOptimize(mfcc(signal, defaultAnalysisRateHz));
}
BENCHMARK(cepstrum)->Name("mfcc")->Apply(lengths);
} // namespace
} // namespace reprise::benchmarks
