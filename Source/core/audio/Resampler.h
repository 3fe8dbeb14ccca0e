#pragma once

#include <memory>
#include <span>
#include <vector>

namespace reprise
{
/** Converts a mono signal between sample rates block by block with libsoxr's "high quality" recipe (the one
    librosa.load uses).

    Position  Output sample n lies at input time n * inputRateHz / outputRateHz: the filter's delay is
              compensated.
    Length    ceil(input samples * outputRateHz / inputRateHz), as librosa gives.
    Cost      equal rates pass through untouched.
    Errors    InvalidSettings for a rate that is not positive or a ratio libsoxr refuses.
    Threads   one thread at a time for one object. */
class Resampler
{
public:
    Resampler(double inputRateHz, double outputRateHz);
    ~Resampler();

    /** Appends what the block yields to `output`. */
    void process(std::span<const float> block, std::vector<float>& output);

    /** Appends what is still inside, so that everything appended has its exact length. Call once, after the last
        block. */
    void finish(std::vector<float>& output);

private:
    struct State;
    std::unique_ptr<State> state;
};

/** The whole signal at another rate. */
std::vector<float> resample(std::span<const float> signal, double inputRateHz, double outputRateHz);
} // namespace reprise
