#pragma once

#include "audio/Recording.h"

#include <benchmark/benchmark.h>
#include <filesystem>
#include <vector>

namespace reprise::benchmarks
{
/** The bundled demo, over and over, for so many seconds: one channel at the rate asked. Made once. */
const Recording& demo(int seconds, double rateHz = defaultAnalysisRateHz);

/** The same as it is stored: a stereo FLAC file in a temporary folder, removed at the end. */
const std::filesystem::path& demoFile(int seconds);

/** The demo's first sound. */
constexpr SampleRange demoQuery{136862, 70560};

/** 10 s and 2 minutes; wall-clock time and that of all threads together. */
inline void lengths(benchmark::internal::Benchmark* benchmark)
{
    benchmark->Arg(10)->Arg(120)->ArgName("s")->Unit(benchmark::kMillisecond);
    benchmark->MeasureProcessCPUTime()->UseRealTime();
}

/** A number for kernels.py, the same for every iteration. */
inline void report(benchmark::State& state, const char* name, double value)
{
    state.counters[name] = benchmark::Counter(value);
}
} // namespace reprise::benchmarks
