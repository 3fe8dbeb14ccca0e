#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::fuzz
{
/** Something that reads what others made. */
struct Target
{
    std::string_view name;

    /** Reads the input. Returns after refusing it with one of the core's errors; anything else that is thrown, and
        a promise that is broken (see require()), ends the process. */
    void (*run)(std::string_view input);

    /** Inputs to start from, made by the program's own writers. */
    std::vector<std::string> (*seeds)();
};

std::span<const Target> targets();

/** Null where there is none of this name. */
const Target* targetNamed(std::string_view name);

/** Ends the process with a message when a promise is broken. */
void require(bool isKept, std::string_view promise);

/// @name The targets
/// @{
Target audioTarget();
Target sessionTarget();
Target journalTarget();
Target importTarget();
Target manifestTarget();
Target answersTarget();
Target argumentsTarget();
/// @}
} // namespace reprise::fuzz
