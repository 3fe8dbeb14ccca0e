// WAV copies with cue points: the audio stays bit for bit, labels and regions survive, and other programs' are read.
#include "audio/RiffChunks.h"
#include "base/Errors.h"
#include "exchange/Export.h"
#include "exchange/WavCues.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <fstream>

using namespace reprise;
using namespace reprise::test;

namespace
{
const Format& wav()
{
    return formatFromName("wav");
}

Annotations annotationsOf(const std::filesystem::path& audio, std::vector<Annotation> items)
{
    return {AudioFile(audio).info(), "", std::move(items)};
}

std::vector<Annotation> exampleItems()
{
    return {{{0, 100}, HitState::confirmed, 1.0f, "first \xF0\x9F\x98\x80", ""},
            {{1, 0}, HitState::predicted, 0.5f, "", "zap", 0xff8800},
            {{777, 33}, HitState::rejected, 0.0f, std::string("a\0b\t\"", 5), "call"},
            {{777, 34}, HitState::confirmed, 0.125f, std::string(9999, 'x'), ""},
            {{2499, 1}, HitState::confirmed, 1.0f, "", "", {}, true}};
}

std::string dataOf(const std::filesystem::path& path)
{
    const RiffFile file(path);
    return file.content(*file.find("data"));
}

std::string chunk(const std::string& id, const std::string& content)
{
    std::string bytes;
    appendChunk(bytes, id, content);
    return bytes;
}

std::string numbers(std::initializer_list<std::uint64_t> values)
{
    std::string bytes;
    for (const auto value : values)
        appendLittle(bytes, value, 4);
    return bytes;
}

std::string cue(std::uint64_t id, std::uint64_t position, std::uint64_t offset)
{
    return numbers({id, position}) + "data" + numbers({0, 0, offset});
}

/** 16 bit, one channel, 8000 Hz, 100 samples, then the given chunks. */
std::string wavBytes(const std::string& more, std::uint64_t riffSize = 0)
{
    std::string format;
    for (const auto& [value, count] : {std::pair{1u, 2}, std::pair{1u, 2}, std::pair{8000u, 4},
                                       std::pair{16000u, 4}, std::pair{2u, 2}, std::pair{16u, 2}})
        appendLittle(format, value, count);
    const auto body = "WAVE" + chunk("fmt ", format) + chunk("data", std::string(200, '\1')) + more;
    std::string bytes = "RIFF";
    appendLittle(bytes, riffSize == 0 ? body.size() : riffSize, 4);
    return bytes + body;
}

Annotations readBytes(const std::string& bytes)
{
    const TemporaryFolder folder;
    writeText(folder / "a.wav", bytes);
    return readWavCues(folder / "a.wav", {});
}
} // namespace

TEST_CASE("A WAV copy keeps every bit of the audio and every cue point", "[exchange][wav]")
{
    const TemporaryFolder folder;
    for (const auto& [name, format] : {std::pair{"u8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8},
                                       std::pair{"16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                                       std::pair{"24.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24},
                                       std::pair{"32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32},
                                       std::pair{"f.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT},
                                       std::pair{"d.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE},
                                       std::pair{"u.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW},
                                       std::pair{"64.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16}})
    {
        INFO(name);
        writeAudio(folder / name, noise(7500, 0.9f, 1), 44100, 3, format);
        const auto annotations = annotationsOf(folder / name, exampleItems());
        const auto report = exportAnnotations(annotations, wav(), {}, folder / "copy.wav");
        CHECK(report.largestErrorSamples == 0);
        CHECK(report.warnings.empty());
        CHECK(dataOf(folder / "copy.wav") == dataOf(folder / name));
        const auto found = importAnnotations(folder / "copy.wav", wav(), {});
        CHECK(found.audio.sampleRateHz == 44100);
        CHECK(found.items == annotations.items);
    }
}

TEST_CASE("Other containers are decoded to WAV at their own depth and rate", "[exchange][wav]")
{
    const TemporaryFolder folder;
    struct Case
    {
        const char* name;
        int format, expected;
    };
    for (const auto& [name, format, expected] :
         {Case{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, SF_FORMAT_PCM_24},
          Case{"s8.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8},
          Case{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SF_FORMAT_PCM_16},
          Case{"f.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, SF_FORMAT_FLOAT},
          Case{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_FLOAT}})
    {
        INFO(name);
        writeAudio(folder / name, noise(5001, 0.5f, 2), 32000, 1, format);
        auto items = exampleItems();
        exportAnnotations(annotationsOf(folder / name, items), wav(), {},
                          folder / "copy.wav"); // compares the audio
        SF_INFO info{};
        sf_close(sf_open((folder / "copy.wav").c_str(), SFM_READ, &info));
        CHECK(info.format == (SF_FORMAT_WAV | expected));
        CHECK(info.samplerate == 32000);
        CHECK(info.frames == 5001);
        CHECK(importAnnotations(folder / "copy.wav", wav(), {}).items == items);
    }
}

TEST_CASE("What can be decoded in part only is not copied", "[exchange][wav]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.flac";
    writeAudio(path, noise(200'000, 0.3f, 4), 44100, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    const auto whole = readText(path);
    const auto annotations = annotationsOf(path, {{{100, 10}, HitState::confirmed, 1.0f, "", ""}});
    auto damaged = whole;
    damaged.replace(whole.size() / 2, 3000, std::string(3000, '\x11'));
    for (const auto& content : {damaged, whole.substr(0, whole.size() / 2), whole + whole})
    {
        writeText(path, content);
        CHECK_THROWS_AS(exportAnnotations(annotations, wav(), {}, folder / "copy.wav"), FileError);
        CHECK_FALSE(std::filesystem::exists(folder / "copy.wav"));
    }
}

TEST_CASE("What else a broadcast WAV holds stays, and its old cue points go", "[exchange][wav]")
{
    const TemporaryFolder folder;
    const auto old = chunk("bext", std::string(603, 'b')) + chunk("cue ", numbers({1}) + cue(7, 3, 3)) +
                     chunk("LIST", "adtl" + chunk("labl", numbers({7}) + "old")) + chunk("LIST", "INFOISFT") +
                     chunk("odd!", "abc");
    writeText(folder / "a.wav", wavBytes(old));
    exportAnnotations(annotationsOf(folder / "a.wav", {{{50, 0}, HitState::confirmed, 1.0f, "new", ""}}),
                      wav(), {}, folder / "copy.wav");
    const RiffFile copy(folder / "copy.wav");
    std::string ids;
    for (const auto& each : copy.chunks)
        ids += each.id + (each.id == "LIST" ? copy.content(each).substr(0, 4) : "") + " ";
    CHECK(ids == "fmt  data bext LISTINFO odd! cue  LISTadtl ");
    CHECK(copy.content(*copy.find("bext")) == std::string(603, 'b'));
    CHECK(copy.content(*copy.find("odd!")) == "abc");
    const auto items = readWavCues(folder / "copy.wav", {}).items;
    REQUIRE(items.size() == 1);
    CHECK(items[0].label == "new");
    const auto cues = copy.content(*copy.find("cue "));
    CHECK(littleAt(cues, 8, 4) == 50); // in both fields
    CHECK(littleAt(cues, 24, 4) == 50);
}

TEST_CASE("A copy beyond the size a WAV file can have becomes RF64", "[exchange][wav]")
{
    const TemporaryFolder folder;
    for (const auto& [name, format] : {std::pair{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                                       std::pair{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16}})
    {
        INFO(name);
        writeAudio(folder / name, noise(5000, 0.5f, 3), 44100, 2, format);
        const auto annotations = annotationsOf(folder / name, exampleItems());
        const auto report = writeWavWithCues(annotations, folder / "copy.wav", {}, 8000);
        REQUIRE(report.warnings.size() == 1);
        CHECK_THAT(report.warnings[0], Catch::Contains("RF64"));
        CHECK(RiffFile(folder / "copy.wav").is64);
        CHECK(AudioFile(folder / "copy.wav").info().samples == 2500);
        CHECK_NOTHROW(wav().verify(annotations, {}, folder / "copy.wav", {}));
        const auto bytes = readText(folder / "copy.wav");
        CHECK(littleAt(bytes, 20, 8) == bytes.size() - 8);
    }
}

TEST_CASE("Cue points behind more than 4 GiB of audio are read", "[exchange][wav]")
{
    const TemporaryFolder folder;
    const std::uint64_t dataSize = 5ull << 30;
    auto bytes = wavBytes("");
    auto header = "RF64" + numbers({0xffffffff}) + "WAVE";
    std::string sizes;
    appendLittle(sizes, dataSize + 1000, 8);
    appendLittle(sizes, dataSize, 8);
    appendLittle(sizes, dataSize / 2, 8);
    header += chunk("ds64", sizes + numbers({0})) + bytes.substr(12, 24) + "data" + numbers({0xffffffff});
    writeText(folder / "a.wav", header);
    std::filesystem::resize_file(folder / "a.wav", header.size() + dataSize); // a hole: takes no room
    std::ofstream(folder / "a.wav", std::ios::binary | std::ios::app)
        << chunk("cue ", numbers({1}) + cue(1, 2600000000, 2600000000));
    const auto items = readWavCues(folder / "a.wav", {}).items;
    REQUIRE(items.size() == 1);
    CHECK(items[0].range.start == 2600000000);
}

TEST_CASE("More cue points than libsndfile reads are written with a warning", "[exchange][wav]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", noise(100000, 0.5f, 4), 44100);
    auto annotations = annotationsOf(folder / "a.wav", {});
    CHECK(exportAnnotations(annotations, wav(), {}, folder / "none.wav").warnings.empty());
    CHECK(importAnnotations(folder / "none.wav", wav(), {}).items.empty());
    for (SampleIndex i = 0; i < 100000; ++i)
        annotations.items.push_back({{i, 0}, HitState::confirmed, 1.0f, "tick", ""});
    const auto report = exportAnnotations(annotations, wav(), {}, folder / "copy.wav");
    REQUIRE(report.warnings.size() == 1);
    CHECK_THAT(report.warnings[0], Catch::Contains("more than 2500"));
    annotations.items.resize(2500);
    CHECK(exportAnnotations(annotations, wav(), {}, folder / "copy.wav").warnings.empty());
}

TEST_CASE("Positions that 32 bits cannot hold, and other recordings, are refused", "[exchange][wav]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", noise(1000, 0.5f, 5), 44100);
    auto annotations =
        annotationsOf(folder / "a.wav", {{{SampleIndex{1} << 32, 0}, HitState::confirmed, 1.0f, "", ""}});
    CHECK_THROWS_WITH(writeWavWithCues(annotations, folder / "copy.wav"), Catch::Contains("4294967295"));
    annotations.items.clear();
    annotations.audio.samples = 999;
    CHECK_THROWS_WITH(exportAnnotations(annotations, wav(), {}, folder / "copy.wav"),
                      Catch::Contains("is not the recording"));
    CHECK_FALSE(std::filesystem::exists(folder / "copy.wav"));
}

TEST_CASE("Cue points of other programs are read", "[exchange][wav]")
{
    // Regions with their own text, ids out of order, Windows letters, a list before the cue points, a note.
    const auto list =
        "adtl" + chunk("ltxt", numbers({9, 40}) + "rgn " + numbers({0, 0}) + std::string("region\0", 7)) +
        chunk("labl", numbers({2}) + std::string("caf\xe9 \x80\0", 7)) +
        chunk("note", numbers({5}) + "just a note");
    const auto items =
        readBytes(wavBytes(chunk("LIST", list) +
                           chunk("cue ", numbers({3}) + cue(2, 0, 10) + cue(9, 1, 20) + cue(5, 2, 0))))
            .items;
    REQUIRE(items.size() == 3);
    CHECK(items[0] == Annotation{{10, 0}, HitState::confirmed, 1.0f, "caf\xc3\xa9 \xe2\x82\xac", ""});
    CHECK(items[1] == Annotation{{20, 40}, HitState::confirmed, 1.0f, "region", ""});
    CHECK(items[2] == Annotation{{0, 0}, HitState::confirmed, 1.0f, "just a note", ""});
    // Only the first position field filled in.
    const auto first = readBytes(wavBytes(chunk("cue ", numbers({2}) + cue(1, 30, 0) + cue(2, 60, 0)))).items;
    REQUIRE(first.size() == 2);
    CHECK(first[1].range.start == 60);
    // libsndfile's own.
    const TemporaryFolder folder;
    SF_INFO info{0, 8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0, 0};
    auto* const file = sf_open((folder / "a.wav").c_str(), SFM_WRITE, &info);
    SF_CUES cues{};
    cues.cue_count = 2;
    cues.cue_points[0] = {1, 11, 0x61746164, 0, 0, 11, "one"};
    cues.cue_points[1] = {2, 99, 0x61746164, 0, 0, 99, "two"};
    CHECK(sf_command(file, SFC_SET_CUE, &cues, sizeof(cues)) == SF_TRUE);
    const std::vector<short> silence(100);
    sf_write_short(file, silence.data(), 100);
    sf_close(file);
    const auto theirs = readWavCues(folder / "a.wav", {}).items;
    REQUIRE(theirs.size() == 2);
    CHECK(theirs[1].range == SampleRange{99, 0});
}

TEST_CASE("Cue points that share a text are read until the texts come to 64 MiB", "[exchange][wav]")
{
    const auto sharing = [](const std::string& kind, std::size_t count)
    {
        auto cues = numbers({count});
        for (std::size_t i = 0; i < count; ++i)
            cues += cue(1, i, i);
        const auto text = chunk(kind, numbers({1}) + std::string(100'000, 'x'));
        return readBytes(wavBytes(chunk("cue ", cues) + chunk("LIST", "adtl" + text))).items;
    };
    for (const auto* kind : {"labl", "note"})
    {
        const auto items = sharing(kind, 50);
        REQUIRE(items.size() == 50);
        CHECK(items[49].label == std::string(100'000, 'x'));
        CHECK_THROWS_AS(sharing(kind, 20'000), FileError);
        CHECK_THROWS_WITH(sharing(kind, 20'000),
                          Catch::Contains("a.wav: cue point 672: ") && Catch::Contains("more than 64 MiB"));
    }
}

TEST_CASE("Files whose chunks lie about their size are refused or read as far as they go", "[exchange][wav]")
{
    const auto refuses = [](const std::string& bytes, const std::string& reason)
    {
        INFO(reason);
        CHECK_THROWS_AS(readBytes(bytes), FileError);
        CHECK_THROWS_WITH(readBytes(bytes), Catch::Contains(reason));
    };
    refuses("", "is no WAV file");
    refuses("RIFF\4\0\0\0AVI LIST", "is no WAV file");
    refuses(std::string("RIFF\4\0\0\0WAVE", 12), "its format is not described");
    refuses(wavBytes("cue " + numbers({0xfffffff0, 1})), "'cue ' at byte");
    refuses(wavBytes("LIST" + numbers({0x7fffffff}) + "adtl"), "states 2147483647 bytes, 4 are left");
    refuses(wavBytes(chunk("cue ", numbers({0xffffffff}))), "states 4294967295 cue points");
    refuses(wavBytes(chunk("cue ", numbers({2}) + cue(1, 0, 0))), "states 2 cue points");
    refuses(wavBytes(chunk("cue ", "ab")), "states 0 cue points in a chunk of 2 bytes");
    std::string many;
    for (int i = 0; i < 100001; ++i)
        many += chunk("junk", "");
    refuses(wavBytes(many), "more than 100000 chunks");
    // A label that claims more than its list holds ends with the list; a recorder that was not stopped is no error.
    const auto items = readBytes(wavBytes(chunk("cue ", numbers({1}) + cue(1, 5, 5)) +
                                              chunk("LIST", "adtllabl" + numbers({0xffffffff, 1}) + "cut"),
                                          0xffffffff))
                           .items;
    REQUIRE(items.size() == 1);
    CHECK(items[0].label == "cut");
    CHECK(readBytes(wavBytes("tail" + numbers({0xffffffff}))).items.empty());

    const auto whole = wavBytes(chunk("cue ", numbers({1}) + cue(1, 5, 5)) +
                                chunk("LIST", "adtl" + chunk("labl", numbers({1}) + "x")));
    for (auto length = whole.size() - 60; length < whole.size(); ++length)
        for (const auto value : {0, 0x7f, 0xff})
        {
            auto changed = whole;
            changed[length] = static_cast<char>(value);
            std::size_t count = 0;
            for (const auto& bytes : {whole.substr(0, length), changed})
                try
                {
                    count = std::max(count, readBytes(bytes).items.size());
                }
                catch (const FileError&)
                {
                }
            CHECK(count <= 1);
        }
}
