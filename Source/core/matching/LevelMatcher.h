#pragma once

#include "base/FileCache.h"
#include "base/Matrix.h"
#include "base/Progress.h"
#include "matching/CompactSignal.h"
#include "matching/Ratings.h"

#include <map>
#include <span>
#include <vector>

namespace reprise
{
/** What levels are compared as. Which one serves depends on the sound: decibels for quiet and broad ones,
    magnitudes for those louder than the music, their square root for what lies between. */
enum class LevelScale
{
    decibels, ///< against each band's own mean
    root,     ///< square root of the magnitude
    magnitude
};

/** Levels of 40 mel bands (40 Hz to 16 kHz), for sounds that return altered: another gain, filter, speed or
    room leaves the shape of the levels where it destroys the waveform.
    Shapes  bands x frames; frame t is centred on sample t * hop at 44.1 kHz. Decibels go down to about -25,
            magnitudes have an RMS of 1. */
struct LevelMap
{
    static constexpr int hop = 512;
    LevelScale scale = LevelScale::decibels;
    Matrix levels;
    Eigen::ArrayXf spread; ///< RMS of each band

    /** One column for each frame position; between frames the levels are interpolated. */
    Matrix at(double firstFrame, double framesPerStep, Eigen::Index steps) const;
};

/** One map for each scale. */
std::vector<LevelMap> levelMaps(const SampleSource& signal, const Progress& progress = {});

/** The same maps kept in a cache and made of what was kept, from this array on. */
void keepLevelMaps(const std::vector<LevelMap>& maps, CacheArrays& arrays);
std::vector<LevelMap> keptLevelMaps(const CacheEntry& kept, std::size_t firstArray);

/** Where the query's levels recur at speeds from 0.96 to 1.04, and how far each place lies from what was
    judged. Missing energy costs more than extra energy: a background adds, it does not take away.
    Threads  one thread at a time; the LevelMap must outlive this object. */
class LevelMatcher
{
public:
    LevelMatcher(const LevelMap& map, std::ptrdiff_t queryStart, std::size_t length,
                 const Progress& progress = {});

    /** The best starts by the query alone, in samples, at most `count`. */
    std::vector<std::ptrdiff_t> bestStarts(std::size_t count) const;

    /** Adds candidates to rate. */
    void addCandidates(const std::vector<std::ptrdiff_t>& starts);

    /** Forgets all candidates but the first `count`. */
    void keepCandidates(std::size_t count);

    /** One for each cell, 1 in all: cells weigh more where the query stands out, where positives agree and
        where negatives lie far. */
    Eigen::ArrayXf weightsFor(std::span<const std::ptrdiff_t> positives,
                              std::span<const std::ptrdiff_t> negatives);

    /** Minus the weighted distance from the mean of the positives; for a positive, from that of the others
        (0 for a single one). */
    Ratings rate(std::span<const std::ptrdiff_t> positives, std::span<const std::ptrdiff_t> negatives,
                 const Eigen::ArrayXf& weights);

    /** The same for some candidates and the mean of some judged excerpts, of which there must be some. */
    Eigen::VectorXf rate(std::span<const std::size_t> candidates, std::span<const std::ptrdiff_t> judged,
                         const Eigen::ArrayXf& weights);

private:
    /** Distances at every frame and speed from the levels and weights of the query. */
    void findNearness(const Matrix& query, const Matrix& weight, const Progress& progress);
    Eigen::VectorXf blockAt(std::ptrdiff_t start) const;
    const Eigen::VectorXf& judgedBlock(std::ptrdiff_t start);
    Eigen::VectorXf sumOf(std::span<const std::ptrdiff_t> starts);
    float distance(const Eigen::Ref<const Eigen::VectorXf>& block, const Eigen::VectorXf& from,
                   const Eigen::ArrayXf& weights) const;

    const LevelMap& map;
    Eigen::Index steps;          ///< frames of the query
    Eigen::VectorXf prominence;  ///< bands * steps
    std::vector<float> nearness; ///< minus the best distance at each frame
    std::vector<float> speeds;   ///< frames of the recording for each frame of the query, at each frame
    Matrix blocks;               ///< (bands * steps) x K
    std::map<std::ptrdiff_t, Eigen::VectorXf> known;
};
} // namespace reprise
