#pragma once

#include "base/Progress.h"

#include <cstddef>
#include <functional>

namespace reprise
{
/** Calls work (0) ... work (count - 1), each once and in no certain order, on all cores this process may use;
    the calling thread takes part. A call made by one of these calls stays on its thread. Where each call writes
    only what is its own, results do not depend on the number of threads.
    Progress  reported from the calling thread, before each call it makes.
    Errors    what a call throws ends the others and is thrown again here; Cancelled when cancelled. */
void inParallel(std::size_t count, const std::function<void(std::size_t)>& work,
                const Progress& progress = {});

/** How many calls can run at the same time. */
std::size_t threadCount();
} // namespace reprise
