#pragma once

#include <vector>

namespace reprise
{
/** Periodic Hann window, 0.5 - 0.5 cos (2 pi n / size): the form for spectral analysis, as librosa and
    scipy's get_window use it. The first value is 0, the last is not. Empty for size < 1. */
std::vector<double> hannWindow(int size);
} // namespace reprise
