#include "base/Parallel.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace reprise;

TEST_CASE("Every call is made once, also from within another", "[base][parallel]")
{
    std::vector<std::atomic<int>> calls(100);
    inParallel(10, [&](std::size_t i) { inParallel(10, [&](std::size_t k) { ++calls[10 * i + k]; }); });
    for (const auto& count : calls)
        CHECK(count == 1);
}

TEST_CASE("What a call throws ends the others and arrives", "[base][parallel]")
{
    std::atomic<std::size_t> calls{0};
    const auto fail = [&](std::size_t)
    {
        ++calls;
        throw std::runtime_error("broken");
    };
    CHECK_THROWS_WITH(inParallel(100000, fail), "broken");
    CHECK(calls <= threadCount());
}

TEST_CASE("Cancelling ends parallel work", "[base][parallel]")
{
    CancelToken token;
    std::atomic<std::size_t> calls{0};
    const auto cancelAtOnce = [&](std::size_t)
    {
        ++calls;
        token.cancel();
    };
    CHECK_THROWS_AS(inParallel(100000, cancelAtOnce, Progress({}, &token)), Cancelled);
    CHECK(calls <= threadCount());
}

TEST_CASE("Several threads can each have their calls made at the same time", "[base][parallel]")
{
    std::vector<std::atomic<int>> calls(4);
    {
        std::vector<std::jthread> threads;
        for (auto& count : calls)
            threads.emplace_back(
                [&count]
                {
                    for (int repeat = 0; repeat < 200; ++repeat)
                        inParallel(5, [&](std::size_t) { ++count; });
                });
    }
    for (const auto& count : calls)
        CHECK(count == 1000);
}
