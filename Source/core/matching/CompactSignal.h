#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace reprise
{
/** A signal in 16 bits a sample, half the memory of floats. Every block has its own step, so that rounding lies
    about 100 dB under the block's largest sample.
    Threads  const calls are re-entrant; write() may run beside others that write other blocks. */
class CompactSignal
{
public:
    static constexpr std::size_t blockSamples = std::size_t{1} << 16;

    explicit CompactSignal(std::size_t samples = 0);

    std::size_t size() const { return values.size(); }

    /** Whole blocks, but for the signal's end: `first` is a multiple of blockSamples. */
    void write(std::size_t first, std::span<const float> samples);

    /** Multiplies all samples. */
    void scale(float factor);

    void read(std::size_t first, std::span<float> samples) const;

private:
    std::vector<std::int16_t> values;
    std::vector<float> steps; ///< by block
};

/** A signal that is read stretch by stretch, however it is kept; it must outlive this object. */
struct SampleSource
{
    template <std::convertible_to<std::span<const float>> Signal>
    SampleSource(const Signal& signal) : SampleSource(std::span<const float>(signal), 0)
    {
    }
    SampleSource(const CompactSignal& signal);

    std::size_t size;
    std::function<void(std::size_t first, std::span<float> samples)> read;

private:
    SampleSource(std::span<const float> signal, int);
};
} // namespace reprise
