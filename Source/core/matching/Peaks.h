#pragma once

#include <span>
#include <vector>

namespace reprise
{
/** Finds the highest local maxima of a curve that arrives piece by piece, keeping one value for every
    `radius`: the curve is cut into blocks of `radius` values and each block's maximum stands for it. */
class PeakPicker
{
public:
    explicit PeakPicker(std::ptrdiff_t radius);

    /** The next values of the curve. */
    void add(std::span<const float> values);

    /** The highest maxima so far, at most `count`, no two nearer than the radius, highest first; equal
        heights in order of time. */
    std::vector<std::ptrdiff_t> highest(std::size_t count) const;

private:
    struct Maximum
    {
        std::ptrdiff_t position = 0;
        float height = 0.0f;
    };
    std::ptrdiff_t radius, size = 0;
    std::vector<Maximum> maxima; ///< by block
};
} // namespace reprise
