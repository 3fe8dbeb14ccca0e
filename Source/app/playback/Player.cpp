#include "app/playback/Player.h"

#include <algorithm>
#include <chrono>

namespace reprise::app
{
namespace
{
/** What was playing is faded out over so many frames when something else takes its place. */
constexpr int fadeFrames = 128;

AudioFileInfo nothing()
{
    AudioFileInfo info;
    info.sampleRateHz = 1;
    info.channels = 1;
    return info;
}
} // namespace

Player::Player() : silence(nothing(), {}, {}, 1.0)
{
    manager.addAudioCallback(this);
    reading = std::thread([this] { read(); });
}

Player::~Player()
{
    manager.removeAudioCallback(this);
    manager.closeAudioDevice();
    {
        const std::lock_guard lock(mutex);
        isEnding = true;
    }
    wake.notify_all();
    reading.join();
}

void Player::openDevice(const juce::XmlElement* savedState)
{
    manager.initialise(0, 2, savedState, true);
}

juce::String Player::deviceProblem() const
{
    auto* device = manager.getCurrentAudioDevice();
    if (device == nullptr)
        return TRANS("No sound device: nothing can be heard");
    return isDeviceRunning() ? juce::String() : device->getLastError();
}

void Player::setFile(const AudioFileInfo& info)
{
    stop();
    file = info;
    stamp = stampOf(info.path);
}

void Player::setLength(SampleIndex samples)
{
    if (file)
        file->samples = samples;
}

void Player::clearFile()
{
    stop();
    file.reset();
}

bool Player::isDeviceRunning() const
{
    // One that was unplugged may never say that it stopped: it asks for no more, and has an error.
    auto* device = manager.getCurrentAudioDevice();
    return device != nullptr && device->isPlaying();
}

bool Player::play(PlayRequest request)
{
    if (manager.getCurrentAudioDevice() != nullptr && !isDeviceRunning())
    {
        // It may have been plugged in again.
        manager.closeAudioDevice();
        manager.restartLastAudioDevice();
    }
    auto* device = manager.getCurrentAudioDevice();
    if (!file || device == nullptr || device->getCurrentSampleRate() <= 0.0)
        return false;
    for (auto& range : request.parts)
    {
        const auto end = file->samples > 0 ? std::min(range.end(), file->samples) : range.end();
        range.start = std::max<SampleIndex>(0, range.start);
        range.length = std::max<SampleIndex>(0, end - range.start);
    }
    std::erase_if(request.parts, [](const SampleRange& range) { return range.length == 0; });
    if (request.parts.empty())
        return false;
    latest = request;
    playing = std::make_shared<PlaySource>(*file, stamp, std::move(request), device->getCurrentSampleRate());
    {
        const std::lock_guard lock(mutex);
        std::erase_if(sources, [](const auto& source) { return source->isReleased.load(); });
        sources.push_back(playing);
    }
    wake.notify_all();
    hand(playing.get());
    return true;
}

void Player::stop()
{
    if (!playing)
        return;
    playing = nullptr;
    hand(&silence);
}

void Player::hand(PlaySource* source)
{
    // What the audio thread has not picked up yet, it never will.
    if (auto* unseen = incoming.exchange(source); unseen != nullptr)
        unseen->isReleased = true;
}

bool Player::isPlaying() const
{
    return playing && !playing->isReleased && !playing->isFinished() && isDeviceRunning();
}

std::optional<PlaySource::Position> Player::position() const
{
    return isPlaying() ? playing->position(latencyFrames) : std::nullopt;
}

juce::String Player::error() const
{
    return playing ? playing->error() : juce::String();
}

void Player::read()
{
    std::unique_lock lock(mutex);
    std::shared_ptr<PlaySource> served;
    for (;;)
    {
        // Only the latest is heard; what it replaced needs no more.
        wake.wait(lock, [&] { return isEnding || (!sources.empty() && sources.back() != served); });
        if (isEnding)
            return;
        served = sources.back();
        while (!isEnding && !served->isReleased && sources.back() == served)
        {
            lock.unlock();
            const auto hasMore = served->fill();
            lock.lock();
            if (!hasMore)
                break;
            wake.wait_for(lock, std::chrono::milliseconds(10));
        }
    }
}

void Player::audioDeviceIOCallbackWithContext(const float* const*, int, float* const* outputs, int channels,
                                              int frames, const juce::AudioIODeviceCallbackContext&)
{
    for (int c = 0; c < channels; ++c)
        if (outputs[c] != nullptr)
            std::fill_n(outputs[c], frames, 0.0f);
    const auto add = [&](int from, int count)
    {
        for (int c = 0; c < channels; ++c)
            if (outputs[c] != nullptr)
                for (int i = 0; i < count; ++i)
                {
                    const auto at = static_cast<std::size_t>(i);
                    // A device with one channel plays the mean of both sides.
                    outputs[c][from + i] += channels == 1 ? 0.5f * (left[at] + right[at])
                                            : c == 0      ? left[at]
                                            : c == 1      ? right[at]
                                                          : 0.0f;
                }
    };
    if (auto* next = incoming.exchange(nullptr); next != nullptr)
    {
        if (current != nullptr)
        {
            const auto count = current->pull(left.data(), right.data(),
                                             std::min({frames, fadeFrames, static_cast<int>(left.size())}));
            for (int i = 0; i < count; ++i)
            {
                const auto gain = 1.0f - static_cast<float>(i + 1) / static_cast<float>(count);
                left[static_cast<std::size_t>(i)] *= gain;
                right[static_cast<std::size_t>(i)] *= gain;
            }
            add(0, count);
            current->isReleased = true;
        }
        current = next == &silence ? nullptr : next;
    }
    if (current == nullptr)
        return;
    for (int done = 0; done < frames;)
    {
        const auto count =
            current->pull(left.data(), right.data(), std::min(frames - done, static_cast<int>(left.size())));
        if (count == 0)
            break;
        add(done, count);
        done += count;
    }
    if (current->isFinished())
    {
        current->isReleased = true;
        current = nullptr;
    }
}

void Player::audioDeviceAboutToStart(juce::AudioIODevice* device)
{
    const auto size = static_cast<std::size_t>(std::max(4096, device->getCurrentBufferSizeSamples()));
    left.assign(size, 0.0f);
    right.assign(size, 0.0f);
    latencyFrames = device->getOutputLatencyInSamples();
}

void Player::audioDeviceStopped()
{
    // Another device may have another rate: what was playing does not go on.
    if (auto* unseen = incoming.exchange(nullptr); unseen != nullptr)
        unseen->isReleased = true;
    if (current != nullptr)
        current->isReleased = true;
    current = nullptr;
}
} // namespace reprise::app
