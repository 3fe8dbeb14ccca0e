// docs/formats.md is made here, from the registry and from files that are written on the spot, so that it is true.
// After a change on purpose: REPRISE_WRITE_DOCS=1 build/release/bin/core_tests "The formats page*"

#include "audio/AudioFile.h"
#include "exchange/Export.h"
#include "exchange/FormatTable.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** A mark, an occurrence with an odd label, a prediction and an instant. */
Annotations example()
{
    Annotations annotations;
    annotations.audio = {"/music/forest.flac", 48000, 2, 480000, "FLAC", "Signed 24 bit PCM",
                         "libsndfile-1.2.0",   0};
    annotations.audioSha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    annotations.items.resize(4);
    annotations.items[0] = {{48000, 24000}, HitState::confirmed, 1.0f, "", "wren", 0xe69f00, true};
    annotations.items[1] = {
        {144001, 24000}, HitState::confirmed, 1.0f, "=loud, \"close\"", "wren", 0xe69f00, false};
    annotations.items[2] = {{300007, 24000}, HitState::predicted, 0.8125f, "", "wren", 0xe69f00, false};
    annotations.items[3] = {{431999, 0}, HitState::confirmed, 1.0f, "door \xf0\x9f\x9a\xaa", "", {}, false};
    return annotations;
}

/** The same places in a recording that is there, for formats that hold audio. */
Annotations exampleWithAudio(const TemporaryFolder& folder)
{
    auto annotations = example();
    const auto file = folder / "forest.wav";
    writeAudio(file, noise(static_cast<std::size_t>(annotations.audio.samples), 0.1f, 1), 48000, 1,
               SF_FORMAT_WAV | SF_FORMAT_PCM_24);
    annotations.audio = AudioFile(file).info();
    annotations.audioSha256 = sha256OfFile(file);
    return annotations;
}

/** Bytes as `hexdump -C` shows them: place, 16 bytes, letters. */
std::string hexDump(std::string_view bytes)
{
    constexpr std::size_t width = 16;
    std::string text;
    char number[24];
    for (std::size_t at = 0; at < bytes.size(); at += width)
    {
        const auto row = bytes.substr(at, width);
        std::snprintf(number, sizeof number, "%04zx ", at);
        text += number;
        for (std::size_t i = 0; i < width; ++i)
        {
            std::snprintf(number, sizeof number, " %02x",
                          i < row.size() ? static_cast<unsigned>(static_cast<unsigned char>(row[i])) : 0u);
            text += i < row.size() ? number : "   ";
        }
        text += "  ";
        for (const auto c : row)
            text += c >= ' ' && c <= '~' ? c : '.';
        text += '\n';
    }
    return text;
}

/** The chunks of a WAV file, with the bytes of those that say where something is. */
std::string chunkList(const std::string& bytes)
{
    const auto number = [&](std::size_t at)
    {
        std::size_t value = 0;
        for (std::size_t i = 4; i-- > 0;)
            value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
        return value;
    };
    std::string text;
    constexpr std::size_t headSize = 12, chunkHead = 8;
    for (auto at = headSize; at + chunkHead <= bytes.size();)
    {
        const auto id = bytes.substr(at, 4);
        const auto size = number(at + 4);
        text += "'" + id + "', " + std::to_string(size) + " bytes\n";
        if (id == "cue " || id == "LIST")
            text += hexDump(std::string_view(bytes).substr(at + chunkHead, size));
        at += chunkHead + size + size % 2;
    }
    return text;
}

/** The audio files of a folder and what libsndfile says of each. */
std::string fileList(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::string text;
    for (const auto& file : files)
    {
        const auto info = AudioFile(file).info();
        text += file.filename().string() + "  " + std::to_string(info.samples) + " samples, " +
                std::to_string(info.sampleRateHz) + " Hz, " + info.encoding + "\n";
    }
    return text;
}

/** What the export is, for people: the text, or what its bytes are. */
std::string exampleOf(const Format& format, const TemporaryFolder& folder)
{
    if (!format.write)
        return {};
    const auto file = folder / ("out-" + std::string(format.name));
    exportAnnotations(format.holdsAudio ? exampleWithAudio(folder) : example(), format, {}, file);
    if (format.output == OutputKind::folder)
        return fileList(file);
    if (format.holdsAudio)
        return chunkList(readText(file));
    const auto bytes = readText(file);
    return format.unit == PositionUnit::ticks ? hexDump(bytes) : bytes;
}

std::string page(const TemporaryFolder& folder)
{
    std::string text =
        "# Formats\n\n"
        "Places in a recording can be taken to other programs and back. This page is written by a test from "
        "the "
        "formats\nthemselves (`Tests/core/exchange/FormatsPageTests.cpp`); the examples are files that were "
        "written "
        "and read back,\nbinary ones as hexadecimal bytes.\n\n"
        "- Every export is read back and compared before its file gets its name. A difference is an error, "
        "and no "
        "file is\n  left behind.\n"
        "- Sample positions at the recording's own rate are the truth. Seconds are rounded from them, always "
        "with a "
        "dot; nine\n  decimals bring every sample back at every rate. Where a format cannot hold the "
        "precision, the "
        "export says by how\n  much positions are off.\n"
        "- Files are UTF-8 without a byte order mark, lines end with LF. Readers take CRLF, a byte order "
        "mark and "
        "decimal\n  commas as well.\n"
        "- A format with one text for each place writes the label, or the sound's name where there is no "
        "label.\n"
        "- Positions in files of lossy codecs (MP3, Ogg Vorbis, Opus) are those of the decoder that is "
        "named; the "
        "export says\n  what is known about its start delay.\n\n"
        "| format | extension | reads | writes | positions |\n| --- | --- | --- | --- | --- |\n";
    for (const auto& format : exchangeFormats())
        text += "| `" + std::string(format.name) + "`: " + std::string(format.title) + " | " +
                (format.output == OutputKind::folder ? "a folder" : std::string(format.extensions.front())) +
                " | " + (format.read ? "yes" : "no") + " | " + (format.write ? "yes" : "no") + " | " +
                precisionOf(format) + " |\n";
    for (const auto& format : exchangeFormats())
        text += "\n" + formatSection(format, exampleOf(format, folder));
    return text;
}
} // namespace

TEST_CASE("The formats page shows what is written", "[exchange][formats]")
{
    const TemporaryFolder folder;
    const auto text = page(folder);
    const std::filesystem::path file = REPRISE_DOCS_DIR "/formats.md";
    if (std::getenv("REPRISE_WRITE_DOCS") != nullptr)
        writeText(file, text);
    CHECK(readText(file) == text);
}
