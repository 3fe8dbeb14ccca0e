#pragma once

#include "base/FileCache.h"
#include "base/LargeVector.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace reprise
{
/** A signal in 16 bits a sample, half the memory of floats, and none of it where it is large (LargeVector.h). Every block has its own step, so that rounding lies
    about 100 dB under the block's largest sample.
    Threads  const calls are re-entrant; write() may run beside others that write other blocks. */
class CompactSignal
{
public:
    static constexpr std::size_t blockSamples = std::size_t{1} << 16;

    /** Samples have no value until they are written. */
    explicit CompactSignal(std::size_t samples = 0);

    /** Of the two arrays that keepIn() adds. */
    CompactSignal(LargeVector<std::int16_t> keptValues, std::span<const float> keptSteps);
    void keepIn(CacheArrays& arrays) const;

    std::size_t size() const { return values.size(); }

    /** Whole blocks, but for the signal's end: `first` is a multiple of blockSamples. */
    void write(std::size_t first, std::span<const float> samples);

    /** Multiplies all samples. */
    void scale(float factor);

    void read(std::size_t first, std::span<float> samples) const;

    /** See LargeVector.h. */
    void pageOut(std::size_t first, std::size_t count) const { reprise::pageOut(values, first, count); }

private:
    LargeVector<std::int16_t> values;
    std::vector<float> steps; ///< by block
};

/** A signal that is read stretch by stretch, however it is kept; it must outlive this object. */
struct SampleSource
{
    SampleSource(std::span<const float> signal);
    SampleSource(const std::vector<float>& signal) : SampleSource(std::span<const float>(signal)) {}
    SampleSource(const LargeVector<float>& signal);
    SampleSource(const CompactSignal& signal);

    std::size_t size;
    std::function<void(std::size_t first, std::span<float> samples)> read;

    /** Where the signal is large: what was read is not needed soon. */
    std::function<void(std::size_t first, std::size_t count)> pageOut;
};
} // namespace reprise
