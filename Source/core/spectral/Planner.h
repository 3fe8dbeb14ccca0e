#pragma once

#include <mutex>

namespace reprise
{
/** The one lock around making and destroying FFTW plans in this process. */
std::mutex& fftwPlanner();
} // namespace reprise
