#include "base/Parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace reprise
{
namespace
{
/** Calls made by one that shares its cores already are done by the thread alone. */
thread_local bool sharesCores = false;
} // namespace

std::size_t threadCount()
{
    return std::max(1u, std::thread::hardware_concurrency());
}

void inParallel(std::size_t count, const std::function<void(std::size_t)>& work, const Progress& progress)
{
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto run = [&](const Progress& own)
    {
        const auto before = std::exchange(sharesCores, true);
        try
        {
            for (auto i = next++; i < count; i = next++)
            {
                own.step(static_cast<double>(i) / static_cast<double>(count));
                work(i);
            }
        }
        catch (...)
        {
            next = count;
            const std::scoped_lock lock(mutex);
            if (!failure)
                failure = std::current_exception();
        }
        sharesCores = before;
    };
    {
        std::vector<std::jthread> helpers;
        try
        {
            for (std::size_t i = 1; i < std::min(threadCount(), count) && !sharesCores; ++i)
                helpers.emplace_back([&] { run(progress.withoutReports()); });
        }
        catch (const std::exception&)
        {
            // Where no more threads can be had, those that are there do it.
        }
        run(progress);
    }
    if (failure)
        std::rethrow_exception(failure);
}
} // namespace reprise
