#include "audio/AudioFile.h"
#include "audio/Recording.h"
#include "audio/RiffChunks.h"
#include "base/Errors.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"
#include "support/WholeAudio.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <limits>
#include <sys/stat.h>
#include <tuple>
#include <utility>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("Lossless formats give back the samples that were written", "[audio]")
{
    const TemporaryFolder folder;
    const auto signal = noise(5000, 0.5f, 1);
    struct Format
    {
        const char* name;
        int format;
        float tolerance;
    };
    for (const auto& [name, format, tolerance] :
         {Format{"float.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 0.0f},
          Format{"rf64.wav", SF_FORMAT_RF64 | SF_FORMAT_FLOAT, 0.0f},
          Format{"int16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1.0f / 32767},
          Format{"int24.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 1.0f / 8388607},
          Format{"int16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1.0f / 32767}})
    {
        INFO(name);
        writeAudio(folder / name, signal, 48000, 2, format);
        const auto info = AudioFile(folder / name).info();
        CHECK(info.sampleRateHz == 48000);
        CHECK(info.channels == 2);
        CHECK(info.samples == 2500);
        const auto read = readAll(folder / name);
        REQUIRE(read.size() == signal.size());
        auto worst = 0.0f;
        for (std::size_t i = 0; i < read.size(); ++i)
            worst = std::max(worst, std::abs(read[i] - signal[i]));
        CHECK(worst <= tolerance);
    }
}

TEST_CASE("Lossy formats keep length and place", "[audio]")
{
    const TemporaryFolder folder;
    // A burst in silence: its place must survive coding.
    std::vector<float> signal(48000, 0.0f);
    mixInto(signal, sine(1000.0, 0.1, 48000.0, 0.8), 24000);
    for (const auto& [name, format] : {std::pair{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
                                       std::pair{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS},
                                       std::pair{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}})
    {
        INFO(name);
        writeAudio(folder / name, signal, 48000, 1, format);
        const auto read = readAll(folder / name);
        CHECK(std::abs(static_cast<double>(read.size()) - 48000.0) < 2500.0);
        auto weighted = 0.0, energy = 0.0;
        for (std::size_t i = 0; i < read.size(); ++i)
        {
            weighted += static_cast<double>(i) * read[i] * read[i];
            energy += static_cast<double>(read[i]) * read[i];
        }
        CHECK(weighted / energy == Approx(26400.0).margin(150.0)); // the burst's middle, within 3 ms
    }
}

TEST_CASE("What the decoder left out before sample 0 is known", "[audio]")
{
    const TemporaryFolder folder;
    // Two rates, as MPEG-1 and MPEG-2 frames differ; mono and stereo, as their tags lie elsewhere.
    for (const auto& [rate, channels] : {std::pair{44100, 2}, {48000, 1}, {22050, 2}, {16000, 1}})
    {
        INFO(rate << " Hz, " << channels << " channels");
        const auto samples = static_cast<std::size_t>(2 * rate);
        std::vector<float> signal(samples * static_cast<std::size_t>(channels), 0.0f);
        const auto burst = sine(1000.0, 0.1, rate * channels, 0.8);
        mixInto(signal, burst, signal.size() / 2);
        const auto path = folder / "a.mp3";
        writeAudio(path, signal, rate, channels, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
        const AudioFile tagged(path);
        REQUIRE(tagged.info().startDelaySamples);
        const auto delay = *tagged.info().startDelaySamples;
        CHECK(delay >= 529 + 576);
        CHECK(tagged.info().samples == static_cast<SampleIndex>(samples));

        // Without its first frame, which is the tag, nothing tells the delay, and nothing is removed.
        auto bytes = readText(path);
        const auto second = bytes.find(bytes.substr(0, 2), 100);
        REQUIRE(second != std::string::npos);
        writeText(folder / "b.mp3", bytes.substr(second));
        const AudioFile bare(folder / "b.mp3");
        CHECK(bare.info().startDelaySamples == 0);
        CHECK(bare.info().samples == 0); // not stated
        const auto peak = [&](const std::filesystem::path& file)
        {
            const auto all = readAll(file);
            const auto loud =
                std::find_if(all.begin(), all.end(), [](float v) { return std::abs(v) > 0.3f; });
            return (loud - all.begin()) / channels;
        };
        CHECK(peak(folder / "b.mp3") - peak(path) == delay);
        writeText(folder / "c.mp3",
                  "ID3\x04" + std::string(5, '\0') + "\x40" + std::string(64, '\0') + bytes);
        CHECK(AudioFile(folder / "c.mp3").info().startDelaySamples == delay);
    }
    writeAudio(folder / "a.opus", noise(48000, 0.5f, 1), 48000, 1, SF_FORMAT_OGG | SF_FORMAT_OPUS);
    CHECK(AudioFile(folder / "a.opus").info().startDelaySamples.value_or(0) > 0);
    writeAudio(folder / "a.wav", noise(100, 0.5f, 1), 48000);
    CHECK(AudioFile(folder / "a.wav").info().startDelaySamples == 0);
}

TEST_CASE("The analysis signal is the mean of the channels at the analysis rate", "[audio]")
{
    const TemporaryFolder folder;
    const auto left = sine(440.0, 1.0, 44100.0, 0.8);
    std::vector<float> stereo;
    for (const auto value : left)
    {
        stereo.push_back(value);
        stereo.push_back(0.0f);
    }
    writeAudio(folder / "a.wav", stereo, 44100, 2);
    const auto recording = loadRecording(folder / "a.wav");
    CHECK(recording.info.samples == 44100);
    REQUIRE(recording.analysisSignal.size() == 22050);
    const auto expected = sine(440.0, 1.0, 22050.0, 0.4);
    auto worst = 0.0f;
    for (std::size_t i = 500; i < 21550; ++i) // the filter rings at the edges
        worst = std::max(worst, std::abs(recording.analysisSignal[i] - expected[i]));
    CHECK(worst < 1e-4f);
}

TEST_CASE("Files that are no audio are refused by name and reason", "[audio]")
{
    const TemporaryFolder folder;
    const auto refuses = [](const std::filesystem::path& path, const std::string& reason)
    {
        INFO(path << " " << reason);
        CHECK_THROWS_AS(loadRecording(path), FileError);
        CHECK_THROWS_WITH(loadRecording(path), Catch::Contains(path.string()) && Catch::Contains(reason));
    };
    refuses(folder / "missing.wav", "no such file");
    refuses(folder.path, "is a folder");
    writeText(folder / "empty.wav", "");
    refuses(folder / "empty.wav", "is empty");
    writeText(folder / "text.wav", "this is a shopping list, not a sound\n");
    refuses(folder / "text.wav", "cannot be read as audio");
    writeAudio(folder / "none.wav", {}, 44100);
    refuses(folder / "none.wav", "no audio");
    REQUIRE(mkfifo((folder / "pipe.wav").c_str(), 0600) == 0);
    refuses(folder / "pipe.wav", "not a regular file");
}

TEST_CASE("A sample that is not a number is refused with its place", "[audio]")
{
    const TemporaryFolder folder;
    std::vector<float> stereo(20000, 0.1f);
    stereo[2 * 7000 + 1] = std::numeric_limits<float>::quiet_NaN();
    writeAudio(folder / "nan.wav", stereo, 44100, 2);
    CHECK_THROWS_WITH(loadRecording(folder / "nan.wav"), Catch::Contains("sample 7000 of channel 2"));
    stereo[2 * 7000 + 1] = std::numeric_limits<float>::infinity();
    writeAudio(folder / "inf.wav", stereo, 44100, 2);
    CHECK_THROWS_AS(loadRecording(folder / "inf.wav"), FileError);
}

TEST_CASE("Any sample rate and channel count can be loaded", "[audio]")
{
    const TemporaryFolder folder;
    for (const auto& [rate, channels] :
         {std::pair{8000, 1}, std::pair{96000, 6}, std::pair{192000, 2}, std::pair{11025, 32}})
    {
        writeAudio(folder / "a.wav", noise(static_cast<std::size_t>(rate * channels), 0.1f, 3), rate,
                   channels);
        const auto recording = loadRecording(folder / "a.wav");
        CHECK(recording.info.samples == rate);
        CHECK(recording.analysisSignal.size() == 22050);
    }
}

TEST_CASE("Seeking moves to the asked sample", "[audio]")
{
    const TemporaryFolder folder;
    const auto signal = noise(5000, 0.5f, 2);
    writeAudio(folder / "a.wav", signal, 44100);
    AudioFile file(folder / "a.wav");
    REQUIRE(file.seek(1234));
    std::vector<float> one(1);
    file.read(one);
    CHECK(one[0] == signal[1234]);
    CHECK_FALSE(file.seek(99999));
}

TEST_CASE("Cancelling stops loading", "[audio]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", noise(1 << 20, 0.5f, 2), 44100);
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(loadRecording(folder / "a.wav", defaultAnalysisRateHz, Progress({}, &token)), Cancelled);
}

TEST_CASE("The hash of a file is its SHA-256", "[audio]")
{
    const TemporaryFolder folder;
    writeText(folder / "abc", "abc"); // the standard's own example
    CHECK(sha256OfFile(folder / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_THROWS_AS(sha256OfFile(folder / "missing"), FileError);
}

TEST_CASE("A file that is cut short or damaged is refused rather than read as a shorter one", "[audio]")
{
    const TemporaryFolder folder;
    for (const auto& [name, format] : {std::pair{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                       std::pair{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}})
    {
        INFO(name);
        writeAudio(folder / name, noise(400000, 0.3f, 4), 44100, 1, format);
        CHECK_NOTHROW(loadRecording(folder / name));
        std::filesystem::resize_file(folder / name, std::filesystem::file_size(folder / name) / 2);
        CHECK_THROWS_WITH(loadRecording(folder / name), Catch::Contains("damaged or cut short"));
    }
}

TEST_CASE("A long FLAC file, decoded in parts, is the same as from start to end", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.flac";
    constexpr int channels = 2;
    writeAudio(path, noise(channels * 1'700'001, 0.5f, 5), 44100, channels,
               SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
    const auto interleaved = readAll(path);
    const auto recording = loadRecording(path, 44100.0);
    REQUIRE(recording.info.samples == 1'700'001);
    REQUIRE(recording.analysisSignal.size() == 1'700'001);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < recording.analysisSignal.size(); ++i)
        wrong += recording.analysisSignal[i] != (interleaved[2 * i] + interleaved[2 * i + 1]) * 0.5f ? 1 : 0;
    CHECK(wrong == 0);

    // A byte that is wrong is answered as by whoever reads from the start.
    auto bytes = readText(path);
    bytes[bytes.size() / 4 * 3] ^= '\x55';
    writeText(path, bytes);
    const auto messageOf = [](const auto& read) -> std::string
    {
        try
        {
            read();
        }
        catch (const FileError& error)
        {
            return error.what();
        }
        return {};
    };
    const auto message = messageOf([&] { loadRecording(path); });
    CHECK_THAT(message, Catch::Contains("damaged or cut short"));
    CHECK(message == messageOf([&] { readAll(path); }));
}

TEST_CASE("A picture in front of an MP3 without a frame count does not make it look cut short", "[audio]")
{
    const TemporaryFolder folder;
    // Frames of silence: MPEG 1 layer III, 128 kbit/s, 44.1 kHz, mono.
    constexpr std::size_t frameBytes = 417, frames = 100, picture = 1 << 20;
    std::string file =
        std::string("ID3\x04\0\0", 6) + std::string("\0\x40\0\0", 4) + std::string(picture, '\0');
    for (std::size_t i = 0; i < frames; ++i)
        file += "\xff\xfb\x90\xc0" + std::string(frameBytes - 4, '\0');
    writeText(folder / "a.mp3", file);
    CHECK(AudioFile(folder / "a.mp3").info().samples == 0);
    CHECK(loadRecording(folder / "a.mp3").info.samples == frames * 1152);
}

TEST_CASE("Levels that sums of squares cannot hold are refused with their place", "[audio]")
{
    const TemporaryFolder folder;
    std::vector<float> signal(20000, 0.1f);
    signal[7000] = 3e38f;
    writeAudio(folder / "a.wav", signal, 44100);
    CHECK_THROWS_WITH(loadRecording(folder / "a.wav"), Catch::Contains("sample 7000 of channel 1 is beyond"));
    signal[7000] = 32768.0f; // whole numbers as floats
    writeAudio(folder / "a.wav", signal, 44100);
    CHECK_NOTHROW(loadRecording(folder / "a.wav"));
}

namespace
{
/** Two seconds with a click at 1.5 s: loud noise and then quiet, which a variable bit rate codes in fewer bytes. */
void writeMp3(const std::filesystem::path& path, int rate)
{
    auto signal = noise(static_cast<std::size_t>(2 * rate), 0.5f, 7);
    for (std::size_t i = signal.size() / 4; i < signal.size(); ++i)
        signal[i] *= 1e-3f;
    mixInto(signal, sine(1000.0, 0.05, rate, 0.8), signal.size() * 3 / 4);
    writeAudio(path, signal, rate, 1, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
}

std::string withoutTagFrame(const std::string& mp3)
{
    const auto second = mp3.find(mp3.substr(0, 2), 100);
    REQUIRE(second != std::string::npos);
    return mp3.substr(second);
}

SampleIndex lastLoud(const std::vector<float>& samples)
{
    const auto loud =
        std::find_if(samples.rbegin(), samples.rend(), [](float v) { return std::abs(v) > 0.3f; });
    return std::distance(loud, samples.rend()) - 1;
}
} // namespace

TEST_CASE("An MP3 is read to its end, whatever its first frames and its tag say about the length", "[audio]")
{
    const TemporaryFolder folder;
    const auto whole = folder / "whole.mp3", other = folder / "other.mp3";
    writeMp3(whole, 44100);
    const auto bytes = readText(whole), frames = withoutTagFrame(bytes);
    const auto alone = readAll(whole);
    const auto delay = AudioFile(whole).info().startDelaySamples.value();
    REQUIRE(alone.size() == 88200);

    // No tag, and the first frames are larger than the others.
    writeText(other, frames);
    const auto untagged = readAll(other);
    CHECK(untagged.size() > alone.size());
    CHECK(lastLoud(untagged) == lastLoud(alone) + delay);

    // Another file behind it, with its tag, which is a frame of silence, or with a picture in between.
    constexpr SampleIndex samplesPerFrame = 1152;
    const std::string picture =
        std::string("ID3\x04\0\0", 6) + std::string("\0\x01\0\0", 4) + std::string(1 << 14, '\x55');
    for (const auto& between : {std::string(), picture})
    {
        writeText(other, bytes + between + bytes);
        CHECK(AudioFile(other).info().samples == 0);
        const auto joined = readAll(other);
        CHECK(lastLoud(joined) ==
              static_cast<SampleIndex>(alone.size()) + samplesPerFrame + delay + lastLoud(alone));
    }
    writeText(other, frames + std::string(100'000, '\x55')); // as a long tag at the end
    CHECK(readAll(other) == untagged);
}

TEST_CASE("MP3 in a WAV file is decoded as it is alone", "[audio]")
{
    const TemporaryFolder folder;
    writeMp3(folder / "a.mp3", 44100);
    const auto bytes = readText(folder / "a.mp3");
    const auto channels = AudioFile(folder / "a.mp3").info().channels;
    // MPEGLAYER3WAVEFORMAT: tag, channels, rate, bytes a second, 1, 0, and 12 bytes of its own.
    std::string format;
    for (const auto& [value, count] : {std::pair{0x55, 2},
                                       {channels, 2},
                                       {44100, 4},
                                       {16000, 4},
                                       {1, 2},
                                       {0, 2},
                                       {12, 2},
                                       {1, 2},
                                       {2, 4},
                                       {417, 2},
                                       {1, 2},
                                       {0, 2}})
        appendLittle(format, static_cast<std::uint64_t>(value), count);
    std::string chunks = "WAVE";
    appendChunk(chunks, "fmt ", format);
    appendChunk(chunks, "data", bytes);
    std::string wav;
    appendChunk(wav, "RIFF", chunks);
    writeText(folder / "a.wav", wav);
    const auto info = AudioFile(folder / "a.wav").info();
    CHECK(info.container.find("WAV") != std::string::npos);
    CHECK(info.encoding.find("MPEG Layer III") != std::string::npos);
    CHECK(readAll(folder / "a.wav") == readAll(folder / "a.mp3"));
}

TEST_CASE("An MP3 that little is joined to states no length", "[audio]")
{
    const TemporaryFolder folder;
    writeMp3(folder / "a.mp3", 44100);
    const auto bytes = readText(folder / "a.mp3"), frames = withoutTagFrame(bytes);
    const auto path = folder / "b.mp3";
    writeText(path, bytes + frames.substr(0, 3000));
    CHECK(AudioFile(path).info().samples == 0);
    CHECK(readAll(path).size() > 88200);
    writeText(path, bytes + "TAG" + std::string(125, ' '));
    CHECK(AudioFile(path).info().samples == 88200);
}

TEST_CASE("An MP3 sounds the same from wherever it is decoded", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.mp3";
    // Frames that are smaller than the reach of what they take from others, at both kinds of rates.
    for (const auto rate : {44100, 16000})
    {
        auto signal = noise(static_cast<std::size_t>(3 * rate), 0.2f, 3);
        for (std::size_t i = 0; i < signal.size(); ++i)
            signal[i] *= (i / 9000) % 3 == 0 ? 1.0f : 1e-3f;
        writeAudio(path, signal, rate, 1, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 1.0);
        const auto bytes = readText(path);
        for (const auto copies : {1, 2, 3})
        {
            std::string joined;
            for (int i = 0; i < copies; ++i)
                joined += bytes;
            writeText(path, joined);
            const auto whole = readAll(path);
            AudioFile file(path);
            std::vector<float> part(4096);
            for (std::size_t at = 3000; at + part.size() < whole.size(); at += 7919)
            {
                INFO("from sample " << at << " of " << copies << " at " << rate << " Hz");
                REQUIRE(file.seek(static_cast<SampleIndex>(at)));
                std::size_t read = 0;
                while (read < part.size())
                    read += static_cast<std::size_t>(file.read(std::span(part).subspan(read)));
                auto worst = 0.0f;
                for (std::size_t i = 0; i < part.size(); ++i)
                    worst = std::max(worst, std::abs(part[i] - whole[at + i]));
                CHECK(worst < 1e-4f);
            }
        }
    }
}

TEST_CASE("What is no MPEG is not taken for it because of its name, and MPEG in other files is", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.mp3";
    for (const auto format :
         {SF_FORMAT_VOC | SF_FORMAT_PCM_16, SF_FORMAT_NIST | SF_FORMAT_PCM_16,
          SF_FORMAT_PAF | SF_FORMAT_PCM_16, SF_FORMAT_IRCAM | SF_FORMAT_PCM_16,
          SF_FORMAT_AU | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, SF_FORMAT_AVR | SF_FORMAT_PCM_16,
          SF_FORMAT_SVX | SF_FORMAT_PCM_16, SF_FORMAT_W64 | SF_FORMAT_PCM_16})
    {
        writeAudio(path, noise(20000, 0.5f, 3), 22050, 1, format);
        INFO(std::hex << format);
        CHECK(readAll(path).size() == 20000);
    }
    // As an old recorder wrapped it.
    writeMp3(folder / "b.mp3", 44100);
    const auto frames = withoutTagFrame(readText(folder / "b.mp3"));
    const auto size = [](std::size_t bytes)
    {
        std::string text;
        for (int i = 0; i < 4; ++i)
            text += static_cast<char>(bytes >> (8 * i) & 0xff);
        return text;
    };
    writeText(path, "RIFF" + size(frames.size() + 12) + "RMP3data" + size(frames.size()) + frames);
    const auto wrapped = readAll(path);
    writeText(folder / "b.mp3", frames);
    CHECK(wrapped == readAll(folder / "b.mp3"));
}

TEST_CASE("A file with the name of the standard input is a file", "[audio]")
{
    const TemporaryFolder folder;
    const auto before = std::filesystem::current_path();
    writeAudio(folder / "-", noise(1234, 0.5f, 1), 8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    std::filesystem::current_path(folder.path);
    const auto samples = AudioFile("-").info().samples;
    std::filesystem::current_path(before);
    CHECK(samples == 1234);
}

TEST_CASE("An MP3 of which only a part can be decoded is refused", "[audio]")
{
    const TemporaryFolder folder;
    writeMp3(folder / "a.mp3", 44100);
    writeMp3(folder / "b.mp3", 22050);
    const auto a = readText(folder / "a.mp3"), b = readText(folder / "b.mp3");
    const auto path = folder / "joined.mp3";
    writeText(path, a + b);
    CHECK_THROWS_WITH(loadRecording(path),
                      Catch::Contains("joined.mp3: can be decoded for 88200 samples only: from "
                                      "there on it has 22050 instead of 44100 Hz"));
    // A hole that is passed over puts all that follows a frame early; the encoder stated how much there is.
    auto holed = a;
    holed.erase(a.size() / 2, 300);
    writeText(path, holed);
    CHECK_THROWS_WITH(loadRecording(path), Catch::Contains("damaged or cut short"));
    writeText(path, withoutTagFrame(a) + std::string(5000, '\x55') + withoutTagFrame(a));
    CHECK_THROWS_WITH(loadRecording(path), Catch::Contains("no audio, and behind it there is more"));
}

TEST_CASE("A WAV file with more audio than its header states is refused", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.wav";
    writeAudio(path, noise(2 * 8000, 0.5f, 1), 8000);
    const auto whole = readText(path);
    const auto data = whole.find("data");
    const auto stating = [&](std::uint32_t bytes)
    {
        auto changed = whole;
        for (std::size_t i = 0; i < 4; ++i)
            changed[data + 4 + i] = static_cast<char>(bytes >> (8 * i));
        return changed;
    };
    const auto bytes = static_cast<std::uint32_t>(whole.size() - data - 8);
    for (const auto stated : {0u, bytes / 4, bytes / 2})
    {
        INFO(stated << " of " << bytes);
        writeText(path, stating(stated));
        CHECK_THROWS_WITH(AudioFile(path),
                          Catch::Contains("a.wav: its header states " +
                                          std::to_string(8000 * 2 * stated / bytes) + " samples, but " +
                                          std::to_string(bytes - stated) + " bytes more follow"));
    }
    // A title behind it, padding of less than a second, and a chunk that ends too early are no audio.
    writeText(path, whole + "TAG" + std::string(125, ' '));
    CHECK(readAll(path).size() == 16000);
    writeText(path, whole + std::string(bytes / 2 - 1, '\0'));
    CHECK(readAll(path).size() == 16000);
    writeText(path, whole + "junk" + std::string(4, '\xff') + std::string(bytes, '\x01'));
    CHECK(readAll(path).size() == 16000);

    // Less than a second, too, where a sample takes half a byte.
    writeAudio(folder / "adpcm.wav", noise(8000, 0.3f, 2), 8000, 1, SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM);
    writeText(folder / "adpcm.wav", readText(folder / "adpcm.wav") + std::string(3000, '\x01'));
    CHECK(AudioFile(folder / "adpcm.wav").info().samples >= 8000);

    // More than 4 GiB: what 32 bits hold of the length is stated.
    writeText(path, stating(16000));
    std::filesystem::resize_file(path, data + 8 + 16000 + (std::uintmax_t{1} << 32));
    CHECK_THROWS_WITH(AudioFile(path), Catch::Contains("4294967296 bytes more follow"));
}

TEST_CASE("AIFF, CAF, AU and RF64 files with more audio than their headers state are refused", "[audio]")
{
    struct Case
    {
        std::string name;
        int format;
        std::string before; ///< what stands before the length
        int lengthBytes;
    };
    const TemporaryFolder folder;
    for (const auto& [name, format, before, lengthBytes] :
         {Case{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "SSND", 4},
          Case{"a.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, "data", 8},
          Case{"a.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, std::string(".snd\0\0\0\x18", 8), 4}})
    {
        INFO(name);
        const auto path = folder / name;
        writeAudio(path, noise(4 * 8000, 0.5f, 1), 8000, 1, format);
        const auto whole = readText(path);
        CHECK(readAll(path).size() == 32000);
        auto quarter = whole;
        const auto length = whole.find(before) + before.size();
        for (int i = 0; i < lengthBytes; ++i)
            quarter[length + static_cast<std::size_t>(i)] =
                static_cast<char>(std::uint64_t{16000} >> (8 * (lengthBytes - 1 - i)));
        writeText(path, quarter);
        CHECK_THROWS_WITH(AudioFile(path), Catch::Contains(name + ": its header states ") &&
                                               Catch::Contains("bytes more follow"));
        if (name != "a.aiff") // libsndfile refuses it
        {
            writeText(path, whole + whole);
            CHECK_THROWS_WITH(AudioFile(path),
                              Catch::Contains("32000 samples") && Catch::Contains("or files were joined"));
        }
    }
    writeAudio(folder / "a.wav", noise(8000, 0.5f, 1), 8000, 1, SF_FORMAT_RF64 | SF_FORMAT_PCM_16);
    writeText(folder / "a.wav", readText(folder / "a.wav") + readText(folder / "a.wav"));
    CHECK_THROWS_WITH(AudioFile(folder / "a.wav"), Catch::Contains("or files were joined"));
}

TEST_CASE("Tags in front of a file and zeros behind it are no audio", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "tagged";
    constexpr std::size_t samples = 40000;
    // The size in seven bits a byte.
    const auto tag = [](std::size_t bytes)
    {
        const auto part = [bytes](int shift) { return static_cast<char>(bytes >> shift & 0x7f); };
        return std::string("ID3\x04\0\0", 6) + std::string{part(21), part(14), part(7), part(0)} +
               std::string(bytes, '\x55');
    };
    for (const auto format : {SF_FORMAT_WAV, SF_FORMAT_AIFF, SF_FORMAT_AU, SF_FORMAT_CAF, SF_FORMAT_FLAC,
                              SF_FORMAT_W64, SF_FORMAT_RF64})
    {
        INFO(std::hex << format);
        writeAudio(folder / "plain", noise(samples, 0.5f, 1), 8000, 1, format | SF_FORMAT_PCM_16);
        const auto bytes = readText(folder / "plain");
        const auto plain = readAll(folder / "plain");
        REQUIRE(plain.size() == samples);
        for (const std::size_t size : {100u, 300'000u})
        {
            writeText(path, tag(size) + bytes);
            CHECK(readAll(path) == plain);
            AudioFile file(path);
            REQUIRE(file.seek(30000));
            std::vector<float> last(20000);
            CHECK(file.read(last) == 10000);
            CHECK(std::equal(plain.begin() + 30000, plain.end(), last.begin()));
        }
        writeText(path, bytes + std::string(1'000'000, '\0'));
        CHECK(readAll(path) == plain);
        writeText(path, bytes + tag(300'000));
        CHECK(readAll(path) == plain);
    }
}

TEST_CASE("A part of a list that states gigabytes ends the list, not the program's patience", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "b.wav";
    struct Case
    {
        int format;
        std::string size, part; ///< of the list, and one of -32 bytes
    };
    const std::string little("\x40\0\0\0", 4), big("\0\0\0\x40", 4);
    for (const auto& [format, size, part] :
         {Case{SF_FORMAT_WAV, little, "abcd\xdf\xff\xff\xff"},
          Case{SF_FORMAT_RF64, little, "abcd\xdf\xff\xff\xff"},
          Case{SF_FORMAT_WAV | SF_ENDIAN_BIG, big, "abcd\xff\xff\xff\xdf"}})
    {
        INFO(std::hex << format);
        writeAudio(folder / "a.wav", noise(8000, 0.5f, 1), 8000, 1, format | SF_FORMAT_PCM_16);
        const auto whole = readText(folder / "a.wav");
        const auto samples = readAll(folder / "a.wav");
        for (const auto& before : {std::string("INFO"), std::string("exif")})
            for (const auto at : {whole.find("data"), whole.size()})
            {
                auto content = before + std::string(32, '\xff') + part;
                auto bytes = whole;
                writeText(path, bytes.insert(at, "LIST" + size + content +
                                                     std::string(64 - content.size(), '\xff')));
                CHECK(readAll(path) == samples);
            }
    }
}

TEST_CASE("BW64 is read as the RF64 that it is", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.wav";
    writeAudio(path, noise(8000, 0.5f, 1), 8000, 1, SF_FORMAT_RF64 | SF_FORMAT_PCM_16);
    const auto samples = readAll(path);
    auto bytes = readText(path);
    REQUIRE(bytes.starts_with("RF64"));
    writeText(path, bytes.replace(0, 4, "BW64"));
    CHECK(readAll(path) == samples);
}

TEST_CASE("AAC is refused whatever it is called, although frames of MP3 turn up in it", "[audio]")
{
    const TemporaryFolder folder;
    const auto tag = std::string("ID3\x04\0\0\0\0\0\x0a", 10) + std::string(10, '\0');
    // Headers of MPEG frames that agree, as they may lie in any data.
    std::string frames;
    for (int i = 0; i < 20; ++i)
        frames += std::string("\xff\xfb\x90\x00", 4) + std::string(413, '\0');
    for (const auto& beginning : {std::string("\xff\xf1\x50\x80"), std::string("\xff\xf9\x50\x80"),
                                  std::string("\0\0\0\x20"
                                              "ftypM4A ",
                                              12),
                                  std::string("ADIF")})
        for (const auto& before : {std::string(), tag})
            for (const auto* name : {"a.aac", "a.mp3"})
            {
                writeText(folder / name, before + beginning + frames);
                CHECK_THROWS_WITH(AudioFile(folder / name), Catch::Contains("cannot be read as audio"));
            }
}

TEST_CASE("A FLAC file with more audio than its header states is refused, one with a tag behind it is not",
          "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.flac";
    constexpr auto seconds = 8.0;
    const auto samples = static_cast<std::size_t>(seconds * 44100.0);
    writeAudio(path, noise(samples, 0.5f, 1), 44100, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    const auto whole = readText(path);
    CHECK(readAll(path).size() == samples);
    // Behind marker and header of STREAMINFO, the lower bits of the length.
    constexpr std::size_t lengthAt = 8 + 14;
    auto quarter = whole;
    const auto stated = static_cast<std::uint32_t>(samples / 4);
    for (std::size_t i = 0; i < 4; ++i)
        quarter[lengthAt + i] = static_cast<char>(stated >> (8 * (3 - i)));
    writeText(path, quarter);
    const auto refused = Catch::Contains("a.flac: its header states 88200 samples, but more follow");
    CHECK_THROWS_WITH(readAll(path), refused);
    CHECK_THROWS_WITH(loadRecording(path, 44100.0), refused);

    const auto picture = std::string(300'000, '\xab');
    for (const auto& tag : {picture + "APETAGEX" + std::string(24, '\0'),
                            picture + "APETAGEX" + std::string(24, '\0') + "TAG" + std::string(125, '\0'),
                            picture + "3DI" + std::string(7, '\0')})
    {
        writeText(path, whole + tag);
        CHECK(readAll(path).size() == samples);
    }
}

TEST_CASE("A long FLAC file, decoded in parts, is refused alike where its header leaves audio out", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.flac";
    constexpr std::size_t samples = 3'000'000;
    writeAudio(path, noise(samples, 0.5f, 1), 44100, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    CHECK(loadRecording(path, 44100.0).info.samples == samples);
    auto bytes = readText(path);
    constexpr std::uint32_t stated = 2'000'000;
    for (std::size_t i = 0; i < 4; ++i)
        bytes[8 + 14 + i] = static_cast<char>(stated >> (8 * (3 - i)));
    writeText(path, bytes);
    CHECK_THROWS_WITH(loadRecording(path, 44100.0),
                      Catch::Contains("states 2000000 samples, but more follow"));
}

TEST_CASE("A sample rate that is no whole number is refused, not rounded", "[audio]")
{
    const TemporaryFolder folder;
    struct Case
    {
        std::string name;
        int format;
        std::size_t rateAt;
        std::string whole, fraction; ///< 22050, and that of old Macintoshes
    };
    // FORM, size, AIFF; COMM, size, channels, samples, bits.
    constexpr std::size_t inAiff = 12 + 8 + 8, inCaf = 8 + 12;
    for (const auto& [name, format, rateAt, whole, fraction] :
         {Case{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, inAiff,
               std::string("\x40\x0d\xac\x44\0\0\0\0\0\0", 10), "\x40\x0d\xad\xdd\x17\x45\xd1\x45\x82\x6b"},
          Case{"a.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, inCaf, std::string("\x40\xd5\x88\x80\0\0\0\0", 8),
               "\x40\xd5\xbb\xa2\xe8\xba\x2e\x8c"}})
    {
        INFO(name);
        writeAudio(folder / name, noise(8000, 0.5f, 1), 22050, 1, format);
        CHECK(AudioFile(folder / name).info().sampleRateHz == 22050);
        auto bytes = readText(folder / name);
        REQUIRE(bytes.substr(rateAt, whole.size()) == whole);
        writeText(folder / name, bytes.replace(rateAt, fraction.size(), fraction));
        CHECK_THROWS_WITH(AudioFile(folder / name), Catch::Contains(name + ": its sample rate, 22254.5454") &&
                                                        Catch::Contains("no whole number"));
    }
}

TEST_CASE("What was written to a pipe and states no length is read to its end", "[audio]")
{
    const TemporaryFolder folder;
    for (const auto& [name, format, before] :
         {std::tuple{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "SSND"},
          std::tuple{"a.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, "data\xf3\xac\xd3\x11\x8c\xd1"}})
    {
        INFO(name);
        const auto path = folder / name;
        writeAudio(path, noise(4 * 8000, 0.5f, 1), 8000, 1, format);
        auto bytes = readText(path);
        const auto at = bytes.find(before);
        REQUIRE(at != std::string::npos);
        const auto isWide = format == (SF_FORMAT_W64 | SF_FORMAT_PCM_16);
        bytes.replace(at + (isWide ? 16 : 4), isWide ? 8 : 4, std::string(isWide ? 8 : 4, '\0'));
        writeText(path, bytes);
        CHECK(readAll(path).size() == 32000);
    }
}

TEST_CASE("What follows the audio of a W64 file is none of it, and joined ones are refused", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.w64";
    writeAudio(path, noise(8000, 0.5f, 1), 8000, 1, SF_FORMAT_W64 | SF_FORMAT_PCM_16);
    const auto whole = readText(path);
    const auto samples = readAll(path);
    REQUIRE(samples.size() == 8000);
    writeText(path, whole + "levl" + std::string(12, '\x01') + std::string("\x28\0\0\0\0\0\0\0", 8) +
                        std::string(16, '\x22'));
    CHECK(readAll(path) == samples);
    writeText(path, whole + whole);
    CHECK_THROWS_WITH(AudioFile(path), Catch::Contains("or files were joined"));
}

TEST_CASE("Audio that lies in pieces is refused", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.voc";
    writeAudio(path, noise(8000, 0.5f, 1), 8000, 1, SF_FORMAT_VOC | SF_FORMAT_PCM_16);
    const auto whole = readText(path);
    CHECK(readAll(path).size() == 8000);
    // Behind the first block, before the end: silence, a repetition, more sound.
    for (const auto& piece : {std::string("\3\3\0\0\x10\x27\x80", 7), std::string("\6\2\0\0\1\0", 6),
                              std::string("\2\4\0\0\x80\x81\1\1", 8)})
    {
        writeText(path, whole.substr(0, whole.size() - 1) + piece + std::string(1, '\0'));
        CHECK_THROWS_WITH(AudioFile(path), Catch::Contains("in several pieces"));
    }
}

TEST_CASE("Audio that looks like the name of a chunk is still audio", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.wav";
    // Quiet 8-bit samples are letters.
    writeAudio(path, std::vector<float>(40000, -0.2f), 8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_U8);
    auto bytes = readText(path);
    const auto data = bytes.find("data");
    bytes.replace(data + 4, 4, std::string("\x10\x27\0\0", 4)); // 10,000
    REQUIRE(isChunkName(bytes.substr(data + 8 + 10000, 4)));
    writeText(path, bytes);
    CHECK_THROWS_WITH(AudioFile(path), Catch::Contains("10000 samples, but 30000 bytes more follow"));
}

TEST_CASE("An Ogg file of several streams is refused rather than read as its first", "[audio]")
{
    const TemporaryFolder folder;
    const auto content = [&](int rate, int channels, int encoding)
    {
        writeAudio(folder / "part.ogg", noise(static_cast<std::size_t>(rate * channels), 0.3f, 5), rate,
                   channels, SF_FORMAT_OGG | encoding);
        return readText(folder / "part.ogg");
    };
    const auto first = content(44100, 1, SF_FORMAT_VORBIS);
    const auto path = folder / "a.ogg";
    for (const auto& second : {first, content(22050, 2, SF_FORMAT_VORBIS), content(48000, 1, SF_FORMAT_OPUS)})
    {
        writeText(path, first + second);
        CHECK_THROWS_WITH(loadRecording(path), Catch::Contains("a.ogg: holds several streams") &&
                                                   Catch::Contains("the first (44100 samples)"));
        writeText(path, first.substr(0, first.rfind("OggS")) + second); // the first lacks its end
        CHECK_THROWS_WITH(loadRecording(path), Catch::Contains("a.ogg: holds several streams"));
    }
    writeText(path, first + std::string(100'000, '\0'));
    CHECK(loadRecording(path).info.samples == 44100);
}

TEST_CASE("A FLAC file of several streams is refused rather than read as its first", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.flac";
    for (const std::size_t samples : {44100, 1'700'001}) // the second is decoded in parts
    {
        INFO(samples);
        writeAudio(path, noise(samples, 0.3f, 5), 44100, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
        const auto first = readText(path);
        writeText(path, first + first);
        CHECK_THROWS_WITH(loadRecording(path),
                          Catch::Contains("a.flac: holds several streams") &&
                              Catch::Contains("the first (" + std::to_string(samples) + " samples)"));
        // A title behind it, also one that begins as a stream would, is none.
        writeText(path, first + "TAG" + std::string(125, ' ') + "fLaC");
        CHECK(loadRecording(path).info.samples == static_cast<SampleIndex>(samples));
    }
}

TEST_CASE("A file that is changed while it is read is refused, and one that is deleted is read on", "[audio]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a";
    struct Format
    {
        const char* name;
        int format;
    };
    for (const auto& [name, format] :
         {Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_16}, Format{"FLAC", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
          Format{"Ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS}})
    {
        // The first report comes after a quarter.
        const auto signal = noise(1 << 20, 0.3f, 1);
        const auto loadAnd = [&](const std::function<void()>& change)
        {
            std::filesystem::remove(path);
            writeAudio(path, signal, 44100, 1, format);
            std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() -
                                                       std::chrono::seconds(10));
            auto isDone = false;
            return loadRecording(path, 44100.0,
                                 Progress(
                                     [&](double)
                                     {
                                         if (!std::exchange(isDone, true))
                                             change();
                                     }));
        };
        INFO(name);
        CHECK(loadAnd([] {}).info.samples == 1 << 20);
        CHECK(loadAnd([&] { std::filesystem::remove(path); }).info.samples == 1 << 20);
        CHECK_THROWS_AS(
            loadAnd([&] { std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2); }),
            FileError);
        CHECK_THROWS_AS(loadAnd([&] { writeAudio(path, noise(300'000, 0.3f, 2), 22050, 2, format); }),
                        FileError);
        CHECK_THROWS_AS(loadAnd([&] { writeText(path, "no audio"); }), FileError);
        CHECK_THROWS_WITH(loadAnd([&] { writeAudio(path, noise(1 << 20, 0.3f, 3), 44100, 1, format); }),
                          Catch::Contains("changed while it was read") || Catch::Contains("damaged"));
    }
}
