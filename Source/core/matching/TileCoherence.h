#pragma once

#include "base/Matrix.h"
#include "spectral/Mdct.h"

#include <map>
#include <memory>
#include <span>
#include <vector>

namespace reprise
{
/** How much each candidate shares, waveform for waveform, with what was judged, in every tile of time and
    frequency.

    An excerpt is cut into tiles: 13 bands by segments of about 0.15 s, each with the MDCT coefficients that
    lie in it. The response r of tile t between two excerpts is their normalised inner product there: near 1
    where both hold the same waveform, near 0 where they hold different ones. Sound that repeats agrees in
    its own tiles whatever plays in the others.

    For each tile a kernel ridge regression over the judged excerpts (yes = 1, no = -0.3) predicts a
    candidate's answer from its responses: what a "no" shares with the query cancels. Its leave-one-out
    residuals say how well the tile tells yes from no, and that is the tile's weight: tiles of the sound
    rise, tiles of the query's own background fall.

    Shapes   K candidates; T tiles; excerpts at 44.1 kHz.
    Cost     K * excerpt samples for each excerpt judged for the first time, then a solve of J x J a tile.
    Threads  one thread at a time. */
class TileCoherence
{
public:
    /** `signal` must outlive this object. Candidates are sample positions whose excerpts lie inside the
     * signal. */
    TileCoherence(std::span<const float> signal, std::vector<std::ptrdiff_t> candidateStarts,
                  std::size_t length);

    struct Scores
    {
        Eigen::VectorXf
            candidates;         ///< K: weighted mean response, about 1 for the same sound and 0 for another
        float agreement = 0.0f; ///< mean leave-one-out response of the positives other than the first
    };

    /** Positives and negatives are sample positions; the first positive is the query. */
    Scores score(std::span<const std::ptrdiff_t> positives, std::span<const std::ptrdiff_t> negatives);

private:
    /** Coefficients of an excerpt, tile after tile, and their RMS in each tile. */
    struct Excerpt
    {
        Eigen::VectorXf cells;
        Eigen::ArrayXf levels;
    };
    struct Judged
    {
        Excerpt excerpt;
        Eigen::ArrayXXf responses; ///< K x T
    };

    Excerpt excerptAt(std::ptrdiff_t start) const;
    Eigen::ArrayXf responses(const float* cells, const float* levels, const Excerpt& other) const;
    const Judged& judgedAt(std::ptrdiff_t start);

    std::span<const float> signal;
    std::size_t length;
    Mdct mdct;
    std::vector<Eigen::Index> order;   ///< cell of the transform for each stored cell
    std::vector<Eigen::Index> offsets; ///< first stored cell of each tile, and one past the last
    Eigen::ArrayXf sizes;              ///< T
    Matrix cells;                      ///< stored cells x K
    Eigen::ArrayXXf levels;            ///< T x K
    std::map<std::ptrdiff_t, std::unique_ptr<const Judged>> known;
    std::map<std::pair<std::ptrdiff_t, std::ptrdiff_t>, Eigen::ArrayXf> knownPairs;
};
} // namespace reprise
