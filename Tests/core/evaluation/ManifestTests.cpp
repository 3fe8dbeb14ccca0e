#include "base/Errors.h"
#include "evaluation/Manifest.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
const std::string good =
    R"({"version": 1, "tasks": [{"id": "a", "track": "phrases", "audio": "a.wav", "quick": true,
  "query": {"start": 1.5, "length": 2}, "snr_tier": "low", "alteration": "mild",
  "occurrences": [{"start": 1.5, "length": 2, "query": true}, {"start": 7, "length": 2}],
  "ignore": [{"start": 3, "length": 0.5, "reason": "cut"}]}]})";

std::string with(const std::string& from, const std::string& to)
{
    auto text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
}
} // namespace

TEST_CASE("A manifest is read with paths relative to its folder", "[evaluation][manifest]")
{
    const TemporaryFolder folder;
    writeText(folder / "m.json", good);
    const auto manifest = readManifest(folder / "m.json");
    REQUIRE(manifest.tasks.size() == 1);
    const auto& task = manifest.tasks[0];
    CHECK(task.id == "a");
    CHECK(task.audio == folder / "a.wav");
    CHECK(task.query.start == 1.5);
    CHECK(task.occurrences.at(0).isQuery);
    CHECK_FALSE(task.occurrences.at(1).isQuery);
    CHECK(task.ignored.at(0).length == 0.5);
    CHECK(task.snrTier == "low");
    CHECK(task.alteration == "mild");
    CHECK(task.quick);
}

TEST_CASE("Whatever is wrong in a manifest is named with its place", "[evaluation][manifest]")
{
    const TemporaryFolder folder;
    const auto refuses = [&](const std::string& text, const std::string& reason)
    {
        INFO(reason);
        writeText(folder / "m.json", text);
        CHECK_THROWS_AS(readManifest(folder / "m.json"), FileError);
        CHECK_THROWS_WITH(readManifest(folder / "m.json"),
                          Catch::Contains("m.json") && Catch::Contains(reason));
    };
    refuses("", "not valid JSON");
    refuses("{", "not valid JSON");
    refuses("[]", "must be a JSON object");
    refuses("{}", "\"tasks\" is missing");
    refuses(R"({"tasks": 3})", "\"tasks\" must be a list");
    refuses(with("\"version\": 1", "\"version\": 2"), "version 2 cannot be read");
    refuses(with("\"id\": \"a\"", "\"name\": \"a\""), "tasks 1: the field \"id\" is missing");
    refuses(with("\"a.wav\"", "17"), "\"audio\" must be a text");
    refuses(with("\"start\": 7", "\"start\": -7"), "tasks 1, occurrences 2: \"start\" must be a number");
    refuses(with("\"start\": 7", "\"start\": \"7\""), "occurrences 2");
    refuses(with("\"start\": 7", "\"start\": 1e999"), "not valid JSON");
    refuses(with("{\"start\": 1.5, \"length\": 2},", "[],"), "query: must be a JSON object");
    CHECK_THROWS_WITH(readManifest(folder / "missing.json"), Catch::Contains("no such file"));
    CHECK_THROWS_WITH(readManifest(folder.path), Catch::Contains("not a regular file"));
}

TEST_CASE("Two tasks may not share an id", "[evaluation][manifest]")
{
    const TemporaryFolder folder;
    const auto task = good.substr(good.find("[{\"id\"") + 1);
    const auto one = task.substr(0, task.rfind("]}"));
    writeText(folder / "m.json", "{\"tasks\": [" + one + "," + one + "]}");
    CHECK_THROWS_WITH(readManifest(folder / "m.json"), Catch::Contains("used twice"));
}
