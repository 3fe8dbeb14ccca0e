#pragma once

#include <atomic>
#include <functional>
#include <utility>

namespace reprise
{
/** A flag one thread sets and another polls. */
class CancelToken
{
public:
    void cancel() noexcept { cancelled.store(true, std::memory_order_relaxed); }
    bool isCancelled() const noexcept { return cancelled.load(std::memory_order_relaxed); }

private:
    std::atomic<bool> cancelled{false};
};

/** Thrown by work that was cancelled and has no partial result worth keeping. Not an Error: nothing went
 * wrong. */
struct Cancelled
{
};

/** How a long computation tells what share is done and learns that it should stop. Cheap to copy; a
    default-constructed Progress ignores reports and never cancels. The callback runs on the working thread.
 */
class Progress
{
public:
    using Callback = std::function<void(double fraction)>;

    Progress() = default;
    explicit Progress(Callback reportFraction, const CancelToken* cancelToken = nullptr)
        : callback(std::move(reportFraction)), token(cancelToken)
    {
    }

    void report(double fraction) const
    {
        if (callback)
            callback(begin + (end - begin) * fraction);
    }

    bool isCancelled() const noexcept { return token != nullptr && token->isCancelled(); }

    /** Throws Cancelled when cancelled, else reports. */
    void step(double fraction) const
    {
        if (isCancelled())
            throw Cancelled{};
        report(fraction);
    }

    /** A Progress that only cancels. */
    Progress withoutReports() const { return Progress({}, token); }

    /** A Progress whose 0..1 covers [from, to] of this one. */
    Progress part(double from, double to) const
    {
        auto p = *this;
        p.begin = begin + (end - begin) * from;
        p.end = begin + (end - begin) * to;
        return p;
    }

private:
    Callback callback;
    const CancelToken* token = nullptr;
    double begin = 0.0, end = 1.0;
};
} // namespace reprise
