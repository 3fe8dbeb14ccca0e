#pragma once

#include <string>

namespace reprise
{
/** The build that runs: of the program and of every library that was loaded when it began (the identifiers that linkers
    write into them), and the processor, by which some of these choose how to compute. What two runs of one identity
    compute from the same input is the same to the bit. Empty where it cannot be told: on other systems than Linux, or
    for a program that was linked without an identifier. */
const std::string& programIdentity();
} // namespace reprise
