#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace reprise::app
{
/** Measures how long the message thread leaves a message waiting, from a thread of its own, every few milliseconds.
    For benchmarks: it keeps both threads awake. */
class StallWatch
{
public:
    /** `report` gets waits of at least `leastMs`, on the message thread as soon as it is free again, and how much of the
        time since the last message that thread itself was working: on a busy machine the rest is others' doing. */
    StallWatch(double leastMs, std::function<void(double ms, double workedMs)> report);
    ~StallWatch();

private:
    struct Shared;
    std::shared_ptr<Shared> shared;
    std::thread thread;
};
} // namespace reprise::app
