#include "exchange/EventsJson.h"

#include <catch2/catch.hpp>
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
