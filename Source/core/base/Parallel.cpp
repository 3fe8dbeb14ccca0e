#include "base/Parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace reprise
{
namespace
{
/** Calls made by one that shares its cores already are done by the thread alone. */
thread_local bool sharesCores = false;

/** One call of inParallel(). Helpers may come late or never: only those that began are waited for. */
class Job
{
public:
    Job(std::size_t callCount, const std::function<void(std::size_t)>& callWork, const Progress& callProgress)
        : count(callCount), work(callWork), progress(callProgress)
    {
    }

    /** The calling thread's part. What `work` and `progress` refer to is used by nobody afterwards. */
    void finish()
    {
        run(progress);
        std::unique_lock lock(mutex);
        isOver = true;
        helperLeft.wait(lock, [&] { return helpers == 0; });
        if (failure)
            std::rethrow_exception(failure);
    }

    /** A helper's part. */
    void help()
    {
        {
            const std::scoped_lock lock(mutex);
            if (isOver)
                return;
            ++helpers;
        }
        run(progress.withoutReports());
        const std::scoped_lock lock(mutex);
        --helpers;
        helperLeft.notify_one();
    }

private:
    void run(const Progress& own)
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
    }

    const std::size_t count;
    const std::function<void(std::size_t)>& work;
    const Progress& progress;
    std::atomic<std::size_t> next{0};
    std::mutex mutex; ///< of what follows
    std::exception_ptr failure;
    std::size_t helpers = 0;
    bool isOver = false;
    std::condition_variable helperLeft;
};

/** Threads that are kept: making one takes longer than many a call. */
class Helpers
{
public:
    explicit Helpers(std::size_t threadsToKeep)
    {
        try
        {
            for (std::size_t i = 0; i < threadsToKeep; ++i)
                threads.emplace_back([this](const std::stop_token& stop) { serve(stop); });
        }
        catch (const std::exception&)
        {
            // Where no more threads can be had, those that are there do it.
        }
    }

    void offer(const std::shared_ptr<Job>& job, std::size_t wanted)
    {
        {
            const std::scoped_lock lock(mutex);
            try
            {
                jobs.insert(jobs.end(), std::min(wanted, threads.size()), job);
            }
            catch (const std::bad_alloc&)
            {
                return; // the calling thread does it alone
            }
        }
        offered.notify_all();
    }

private:
    void serve(const std::stop_token& stop)
    {
        for (;;)
        {
            std::shared_ptr<Job> job;
            {
                std::unique_lock lock(mutex);
                if (!offered.wait(lock, stop, [&] { return !jobs.empty(); }))
                    return;
                job = std::move(jobs.front());
                jobs.pop_front();
            }
            job->help();
        }
    }

    std::mutex mutex;
    std::condition_variable_any offered;
    std::deque<std::shared_ptr<Job>> jobs;
    std::vector<std::jthread> threads; ///< last: ends before what it uses
};
} // namespace

std::size_t threadCount()
{
    return std::max(1u, std::thread::hardware_concurrency());
}

void inParallel(std::size_t count, const std::function<void(std::size_t)>& work, const Progress& progress)
{
    const auto job = std::make_shared<Job>(count, work, progress);
    const auto wanted = std::min(threadCount(), count);
    if (wanted > 1 && !sharesCores)
    {
        static Helpers helpers(threadCount() - 1);
        helpers.offer(job, wanted - 1);
    }
    job->finish();
}
} // namespace reprise
