#include "Demo.h"

#include "audio/AudioFile.h"
#include "audio/Resampler.h"

namespace reprise::benchmarks
{
namespace
{
void decode(benchmark::State& state)
{
    const auto& path = demoFile(static_cast<int>(state.range(0)));
    std::vector<float> block(1 << 18);
    for (auto _ : state)
    {
        AudioFile file(path);
        while (file.read(block) > 0)
            benchmark::DoNotOptimize(block.data());
    }
}
BENCHMARK(decode)->Apply(lengths);

void resampling(benchmark::State& state)
{
    const auto& signal = demo(static_cast<int>(state.range(0)), 44100.0).analysisSignal;
    for (auto _ : state)
        benchmark::DoNotOptimize(resample(signal, 44100.0, defaultAnalysisRateHz));
}
BENCHMARK(resampling)->Name("resample")->Apply(lengths);

/** Both, as a search does it. */
void load(benchmark::State& state)
{
    const auto& path = demoFile(static_cast<int>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(loadRecording(path));
}
BENCHMARK(load)->Apply(lengths);
} // namespace
} // namespace reprise::benchmarks
