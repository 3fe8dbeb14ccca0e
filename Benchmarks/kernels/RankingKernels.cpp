#include "Demo.h"

#include "matching/Methods.h"
#include "session/RetrievalSession.h"

#include <cstring>
#include <memory>
#include <string>

namespace reprise::benchmarks
{
namespace
{
constexpr int answers = 10;

/** An analysed recording, and what a ranking has to read of it at least. */
struct Search
{
    Search(const std::string& method, const benchmark::State& state)
    {
        settings.method = method;
        recording = &demo(static_cast<int>(state.range(0)), methodFromName(method).analysisRateHz);
        analysis = analyse(*recording, settings);
        const auto signal = static_cast<double>(recording->analysisSignal.size() * sizeof(float));
        bytes = method == "paper" ? signal / 512.0 * settings.paper.components : signal;
    }

    std::unique_ptr<RetrievalSession> session() const
    {
        return std::make_unique<RetrievalSession>(analysis->matcherFor(demoQuery), demoQuery,
                                                  recording->info.samples, answers);
    }

    MethodSettings settings;
    const Recording* recording = nullptr;
    std::unique_ptr<Analysis> analysis;
    double bytes = 0.0;
};

void firstRanking(benchmark::State& state, const char* method)
{
    const Search search(method, state);
    for (auto _ : state)
        benchmark::DoNotOptimize(search.session()->question());
    report(state, "bytes", search.bytes);
}
BENCHMARK_CAPTURE(firstRanking, default, "default")->Name("first ranking, default")->Apply(lengths);
BENCHMARK_CAPTURE(firstRanking, paper, "paper")->Name("first ranking, paper")->Apply(lengths);

/** Ten answers, yes and no in turn. */
void laterRankings(benchmark::State& state, const char* method)
{
    const Search search(method, state);
    auto given = 0;
    for (auto _ : state)
    {
        state.PauseTiming();
        auto session = search.session();
        auto question = session->question();
        state.ResumeTiming();
        for (given = 0; question && given < answers; ++given)
        {
            session->answer(given % 2 == 0 ? Answer::yes : Answer::no);
            question = session->question();
        }
        state.PauseTiming();
        session.reset();
        state.ResumeTiming();
    }
    report(state, "answers", given);
    report(state, "bytes", search.bytes * given);
}
BENCHMARK_CAPTURE(laterRankings, default, "default")->Name("answers, default")->Apply(lengths);
BENCHMARK_CAPTURE(laterRankings, paper, "paper")->Name("answers, paper")->Apply(lengths);

/** More than any cache holds. */
void copy(benchmark::State& state)
{
    constexpr std::size_t bytes = std::size_t{256} << 20;
    const std::vector<char> from(bytes, 1);
    std::vector<char> to(bytes);
    for (auto _ : state)
    {
        std::memcpy(to.data(), from.data(), bytes);
        benchmark::ClobberMemory();
    }
    report(state, "bytes", static_cast<double>(bytes));
}
BENCHMARK(copy)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
} // namespace
} // namespace reprise::benchmarks
