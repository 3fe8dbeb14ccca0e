#include "exchange/EventsJson.h"

#include "base/JsonFields.h"

#include <algorithm>
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

/** Rounds to 4 decimals: a float printed as a double would show digits it does not have. */
double fourDecimals(float value)
{
    return std::round(static_cast<double>(value) * 1e4) / 1e4;
}

Json rangeToJson(const SampleRange& range, double rate)
{
    return {{"sample", range.start},
            {"time", nineDecimals(static_cast<double>(range.start) / rate)},
            {"endSample", range.end()},
            {"duration", nineDecimals(static_cast<double>(range.length) / rate)}};
}

constexpr auto formatName = "reprise.events";
constexpr int formatVersion = 1;

SampleRange rangeFromJson(const JsonFields& fields, SampleIndex samples)
{
    const auto start = fields.integer("sample", 0, samples - 1);
    return {start, fields.integer("endSample", start + 1, samples) - start};
}

HitState stateFromJson(const JsonFields& fields)
{
    const auto name = fields.text("state");
    for (const auto state : {HitState::confirmed, HitState::predicted, HitState::rejected})
        if (name == nameOf(state))
            return state;
    fields.fail("the state '" + name.substr(0, 40) +
                "' is unknown; allowed are confirmed, predicted, rejected");
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
        entry["confidence"] = fourDecimals(suggestion->confidence);
        suggestions.push_back(std::move(entry));
    };
    suggest(advice.fromOnset, "onset");
    suggest(advice.fromHits, "hits");
    return {{"remarks", std::move(remarks)}, {"marks", std::move(suggestions)}};
}
Json whyToJson(const Explanation& why, const EventList& list)
{
    auto kinds = Json::array(), parts = Json::array(), answers = Json::array();
    for (const auto& [kind, share] : why.kinds)
        kinds.push_back({{"kind", kind}, {"share", fourDecimals(share)}});
    for (const auto& part : why.parts)
        parts.push_back({{"from", nineDecimals(part.fromSeconds)},
                         {"to", nineDecimals(part.toSeconds)},
                         {"fromHz", std::round(part.fromHz)},
                         {"toHz", std::round(part.toHz)},
                         {"share", fourDecimals(part.share)}});
    for (const auto& [judgement, share] : why.answers)
    {
        Json entry;
        const auto isQuery = judgement < 0;
        const auto& excerpt =
            isQuery ? list.query : list.evidence.at(static_cast<std::size_t>(judgement)).excerpt;
        entry["answer"] = isQuery ? "mark"
                          : list.evidence.at(static_cast<std::size_t>(judgement)).answer == Answer::no
                              ? "no"
                              : "yes";
        // Examples lie in another file.
        if (excerpt.start < list.audio.samples)
            entry["sample"] = excerpt.start;
        entry["share"] = fourDecimals(share);
        answers.push_back(std::move(entry));
    }
    return {{"kinds", std::move(kinds)}, {"parts", std::move(parts)}, {"answers", std::move(answers)}};
}
} // namespace

std::string toEventsJson(const EventList& list)
{
    const auto rate = static_cast<double>(list.audio.sampleRateHz);
    Json document;
    document["format"] = formatName;
    document["version"] = formatVersion;
    document["audio"] = {{"file", list.audio.path.filename().string()},
                         {"sha256", list.audioSha256},
                         {"sampleRate", list.audio.sampleRateHz},
                         {"channels", list.audio.channels},
                         {"samples", list.audio.samples},
                         {"decoder", list.audio.decoder},
                         {"startDelaySamples", 0}};
    if (list.like)
        document["like"] = {{"file", list.like->audio.filename().string()},
                            {"sha256", list.like->audioSha256},
                            {"sampleRate", list.like->sampleRateHz},
                            {"query", rangeToJson(list.like->query, list.like->sampleRateHz)}};
    else
        document["query"] = rangeToJson(list.query, rate);
    document["events"] = Json::array();
    for (const auto& event : list.events)
    {
        auto entry = rangeToJson(event.hit.excerpt, rate);
        entry["confidence"] = fourDecimals(event.hit.confidence);
        entry["state"] = nameOf(event.hit.state);
        entry["label"] = event.label;
        if (!event.why.isEmpty())
            entry["why"] = whyToJson(event.why, list);
        document["events"].push_back(std::move(entry));
    }
    if (list.left)
        document["left"] = {{"expected", std::round(list.left->expected * 100.0) / 100.0},
                            {"low", list.left->low},
                            {"high", list.left->high}};
    if (list.advice)
        document["advice"] = adviceToJson(*list.advice, rate);
    // File names need not be UTF-8; whatever is not becomes a replacement character.
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

LearnedSound readLearnedSound(const std::filesystem::path& eventsFile)
{
    const auto document = readJsonFile(eventsFile);
    const JsonFields root(document, eventsFile.string(), "events");
    if (root.text("format") != formatName)
        root.fail("the format is " + JsonFields::shown(document["format"]) + "; \"" + formatName +
                  "\" is needed, as 'reprise find -o' writes it");
    if (root.required("version") != formatVersion)
        root.fail("version " + JsonFields::shown(document["version"]) + " cannot be read; version " +
                  std::to_string(formatVersion) + " is known");

    constexpr SampleIndex mostSamples = SampleIndex{1} << 48; // 46 years at 192 kHz
    const auto audio = root.child("audio");
    LearnedSound sound;
    sound.audio = eventsFile.parent_path() / audio.text("file");
    sound.audioSha256 = audio.text("sha256");
    sound.sampleRateHz = static_cast<int>(audio.integer("sampleRate", 1, 10'000'000));
    const auto samples = audio.integer("samples", 1, mostSamples);

    const auto queryIsHere = !root.has("like");
    if (queryIsHere)
        sound.query = rangeFromJson(root.child("query"), samples);
    for (const auto& event : root.list("events"))
    {
        const auto range = rangeFromJson(event, samples);
        const auto state = stateFromJson(event);
        if (state == HitState::predicted || (queryIsHere && range == sound.query))
            continue;
        sound.judgements.push_back({range, state == HitState::confirmed ? Answer::yes : Answer::no});
    }
    if (!queryIsHere)
    {
        const auto first = std::find_if(sound.judgements.begin(), sound.judgements.end(),
                                        [](const Judgement& j) { return j.answer == Answer::yes; });
        if (first == sound.judgements.end())
            root.fail("holds no confirmed event, and its query lies in another file; nothing can be learned "
                      "from it");
        sound.query = first->excerpt;
        sound.judgements.erase(first);
    }
    return sound;
}
} // namespace reprise
