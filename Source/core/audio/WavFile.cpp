#include "audio/WavFile.h"

#include <algorithm>
#include <cstring>
#include <sndfile.h>
#include <stdexcept>

namespace reprise
{
namespace
{
/** A growing string that libsndfile takes for a file. */
struct MemoryFile
{
    std::string bytes;
    sf_count_t position = 0;

    static MemoryFile& of(void* user) { return *static_cast<MemoryFile*>(user); }

    static SF_VIRTUAL_IO calls()
    {
        return {[](void* user) { return static_cast<sf_count_t>(of(user).bytes.size()); },
                [](sf_count_t offset, int whence, void* user)
                {
                    auto& file = of(user);
                    const auto base = whence == SEEK_SET   ? 0
                                      : whence == SEEK_CUR ? file.position
                                                           : static_cast<sf_count_t>(file.bytes.size());
                    return file.position = base + offset;
                },
                [](void* data, sf_count_t count, void* user)
                {
                    auto& file = of(user);
                    const auto left = static_cast<sf_count_t>(file.bytes.size()) - file.position;
                    const auto taken = std::clamp<sf_count_t>(left, 0, count);
                    std::memcpy(data, file.bytes.data() + file.position, static_cast<std::size_t>(taken));
                    file.position += taken;
                    return taken;
                },
                [](const void* data, sf_count_t count, void* user)
                {
                    auto& file = of(user);
                    const auto end = static_cast<std::size_t>(file.position + count);
                    file.bytes.resize(std::max(file.bytes.size(), end));
                    std::memcpy(file.bytes.data() + file.position, data, static_cast<std::size_t>(count));
                    file.position += count;
                    return count;
                },
                [](void* user) { return of(user).position; }};
    }
};
} // namespace

std::string toWav(std::span<const float> samples, int sampleRateHz)
{
    MemoryFile memory;
    auto calls = MemoryFile::calls();
    SF_INFO info{};
    info.samplerate = sampleRateHz;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    auto* file = sf_open_virtual(&calls, SFM_WRITE, &info, &memory);
    if (file == nullptr)
        throw std::logic_error(std::string("a WAV file cannot be made: ") + sf_strerror(nullptr));
    // The chunk of peaks holds the time of day.
    sf_command(file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    const auto count = static_cast<sf_count_t>(samples.size());
    const auto written = sf_writef_float(file, samples.data(), count);
    sf_close(file);
    if (written != count)
        throw std::logic_error("a WAV file was not made whole");
    return std::move(memory.bytes);
}
} // namespace reprise
