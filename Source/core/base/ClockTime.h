#pragma once

#include <string>

namespace reprise
{
/** A position as people read it, rounded to milliseconds: 1:23.456. */
std::string clockTime(double seconds);
} // namespace reprise
