#pragma once

#include "base/Matrix.h"

#include <string>

namespace reprise
{
/** The time axis of an analysis: frame t is centred on sample t * hopSamples of a signal at sampleRateHz. */
struct FrameGrid
{
    double sampleRateHz = 22050.0;
    int hopSamples = 512;

    double framesPerSecond() const { return sampleRateHz / hopSamples; }
    double secondsOfFrame(double frame) const { return frame * hopSamples / sampleRateHz; }
    bool operator==(const FrameGrid&) const = default;
};

/** A time series of feature vectors: dimensions x frames, with its time axis and a name for messages. */
struct FeatureMatrix
{
    Matrix values;
    FrameGrid grid;
    std::string name;

    Eigen::Index dimensions() const { return values.rows(); }
    Eigen::Index frames() const { return values.cols(); }
};
} // namespace reprise
