#pragma once

#include "base/Matrix.h"
#include "base/Progress.h"
#include "matching/CompactSignal.h"
#include "matching/Ratings.h"
#include "spectral/Mdct.h"

#include <cstdint>
#include <map>
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

    Two steps learn from the answers. In each tile a kernel ridge regression over the judged excerpts (yes =
    1, no = 0) predicts f, a candidate's answer: what a "no" shares with the query cancels. Across tiles, v
    solves

        (I + 10 sum_no h h' + sum_yes h h') v = s + sum_yes h,     rating = sum_t f_t s_t v_t,

    where s is the square root of a prior weight of each tile and h = response * s: of a "no", what the
    positives alone predict, of a "yes", its mean response to the other positives. So v rises in tiles where
    the positives agree and falls in those that would have taken a "no" for the sound.

    Shapes   K candidates in batches; T tiles; excerpts at 44.1 kHz; J judged excerpts.
    Cost     K * excerpt samples for each excerpt judged for the first time, then solves of J x J a tile.
    Threads  one thread at a time. */
class TileCoherence
{
public:
    /** `signal` must outlive this object. */
    TileCoherence(const SampleSource& signal, std::size_t length);

    /** Adds candidates: sample positions whose excerpts lie inside the signal. */
    void addCandidates(const std::vector<std::ptrdiff_t>& starts, const Progress& progress = {});

    /** Forgets the batches of candidates added after the first `count`. */
    void keepBatches(std::size_t count);

    /** Prior weights of the tiles, 1 in all: by size, which trusts breadth ... */
    Eigen::ArrayXf priorBySize() const;

    /** ... or by the magnitude of an excerpt as it sounds, which trusts what is loud. */
    Eigen::ArrayXf priorByLoudness(std::span<const float> excerpt) const;

    /** What judged excerpts teach about the tiles, whatever the prior. */
    struct Lesson
    {
        std::vector<std::ptrdiff_t> judged; ///< positives, then negatives
        Eigen::Index positives = 0;
        Eigen::MatrixXf coefficients; ///< T x J: of the ridge regressions
        Eigen::MatrixXf leftOut;      ///< T x J: prediction of each excerpt from the others
        Eigen::MatrixXf examples;     ///< T x J: h without s
    };

    /** Positives and negatives are sample positions; the first positive is the query. */
    Lesson learn(std::span<const std::ptrdiff_t> positives, std::span<const std::ptrdiff_t> negatives);

    /** T: s * v for one prior; without `learnFromNo` the sum over every "no" is left out. */
    static Eigen::ArrayXf weightsFor(const Lesson& lesson, const Eigen::ArrayXf& prior,
                                     bool learnFromNo = true);

    Ratings rate(const Lesson& lesson, const Eigen::ArrayXf& weights);

    /** Weighted mean responses of some candidates to judged excerpts, of which there must be some. */
    Eigen::VectorXf meanResponses(std::span<const std::size_t> candidates,
                                  std::span<const std::ptrdiff_t> judged, const Eigen::ArrayXf& weights);

    /** What made up a candidate's rating. */
    struct Account
    {
        Eigen::ArrayXf tiles;  ///< T: they add up to the rating
        Eigen::ArrayXf judged; ///< J: likewise
    };
    Account accountFor(std::size_t candidate, const Lesson& lesson, const Eigen::ArrayXf& weights);

    /** Where a tile lies in an excerpt. */
    struct Tile
    {
        double fromSeconds = 0.0, toSeconds = 0.0, fromHz = 0.0, toHz = 0.0;
    };
    Tile tile(Eigen::Index index) const;

    /** A stretch of frequencies and the weight of one cell in it, the largest being 1. */
    struct BandWeight
    {
        double fromHz = 0.0, toHz = 0.0;
        float weight = 0.0f;
    };
    std::vector<BandWeight> bandWeights(const Eigen::ArrayXf& weights) const;

private:
    /** Coefficients of an excerpt, tile after tile, and their RMS in each tile. */
    struct Excerpt
    {
        Eigen::VectorXf cells;
        Eigen::ArrayXf levels;
    };
    struct Batch
    {
        /** Stored cells x candidates: the upper halves of floats (8 bits of mantissa), as responses are means
            over many cells and the candidates' cells are most of a search's memory. */
        Eigen::Array<std::uint16_t, Eigen::Dynamic, Eigen::Dynamic> cells;
        Eigen::ArrayXXf levels; ///< T x candidates
    };
    struct Judged
    {
        Excerpt excerpt;
        std::vector<Eigen::MatrixXf> responses; ///< by batch: T x candidates
    };

    Eigen::VectorXf cellsOf(std::span<const float> samples) const;
    Excerpt excerptAt(std::ptrdiff_t start) const;
    Eigen::Index cellCount() const { return offsets.back(); }
    /** Responses of an excerpt to another's cells, which are floats or upper halves. */
    Eigen::ArrayXf responses(const auto* cells, const float* levels, const Excerpt& excerpt) const;
    /** Fills in tile t from the responses between the judged excerpts. */
    static void learnTile(Eigen::Index t, const Eigen::MatrixXd& kernel, Lesson& lesson);
    const Judged& judgedAt(std::ptrdiff_t start);
    /** The batch a candidate is in and its column there. */
    std::pair<std::size_t, Eigen::Index> positionOf(std::size_t candidate) const;

    SampleSource signal;
    std::size_t length;
    Mdct mdct;
    std::vector<Eigen::Index> borders; ///< of the segments, in frames
    std::vector<Eigen::Index> offsets; ///< first stored cell of each tile, and one past the last
    Eigen::ArrayXf sizes;              ///< T
    std::vector<Batch> batches;
    std::map<std::ptrdiff_t, Judged> known;
    std::map<std::pair<std::ptrdiff_t, std::ptrdiff_t>, Eigen::ArrayXf> knownPairs;
};
} // namespace reprise
