#pragma once

#include <functional>
#include <memory>
#include <span>

namespace reprise
{
/** Modified discrete cosine transform of a whole excerpt, orthonormal: inner products of coefficients are
    inner products of samples (up to rounding), so that shares of a correlation can be booked to places in
    time and frequency exactly.

    Shapes   an excerpt of n samples gives frames (n) = ceil (n / bins) + 1 frames of `bins` coefficients,
             frame by frame; bin k is centred on (k + 0.5) * rate / (2 * bins), frames lie `bins` samples
             apart.
    Window   sine, 2 * bins long; zeros before and after the excerpt.
    Threads  apply() is const and re-entrant.
    Source   Princen and Bradley 1986 (TDAC), by a DCT-IV, that by a complex transform of half its size (FFTW). */
class Mdct
{
public:
    explicit Mdct(int bins);
    ~Mdct();

    int bins() const { return coefficients; }
    std::size_t frames(std::size_t samples) const
    {
        return (samples + static_cast<std::size_t>(coefficients) - 1) /
                   static_cast<std::size_t>(coefficients) +
               1;
    }

    /** `output` has frames (excerpt.size()) * bins() values. */
    void apply(std::span<const float> excerpt, std::span<float> output) const;

    /** Receives a frame's number and its coefficients, which are overwritten by the next frame. */
    using FrameSink = std::function<void(std::size_t, std::span<const float>)>;

    /** The same frame by frame. */
    void apply(std::span<const float> excerpt, const FrameSink& take) const;

private:
    struct Plan;
    int coefficients;
    std::unique_ptr<const Plan> plan;
};
} // namespace reprise
