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
    /** `report` gets waits of at least `leastMs`, on the message thread as soon as it is free again. */
    StallWatch(double leastMs, std::function<void(double ms)> report);
    ~StallWatch();

private:
    struct Shared;
    std::shared_ptr<Shared> shared;
    std::thread thread;
};
} // namespace reprise::app
