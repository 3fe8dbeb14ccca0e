#pragma once

#include "audio/AudioFile.h"
#include "audio/Resampler.h"
#include "base/FileStamp.h"

#include <array>
#include <atomic>
#include <juce_core/juce_core.h>
#include <memory>
#include <optional>
#include <vector>

namespace reprise::app
{
/** What is to be heard: ranges of one file, one after another. */
struct PlayRequest
{
    std::vector<SampleRange> parts;
    bool loop = false;
    bool matchLevels = false; ///< brings the later parts to the level (RMS) of the first
};

/** One request on its way from the file to the device: two channels at the device's rate, through a ring buffer
    between a reading thread and the audio thread.

    Samples  At equal rates, and without `matchLevels`, each part is heard bit for bit. Files with one channel are
             heard on both sides; of files with more than two, the even channels left, the odd ones right, as means.
    Edges    So that no edge clicks, 3 ms before and after each part are faded in and out, outside of the part. A
             loop of one part has no such edges: it repeats exactly. Between parts lies 0.15 s of silence.
    Threads  fill() on the reading thread, pull() on the audio thread (no lock, no allocation, no file), the rest
             anywhere. */
class PlaySource
{
public:
    /** Of a file that has another stamp by then nothing is played. */
    PlaySource(AudioFileInfo file, FileStamp stamp, PlayRequest request, double deviceRateHz);

    /** Reads ahead until the buffer is full; false when all is read. Errors end the source and are kept. */
    bool fill();

    /** Writes up to `frames` frames and returns how many there were. */
    int pull(float* left, float* right, int frames) noexcept;

    /** All was read and pulled. */
    bool isFinished() const noexcept { return allRead && ring.getNumReady() == 0; }

    /** The audio thread will not touch it again. */
    std::atomic<bool> isReleased{false};

    /** Where in the file the device is, and in which part; empty before the first sample. */
    struct Position
    {
        SampleIndex sample = 0;
        int part = 0;
    };
    std::optional<Position> position(int latencyFrames) const;

    /** Why reading ended early; empty: it did not. */
    juce::String error() const;

private:
    struct Part
    {
        SampleRange range; ///< what was asked for
        SampleIndex lead = 0, tail = 0;
        std::int64_t begin = 0, frames = 0; ///< at the device's rate, from the beginning of a round
        std::int64_t leadFrames = 0;
        float gain = 1.0f;
    };

    void open();
    void readFromStart();
    void matchLevels();
    void beginPart();
    void produce();
    void readBlock(SampleIndex at, SampleIndex count);
    void moveTo(SampleIndex sample);
    std::int64_t deviceFrames(SampleIndex samples) const;

    const AudioFileInfo info;
    const FileStamp stamp;
    const PlayRequest request;
    const double ratio; ///< device rate over file rate
    std::vector<Part> parts;
    std::int64_t roundFrames = 0;

    // Reading thread.
    std::optional<AudioFile> reader;
    SampleIndex readerAt = 0;
    std::vector<float> interleaved;
    std::array<std::vector<float>, 2> block, ready;
    std::array<std::unique_ptr<Resampler>, 2> resamplers;
    std::size_t partIndex = 0, taken = 0;
    SampleIndex partRead = 0;  ///< of the file, in this part
    std::int64_t partMade = 0; ///< at the device's rate, in this part and the silence after it
    bool partIsBegun = false, isLastMade = false;

    std::array<std::vector<float>, 2> buffer;
    juce::AbstractFifo ring;
    std::atomic<bool> allRead{false};
    std::atomic<std::int64_t> pulled{0};

    mutable juce::CriticalSection errorLock;
    juce::String errorText;
};
} // namespace reprise::app
