#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace reprise
{
/** The part that aligned excerpts of a signal share: the sound under changing backgrounds.

    Method  Mean of the excerpts' STFTs (periodic sqrt-Hann window of 46 ms, a quarter of it as hop), times a
            mask for each cell of time and frequency: their coherence c = |mean X|^2 / mean |X|^2, both averaged
            over 3 x 3 cells, without what P unrelated excerpts reach by chance, (c - 1 / P) / (1 - 1 / P), not
            below 0. Then overlap-add.
    Result  `length` samples at the mean level of the sound in the excerpts, faded by 3 ms at either end. One
            excerpt gives itself, faded.
    Limits  What all excerpts share is kept, also where it is background; what the sound's repeats do not share
            (altered pitch, speed) is lost. Excerpts more than a small part of a period apart cancel at
            high frequencies, so `starts` are to be right to the sample.
    Source  coherent averaging of repeats (signal averaging) and the magnitude-squared coherence as its
            weight, as in G. C. Carter, "Coherence and time delay estimation", Proc. IEEE 75(2), 1987.
            Gains are not estimated: under louder backgrounds the estimates cost more than they gain.
    Errors  std::invalid_argument without excerpts, a length or a positive rate. Excerpts may reach past the
            signal, where it counts as silent.
    Threads re-entrant. */
std::vector<float> sharedSound(std::span<const float> signal, std::span<const std::ptrdiff_t> starts,
                               std::size_t length, double sampleRateHz);
} // namespace reprise
