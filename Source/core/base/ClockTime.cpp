#include "base/ClockTime.h"

#include <cmath>
#include <cstdio>

namespace reprise
{
std::string clockTime(double seconds)
{
    const auto milliseconds = std::llround(seconds * 1000.0);
    char buffer[64];
    std::snprintf(buffer, sizeof(buffer), "%lld:%02lld.%03lld", milliseconds / 60000,
                  milliseconds / 1000 % 60, milliseconds % 1000);
    return buffer;
}
} // namespace reprise
