// Plays the example events through the part of the Unreal reader that needs no engine and prints what is reached.
#include "RepriseEventClock.h"

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

int main(int, char** arguments)
{
    std::ifstream file(arguments[1]);
    const auto document = nlohmann::json::parse(file);
    std::vector<reprise_game::Event> events;
    for (const auto& item : document.at("events"))
        if (item.at("state") != "rejected")
            events.push_back({item.at("sample"), item.at("endSample"), item.at("confidence"),
                              item.at("state"), item.at("label"), item.at("sound")});
    std::reverse(events.begin(), events.end()); // sorted by the clock
    reprise_game::EventClock clock(std::move(events), document.at("audio").at("sampleRate"),
                                   document.at("audio").at("samples"));
    std::string reached;
    const auto reach = [&](const reprise_game::Event& event)
    { reached += (reached.empty() ? "" : ", ") + std::to_string(event.sample) + " " + event.label; };
    for (const auto position :
         {0.0, 2.0, 24000.0, 24002.0, 23980.0, 24020.0, 100.0}) // a step back by jitter, then a loop
        clock.advance(position, true, reach);
    clock.seek(40000.0);
    clock.advance(48000.0, true, reach);
    clock.advance(12000.0, false, reach); // not a loop: a seek
    clock.advance(24002.0, false, reach);
    std::cout << reached << "\n";
}
