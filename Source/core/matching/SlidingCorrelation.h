#pragma once

#include "base/Progress.h"

#include <span>
#include <vector>

namespace reprise
{
/** Correlation of an excerpt of a signal with every excerpt of the same length, normalised by both energies:
    c (s) = <x_s, q> / sqrt ((E_s + e) (E_q + e)), e = 1 % of the mean energy, so that near-silence does not
    match everything.
    Shapes   signal.size() - length + 1 values.
    Cost     block by block with FFTs of at least four times the excerpt; memory for the result and one
             block.
    Threads  re-entrant; throws Cancelled when cancelled. `start` and `length` must lie inside the signal. */
std::vector<float> slidingCorrelation(std::span<const float> signal, std::size_t start, std::size_t length,
                                      const Progress& progress = {});
} // namespace reprise
