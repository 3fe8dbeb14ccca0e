#pragma once

#include "app/playback/PlaySource.h"

#include <condition_variable>
#include <juce_audio_devices/juce_audio_devices.h>
#include <mutex>
#include <thread>

namespace reprise::app
{
/** Plays ranges of the open file on an audio device.

    No device  play() does nothing then and deviceProblem() says so; all else works. What plays on a device that is
               unplugged ends; the next play() looks whether it is back.
    Threads    made, called and destroyed on the message thread. A thread of its own reads the file; the device's
               thread takes no lock, allocates nothing and opens nothing. */
class Player : private juce::AudioIODeviceCallback
{
public:
    Player();
    ~Player() override;

    /** Opens the device, as it was set up before if there is such a state. May take half a second. */
    void openDevice(const juce::XmlElement* savedState);
    juce::AudioDeviceManager& devices() { return manager; }

    /** Why nothing can be heard; empty: it can. */
    juce::String deviceProblem() const;

    void setFile(const AudioFileInfo& info);

    /** The length of that file, once it was counted. */
    void setLength(SampleIndex samples);
    void clearFile();

    /** Plays at once, whatever was playing; false without file or device. Ranges are cut to the file. */
    bool play(PlayRequest request);
    void stop();
    bool isPlaying() const;
    const PlayRequest& request() const { return latest; }

    /** Where the device is. Empty when nothing plays or the first sample is still on its way. */
    std::optional<PlaySource::Position> position() const;

    /** Why the last request ended early; empty: it did not. */
    juce::String error() const;

private:
    void audioDeviceIOCallbackWithContext(const float* const*, int, float* const* outputs, int channels,
                                          int frames, const juce::AudioIODeviceCallbackContext&) override;
    void audioDeviceAboutToStart(juce::AudioIODevice* device) override;
    void audioDeviceStopped() override;
    bool isDeviceRunning() const;
    void read();
    void hand(PlaySource* source);

    juce::AudioDeviceManager manager;
    std::optional<AudioFileInfo> file;
    FileStamp stamp; ///< of it
    PlayRequest latest;
    std::shared_ptr<PlaySource> playing; ///< the latest source; null after stop()

    std::mutex mutex; ///< between the message thread and the reading thread
    std::condition_variable wake;
    std::vector<std::shared_ptr<PlaySource>> sources; ///< all that a thread may still touch
    bool isEnding = false;

    std::atomic<PlaySource*> incoming{nullptr};
    PlaySource silence;             ///< handed over to stop
    PlaySource* current = nullptr;  ///< audio thread
    std::vector<float> left, right; ///< audio thread; sized before it starts
    std::atomic<int> latencyFrames{0};

    std::thread reading;
};
} // namespace reprise::app
