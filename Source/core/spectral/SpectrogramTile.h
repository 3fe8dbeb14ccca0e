#pragma once

#include "base/Progress.h"
#include "base/SampleRange.h"
#include "spectral/Fft.h"

#include <cstdint>
#include <span>
#include <vector>

namespace reprise
{
/** The frequencies of every drawn spectrogram: logarithmic from 40 Hz to 16 kHz. */
namespace spectrogramAxis
{
constexpr double lowestHz = 40.0, highestHz = 16000.0;

/** 0 at the lowest frequency, 1 at the highest. */
double heightOf(double frequencyHz);
double frequencyAt(double height);

/** Levels are kept in bytes: 0 is -120 dB and less, 255 is 0 dB, a full-scale sine. */
constexpr double lowestDb = -120.0;
constexpr double dbPerStep = -lowestDb / 255.0;
} // namespace spectrogramAxis

/** A piece of a spectrogram for drawing: 256 columns, each of 2^level samples; tile `index` begins at sample
    index * 256 * 2^level. */
struct SpectrogramTile
{
    static constexpr int columns = 256;

    int level = 0;
    SampleIndex index = 0;
    int rows = 0;
    std::vector<std::uint8_t>
        levels; ///< column by column, lowest frequency first; steps as in spectrogramAxis

    SampleIndex hopSamples() const { return SampleIndex{1} << level; }
    SampleIndex start() const { return index * columns * hopSamples(); }
    std::span<const std::uint8_t> column(int c) const
    {
        return std::span(levels).subspan(static_cast<std::size_t>(c) * static_cast<std::size_t>(rows),
                                         static_cast<std::size_t>(rows));
    }
};

/** Works out columns of a drawn spectrogram from samples.

    Transforms  two Hann windows, of about 46 and 186 ms. Frequencies over 500 Hz come from the short one, those under
                250 Hz from the long one (a short one cannot tell bass notes apart), those between from both.
    Rows        evenly spaced by the logarithm of frequency; each is the strongest bin it covers, or what lies between
                two bins where it covers none. Rows above half the sample rate are silent.
    Threads     one thread at a time for one object. */
class SpectrogramColumns
{
public:
    SpectrogramColumns(double sampleRateHz, int rows);

    int rows() const { return static_cast<int>(rowBins.size()); }

    /** Samples a column needs on each side of its centre. */
    SampleIndex reach() const { return longFft.size() / 2; }

    /** `around` has 2 * reach() samples, `levels` rows(). */
    void column(std::span<const float> around, std::span<std::uint8_t> levels);

    /** A whole tile. `signal` begins at sample signalStart of the recording and should reach from the tile's start
        minus reach() to its end plus reach(); what is missing counts as silence. Throws Cancelled. */
    SpectrogramTile tile(int level, SampleIndex index, std::span<const float> signal, SampleIndex signalStart,
                         const Progress& progress = {});

private:
    struct Row
    {
        double firstBin = 0.0, lastBin = 0.0; ///< of the short transform
        float shortShare = 1.0f;
    };

    void transform(const RealFft<float>& fft, std::span<const float> window, std::span<const float> around,
                   std::vector<float>& power);
    static float powerOf(std::span<const float> power, double firstBin, double lastBin);

    RealFft<float> shortFft, longFft;
    std::vector<float> shortWindow, longWindow, windowed, shortPower, longPower;
    std::vector<std::complex<float>> bins;
    std::vector<Row> rowBins;
};
} // namespace reprise
