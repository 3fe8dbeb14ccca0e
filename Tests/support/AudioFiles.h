#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <random>
#include <sndfile.h>
#include <span>
#include <stdexcept>
#include <vector>

namespace reprise::test
{
/** Writes interleaved samples with libsndfile; `format` is one of its SF_FORMAT combinations. */
/** Lossy formats in the library's usual quality, or with a compression from 0 (best) to 1. */
inline void writeAudio(const std::filesystem::path& path, const std::vector<float>& interleaved,
                       int sampleRate, int channels = 1, int format = SF_FORMAT_WAV | SF_FORMAT_FLOAT,
                       std::optional<double> compression = {})
{
    SF_INFO info{};
    info.samplerate = sampleRate;
    info.channels = channels;
    info.format = format;
    auto* file = sf_open(path.c_str(), SFM_WRITE, &info);
    if (file == nullptr)
        throw std::runtime_error(sf_strerror(nullptr));
    if (compression)
        sf_command(file, SFC_SET_COMPRESSION_LEVEL, &*compression, sizeof(double));
    const auto samples = static_cast<sf_count_t>(interleaved.size()) / channels;
    const auto written = sf_writef_float(file, interleaved.data(), samples);
    sf_close(file);
    if (written != samples)
        throw std::runtime_error("the test file was not written whole");
}

inline std::vector<float> sine(double frequencyHz, double seconds, double sampleRateHz,
                               double amplitude = 0.5)
{
    std::vector<float> signal(static_cast<std::size_t>(std::lround(seconds * sampleRateHz)));
    for (std::size_t i = 0; i < signal.size(); ++i)
        signal[i] = static_cast<float>(
            amplitude * std::sin(6.283185307179586 * frequencyHz * static_cast<double>(i) / sampleRateHz));
    return signal;
}

inline std::vector<float> noise(std::size_t samples, float amplitude, std::uint32_t seed)
{
    // Not std::normal_distribution: its stream differs between standard libraries.
    std::mt19937 engine(seed);
    std::vector<float> signal(samples);
    for (auto& value : signal)
        value = amplitude * (static_cast<float>(engine() >> 8) / 8388608.0f - 1.0f);
    return signal;
}

inline void mixInto(std::span<float> signal, const std::vector<float>& sound, std::size_t at,
                    float gain = 1.0f)
{
    for (std::size_t i = 0; i < sound.size() && at + i < signal.size(); ++i)
        signal[at + i] += gain * sound[i];
}
} // namespace reprise::test
