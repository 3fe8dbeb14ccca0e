// docs/formats.md is made here, from the registry and from files that are written on the spot, so that it is true.
// After a change on purpose: REPRISE_WRITE_DOCS=1 build/release/bin/core_tests "The formats page*"

#include "exchange/Export.h"
#include "exchange/FormatTable.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** A mark, an occurrence with an odd label, a prediction and an instant. */
Annotations example()
{
    Annotations annotations;
    annotations.audio = {"/music/forest.flac", 48000, 2, 480000, "FLAC", "Signed 24 bit PCM",
                         "libsndfile-1.2.0"};
    annotations.audioSha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    annotations.items.resize(4);
    annotations.items[0] = {{48000, 24000}, HitState::confirmed, 1.0f, "", "wren", 0xe69f00, true};
    annotations.items[1] = {
        {144001, 24000}, HitState::confirmed, 1.0f, "=loud, \"close\"", "wren", 0xe69f00, false};
    annotations.items[2] = {{300007, 24000}, HitState::predicted, 0.8125f, "", "wren", 0xe69f00, false};
    annotations.items[3] = {{431999, 0}, HitState::confirmed, 1.0f, "door \xf0\x9f\x9a\xaa", "", {}, false};
    return annotations;
}

/** The file's content where it is text; nothing for what is not. */
std::string exampleOf(const Format& format, const TemporaryFolder& folder)
{
    if (format.holdsAudio || !format.write || format.unit == PositionUnit::ticks)
        return {};
    const auto file = folder / std::string(format.name);
    exportAnnotations(example(), format, {}, file);
    return readText(file);
}

std::string page(const TemporaryFolder& folder)
{
    std::string text =
        "# Formats\n\n"
        "Places in a recording can be taken to other programs and back. This page is written by a test from "
        "the "
        "formats\nthemselves (`Tests/core/exchange/FormatsPageTests.cpp`); the examples are files that were "
        "written "
        "and read back.\n\n"
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
                std::string(format.extensions.front()) + " | " + (format.read ? "yes" : "no") + " | " +
                (format.write ? "yes" : "no") + " | " + precisionOf(format) + " |\n";
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
