#include "base/Errors.h"
#include "exchange/EventsJson.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>

using namespace reprise;

namespace
{
EventList exampleList()
{
    EventList list;
    list.audio = {"/music/\xff odd \"name\".wav", 44100, 2, 100000, "WAV", "PCM", "decoder 1.0"};
    list.audioSha256 = "00ff";
    list.query = {44100, 22050};
    list.events = {{{{44100, 22050}, HitState::confirmed, 1.0f}, "call"},
                   {{{70000, 22050}, HitState::predicted, 0.123456f}, "tab\t\"quote\" \xe2\x9c\x93"}};
    return list;
}
} // namespace

TEST_CASE("Events hold samples as the truth and seconds derived from them", "[exchange][events]")
{
    const auto json = nlohmann::json::parse(toEventsJson(exampleList()));
    CHECK(json.at("format") == "reprise.events");
    CHECK(json.at("version") == 1);
    CHECK(json.at("audio").at("sampleRate") == 44100);
    CHECK(json.at("audio").at("samples") == 100000);
    CHECK(json.at("audio").at("sha256") == "00ff");
    CHECK(json.at("query").at("sample") == 44100);
    const auto& event = json.at("events").at(1);
    CHECK(event.at("sample") == 70000);
    CHECK(event.at("endSample") == 92050);
    CHECK(event.at("time").get<double>() == 1.587301587); // 9 decimals
    CHECK(event.at("duration").get<double>() == 0.5);
    CHECK(event.at("confidence").get<double>() == 0.1235);
    CHECK(event.at("state") == "predicted");
    CHECK(event.at("label") == "tab\t\"quote\" \xe2\x9c\x93");
}

TEST_CASE("What is left is said only where it is known", "[exchange][events]")
{
    auto list = exampleList();
    CHECK_FALSE(nlohmann::json::parse(toEventsJson(list)).contains("left"));
    list.left = LeftEstimate{3.14159, 1, 6};
    const auto left = nlohmann::json::parse(toEventsJson(list)).at("left");
    CHECK(left.at("expected").get<double>() == 3.14);
    CHECK(left.at("low") == 1);
    CHECK(left.at("high") == 6);
}

TEST_CASE("Why an event was taken is said where it is known", "[exchange][events][why]")
{
    auto list = exampleList();
    CHECK_FALSE(nlohmann::json::parse(toEventsJson(list)).at("events").at(1).contains("why"));
    // A no in this file, and a yes in the file of --like.
    list.evidence = {{{1000, 22050}, Answer::no}, {{200000, 22050}, Answer::yes}};
    list.events[1].why = {
        {{"levels", 0.123456f}}, {{0.25, 0.5, 200.0, 600.0, -0.5f}}, {{-1, 0.75f}, {0, -0.5f}, {1, 0.25f}}};
    const auto events = nlohmann::json::parse(toEventsJson(list)).at("events");
    CHECK_FALSE(events.at(0).contains("why"));
    const auto& why = events.at(1).at("why");
    CHECK(why.at("kinds") == nlohmann::json::parse(R"([{"kind": "levels", "share": 0.1235}])"));
    CHECK(why.at("parts") ==
          nlohmann::json::parse(R"([{"from": 0.25, "to": 0.5, "fromHz": 200, "toHz": 600, "share": -0.5}])"));
    CHECK(why.at("answers") == nlohmann::json::parse(R"([{"answer": "mark", "sample": 44100, "share": 0.75},
                                                        {"answer": "no", "sample": 1000, "share": -0.5},
                                                        {"answer": "yes", "share": 0.25}])"));
}

TEST_CASE("A file name that is not UTF-8 still gives valid JSON", "[exchange][events]")
{
    const auto json = nlohmann::json::parse(toEventsJson(exampleList()));
    CHECK(json.at("audio").at("file").get<std::string>().find("odd \"name\".wav") != std::string::npos);
}

TEST_CASE("The same list gives the same bytes and no event gives an empty list", "[exchange][events]")
{
    CHECK(toEventsJson(exampleList()) == toEventsJson(exampleList()));
    auto list = exampleList();
    list.events.clear();
    CHECK(nlohmann::json::parse(toEventsJson(list)).at("events").empty());
}

namespace
{
/** Query, a yes, a prediction and a no. */
EventList learnedList()
{
    EventList list;
    list.audio = {"/music/song.wav", 48000, 2, 100000, "WAV", "PCM", "decoder 1.0"};
    list.audioSha256 = "00ff";
    list.query = {2000, 1000};
    list.events = {{{{2000, 1000}, HitState::confirmed, 1.0f}, ""},
                   {{{5000, 1000}, HitState::predicted, 0.6f}, ""},
                   {{{7000, 1000}, HitState::rejected, 0.0f}, ""},
                   {{{9000, 1200}, HitState::confirmed, 1.0f}, ""}};
    return list;
}
} // namespace

TEST_CASE("What was learned is read back from the events", "[exchange][events]")
{
    const test::TemporaryFolder folder;
    test::writeText(folder / "events.json", toEventsJson(learnedList()));
    const auto sound = readLearnedSound(folder / "events.json");
    CHECK(sound.audio == folder / "song.wav");
    CHECK(sound.audioSha256 == "00ff");
    CHECK(sound.sampleRateHz == 48000);
    CHECK(sound.query == SampleRange{2000, 1000});
    CHECK(sound.judgements ==
          std::vector<Judgement>{{{7000, 1000}, Answer::no}, {{9000, 1200}, Answer::yes}});
}

TEST_CASE("Events found by examples claim no query of their own and can be learned from",
          "[exchange][events]")
{
    auto list = learnedList();
    list.like = LearnedSound{"/other/first.wav", "abcd", 44100, {123456789, 4410}, {}};
    const auto text = toEventsJson(list);
    const auto json = nlohmann::json::parse(text);
    CHECK_FALSE(json.contains("query"));
    CHECK(json.at("like").at("file") == "first.wav");
    CHECK(json.at("like").at("sha256") == "abcd");
    CHECK(json.at("like").at("sampleRate") == 44100);
    CHECK(json.at("like").at("query").at("sample") == 123456789);
    CHECK(json.at("like").at("query").at("duration") == 0.1);

    const test::TemporaryFolder folder;
    test::writeText(folder / "events.json", text);
    const auto sound = readLearnedSound(folder / "events.json");
    CHECK(sound.query == SampleRange{2000, 1000}); // the first confirmed
    CHECK(sound.judgements.size() == 2);

    list.events = {{{{7000, 1000}, HitState::rejected, 0.0f}, ""}};
    test::writeText(folder / "events.json", toEventsJson(list));
    CHECK_THROWS_WITH(readLearnedSound(folder / "events.json"), Catch::Contains("no confirmed event"));
}

TEST_CASE("Events satisfy their schema, and the schema notices what they lack", "[exchange][events]")
{
    const test::TemporaryFolder folder;
    const auto check = [&](const std::string& text)
    {
        test::writeText(folder / "events.json", text);
        return std::system((REPRISE_SCHEMA_CHECK " " REPRISE_SCHEMA_DIR "/events.schema.json '" +
                            (folder / "events.json").string() + "' >'" + (folder / "said").string() +
                            "' 2>&1")
                               .c_str());
    };
    auto list = learnedList();
    list.audioSha256 = std::string(64, '0');
    list.left = LeftEstimate{3.14159, 1, 6};
    list.events[0].sound = "bird";
    list.events[0].colour = 0xff8000;
    list.events[0].isQuery = true;
    ExportOptions options;
    options.offsetSamples = 5;
    options.frameRate = 25.0;
    options.grid = TempoGrid{};
    const auto good = check(toEventsJson(list, options));
    INFO(test::readText(folder / "said"));
    CHECK(good == 0);
    auto broken = nlohmann::json::parse(toEventsJson(list));
    broken["events"][1]["state"] = "maybe";
    CHECK(check(broken.dump()) != 0);
    CHECK(test::readText(folder / "said").find("events/1/state") != std::string::npos);
}

TEST_CASE("Events that nest without end are refused", "[exchange][events]")
{
    const test::TemporaryFolder folder;
    test::writeText(folder / "a.json", "{\"format\": \"reprise.events\", \"mine\": " +
                                           std::string(100000, '[') + std::string(100000, ']') + "}");
    CHECK_THROWS_WITH(readEvents(folder / "a.json", {}), Catch::Contains("nests deeper than 64 levels"));
    CHECK_THROWS_WITH(readLearnedSound(folder / "a.json"), Catch::Contains("nests deeper than 64 levels"));
}

TEST_CASE("Whatever is wrong in an events file is named with its place", "[exchange][events]")
{
    const test::TemporaryFolder folder;
    const auto path = folder / "events.json";
    using Json = nlohmann::json;
    const auto problem = [&](const std::function<void(Json&)>& change)
    {
        auto json = Json::parse(toEventsJson(learnedList()));
        change(json);
        test::writeText(path, json.dump());
        try
        {
            readLearnedSound(path);
        }
        catch (const FileError& e)
        {
            return std::string(e.what());
        }
        return std::string("nothing was refused");
    };
    const auto check = [&](const std::string& text, const std::function<void(Json&)>& change)
    {
        const auto message = problem(change);
        INFO(message);
        CHECK(message.starts_with(path.string()));
        CHECK(message.find(text) != std::string::npos);
    };
    check("format is \"reprise.results\"", [](Json& j) { j["format"] = "reprise.results"; });
    check("\"format\" is missing", [](Json& j) { j.erase("format"); });
    check("version 2 cannot be read; version 1 is known", [](Json& j) { j["version"] = 2; });
    check("\"audio\" is missing", [](Json& j) { j.erase("audio"); });
    check("audio: must be a JSON object", [](Json& j) { j["audio"] = "song.wav"; });
    check("audio: \"file\" must be a text", [](Json& j) { j["audio"]["file"] = 3; });
    check("audio: the field \"sha256\" is missing", [](Json& j) { j["audio"].erase("sha256"); });
    check("\"sampleRate\" must be a whole number from 1", [](Json& j) { j["audio"]["sampleRate"] = 0; });
    check("it is 44100.5", [](Json& j) { j["audio"]["sampleRate"] = 44100.5; });
    check("\"samples\" must be", [](Json& j) { j["audio"]["samples"] = -1; });
    check("holds no confirmed event",
          [](Json& j)
          {
              j.erase("query");
              j["events"].erase(3);
              j["events"].erase(0);
          });
    check("more than one sound",
          [](Json& j)
          {
              j["events"][0]["sound"] = "bird";
              j["events"][1]["sound"] = "bell";
          });
    check("query: \"sample\" must be a whole number from 0 to 99999; it is -5",
          [](Json& j) { j["query"]["sample"] = -5; });
    check("query: \"endSample\" must be a whole number from 2001 to 100000",
          [](Json& j) { j["query"]["endSample"] = 2000; });
    check("18446744073709551615", [](Json& j) { j["query"]["sample"] = 18446744073709551615ull; });
    check("\"events\" must be a list", [](Json& j) { j["events"] = 1; });
    check("events 2: \"endSample\"", [](Json& j) { j["events"][1]["endSample"] = 100001; });
    check("events 3: the state 'maybe' is unknown", [](Json& j) { j["events"][2]["state"] = "maybe"; });
    check("events 4: must be a JSON object", [](Json& j) { j["events"][3] = nullptr; });
    check("must be a JSON object", [](Json& j) { j = Json::array(); });

    test::writeText(path, "{");
    CHECK_THROWS_WITH(readLearnedSound(path), Catch::Contains("is not valid JSON"));
    CHECK_THROWS_WITH(readLearnedSound(folder / "none.json"), Catch::Contains("no such file"));
    CHECK_THROWS_WITH(readLearnedSound(folder.path), Catch::Contains("not a regular file"));
}
