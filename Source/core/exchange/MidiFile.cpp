#include "exchange/MidiFile.h"

#include "base/Errors.h"
#include "base/JsonFields.h"
#include "exchange/TextFormat.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace reprise
{
namespace
{
/** Samples times ticks of a second need more than 64 bits. */
__extension__ using Wide = __int128;

constexpr std::int64_t microsecondsPerSecond = 1'000'000;
constexpr std::int64_t longestDelta = (1 << 28) - 1;

Wide roundedQuotient(Wide numerator, Wide denominator)
{
    return (numerator + denominator / 2) / denominator;
}

void appendNumber(std::string& bytes, std::uint32_t value, int count)
{
    for (auto shift = 8 * (count - 1); shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xff);
}

/** Seven bits a byte, the highest first; all but the last have their top bit set. */
void appendVariable(std::string& bytes, std::int64_t value)
{
    if (value < 0 || value > longestDelta)
        throw std::logic_error("a MIDI file cannot hold the quantity " + std::to_string(value));
    for (auto shift = 21; shift > 0; shift -= 7)
        if (value >> shift != 0)
            bytes += static_cast<char>((value >> shift & 0x7f) | 0x80);
    bytes += static_cast<char>(value & 0x7f);
}

void appendMeta(std::string& bytes, std::uint8_t type, std::string_view data)
{
    bytes += static_cast<char>(0xff);
    bytes += static_cast<char>(type);
    appendVariable(bytes, static_cast<std::int64_t>(data.size()));
    bytes += data;
}

std::string trackBytes(const MidiTrack& track)
{
    std::string bytes;
    std::int64_t tick = 0;
    for (const auto& event : track)
    {
        if (event.tick < tick)
            throw std::logic_error("the events of a MIDI track are not in order");
        for (; event.tick - tick > longestDelta; tick += longestDelta)
        {
            appendVariable(bytes, longestDelta);
            appendMeta(bytes, midiText, {});
        }
        appendVariable(bytes, event.tick - tick);
        tick = event.tick;
        if (event.status == 0xff)
        {
            appendMeta(bytes, event.type, event.data);
            continue;
        }
        bytes += static_cast<char>(event.status);
        bytes += event.data;
    }
    appendVariable(bytes, 0);
    appendMeta(bytes, midiEndOfTrack, {});
    return bytes;
}

/** Takes bytes from a part of a file and never goes past its end. */
class Bytes
{
public:
    Bytes(std::string_view content, std::string filePath, std::string placeInFile)
        : rest(content), file(std::move(filePath)), place(std::move(placeInFile)), size(content.size())
    {
    }

    std::size_t left() const { return rest.size(); }

    [[noreturn]] void fail(const std::string& reason) const
    {
        throw FileError(file, place + ", byte " + std::to_string(size - rest.size()) + ": " + reason);
    }

    std::string_view take(std::size_t count)
    {
        if (count > rest.size())
            fail("the MIDI file is cut short: " + std::to_string(count) + " bytes should follow, " +
                 std::to_string(rest.size()) + " do");
        const auto taken = rest.substr(0, count);
        rest.remove_prefix(count);
        return taken;
    }

    std::uint32_t number(std::size_t count)
    {
        std::uint32_t value = 0;
        for (const auto byte : take(count))
            value = value << 8 | static_cast<unsigned char>(byte);
        return value;
    }

    std::uint8_t peek() const
    {
        if (rest.empty())
            fail("the MIDI file is cut short");
        return static_cast<std::uint8_t>(rest.front());
    }

    std::uint32_t variable()
    {
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i)
        {
            const auto byte = number(1);
            value = value << 7 | (byte & 0x7f);
            if ((byte & 0x80) == 0)
                return value;
        }
        fail("a length or time is longer than four bytes");
    }

private:
    std::string_view rest;
    std::string file, place;
    std::size_t size;
};

MidiTrack readTrack(Bytes bytes)
{
    MidiTrack track;
    std::int64_t tick = 0;
    std::uint8_t running = 0;
    while (bytes.left() > 0)
    {
        tick += bytes.variable();
        MidiEvent event{tick, 0, 0, {}};
        if (bytes.peek() >= 0x80)
            event.status = static_cast<std::uint8_t>(bytes.number(1));
        else if (running != 0)
            event.status = running;
        else
            bytes.fail("a message has no status byte");

        if (event.status == 0xff)
        {
            event.type = static_cast<std::uint8_t>(bytes.number(1));
            event.data = bytes.take(bytes.variable());
            if (event.type == midiEndOfTrack)
            {
                track.push_back(std::move(event));
                break;
            }
        }
        else if (event.status == 0xf0 || event.status == 0xf7)
            event.data = bytes.take(bytes.variable());
        else if (event.status < 0xf0)
        {
            running = event.status;
            const auto kind = event.status & 0xf0;
            event.data = bytes.take(kind == 0xc0 || kind == 0xd0 ? 1 : 2);
        }
        else
            bytes.fail("the status byte " + std::to_string(event.status) + " cannot be in a file");
        track.push_back(std::move(event));
    }
    return track;
}

std::string wholeFile(const std::filesystem::path& path)
{
    constexpr std::uintmax_t largest = 256u << 20;
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error) && std::filesystem::file_size(path, error) > largest)
        throw FileError(path.string(), "is larger than 256 MiB, which no MIDI file is");
    return readWholeFile(path);
}
} // namespace

std::int64_t MidiTiming::tickOf(SampleIndex sample, int sampleRateHz) const
{
    return static_cast<std::int64_t>(roundedQuotient(Wide{sample} * ticksPerQuarter * microsecondsPerSecond,
                                                     Wide{sampleRateHz} * microsecondsPerQuarter));
}

SampleIndex MidiTiming::sampleOf(std::int64_t tick, int sampleRateHz) const
{
    const auto sample = roundedQuotient(Wide{tick} * microsecondsPerQuarter * sampleRateHz,
                                        Wide{ticksPerQuarter} * microsecondsPerSecond);
    return static_cast<SampleIndex>(std::min(sample, Wide{mostSamples}));
}

double MidiTiming::errorSeconds(std::int64_t tick, SampleIndex sample, int sampleRateHz) const
{
    const auto ticks = Wide{tick} * microsecondsPerQuarter * sampleRateHz;
    const auto samples = Wide{sample} * ticksPerQuarter * microsecondsPerSecond;
    const auto unit = static_cast<double>(ticksPerQuarter) * microsecondsPerSecond * sampleRateHz;
    return std::abs(static_cast<double>(ticks - samples)) / unit;
}

bool MidiTiming::isExact(int sampleRateHz) const
{
    return Wide{ticksPerQuarter} * microsecondsPerSecond % (Wide{sampleRateHz} * microsecondsPerQuarter) == 0;
}

std::string toMidiBytes(const MidiFile& file)
{
    if (file.tracks.size() > 0xffff || file.ticksPerQuarter < 1 || file.ticksPerQuarter > 0x7fff)
        throw std::logic_error("a MIDI file cannot hold so many tracks or such ticks");
    std::string bytes = "MThd";
    appendNumber(bytes, 6, 4);
    appendNumber(bytes, 1, 2);
    appendNumber(bytes, static_cast<std::uint32_t>(file.tracks.size()), 2);
    appendNumber(bytes, static_cast<std::uint32_t>(file.ticksPerQuarter), 2);
    for (const auto& track : file.tracks)
    {
        const auto content = trackBytes(track);
        bytes += "MTrk";
        appendNumber(bytes, static_cast<std::uint32_t>(content.size()), 4);
        bytes += content;
    }
    return bytes;
}

MidiFile readMidiFile(const std::filesystem::path& path)
{
    const auto content = wholeFile(path);
    Bytes bytes(content, path.string(), "file");
    if (content.size() < 14 || bytes.take(4) != "MThd")
        throw FileError(path.string(), "is no Standard MIDI File (it does not begin with MThd)");
    Bytes header(bytes.take(bytes.number(4)), path.string(), "header");
    const auto format = header.number(2);
    header.number(2); // the count of tracks: those that are there tell better
    const auto division = header.number(2);
    if (format > 1)
        header.fail("MIDI files of format " + std::to_string(format) +
                    " hold independent sequences; formats 0 and 1 can be read");
    MidiFile file;
    file.ticksPerQuarter = static_cast<int>(division);
    if ((division & 0x8000) != 0)
    {
        // Minus the frames a second, then ticks a frame; 29 stands for 30 / 1.001. A "quarter" is a second here.
        const auto frames = 256 - static_cast<int>(division >> 8);
        file.ticksPerQuarter = (frames == 29 ? 30 : frames) * static_cast<int>(division & 0xff);
        file.fixedMicrosecondsPerQuarter = frames == 29 ? 1'001'000 : 1'000'000;
    }
    if (file.ticksPerQuarter == 0)
        header.fail("a quarter note of no ticks");
    constexpr std::size_t chunkHeader = 8; // fewer bytes at the end are padding
    while (bytes.left() >= chunkHeader)
    {
        const auto kind = bytes.take(4);
        const auto chunk = bytes.take(bytes.number(4));
        if (kind == "MTrk")
            file.tracks.push_back(
                readTrack({chunk, path.string(), "track " + std::to_string(file.tracks.size() + 1)}));
    }
    if (file.tracks.empty())
        bytes.fail("the MIDI file holds no track");
    return file;
}
} // namespace reprise
