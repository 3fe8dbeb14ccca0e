#include "app/StallWatch.h"

#include <chrono>
#include <juce_events/juce_events.h>

namespace reprise::app
{
namespace
{
using Clock = std::chrono::steady_clock;
constexpr auto pause = std::chrono::milliseconds(4);
} // namespace

/** Outlives the watch while a message is on its way. */
struct StallWatch::Shared
{
    double leastMs;
    std::function<void(double)> report;
    std::atomic<bool> isWaiting{false}, isOver{false};
};

StallWatch::StallWatch(double leastMs, std::function<void(double)> report)
    : shared(new Shared{leastMs, std::move(report)})
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
                            if (!s->isOver && waited.count() >= s->leastMs)
                                s->report(waited.count());
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
