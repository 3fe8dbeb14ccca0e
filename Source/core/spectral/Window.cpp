#include "spectral/Window.h"

#include <cmath>
#include <numbers>

namespace reprise
{
std::vector<double> hannWindow(int size)
{
    std::vector<double> window;
    for (int n = 0; n < size; ++n)
        window.push_back(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / size));
    return window;
}
} // namespace reprise
