#include "Demo.h"

#include "audio/AudioFile.h"
#include "audio/Resampler.h"

#include <map>
#include <sndfile.h>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace reprise::benchmarks
{
namespace
{
/** Interleaved samples of the demo, repeated. */
std::vector<float> interleavedDemo(int seconds, AudioFileInfo& info)
{
    AudioFile file(REPRISE_DEMO_AUDIO);
    info = file.info();
    std::vector<float> values(static_cast<std::size_t>(info.samples * info.channels));
    if (file.read(values) != info.samples)
        throw std::runtime_error("the demo cannot be read");
    info.samples = SampleIndex{seconds} * info.sampleRateHz;
    std::vector<float> result(static_cast<std::size_t>(info.samples * info.channels));
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = values[i % values.size()];
    return result;
}

class TemporaryFiles
{
public:
    TemporaryFiles()
        : folder(std::filesystem::temp_directory_path() / ("reprise-kernels-" + std::to_string(getpid())))
    {
        std::filesystem::create_directories(folder);
    }
    ~TemporaryFiles()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    const std::filesystem::path& get(int seconds)
    {
        auto& path = files[seconds];
        if (!path.empty())
            return path;
        AudioFileInfo info;
        const auto samples = interleavedDemo(seconds, info);
        SF_INFO format{};
        format.samplerate = info.sampleRateHz;
        format.channels = info.channels;
        format.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
        path = folder / (std::to_string(seconds) + ".flac");
        auto* file = sf_open(path.c_str(), SFM_WRITE, &format);
        const auto isWritten =
            file != nullptr && sf_writef_float(file, samples.data(), info.samples) == info.samples;
        if (file == nullptr || sf_close(file) != 0 || !isWritten)
            throw std::runtime_error(path.string() + " cannot be written");
        return path;
    }

private:
    std::filesystem::path folder;
    std::map<int, std::filesystem::path> files;
};
} // namespace

const Recording& demo(int seconds, double rateHz)
{
    static std::map<std::pair<int, double>, Recording> made;
    auto& recording = made[{seconds, rateHz}];
    if (!recording.analysisSignal.empty())
        return recording;
    const auto interleaved = interleavedDemo(seconds, recording.info);
    const auto channels = static_cast<std::size_t>(recording.info.channels);
    std::vector<float> mono(interleaved.size() / channels);
    for (std::size_t i = 0; i < interleaved.size(); ++i)
        mono[i / channels] += interleaved[i] / static_cast<float>(channels);
    recording.analysisRateHz = rateHz;
    const auto resampled = resample(mono, recording.info.sampleRateHz, rateHz);
    recording.analysisSignal.assign(resampled.begin(), resampled.end());
    return recording;
}

const std::filesystem::path& demoFile(int seconds)
{
    static TemporaryFiles files;
    return files.get(seconds);
}
} // namespace reprise::benchmarks
