// The promise kept here: an export that is there is right. What cannot be written, or does not come back as it was,
// is an error that leaves no file behind and what was there before as it was.

#include "base/Errors.h"
#include "exchange/Export.h"
#include "exchange/TextFormat.h"
#include "support/RandomAnnotations.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

using namespace reprise;
using namespace reprise::test;
using Catch::Contains;

namespace
{
/** A marked place, a prediction and an instant at 48 kHz in ten seconds. */
Annotations example()
{
    Annotations annotations;
    annotations.audio = {"/music/song.flac", 48000, 2, 480000, "FLAC", "Signed 24 bit PCM",
                         "libsndfile-1.2.0"};
    annotations.items.resize(3);
    annotations.items[0] = {{48000, 24000}, HitState::confirmed, 1.0f, "", "bird", 0xff8800, true};
    annotations.items[1] = {{96001, 24000}, HitState::predicted, 0.75f, "loud", "bird", 0xff8800, false};
    annotations.items[2] = {{479999, 0}, HitState::confirmed, 1.0f, "end", "", {}, false};
    return annotations;
}

std::size_t filesIn(const TemporaryFolder& folder)
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path), {}));
}

/** Audacity labels written with a mistake. */
Format lyingFormat(const std::function<void(Annotations&)>& mistake)
{
    auto format = formatFromName("audacity");
    format.write = [write = format.write, mistake](auto annotations, const auto& options, const auto& out,
                                                   const auto& progress)
    {
        mistake(annotations);
        return write(annotations, options, out, progress);
    };
    return format;
}
} // namespace

TEST_CASE("A file that reads back differently is an error and not left behind", "[exchange][export]")
{
    const TemporaryFolder folder;
    writeText(folder / "out.txt", "before");
    const auto refused = [&](const std::string& reason, const std::function<void(Annotations&)>& mistake)
    {
        CHECK_THROWS_WITH(exportAnnotations(example(), lyingFormat(mistake), {}, folder / "out.txt"),
                          Contains(reason) && Contains("out.txt"));
        CHECK(readText(folder / "out.txt") == "before");
        CHECK(filesIn(folder) == 1);
    };
    refused("came back 1 samples from where it was", [](Annotations& a) { a.items[1].range.start += 1; });
    refused("came back 1 samples from where it was", [](Annotations& a) { a.items[1].range.length -= 1; });
    refused("2 of 3 events came back", [](Annotations& a) { a.items.pop_back(); });
    refused("another text", [](Annotations& a) { a.items[1].label = "laud"; });
    refused("disk full", [](Annotations&) { throw OutputError("x", "disk full"); });
    auto unreadable = lyingFormat([](Annotations&) {});
    unreadable.read = [](const auto& path, const auto&) -> Annotations
    { throw FileError(path.string(), "broken"); };
    CHECK_THROWS_WITH(exportAnnotations(example(), unreadable, {}, folder / "out.txt"), Contains("broken"));
    CHECK(readText(folder / "out.txt") == "before");
    CHECK(filesIn(folder) == 1);

    exportAnnotations(example(), formatFromName("audacity"), {}, folder / "out.txt");
    CHECK(readText(folder / "out.txt") == "1.000000000\t1.500000000\tbird\n"
                                          "2.000020833\t2.500020833\tloud\n"
                                          "9.999979167\t9.999979167\tend\n");
}

TEST_CASE("Cancelling an export leaves nothing behind", "[exchange][export]")
{
    const TemporaryFolder folder;
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(exportAnnotations(example(), formatFromName("csv"), {}, folder / "a.csv",
                                      Progress([](double) {}, &token)),
                    Cancelled);
    CHECK(filesIn(folder) == 0);
}

TEST_CASE("Annotations that make no sense are refused before anything is written", "[exchange][export]")
{
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& reason, const std::function<void(Annotations&)>& change)
    {
        auto annotations = example();
        change(annotations);
        for (const auto& format : exchangeFormats())
            CHECK_THROWS_WITH(exportAnnotations(annotations, format, {}, folder / "out"), Contains(reason));
        CHECK(filesIn(folder) == 0);
    };
    refused("event 2 ('loud'): samples -1", [](Annotations& a) { a.items[1].range.start = -1; });
    refused("outside the recording of 480000 samples",
            [](Annotations& a) { a.items[1].range.length = 400000; });
    refused("outside the recording", [](Annotations& a) { a.items[1].range.length = -1; });
    refused("outside the recording",
            [](Annotations& a) {
                a.items[1].range = {1, std::numeric_limits<SampleIndex>::max()};
            });
    refused("event 2: its text is not UTF-8", [](Annotations& a) { a.items[1].label = "\xff"; });
    refused("text is not UTF-8",
            [](Annotations& a) { a.items[1].sound = "\xed\xa0\x80"; }); // half a surrogate
    refused("confidence",
            [](Annotations& a) { a.items[1].confidence = std::numeric_limits<float>::quiet_NaN(); });
    refused("colour", [](Annotations& a) { a.items[1].colour = 0x1000000; });
    refused("sample rate", [](Annotations& a) { a.audio.sampleRateHz = 0; });
}

TEST_CASE("An export never replaces the audio, a folder or a file it may not write", "[exchange][export]")
{
    const TemporaryFolder folder;
    writeText(folder / "song.txt", "audio");
    auto annotations = example();
    annotations.audio.path = folder / "song.txt";
    const auto& format = formatFromName("audacity");
    CHECK_THROWS_WITH(exportAnnotations(annotations, format, {}, folder / "song.txt"), Contains("also read"));
    CHECK_THROWS_WITH(exportAnnotations(annotations, format, {}, folder.path), Contains("is a folder"));
    CHECK_THROWS_WITH(exportAnnotations(annotations, format, {}, folder / "no/such/a.txt"),
                      Contains("folder does not exist"));
    CHECK(readText(folder / "song.txt") == "audio");
}

TEST_CASE("Formats of milliseconds warn with the largest error made", "[exchange][export]")
{
    const TemporaryFolder folder;
    const auto report = exportAnnotations(example(), formatFromName("audition"), {}, folder / "a.csv");
    // 479999 / 48000 s is 9.999979 s: 0.021 ms, one sample, from 10.000.
    CHECK(report.largestErrorSeconds == Approx(1.0 / 48000));
    CHECK(report.largestErrorSamples == 1);
    REQUIRE(report.warnings.size() == 1);
    CHECK_THAT(report.warnings.front(), Contains("up to 0.021 ms (1 samples)"));
    CHECK(readText(folder / "a.csv") == "Name\tStart\tDuration\tTime Format\tType\tDescription\n"
                                        "bird\t0:01.000\t0:00.500\tdecimal\tCue\tconfirmed\n"
                                        "loud\t0:02.000\t0:00.500\tdecimal\tCue\tpredicted\n"
                                        "end\t0:10.000\t0:00.000\tdecimal\tCue\tconfirmed\n");
    for (const auto* name : {"events", "csv", "audacity", "reaper", "svl", "jams", "raven", "lab"})
    {
        const auto exact = exportAnnotations(example(), formatFromName(name), {}, folder / "exact");
        CHECK(exact.warnings.empty());
        CHECK(exact.largestErrorSamples == 0);
        CHECK(exact.largestErrorSeconds <= 0.5e-9);
    }
}

TEST_CASE("Rounding to milliseconds may pass the end of the recording and is taken back",
          "[exchange][export]")
{
    const TemporaryFolder folder;
    auto annotations = example();
    annotations.items[2].range = {479990, 10};
    const auto& format = formatFromName("audition");
    exportAnnotations(annotations, format, {}, folder / "a.csv");
    const auto found = importAnnotations(folder / "a.csv", format, {annotations.audio, {}, 0});
    CHECK(found.items.at(2).range == SampleRange{480000, 0});
}

TEST_CASE("An offset moves positions, or is a field beside them", "[exchange][export]")
{
    const TemporaryFolder folder;
    ExportOptions options;
    options.offsetSamples = 24000;
    for (const auto& format : exchangeFormats())
    {
        if (format.holdsAudio || !format.read)
            continue;
        INFO(format.name);
        exportAnnotations(example(), format, options, folder / "out");
        const auto found = importAnnotations(folder / "out", format, {example().audio, {}, 24000});
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(std::abs(found.items.at(i).range.start - example().items[i].range.start) <= 24);
    }
    exportAnnotations(example(), formatFromName("lab"), options, folder / "a.lab");
    CHECK_THAT(readText(folder / "a.lab"), Catch::StartsWith("1.500000000 2.000000000 bird\n"));
    exportAnnotations(example(), formatFromName("events"), options, folder / "a.json");
    const auto event = nlohmann::json::parse(readText(folder / "a.json")).at("events").at(0);
    CHECK(event.at("sample") == 48000);
    CHECK(event.at("timelineSample") == 72000);
    CHECK(event.at("timelineTime") == 1.5);

    options.offsetSamples = -48001;
    CHECK_THROWS_WITH(exportAnnotations(example(), formatFromName("lab"), options, folder / "b.lab"),
                      Contains("before 0"));
    CHECK_THROWS_WITH(
        importAnnotations(folder / "a.lab", formatFromName("lab"), {example().audio, {}, 100000}),
        Contains("before the recording starts"));
}

TEST_CASE("Frames, bars and beats stand beside the samples", "[exchange][export]")
{
    const TemporaryFolder folder;
    ExportOptions options;
    options.frameRate = 25.0;
    options.grid = TempoGrid{120.0, 3, 0.5};
    auto annotations = example();
    annotations.items[1].range.start = 12000; // a quarter of a second: half a beat before the first
    exportAnnotations(annotations, formatFromName("events"), options, folder / "a.json");
    const auto json = nlohmann::json::parse(readText(folder / "a.json"));
    const auto& events = json.at("events");
    CHECK(events.at(0).at("sample") == 12000);
    CHECK(events.at(0).at("frame") == 6.25);
    CHECK(events.at(0).at("bar") == 0);
    CHECK(events.at(0).at("beat") == 3.5);
    CHECK(events.at(1).at("sample") == 48000);
    CHECK(events.at(1).at("frame") == 25.0);
    CHECK(events.at(1).at("bar") == 1);
    CHECK(events.at(1).at("beat") == 2.0);
    CHECK(json.at("timeline").at("grid").at("beatsPerBar") == 3);

    exportAnnotations(annotations, formatFromName("csv"), options, folder / "a.csv");
    CHECK_THAT(readText(folder / "a.csv"),
               Contains(",frame,bar,beat\n") && Contains(",6.250000,0,3.500000\n"));

    options.grid->beatsPerMinute = 0.0;
    CHECK_THROWS_WITH(exportAnnotations(annotations, formatFromName("csv"), options, folder / "b.csv"),
                      Contains("from 1 to 1000 beats"));
    options.grid->beatsPerMinute = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(exportAnnotations(annotations, formatFromName("csv"), options, folder / "b.csv"),
                    InvalidSettings);
    options.grid.reset();
    options.frameRate = -1.0;
    CHECK_THROWS_AS(exportAnnotations(annotations, formatFromName("csv"), options, folder / "b.csv"),
                    InvalidSettings);
}

TEST_CASE("Lossy files say whose positions these are, lossless ones need not", "[exchange][export]")
{
    auto audio = example().audio;
    CHECK(decoderNotes(audio).empty());
    audio.path = "/music/song.mp3";
    audio.container = "MPEG-1/2 Audio";
    audio.encoding = "MPEG Layer III";
    REQUIRE(decoderNotes(audio).size() == 1);
    CHECK_THAT(decoderNotes(audio).front(), Contains("song.mp3 is MP3") && Contains("libsndfile-1.2.0") &&
                                                Contains("48000 Hz") && Contains("start delay"));
    CHECK_THAT(decoderNotes(audio).front(), Contains("not known"));
    audio.startDelaySamples = 0;
    CHECK_THAT(decoderNotes(audio).front(), Contains("states no start delay"));
    audio.startDelaySamples = 1105;
    CHECK_THAT(decoderNotes(audio).front(), Contains("1105 samples, was removed"));
    audio.encoding = "Opus";
    audio.container = "OGG (OGG Container format)";
    CHECK_THAT(decoderNotes(audio).front(), Contains("Opus") && Contains("pre-skip"));
    audio.encoding = "Vorbis";
    CHECK_THAT(decoderNotes(audio).front(), Contains("Vorbis"));
    audio = {"a.mp3", 44100, 2, 0, "", "", ""}; // from an events file
    CHECK(decoderNotes(audio).size() == 1);
}

TEST_CASE("Seconds are rounded from whole numbers", "[exchange][export]")
{
    CHECK(secondsText(0, 48000, 9) == "0.000000000");
    CHECK(secondsText(1, 48000, 9) == "0.000020833");
    CHECK(secondsText(47999, 48000, 3) == "1.000");
    CHECK(secondsText(47999, 48000, 0) == "1");
    CHECK(secondsText(12, 8000, 3) == "0.002"); // 1.5 ms: half goes up
    CHECK(secondsText((SampleIndex{1} << 48) - 1, 192000, 9) == "1466015503.701328125");
    CHECK(secondsError(12, 8000, 3) == Approx(0.0005));
    CHECK(secondsError(48000, 48000, 3) == 0.0);
    CHECK(secondsError(47999, 48000, 3) == Approx(1.0 / 48000));
}
