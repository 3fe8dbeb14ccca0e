#pragma once

#include <cstdint>
#include <random>

namespace reprise
{
/** The stream of normal deviates that numpy's legacy RandomState draws from an integer seed, so that seeded
    starting points equal scikit-learn's bit for bit.

    Source  Mersenne Twister MT19937 (Matsumoto and Nishimura 1998, init_genrand seeding, 53-bit doubles) with
            Marsaglia's polar method, second deviate returned first, as numpy documents for RandomState.
    Threads one thread at a time for one object. */
class NumpyRandom
{
public:
    explicit NumpyRandom(std::uint32_t seed) : engine(seed) {}

    /** Uniform in [0, 1) with 53 random bits. */
    double uniform();

    /** Standard normal. */
    double normal();

private:
    std::mt19937 engine;
    double spare = 0.0;
    bool hasSpare = false;
};
} // namespace reprise
