#pragma once

#include <juce_audio_devices/juce_audio_devices.h>
#include <vector>

namespace reprise::test
{
/** An audio device without a clock: the test asks for blocks and keeps what it gets. */
class PumpedDevice : public juce::AudioIODevice
{
public:
    explicit PumpedDevice(double sampleRateHz) : AudioIODevice("Pumped", "Test"), rate(sampleRateHz) {}

    juce::StringArray getOutputChannelNames() override { return {"left", "right"}; }
    juce::StringArray getInputChannelNames() override { return {}; }
    juce::Array<double> getAvailableSampleRates() override { return {rate}; }
    juce::Array<int> getAvailableBufferSizes() override { return {blockSize}; }
    int getDefaultBufferSize() override { return blockSize; }
    juce::String open(const juce::BigInteger&, const juce::BigInteger&, double, int) override
    {
        opened = true;
        return {};
    }
    void close() override { opened = false; }
    bool isOpen() override { return opened; }
    void start(juce::AudioIODeviceCallback* toStart) override
    {
        callback = toStart;
        callback->audioDeviceAboutToStart(this);
    }
    void stop() override
    {
        if (auto* stopped = std::exchange(callback, nullptr))
            stopped->audioDeviceStopped();
    }
    bool isPlaying() override { return callback != nullptr && error.isEmpty(); }
    juce::String getLastError() override { return error; }

    /** As one that is unplugged: it stays open, asks for no more and does not say that it stopped. */
    void unplug() { error = "No such device"; }
    int getCurrentBufferSizeSamples() override { return blockSize; }
    double getCurrentSampleRate() override { return rate; }
    int getCurrentBitDepth() override { return 32; }
    juce::BigInteger getActiveOutputChannels() const override { return 3; }
    juce::BigInteger getActiveInputChannels() const override { return 0; }
    int getOutputLatencyInSamples() override { return 0; }
    int getInputLatencyInSamples() override { return 0; }

    /** What one block would have been heard as: both channels. */
    void pump()
    {
        std::vector<float> left(blockSize), right(blockSize);
        float* outputs[] = {left.data(), right.data()};
        if (callback != nullptr)
            callback->audioDeviceIOCallbackWithContext(nullptr, 0, outputs, 2, blockSize, {});
        heard[0].insert(heard[0].end(), left.begin(), left.end());
        heard[1].insert(heard[1].end(), right.begin(), right.end());
    }

    std::vector<float> heard[2];

    static constexpr int blockSize = 256;

private:
    double rate;
    bool opened = false;
    juce::String error;
    juce::AudioIODeviceCallback* callback = nullptr;
};

class PumpedDeviceType : public juce::AudioIODeviceType
{
public:
    PumpedDeviceType(double sampleRateHz, PumpedDevice*& slot)
        : AudioIODeviceType("Test"), rate(sampleRateHz), made(slot)
    {
    }
    void scanForDevices() override {}
    juce::StringArray getDeviceNames(bool) const override { return {"Pumped"}; }
    int getDefaultDeviceIndex(bool) const override { return 0; }
    int getIndexOfDevice(juce::AudioIODevice*, bool) const override { return 0; }
    bool hasSeparateInputsAndOutputs() const override { return false; }
    juce::AudioIODevice* createDevice(const juce::String&, const juce::String&) override
    {
        return made = new PumpedDevice(rate);
    }

private:
    double rate;
    PumpedDevice*& made;
};
/** Makes a device of this rate the manager's; the slot, which must outlive it, holds what was made last. */
inline void openPumped(juce::AudioDeviceManager& devices, double rateHz, PumpedDevice*& slot)
{
    devices.addAudioDeviceType(std::make_unique<PumpedDeviceType>(rateHz, slot));
    juce::AudioDeviceManager::AudioDeviceSetup setup;
    setup.outputDeviceName = "Pumped";
    setup.sampleRate = rateHz;
    devices.initialise(0, 2, nullptr, false);
    devices.setCurrentAudioDeviceType("Test", true);
    devices.setAudioDeviceSetup(setup, true);
}
} // namespace reprise::test
