// Standard MIDI Files: what is written is read by libsmf, and what other programs write is read by us.
#include "base/Errors.h"
#include "exchange/Export.h"
#include "exchange/MidiFile.h"
#include "exchange/TextFormat.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <limits>
#ifdef REPRISE_HAS_LIBSMF
#include <smf.h>
#endif

using namespace reprise;
using namespace reprise::test;

namespace
{
const Format& midi()
{
    return formatFromName("midi");
}

Annotations annotationsAt(int rate, std::vector<Annotation> items)
{
    Annotations annotations;
    annotations.audio = {"/music/song.wav", rate, 2, SampleIndex{rate} * 3600, "WAV", "PCM", "decoder"};
    annotations.items = std::move(items);
    return annotations;
}

Annotations exampleAt(int rate)
{
    const auto last = SampleIndex{rate} * 3600;
    return annotationsAt(rate, {{{0, 100}, HitState::confirmed, 1.0f, "first \xF0\x9F\x98\x80", "call"},
                                {{1, 0}, HitState::predicted, 0.5f, "", "zap"},
                                {{12345, 6789}, HitState::rejected, 0.0f, "tab\tand\nline", "call"},
                                {{12400, 100}, HitState::confirmed, 1.0f, "inside the one before", "call"},
                                {{12345678, 1}, HitState::predicted, 0.25f, std::string(10000, 'x'), ""},
                                {{last - 1, 1}, HitState::confirmed, 1.0f, "last", "call"}});
}

std::string bytesOf(std::initializer_list<int> values)
{
    std::string bytes;
    for (const auto value : values)
        bytes += static_cast<char>(value);
    return bytes;
}

/** A whole file around the bytes of its tracks. */
std::string midiBytes(int format, int division, const std::vector<std::string>& tracks)
{
    auto bytes = "MThd" + bytesOf({0, 0, 0, 6, 0, format, 0, static_cast<int>(tracks.size()), division >> 8,
                                   division & 0xff});
    for (const auto& track : tracks)
        bytes += "MTrk" +
                 bytesOf({0, 0, static_cast<int>(track.size() >> 8), static_cast<int>(track.size() & 0xff)}) +
                 track;
    return bytes;
}

Annotations readBytes(const std::string& bytes, int rate)
{
    const TemporaryFolder folder;
    writeText(folder / "a.mid", bytes);
    return midi().read(folder / "a.mid", {.audio = annotationsAt(rate, {}).audio});
}
} // namespace

TEST_CASE("MIDI keeps every position to the sample at the usual rates", "[exchange][midi]")
{
    const TemporaryFolder folder;
    for (const auto rate :
         {8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 176400, 192000})
    {
        INFO(rate);
        const auto annotations = exampleAt(rate);
        const auto report = exportAnnotations(annotations, midi(), {}, folder / "a.mid");
        CHECK(report.largestErrorSamples == 0);
        CHECK(report.largestErrorSeconds == 0.0);
        CHECK(report.warnings.empty());
        const auto found = importAnnotations(folder / "a.mid", midi(), {.audio = annotations.audio}).items;
        REQUIRE(found.size() == annotations.items.size());
        for (std::size_t i = 0; i < found.size(); ++i)
            CHECK(found[i] == midi().kept(annotations.items[i]));
    }
}

TEST_CASE("Where no division fits, MIDI says by how much positions are off", "[exchange][midi]")
{
    const TemporaryFolder folder;
    const auto rate = 44101; // prime, and too high to be a division
    const auto report = exportAnnotations(exampleAt(rate), midi(), {}, folder / "a.mid");
    CHECK(report.largestErrorSeconds > 0.0);
    CHECK(report.largestErrorSeconds <= 0.5 / 1920.0 + 1.0 / 1920.0); // a note lasts a tick at least
    REQUIRE(report.warnings.size() == 1);
    CHECK_THAT(report.warnings[0], Catch::Contains("cannot hold these positions to the sample"));
    const auto file = readMidiFile(folder / "a.mid");
    CHECK(file.ticksPerQuarter == 960);
}

TEST_CASE("Events of the same time keep their order in MIDI, whatever their sounds", "[exchange][midi]")
{
    const TemporaryFolder folder;
    auto annotations = annotationsAt(48000, {});
    for (const auto* sound : {"b", "a", "b", "", "a", "c"})
        for (const auto length : {5, 0, 5})
            annotations.items.push_back({{100, length}, HitState::confirmed, 1.0f, "x", sound});
    exportAnnotations(annotations, midi(), {}, folder / "a.mid");
    CHECK(importAnnotations(folder / "a.mid", midi(), {.audio = annotations.audio}).items ==
          annotations.items);
}

TEST_CASE("A wished tempo or division is taken, exact where it can be", "[exchange][midi]")
{
    const TemporaryFolder folder;
    const auto tempoAndTicks = [&](MidiOptions options, int rate)
    {
        ExportOptions wishes;
        wishes.midi = options;
        exportAnnotations(exampleAt(rate), midi(), wishes, folder / "a.mid");
        const auto file = readMidiFile(folder / "a.mid");
        for (const auto& event : file.tracks.at(0))
            if (event.type == midiTempo)
                return std::pair(event.data, file.ticksPerQuarter);
        return std::pair(std::string("none"), 0);
    };
    using Wanted = std::pair<std::string, int>;
    CHECK(tempoAndTicks({}, 48000) == Wanted(bytesOf({0x07, 0xA1, 0x20}), 24000)); // 120 beats a minute
    CHECK(tempoAndTicks({}, 96000) == Wanted(bytesOf({0x03, 0xD0, 0x90}), 24000)); // 240
    CHECK(tempoAndTicks({100.0, {}}, 48000) == Wanted(bytesOf({0x09, 0x27, 0xC0}), 28800));
    CHECK(tempoAndTicks({140.0, {}}, 48000) == Wanted(bytesOf({0x06, 0x8A, 0x1B}), 960)); // 428571
    CHECK(tempoAndTicks({{}, 480}, 48000).second == 480);
    CHECK(tempoAndTicks({{}, 24000}, 48000) == Wanted(bytesOf({0x07, 0xA1, 0x20}), 24000));
    CHECK(tempoAndTicks({150.0, 96}, 44100) == Wanted(bytesOf({0x06, 0x1A, 0x80}), 96));
    CHECK_THROWS_AS(tempoAndTicks({3.0, {}}, 48000), InvalidSettings);
    CHECK_THROWS_AS(tempoAndTicks({{}, 23}, 48000), InvalidSettings);
    CHECK_THROWS_AS(tempoAndTicks({{}, 32768}, 48000), InvalidSettings);
}

TEST_CASE("Ticks and samples are converted in whole numbers", "[exchange][midi]")
{
    const MidiTiming timing{960, 500'000}; // 1920 ticks a second
    CHECK(timing.tickOf(48000, 48000) == 1920);
    CHECK(timing.tickOf(12, 48000) == 0); // 0.48 ticks
    CHECK(timing.tickOf(13, 48000) == 1); // 0.52 ticks
    CHECK(timing.sampleOf(1, 48000) == 25);
    CHECK(timing.errorSeconds(0, 12, 48000) == Approx(12.0 / 48000.0));
    CHECK(timing.errorSeconds(1, 25, 48000) == 0.0);
    CHECK_FALSE(timing.isExact(48000));
    const MidiTiming exact{24000, 500'000};
    CHECK(exact.isExact(48000));
    const auto late = (SampleIndex{1} << 48) - 1;
    CHECK(exact.sampleOf(exact.tickOf(late, 48000), 48000) == late);
}

#ifdef REPRISE_HAS_LIBSMF
TEST_CASE("libsmf reads the same notes, markers and tempo", "[exchange][midi]")
{
    const TemporaryFolder folder;
    auto annotations = exampleAt(44100);
    annotations.items[4].label.resize(120); // libsmf takes no longer texts
    exportAnnotations(annotations, midi(), {}, folder / "a.mid");
    auto* const file = smf_load((folder / "a.mid").c_str());
    REQUIRE(file != nullptr);
    CHECK(file->format == 1);
    CHECK(file->ppqn == 22050);
    CHECK(file->number_of_tracks == 5); // tempo, call, zap, the second call, the one without a name

    std::vector<std::pair<double, int>> notes;
    std::vector<double> ends;
    std::vector<std::string> markers;
    for (auto* event = smf_get_next_event(file); event != nullptr; event = smf_get_next_event(file))
    {
        const auto* bytes = event->midi_buffer;
        if (smf_event_is_metadata(event) && bytes[1] == midiMarker)
        {
            auto* const text = smf_event_extract_text(event);
            markers.emplace_back(text == nullptr ? "" : text);
            free(text);
        }
        if ((bytes[0] & 0xf0) == 0x90)
            notes.emplace_back(event->time_seconds, bytes[1]);
        if ((bytes[0] & 0xf0) == 0x80)
            ends.push_back(event->time_seconds);
    }
    smf_delete(file);
    REQUIRE(notes.size() == annotations.items.size());
    CHECK(ends.size() == notes.size());
    const std::vector keys{36, 37, 36, 36, 38, 36};
    for (std::size_t i = 0; i < notes.size(); ++i)
    {
        CHECK(notes[i].first * 44100.0 == Approx(annotations.items[i].range.start).margin(1e-3));
        CHECK(notes[i].second == keys[i]);
    }
    REQUIRE(markers.size() == notes.size());
    CHECK(markers[0] == annotations.items[0].label);
    CHECK(markers[1] == "zap"); // no label: the sound's name
}
#else
TEST_CASE("libsmf reads the same notes, markers and tempo (SKIPPED: libsmf-dev is not installed)",
          "[exchange][midi]")
{
    WARN("skipped: libsmf-dev is not installed");
}
#endif

TEST_CASE("Notes of other programs are read: running status, tempo changes, velocity 0 as an end",
          "[exchange][midi]")
{
    // 96 ticks a quarter; a second at 120 beats a minute, then 60.
    const auto conductor = bytesOf(
        {0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20, 0x81, 0x40, 0xff, 0x51, 3, 0x0f, 0x42, 0x40, 0, 0xff, 0x2f, 0});
    const auto notes =
        bytesOf({0, 0xff, 3, 4, 'D', 'r', 'u', 'm', 96, 0x99, 60, 127, 48, 60, 0}) + // running
        bytesOf({0, 0xf0, 2, 1, 0xf7, 0x30, 0xff, 5, 2, 'h', 'i', 0, 0x99, 62, 1, 96, 0x89, 62, 0});
    const auto items = readBytes(midiBytes(1, 96, {conductor, notes}), 48000).items;
    REQUIRE(items.size() == 2);
    CHECK(items[0] == Annotation{{24000, 12000}, HitState::confirmed, 1.0f, "", "Drum"});
    CHECK(items[1] == Annotation{{48000, 48000}, HitState::confirmed, 0.0f, "hi", "Drum"});
}

TEST_CASE("A note that nothing ends sounds to the end of its track", "[exchange][midi]")
{
    const auto track = bytesOf({0x00, 0x90, 60,   100,  0x10, 0x80, 60,   0,    0x10, 0x90,
                                62,   100,  0x20, 0x90, 62,   100,  0x30, 0xff, 0x2f, 0});
    const auto items = readBytes(midiBytes(0, 96, {track}), 48000).items;
    REQUIRE(items.size() == 3);
    CHECK(items[0].range.length == items[1].range.start / 2);
    CHECK(items[1].range.end() == items[2].range.end());
    CHECK(items[2].range.length > 0);

    // Or of the recording, if that ends before.
    const TemporaryFolder folder;
    writeText(folder / "a.mid", midiBytes(0, 96, {track}));
    auto audio = annotationsAt(48000, {}).audio;
    audio.samples = items[2].range.start + 10;
    const auto shorter = midi().read(folder / "a.mid", {.audio = audio}).items;
    REQUIRE(shorter.size() == 3);
    CHECK(shorter[0] == items[0]);
    CHECK(shorter[1].range == SampleRange{items[1].range.start, audio.samples - items[1].range.start});
    CHECK(shorter[2].range == SampleRange{items[2].range.start, 10});
}

TEST_CASE("Without notes the markers are read, and video frames count as time", "[exchange][midi]")
{
    // 25 frames a second, 40 ticks a frame: milliseconds.
    const auto track = bytesOf({0x87, 0x68, 0xff, 6, 2, 'A', 0xe9}) + bytesOf({0, 0xff, 7, 1, 'B'});
    const auto items = readBytes(midiBytes(0, (256 - 25) << 8 | 40, {track}), 44100).items;
    REQUIRE(items.size() == 2);
    CHECK(items[0] == Annotation{{44100, 0}, HitState::confirmed, 1.0f, "A\xc3\xa9", ""}); // was Latin-1
    CHECK(items[1].label == "B");
    const auto dropFrame =
        readBytes(midiBytes(0, (256 - 29) << 8 | 100, {bytesOf({0x97, 0x38, 0xff, 6, 0})}), 48000);
    CHECK(dropFrame.items.at(0).range.start == 48048); // 3000 ticks of 30 / 1.001 * 100 a second
}

TEST_CASE("Damaged MIDI files are refused by track, byte and reason", "[exchange][midi]")
{
    const auto refuses = [](const std::string& bytes, const std::string& reason)
    {
        INFO(reason);
        CHECK_THROWS_AS(readBytes(bytes, 48000), FileError);
        CHECK_THROWS_WITH(readBytes(bytes, 48000), Catch::Contains(reason));
    };
    refuses("", "is no Standard MIDI File");
    refuses("MThd", "is no Standard MIDI File");
    refuses("RIFF and a song of sixpence", "is no Standard MIDI File");
    refuses("MThd" + bytesOf({0xff, 0xff, 0xff, 0xff, 0, 1, 0, 1, 0, 96}), "cut short");
    refuses(midiBytes(1, 96, {}), "holds no track");
    refuses(midiBytes(2, 96, {""}), "format 2");
    refuses(midiBytes(1, 0, {""}), "no ticks");
    refuses(midiBytes(1, 96, {bytesOf({0, 60, 60})}), "no status byte");
    refuses(midiBytes(1, 96, {bytesOf({0xff, 0xff, 0xff, 0xff, 0})}), "longer than four bytes");
    refuses(midiBytes(1, 96, {bytesOf({0, 0xff, 1, 100, 'a'})}),
            "track 1, byte 4: the MIDI file is cut short: 100");
    refuses(midiBytes(1, 96, {bytesOf({0, 0xf5})}), "cannot be in a file");
    auto cut = midiBytes(1, 96, {bytesOf({0, 0x90, 60, 60})});
    cut.pop_back();
    refuses(cut, "cut short");

    // Nothing but an error or a result, wherever the file breaks off or a byte is wrong.
    const auto whole =
        midiBytes(1, 96, {bytesOf({0, 0xff, 3, 1, 'x', 96, 0x99, 60, 127, 48, 60, 0, 0, 0xff, 0x2f, 0})});
    for (std::size_t length = 0; length < whole.size(); ++length)
        for (const auto value : {0, 0x7f, 0x80, 0xff})
        {
            auto changed = whole;
            changed[length] = static_cast<char>(value);
            for (const auto& bytes : {whole.substr(0, length), changed})
            {
                std::size_t notes = 0;
                try
                {
                    notes = readBytes(bytes, 48000).items.size();
                }
                catch (const FileError&)
                {
                }
                CHECK(notes <= 2); // an end can become a beginning
            }
        }
}

TEST_CASE("Notes that lie later than any recording lasts are refused, however late they are",
          "[exchange][midi]")
{
    // A tick lasts as long as one can: the position in samples takes more than 64 bits.
    constexpr int rate = 10'000'000;
    constexpr std::uint64_t samplesPerTick = 167'772'150, longestDelta = 0x0fffffff;
    constexpr auto late = std::numeric_limits<std::uint64_t>::max() / samplesPerTick + 1;
    CHECK(MidiTiming{1, 0xffffff}.sampleOf(static_cast<std::int64_t>(late), rate) == mostSamples);

    auto track = bytesOf({0, 0xff, 0x51, 3, 0xff, 0xff, 0xff});
    for (std::uint64_t i = 0; i < late / longestDelta; ++i)
        track += bytesOf({0xff, 0xff, 0xff, 0x7f, 0xff, 1, 0});
    const auto rest = static_cast<int>(late % longestDelta);
    track += bytesOf({rest >> 21 | 0x80, (rest >> 14 & 0x7f) | 0x80, (rest >> 7 & 0x7f) | 0x80, rest & 0x7f});
    CHECK_THROWS_WITH(readBytes(midiBytes(1, 1, {track + bytesOf({0x90, 60, 60, 1, 60, 0})}), rate),
                      Catch::Contains("later than any recording lasts"));
    CHECK_THROWS_WITH(readBytes(midiBytes(1, 1, {track + bytesOf({0xff, 6, 0})}), rate),
                      Catch::Contains("later than any recording lasts"));
}

TEST_CASE("A track's name is given to its notes until the names come to 64 MiB", "[exchange][midi]")
{
    const auto named = [](std::size_t notes)
    {
        // 50,000 bytes are three groups of seven bits.
        auto track =
            bytesOf({0, 0xff, 3, 0x83, 0x86, 0x50}) + std::string(50'000, 'x') + bytesOf({0, 0x90, 60, 60});
        for (std::size_t i = 1; i < notes; ++i)
            track += bytesOf({1, 60, 0, 0, 60, 60});
        return readBytes(midiBytes(1, 96, {"", track + bytesOf({1, 60, 0})}), 48000).items;
    };
    const auto items = named(100);
    REQUIRE(items.size() == 100);
    CHECK(items[99].sound == std::string(50'000, 'x'));
    CHECK_THROWS_AS(named(1400), FileError);
    CHECK_THROWS_WITH(named(1400),
                      Catch::Contains("a.mid: track 2: ") && Catch::Contains("more than 64 MiB"));
}

TEST_CASE("A MIDI file says nothing of a rate, so the recording must be named", "[exchange][midi]")
{
    const TemporaryFolder folder;
    exportAnnotations(exampleAt(48000), midi(), {}, folder / "a.mid");
    CHECK_THROWS_WITH(midi().read(folder / "a.mid", {}), Catch::Contains("name the recording"));
}

TEST_CASE("Hour-long gaps and 100,000 events survive in MIDI", "[exchange][midi]")
{
    const TemporaryFolder folder;
    auto annotations = annotationsAt(96000, {});
    annotations.audio.samples = SampleIndex{1} << 40;
    for (SampleIndex i = 0; i < 100000; ++i)
        annotations.items.push_back({{i * 1000, 700}, HitState::predicted, 0.5f, "", "hat"});
    annotations.items.push_back({{(SampleIndex{1} << 40) - 5, 5}, HitState::confirmed, 1.0f, "late", "hat"});
    const auto report = exportAnnotations(annotations, midi(), {}, folder / "a.mid");
    CHECK(report.largestErrorSeconds == 0.0);
    REQUIRE(report.warnings.size() == 1); // 127 days lie beyond what 31 bits of ticks can say
    CHECK_THAT(report.warnings[0], Catch::Contains("2147483647"));
    const auto empty = annotationsAt(96000, {});
    exportAnnotations(empty, midi(), {}, folder / "empty.mid");
    CHECK(importAnnotations(folder / "empty.mid", midi(), {.audio = empty.audio}).items.empty());
}
