#pragma once

#include "base/LargeVector.h"

#include <span>

namespace reprise::test
{
/** A signal as recordings hold it. */
inline LargeVector<float> largeVector(std::span<const float> signal)
{
    return {signal.begin(), signal.end()};
}
} // namespace reprise::test
