#include "base/NumpyRandom.h"

#include <cmath>

namespace reprise
{
double NumpyRandom::uniform()
{
    const auto high = static_cast<double>(engine() >> 5);
    const auto low = static_cast<double>(engine() >> 6);
    return (high * 67108864.0 + low) / 9007199254740992.0;
}

double NumpyRandom::normal()
{
    if (hasSpare)
    {
        hasSpare = false;
        return spare;
    }
    double x = 0.0, y = 0.0, squaredRadius = 0.0;
    do
    {
        x = 2.0 * uniform() - 1.0;
        y = 2.0 * uniform() - 1.0;
        squaredRadius = x * x + y * y;
    } while (squaredRadius >= 1.0 || squaredRadius == 0.0);
    const auto factor = std::sqrt(-2.0 * std::log(squaredRadius) / squaredRadius);
    spare = factor * x;
    hasSpare = true;
    return factor * y;
}
} // namespace reprise
