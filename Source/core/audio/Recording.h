#pragma once

#include "audio/AudioFile.h"
#include "base/LargeVector.h"
#include "base/Progress.h"

#include <cmath>
#include <cstddef>
#include <memory>

namespace reprise
{
class SilenceMap;

/** The rate librosa analyses at by default, and the paper with it. */
inline constexpr double defaultAnalysisRateHz = 22050.0;

/** One file's audio as the analysis sees it: the mean of all channels at the analysis rate. The original
    file's rate stays the truth for every position that is reported; `info` holds it. Immutable once made;
    share freely. */
struct Recording
{
    AudioFileInfo info;
    double analysisRateHz = defaultAnalysisRateHz;
    LargeVector<float> analysisSignal;

    /** Of this signal, where it was made already. Who changes the signal of a copy takes it away. */
    std::shared_ptr<const SilenceMap> silence = {};

    /** Sample position in the file of a position on the analysis signal. */
    double fileSampleOf(double analysisSample) const
    {
        return analysisSample * info.sampleRateHz / analysisRateHz;
    }

    /** Position on the analysis signal of a sample position in the file. */
    double analysisSampleOf(double fileSample) const
    {
        return fileSample * analysisRateHz / info.sampleRateHz;
    }

    /** The same, to the nearest sample. */
    std::ptrdiff_t nearestAnalysisSample(SampleIndex fileSample) const
    {
        return std::llround(analysisSampleOf(static_cast<double>(fileSample)));
    }
};

/** Decodes, mixes down and resamples a file block by block, FLAC in parts on all cores, so that memory holds little but
    the result, and of that nothing where it is large (LargeVector.h).
    Errors     FileError as AudioFile, also for a file without a single sample; OutputError as LargeVector.
    Cancelling throws Cancelled. */
Recording loadRecording(const std::filesystem::path& path, double analysisRateHz = defaultAnalysisRateHz,
                        const Progress& progress = {});
} // namespace reprise
