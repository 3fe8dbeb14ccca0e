#pragma once

#include <future>
#include <system_error>

namespace reprise
{
/** Runs `work` on a thread of its own; where none can be had, on the calling thread when the result is asked for. */
template <typename Work>
auto inBackground(Work work)
{
    try
    {
        return std::async(std::launch::async, work);
    }
    catch (const std::system_error&)
    {
        return std::async(std::launch::deferred, work);
    }
}
} // namespace reprise
