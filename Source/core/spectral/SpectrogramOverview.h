#pragma once

#include "spectral/SpectrogramTile.h"

#include <deque>
#include <mutex>
#include <optional>

namespace reprise
{
/** The spectrogram of a whole recording, coarse, for drawing when more than 2048 samples fall on a pixel, and until
    something finer is there. It grows while the file is read.

    Levels   the finest has a column for 2048 samples (4096 in recordings of more than about six hours), each further
             one half as many: the mean power of two columns.
    Memory   128 bytes a column and as much again for the coarser levels: 20 MB an hour at 44.1 kHz.
    Threads  one thread appends; any thread may ask. */
class SpectrogramOverview
{
public:
    static constexpr int rows = 128;
    static constexpr int finestLevel = 11;

    /** `expectedSamples` 0: unknown. */
    SpectrogramOverview(double sampleRateHz, SampleIndex expectedSamples);

    /** The next samples, one channel. Throws Cancelled, as finish() does, after which nothing more may be appended. */
    void append(std::span<const float> signal, const Progress& progress = {});

    /** No more samples will come. */
    void finish(const Progress& progress = {});

    /** The finest level that tile() answers for. */
    int baseLevel() const { return base; }

    /** Columns that are not there yet are silent. Nothing where no column is there, and for levels below
        baseLevel(). */
    std::optional<SpectrogramTile> tile(int level, SampleIndex index) const;

private:
    void analyse(const Progress& progress);
    void push(std::size_t level, std::span<const std::uint8_t> column);

    const int base;
    SpectrogramColumns analyser;
    std::vector<float>
        pending; ///< samples from `pendingStart` on; the appending thread's alone, as the next three
    SampleIndex pendingStart, nextColumn = 0, received = 0;
    std::vector<std::uint8_t> fresh;

    mutable std::mutex mutex; ///< of `levels`
    std::vector<std::deque<std::uint8_t>> levels;
};
} // namespace reprise
