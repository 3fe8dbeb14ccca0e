#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("A file is written whole and leaves nothing else behind", "[base][files]")
{
    const TemporaryFolder folder;
    writeFileAtomically(folder / "a.json", "first");
    writeFileAtomically(folder / "a.json", "second");
    CHECK(readText(folder / "a.json") == "second");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
}

TEST_CASE("A name as long as the file system allows can be written", "[base][files]")
{
    const TemporaryFolder folder;
    const std::string name(255, 'n');
    writeFileAtomically(folder / name, "content");
    CHECK(readText(folder / name) == "content");
}

TEST_CASE("What cannot be written is named with the reason", "[base][files]")
{
    const TemporaryFolder folder;
    CHECK_THROWS_WITH(writeFileAtomically(folder / "no/such/a.json", ""),
                      Catch::Contains("folder does not exist"));
    CHECK_THROWS_WITH(requireWritable(folder.path), Catch::Contains("is a folder"));
    CHECK_THROWS_AS(requireWritable(""), OutputError);
    CHECK_THROWS_AS(writeFileAtomically("/proc/reprise.json", ""), OutputError);
}

TEST_CASE("A symbolic link keeps its target and a file its permissions", "[base][files]")
{
    const TemporaryFolder folder;
    writeText(folder / "target", "old");
    std::filesystem::permissions(folder / "target", std::filesystem::perms(0640));
    std::filesystem::create_symlink("target", folder / "link");
    writeFileAtomically(folder / "link", "new");
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(readText(folder / "target") == "new");
    CHECK(std::filesystem::status(folder / "target").permissions() == std::filesystem::perms(0640));
}

TEST_CASE("A link that nobody chose is replaced and not followed", "[base][files]")
{
    const TemporaryFolder folder;
    writeText(folder / "target", "old");
    for (const auto* target : {"target", "not there", "."})
    {
        std::filesystem::remove(folder / "link");
        std::filesystem::create_symlink(target, folder / "link");
        writeFileAtomically(folder / "link", "new", Links::replace);
        CHECK_FALSE(std::filesystem::is_symlink(folder / "link"));
        CHECK(readText(folder / "link") == "new");
    }
    CHECK(readText(folder / "target") == "old");
    CHECK_FALSE(std::filesystem::exists(folder / "not there"));
}

TEST_CASE("Devices and files that are also read are not written", "[base][files]")
{
    const TemporaryFolder folder;
    writeText(folder / "a", "x");
    CHECK_THROWS_WITH(requireWritable("/dev/null"), Catch::Contains("device or pipe"));
    CHECK_THROWS_WITH(requireDistinct(folder / "a", {folder / "b", folder / "." / "a"}),
                      Catch::Contains("also read"));
    CHECK_NOTHROW(requireDistinct(folder / "new", {folder / "a", ""}));
}
