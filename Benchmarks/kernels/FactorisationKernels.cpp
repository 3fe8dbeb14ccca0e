#include "Demo.h"

#include "base/Parallel.h"
#include "factorisation/NmfStart.h"
#include "features/Feature.h"

namespace reprise::benchmarks
{
namespace
{
constexpr int components = 30, timedIterations = 50;

Matrix nonNegative(FeatureKind kind, const benchmark::State& state)
{
    const auto& recording = demo(static_cast<int>(state.range(0)));
    auto values = computeFeature(kind, recording.analysisSignal, recording.analysisRateHz).values;
    if (values.minCoeff() < 0.0f)
        values.colwise() -= values.rowwise().minCoeff().eval();
    return values;
}

/** The whole factorisation as the paper's method asks for it. */
void nmf(benchmark::State& state, FeatureKind kind)
{
    const auto x = nonNegative(kind, state);
    for (auto _ : state)
        benchmark::DoNotOptimize(factorise(x, {}));
}
BENCHMARK_CAPTURE(nmf, mfcc, FeatureKind::Mfcc)->Name("nmf of mfcc")->Apply(lengths);
BENCHMARK_CAPTURE(nmf, cqt, FeatureKind::Cqt)->Name("nmf of cqt")->Apply(lengths);
BENCHMARK_CAPTURE(nmf, stft, FeatureKind::Stft)->Name("nmf of stft")->Apply(lengths);

/** Iterations alone. Floating-point operations of one: both products with the data, both Gram matrices, and for
    each value of both factors a product with a row of the Gram matrix. */
void nmfIterations(benchmark::State& state, FeatureKind kind)
{
    const auto x = nonNegative(kind, state);
    NmfSettings settings;
    settings.maxIterations = timedIterations;
    settings.tolerance = 0.0;
    const auto start = nmfStart(x, settings);
    auto iterations = 0;
    for (auto _ : state)
        iterations = factoriseFrom(x, start.dictionary, start.activations, settings).iterations;
    const auto k = static_cast<double>(components), items = static_cast<double>(x.rows() + x.cols());
    report(state, "flop",
           iterations * (2.0 * 2.0 * static_cast<double>(x.size()) * k + 2.0 * 2.0 * items * k * k));
}
BENCHMARK_CAPTURE(nmfIterations, mfcc, FeatureKind::Mfcc)->Name("nmf iterations of mfcc")->Apply(lengths);
BENCHMARK_CAPTURE(nmfIterations, cqt, FeatureKind::Cqt)->Name("nmf iterations of cqt")->Apply(lengths);
BENCHMARK_CAPTURE(nmfIterations, stft, FeatureKind::Stft)->Name("nmf iterations of stft")->Apply(lengths);

/** The products with the data alone, by the BLAS: each core takes a part of the result. */
void products(benchmark::State& state, FeatureKind kind)
{
    const auto x = nonNegative(kind, state);
    const Matrix w = Matrix::Constant(x.rows(), components, 0.5f),
                 h = Matrix::Constant(x.cols(), components, 0.5f);
    Matrix forH(x.cols(), components), forW(x.rows(), components);
    const auto parts = static_cast<Eigen::Index>(threadCount());
    for (auto _ : state)
    {
        inParallel(threadCount(),
                   [&](std::size_t i)
                   {
                       const auto part = static_cast<Eigen::Index>(i);
                       const auto frame = part * x.cols() / parts, row = part * x.rows() / parts;
                       const auto frames = (part + 1) * x.cols() / parts - frame;
                       const auto rows = (part + 1) * x.rows() / parts - row;
                       for (int repeat = 0; repeat < timedIterations; ++repeat)
                       {
                           forH.middleRows(frame, frames).noalias() =
                               x.middleCols(frame, frames).transpose() * w;
                           forW.middleRows(row, rows).noalias() = x.middleRows(row, rows) * h;
                       }
                   });
        benchmark::ClobberMemory();
    }
    report(state, "flop", timedIterations * 2.0 * 2.0 * static_cast<double>(x.size()) * components);
}
BENCHMARK_CAPTURE(products, mfcc, FeatureKind::Mfcc)->Name("products of mfcc")->Apply(lengths);
BENCHMARK_CAPTURE(products, cqt, FeatureKind::Cqt)->Name("products of cqt")->Apply(lengths);
BENCHMARK_CAPTURE(products, stft, FeatureKind::Stft)->Name("products of stft")->Apply(lengths);
} // namespace
} // namespace reprise::benchmarks
