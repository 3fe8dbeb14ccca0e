#include "exchange/EventsJson.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace reprise
{
namespace
{
using Json = nlohmann::ordered_json;

/** Rounds to 9 decimals, the precision the format promises. */
double nineDecimals(double value)
{
    return std::round(value * 1e9) / 1e9;
}

Json rangeToJson(const SampleRange& range, double rate)
{
    return {{"sample", range.start},
            {"time", nineDecimals(static_cast<double>(range.start) / rate)},
            {"endSample", range.end()},
            {"duration", nineDecimals(static_cast<double>(range.length) / rate)}};
}
Json adviceToJson(const Advice& advice, double rate)
{
    auto remarks = Json::array(), suggestions = Json::array();
    for (const auto& remark : advice.remarks)
    {
        auto places = Json::array();
        for (const auto& place : remark.places)
            places.push_back(rangeToJson(place, rate));
        remarks.push_back(
            {{"code", nameOf(remark.code)}, {"text", remark.text}, {"places", std::move(places)}});
    }
    const auto suggest = [&](const std::optional<MarkSuggestion>& suggestion, const char* from)
    {
        if (!suggestion)
            return;
        auto entry = rangeToJson(suggestion->range, rate);
        entry["from"] = from;
        entry["reason"] = suggestion->reason;
        entry["confidence"] = std::round(static_cast<double>(suggestion->confidence) * 1e4) / 1e4;
        suggestions.push_back(std::move(entry));
    };
    suggest(advice.fromOnset, "onset");
    suggest(advice.fromHits, "hits");
    return {{"remarks", std::move(remarks)}, {"marks", std::move(suggestions)}};
}
} // namespace

std::string toEventsJson(const EventList& list)
{
    const auto rate = static_cast<double>(list.audio.sampleRateHz);
    Json document;
    document["format"] = "reprise.events";
    document["version"] = 1;
    document["audio"] = {{"file", list.audio.path.filename().string()},
                         {"sha256", list.audioSha256},
                         {"sampleRate", list.audio.sampleRateHz},
                         {"channels", list.audio.channels},
                         {"samples", list.audio.samples},
                         {"decoder", list.audio.decoder},
                         {"startDelaySamples", 0}};
    document["query"] = rangeToJson(list.query, rate);
    document["events"] = Json::array();
    for (const auto& event : list.events)
    {
        auto entry = rangeToJson(event.hit.excerpt, rate);
        // A float printed as a double would show digits it does not have.
        entry["confidence"] = std::round(static_cast<double>(event.hit.confidence) * 1e4) / 1e4;
        entry["state"] = nameOf(event.hit.state);
        entry["label"] = event.label;
        document["events"].push_back(std::move(entry));
    }
    if (list.advice)
        document["advice"] = adviceToJson(*list.advice, rate);
    // File names need not be UTF-8; whatever is not becomes a replacement character.
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}
} // namespace reprise
