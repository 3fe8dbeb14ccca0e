// The promise kept here: a session that was written is read back as it was, and a file that is damaged, from
// elsewhere or from a later version is refused with its place instead of being guessed at.

#include "session/SessionFile.h"

#include "base/Errors.h"
#include "support/Sessions.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>

using namespace reprise;
using namespace reprise::test;
namespace fs = std::filesystem;

namespace
{
SessionDocument randomSession(std::uint32_t seed, int steps = 80)
{
    RandomActions random(seed);
    SessionDocument document(someAudio());
    for (int i = 0; i < steps; ++i)
    {
        try
        {
            document.perform(random.next(document));
        }
        catch (const Error&)
        {
            // One in ten is not allowed.
        }
        if (random.below(8) == 0)
            document.undo();
    }
    for (const auto& sound : document.sounds())
        if (random.below(2) == 0)
            document.setPredicted(
                sound.id, {{{5, 7}, HitState::predicted, 0.1f}, {{90, 7}, HitState::predicted, 1.0f}});
    return document;
}

void checkEqual(const SessionDocument& a, const SessionDocument& b)
{
    CHECK(a.sounds() == b.sounds());
    CHECK(std::equal(a.history().begin(), a.history().end(), b.history().begin(), b.history().end()));
    CHECK(a.done() == b.done());
    CHECK(a.nextIds() == b.nextIds());
    CHECK(a.audio().sha256 == b.audio().sha256);
    CHECK(a.audio().info.path == b.audio().info.path);
    for (const auto& sound : a.sounds())
    {
        CHECK(a.hasPredicted(sound.id) == b.hasPredicted(sound.id));
        REQUIRE(a.predicted(sound.id).size() == b.predicted(sound.id).size());
        for (std::size_t i = 0; i < a.predicted(sound.id).size(); ++i)
        {
            CHECK(a.predicted(sound.id)[i].excerpt == b.predicted(sound.id)[i].excerpt);
            CHECK(a.predicted(sound.id)[i].confidence == b.predicted(sound.id)[i].confidence);
        }
    }
}

const std::string place = "/sessions/s.reprise";

/** A small session with one thing in its JSON changed. */
std::string altered(const std::function<void(nlohmann::json&)>& change)
{
    SessionDocument document(someAudio());
    document.perform(AddSound{someSound()});
    document.perform(Judge{1, {someHit(100000)}});
    document.perform(LabelHit{1, 1, "first"});
    document.undo();
    document.setPredicted(1, {{{200000, 22050}, HitState::predicted, 0.9f}});
    auto json = nlohmann::json::parse(toSessionJson(document, place));
    change(json);
    return json.dump();
}

void checkRefused(const std::function<void(nlohmann::json&)>& change, const std::string& reason)
{
    CHECK_THROWS_WITH(sessionFromJson(altered(change), place),
                      Catch::StartsWith(place + ": ") && Catch::Contains(reason));
}
} // namespace

TEST_CASE("Any session is read back as it was written, and written again to the same bytes",
          "[session][sessionfile]")
{
    for (std::uint32_t seed = 1; seed <= 30; ++seed)
    {
        const auto document = randomSession(seed);
        const auto text = toSessionJson(document, place);
        const auto stored = sessionFromJson(text, place);
        checkEqual(stored.document, document);
        CHECK(toSessionJson(stored.document, place, stored.unknown) == text);
    }
}

TEST_CASE("Confidences are read back to the last bit and written with few digits", "[session][sessionfile]")
{
    SessionDocument document(someAudio());
    document.perform(AddSound{someSound()});
    std::mt19937 random(1);
    for (int i = 0; i < 1000; ++i)
    {
        auto hit = someHit(5);
        hit.confidence = static_cast<float>(random()) / 4294967296.0f / static_cast<float>(1 << (i % 30));
        document.perform(Judge{1, {hit}});
    }
    const auto text = toSessionJson(document, place);
    CHECK(sessionFromJson(text, place).document.sounds() == document.sounds());
    CHECK(text.find("\"threshold\": 0.55,") != std::string::npos);
}

TEST_CASE("Sessions satisfy their schema, and the schema notices what they lack", "[session][sessionfile]")
{
    const TemporaryFolder folder;
    const auto check = [&](const std::string& files)
    {
        return std::system((REPRISE_SCHEMA_CHECK " " REPRISE_SCHEMA_DIR "/session.schema.json " + files +
                            " > " + (folder / "said").string() + " 2>&1")
                               .c_str());
    };
    std::string files;
    for (std::uint32_t seed = 1; seed <= 8; ++seed)
    {
        const auto file = folder / ("s" + std::to_string(seed));
        writeText(file, toSessionJson(randomSession(seed), file));
        files += " " + file.string();
    }
    const auto good = check(files);
    INFO(readText(folder / "said"));
    CHECK(good == 0);

    writeText(folder / "a", altered([](auto& json) { json["history"][1].erase("hits"); }));
    writeText(folder / "b", altered([](auto& json) { json["sounds"][0]["hits"][0]["answer"] = "maybe"; }));
    CHECK(check((folder / "a").string()) != 0);
    CHECK(readText(folder / "said").find("history/1") != std::string::npos);
    CHECK(check((folder / "b").string()) != 0);
}

TEST_CASE("Fields of others are kept where they were", "[session][sessionfile]")
{
    const auto text = altered(
        [](auto& json)
        {
            json["studio"] = {{"take", 3}};
            json["audio"]["reel"] = "A";
            json["sounds"][0]["group"] = "percussion";
            json["sounds"][0]["hits"][0]["note"] = {1, 2};
            json["sounds"][0]["hits"][0]["asked"]["by"] = "Ann";
            json["sounds"][0]["query"]["bar"] = 3;
            json["sounds"][0]["method"]["paper"]["why"] = nullptr;
            json["history"][0]["mood"] = "good";
            json["history"][1]["hits"][0]["room"] = 7;
            json["history"][2]["mood"] = "bad";
            json["predicted"]["1"][0]["shade"] = 0.5;
        });
    auto stored = sessionFromJson(text, place);
    CHECK(nlohmann::json::parse(toSessionJson(stored.document, place, stored.unknown)) ==
          nlohmann::json::parse(text));
    stored.document.perform(Judge{1, {someHit(200000)}});
    const auto again = nlohmann::json::parse(toSessionJson(stored.document, place, stored.unknown));
    CHECK(again["studio"]["take"] == 3);
    CHECK(again["audio"]["reel"] == "A");
    CHECK(again["sounds"][0]["group"] == "percussion");
    CHECK(again["sounds"][0]["hits"][0]["note"] == nlohmann::json{1, 2});
    CHECK_FALSE(again["sounds"][0]["hits"][1].contains("note"));
    CHECK(again["sounds"][0]["query"]["bar"] == 3);
    CHECK(again["sounds"][0]["method"]["paper"].contains("why"));
    CHECK(again["history"][0]["mood"] == "good");
    CHECK(again["history"][1]["hits"][0]["room"] == 7);
    CHECK_FALSE(again["history"][2].contains("mood")); // another action stands there now
    CHECK_FALSE(again["predicted"].contains("1"));     // not known any more
}

TEST_CASE("Very many fields of others take little time", "[session][sessionfile]")
{
    const auto text = altered(
        [](auto& json)
        {
            auto& sound = json["sounds"][0];
            for (auto* object : {&json, &json["audio"], &sound, &sound["hits"][0], &json["history"][0],
                                 &json["predicted"]["1"][0]})
                for (int i = 0; i < 40'000; ++i)
                    (*object)["mine" + std::to_string(i)] = i;
        });
    const auto begin = std::chrono::steady_clock::now();
    const auto stored = sessionFromJson(text, place);
    const auto again = toSessionJson(stored.document, place, stored.unknown);
    // A look at every key for each key takes minutes.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
    CHECK(nlohmann::json::parse(again) == nlohmann::json::parse(text));
}

TEST_CASE("What is wrong with a session file is named with its place", "[session][sessionfile]")
{
    using Json = nlohmann::json;
    REQUIRE_NOTHROW(sessionFromJson(altered([](Json&) {}), place));
    checkRefused([](Json& j) { j["version"] = 2; }, "newer version of Reprise (format version 2");
    checkRefused([](Json& j) { j["format"] = "reprise.events"; }, "is no Reprise session");
    checkRefused([](Json& j) { j.erase("history"); }, "\"history\" is missing");
    checkRefused([](Json& j) { j["done"] = 4; }, "\"done\" must be a whole number from 0 to 3");
    checkRefused([](Json& j) { j["history"][1]["action"] = "guess"; }, "history 2: the action 'guess'");
    checkRefused([](Json& j) { j["history"][1]["sound"] = 5; }, "action 2 (Answer yes): there is no sound");
    checkRefused([](Json& j) { j["history"][1]["hits"][0]["start"] = 1e308; }, "must be a whole number");
    checkRefused([](Json& j) { j["history"][1]["hits"][0]["start"] = -5; }, "must be a whole number");
    checkRefused([](Json& j) { j["history"][1]["hits"][0]["start"] = 440000; }, "lie in the recording");
    checkRefused([](Json& j) { j["history"][0]["sound"]["method"]["method"] = "magic"; },
                 "'magic' is unknown");
    checkRefused([](Json& j) { j["history"][0]["sound"]["colour"] = "red"; }, "six hexadecimal digits");
    checkRefused([](Json& j) { j["history"][0]["sound"]["budget"] = 0; }, "at least 1 is needed");
    checkRefused([](Json& j) { j["sounds"][0]["name"] = "gong"; }, "sounds 1 contradicts the history");
    checkRefused([](Json& j) { j["sounds"][0]["hits"][0]["answer"] = "no"; },
                 "sounds 1, hits 1 contradicts the history");
    checkRefused([](Json& j) { j["sounds"] = Json::array(); }, "has 0 sounds, the history leads to 1");
    checkRefused([](Json& j) { j["done"] = 3; }, "sounds 1, hits 1 contradicts");
    checkRefused([](Json& j) { j["nextHit"] = 1; }, "given already");
    checkRefused([](Json& j) { j["nextHit"] = 1, j["nextSound"] = 1; }, "larger than every number");
    checkRefused([](Json& j) { j["predicted"]["2"] = Json::array(); }, "no sound with the number \"2\"");
    checkRefused([](Json& j) { j["predicted"]["1"][0]["confidence"] = 0.1; }, "below its threshold");
    checkRefused([](Json& j) { j["audio"]["sha256"] = "abc"; }, "64 hexadecimal digits");
    checkRefused([](Json& j) { j["audio"]["samples"] = 0; }, "\"samples\" must be a whole number from 1");
    checkRefused([](Json& j) { j["audio"]["file"] = std::string("a\0b", 3); }, "holds a NUL");

    CHECK_THROWS_WITH(sessionFromJson("{\"format\": \"a\", \"format\": \"b\"}", place),
                      Catch::Contains("has the key \"format\" twice"));
    CHECK_THROWS_WITH(sessionFromJson(std::string(100000, '['), place), Catch::Contains("nests deeper"));
    CHECK_THROWS_WITH(sessionFromJson("{\"format\": NaN}", place), Catch::Contains("not valid JSON"));
    CHECK_THROWS_WITH(sessionFromJson("[]", place), Catch::Contains("must be a JSON object"));
    CHECK_THROWS_WITH(readSession("/dev/zero"), Catch::Contains("not a regular file"));
    CHECK_THROWS_WITH(readSession("/no/such.reprise"), Catch::Contains("no such file"));
}

TEST_CASE("A session file cut anywhere is refused", "[session][sessionfile]")
{
    const auto text = toSessionJson(randomSession(3, 20), place);
    for (std::size_t length = 0; length + 2 < text.size(); length += 13)
        REQUIRE_THROWS_AS(sessionFromJson(text.substr(0, length), place), FileError);
}

TEST_CASE("The audio is named as seen from the session, whatever the name", "[session][sessionfile]")
{
    const TemporaryFolder folder;
    fs::create_directories(folder / "project/audio");
    fs::create_directories(folder / "project/sessions");
    for (const std::string name : {"so ng.wav", "\xe2\x99\xab \"x\"\n.wav", "latin\xe9.wav"})
    {
        auto audio = someAudio();
        audio.info.path = folder / "project/audio" / name;
        const auto file = folder / "project/sessions/s.reprise";
        const auto text = toSessionJson(SessionDocument(audio), file);
        CHECK(nlohmann::json::parse(text)["audio"]["file"].get<std::string>().starts_with("../audio/"));
        const auto back = sessionFromJson(text, file).document.audio();
        CHECK(fs::weakly_canonical(back.info.path) == fs::weakly_canonical(audio.info.path));
        CHECK(back.hint.empty());
        // The folder moved: the audio is looked for beside it, and where it was.
        const auto moved = sessionFromJson(text, "/elsewhere/sessions/s.reprise").document;
        CHECK(moved.audio().info.path == fs::path("/elsewhere/audio") / name);
        CHECK(moved.audio().hint == fs::weakly_canonical(audio.info.path));
        // Saving there keeps the hint.
        CHECK(sessionFromJson(toSessionJson(moved, "/elsewhere/sessions/s.reprise"),
                              "/elsewhere/sessions/s.reprise")
                  .document.audio()
                  .hint == moved.audio().hint);
    }
}

TEST_CASE("A session of a hundred thousand answers is written and read", "[session][sessionfile]")
{
    SessionDocument document(someAudio());
    document.perform(AddSound{someSound()});
    for (SampleIndex i = 0; i < 100000; ++i)
        document.perform(Judge{1, {someHit(i)}});
    const auto text = toSessionJson(document, place);
    CHECK(sessionFromJson(text, place).document.sounds() == document.sounds());
}
