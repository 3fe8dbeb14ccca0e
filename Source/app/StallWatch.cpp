#include "app/StallWatch.h"

#include <chrono>
#include <ctime>
#include <juce_events/juce_events.h>

namespace reprise::app
{
namespace
{
using Clock = std::chrono::steady_clock;
constexpr auto pause = std::chrono::milliseconds(4);

/** Of the calling thread; 0 where the system does not tell. */
double workedMs()
{
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec now{};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0)
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
#endif
    return 0.0;
}
} // namespace

/** Outlives the watch while a message is on its way. */
struct StallWatch::Shared
{
    double leastMs;
    std::function<void(double, double)> report;
    double workedBefore = 0.0; ///< message thread
    std::atomic<bool> isWaiting{false}, isOver{false};
};

StallWatch::StallWatch(double leastMs, std::function<void(double, double)> report)
    : shared(new Shared{leastMs, std::move(report), workedMs()})
{
    thread = std::thread(
        [s = shared]
        {
            while (!s->isOver)
            {
                if (!s->isWaiting.exchange(true))
                    juce::MessageManager::callAsync(
                        [s, sent = Clock::now()]
                        {
                            const std::chrono::duration<double, std::milli> waited = Clock::now() - sent;
                            s->isWaiting = false;
                            const auto worked = workedMs() - s->workedBefore;
                            if (!s->isOver && waited.count() >= s->leastMs)
                                s->report(waited.count(), worked);
                            s->workedBefore = workedMs();
                        });
                std::this_thread::sleep_for(pause);
            }
        });
}

StallWatch::~StallWatch()
{
    shared->isOver = true;
    thread.join();
}
} // namespace reprise::app
