#include "app/model/BackgroundJobs.h"

#include <chrono>
#include <exception>
#include <juce_events/juce_events.h>
#include <new>
#include <system_error>
#include <utility>

namespace reprise::app
{
namespace
{
/** Runs a function on the message thread unless the job was cancelled until then. */
void deliver(const BackgroundJobs::Token& token, std::function<void()> function)
{
    juce::MessageManager::callAsync(
        [token, function = std::move(function)]
        {
            if (!token->isCancelled())
                function();
        });
}

Progress reporting(const BackgroundJobs::Token& token, const BackgroundJobs::Report& report)
{
    if (!report)
        return Progress({}, token.get());
    using Clock = std::chrono::steady_clock;
    return Progress(
        [token, report, last = Clock::time_point()](double fraction) mutable
        {
            if (Clock::now() - last < std::chrono::milliseconds(50))
                return;
            last = Clock::now();
            deliver(token, [report, fraction] { report(fraction); });
        },
        token.get());
}
} // namespace

std::string reasonOf(const std::exception& error)
{
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
        return "out of memory; close other programs or use a shorter file";
    return error.what();
}

BackgroundJobs::~BackgroundJobs()
{
    for (auto& job : running)
        job.token->cancel();
    for (auto& job : running)
        job.thread.join();
}

BackgroundJobs::Token BackgroundJobs::run(Work work, Failure failure, Report report)
{
    for (auto job = running.begin(); job != running.end();)
    {
        if (*job->isDone)
        {
            job->thread.join();
            job = running.erase(job);
        }
        else
            ++job;
    }
    const auto token = std::make_shared<CancelToken>();
    const auto isDone = std::make_shared<std::atomic<bool>>(false);
    const auto job = [token, isDone, work = std::move(work), failure, report = std::move(report)]
    {
        try
        {
            if (auto delivery = work(reporting(token, report)))
                deliver(token, std::move(delivery));
        }
        catch (const Cancelled&)
        {
            // Whoever cancelled wants nothing from it.
        }
        catch (const std::exception& error)
        {
            deliver(token, [failure, text = reasonOf(error)] { failure(text); });
        }
        *isDone = true;
    };
    running.push_back({token, isDone, {}});
    try
    {
        running.back().thread = std::thread(job);
    }
    catch (const std::system_error& error)
    {
        running.pop_back();
        deliver(token, [failure, text = reasonOf(error)] { failure(text); });
    }
    return token;
}
} // namespace reprise::app
