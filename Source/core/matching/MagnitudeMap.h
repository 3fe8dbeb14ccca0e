#pragma once

#include "base/Matrix.h"
#include "base/Progress.h"

#include <map>
#include <span>
#include <vector>

namespace reprise
{
/** Levels of 40 mel bands (40 Hz to 16 kHz) in dB against each band's own mean, for sounds that return
    altered: another gain, filter, speed or room leaves the shape of the levels where it destroys the
    waveform.
    Shapes  bands x frames; frame t is centred on sample t * hop at 44.1 kHz; deepest value about -25. */
struct LevelMap
{
    static constexpr int hop = 512;
    Matrix levels;
    Eigen::ArrayXf spread; ///< standard deviation of each band

    /** One column for each frame position; between frames the levels are interpolated. */
    Matrix at(double firstFrame, double framesPerStep, Eigen::Index steps) const;
};

LevelMap levelMap(std::span<const float> signal, const Progress& progress = {});

/** Where the query's levels recur at speeds from 0.96 to 1.04, and how far each place lies from what was
    judged. Missing energy costs more than extra energy: a background adds, it does not take away.
    Threads  one thread at a time; the LevelMap must outlive this object. */
class MagnitudeMatcher
{
public:
    MagnitudeMatcher(const LevelMap& map, std::ptrdiff_t queryStart, std::size_t length,
                     const Progress& progress = {});

    /** The best starts by the query alone, in samples, at most `count`. */
    std::vector<std::ptrdiff_t> bestStarts(std::size_t count) const;

    /** Fixes the candidates that distances() compares. */
    void setCandidates(const std::vector<std::ptrdiff_t>& starts);

    /** K: weighted distance in dB of each candidate from the mean of the positives. Cells weigh more where
        the query stands out, where positives agree and where negatives lie far. */
    Eigen::VectorXf distances(std::span<const std::ptrdiff_t> positives,
                              std::span<const std::ptrdiff_t> negatives);

private:
    Eigen::VectorXf blockAt(std::ptrdiff_t start) const;
    const Eigen::VectorXf& judgedBlock(std::ptrdiff_t start);

    const LevelMap& map;
    Eigen::Index steps;          ///< frames of the query
    Eigen::VectorXf prominence;  ///< bands * steps
    std::vector<float> nearness; ///< minus the best distance at each frame
    std::vector<float> speeds;   ///< frames of the recording for each frame of the query, at each frame
    Matrix blocks;               ///< (bands * steps) x K
    std::map<std::ptrdiff_t, Eigen::VectorXf> known;
};
} // namespace reprise
