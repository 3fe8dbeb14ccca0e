#pragma once

#include <span>
#include <string>

namespace reprise
{
/** The bytes of a WAV file with one channel of 32-bit float samples, so that nothing is clipped or rounded.
    The same samples give the same bytes. */
std::string toWav(std::span<const float> samples, int sampleRateHz);
} // namespace reprise
