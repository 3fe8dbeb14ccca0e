#pragma once

#include "audio/AudioFile.h"
#include "base/Progress.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <span>
#include <vector>

namespace reprise
{
/** What one column of a drawn waveform covers: the least and the most value of all channels, and their RMS. Full
    scale is 1. A mix of the channels would hide what cancels out in it. */
struct OverviewColumn
{
    float least = 1.0f, most = -1.0f, rms = 0.0f;

    /** Nothing is known about this stretch of time, or it lies outside the recording. */
    bool isEmpty() const { return least > most; }
};

/** A recording as a pyramid of least, most and RMS values, for drawing any part of it at any zoom from 256 samples a
    column on. It grows while the file is read, and can be asked meanwhile.

    Memory   6 bytes for 256 samples and a third more for the coarser levels, whatever the number of channels: 54 MB
             for ten hours at 48 kHz.
    Units    values are kept in steps of 1/16384 (least and most rounded outwards) and limited to +-1.9999.
    Threads  one thread appends; any thread may ask. */
class Overview
{
public:
    static constexpr SampleIndex finestBinSamples = 256;

    /** `expectedSamples` (0: unknown) only saves time. */
    Overview(int channels, SampleIndex expectedSamples);

    /** The next samples, interleaved. */
    void append(std::span<const float> interleaved);

    /** No more samples will come: the last, incomplete bins are closed. */
    void finish();

    /** Samples that can be asked for. */
    SampleIndex samples() const;

    /** Column i covers the samples from first + i * samplesPerColumn on; what lies outside of what has been read is
        empty. Bounds are widened to the next bins, by less than one column on each side.
        Cost      O(columns). Errors  std::invalid_argument for fewer than 256 samples a column. */
    void columns(double firstSample, double samplesPerColumn, std::span<OverviewColumn> result) const;

private:
    struct Bin
    {
        std::int16_t least = 0, most = 0;
        std::uint16_t rms = 0;
    };

    void closeFinestBin();
    void push(std::size_t level, Bin bin);
    static Bin merged(std::span<const Bin> bins);

    const std::size_t channels;
    mutable std::mutex mutex;             ///< of what follows
    std::vector<std::vector<Bin>> levels; ///< bins of 256 samples, then always four in one
    SampleIndex known = 0;

    // Only the appending thread uses these: the bin being filled.
    float least = std::numeric_limits<float>::max(), most = std::numeric_limits<float>::lowest();
    double squares = 0.0;
    SampleIndex filled = 0;
    std::vector<Bin> finished;
};

/** Decodes a file from where it stands to its end into an overview. `alsoTake` sees every block of interleaved samples
    on the way. Errors as AudioFile::read; throws Cancelled. */
void readOverview(AudioFile& file, Overview& overview, const Progress& progress = {},
                  const std::function<void(std::span<const float> interleaved)>& alsoTake = {});
} // namespace reprise
