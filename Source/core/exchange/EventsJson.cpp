#include "exchange/EventsJson.h"

#include "base/Errors.h"
#include "exchange/Formats.h"
#include "exchange/TextFormat.h"
#include "exchange/Timeline.h"

#include <algorithm>
#include <cmath>
#include <set>

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

Json timelineToJson(const ExportOptions& options)
{
    Json timeline = Json::object();
    if (options.offsetSamples != 0)
        timeline["offsetSamples"] = options.offsetSamples;
    if (options.frameRate)
        timeline["frameRate"] = *options.frameRate;
    if (options.grid)
        timeline["grid"] = {{"beatsPerMinute", options.grid->beatsPerMinute},
                            {"beatsPerBar", options.grid->beatsPerBar},
                            {"firstBeat", options.grid->firstBeatSeconds}};
    return timeline;
}

void addTimeline(Json& entry, SampleIndex sample, int rateHz, const ExportOptions& options)
{
    const auto position = timelinePosition(sample, rateHz, options);
    if (options.offsetSamples != 0)
    {
        entry["timelineSample"] = position.sample;
        entry["timelineTime"] = nineDecimals(position.seconds);
    }
    if (options.frameRate)
        entry["frame"] = std::round(position.frame * 1e6) / 1e6;
    if (options.grid)
    {
        entry["bar"] = position.bar;
        entry["beat"] = std::round(position.beat * 1e6) / 1e6;
    }
}

Json eventToJson(const Event& event, const EventList& list, const ExportOptions& options)
{
    auto entry = rangeToJson(event.hit.excerpt, static_cast<double>(list.audio.sampleRateHz));
    addTimeline(entry, event.hit.excerpt.start, list.audio.sampleRateHz, options);
    entry["confidence"] = fourDecimals(event.hit.confidence);
    entry["state"] = nameOf(event.hit.state);
    entry["label"] = event.label;
    if (!event.sound.empty())
        entry["sound"] = event.sound;
    if (event.colour)
        entry["colour"] = "#" + colourText(*event.colour);
    if (event.isQuery)
        entry["query"] = true;
    if (!event.why.isEmpty())
        entry["why"] = whyToJson(event.why, list);
    return entry;
}

/** Checks format and version. */
void requireEvents(const JsonFields& root)
{
    if (root.text("format") != formatName)
        root.fail("the format is " + JsonFields::shown(root.required("format")) + "; \"" + formatName +
                  "\" is needed, as 'reprise find -o' writes it");
    if (root.required("version") != formatVersion)
        root.fail("version " + JsonFields::shown(root.required("version")) + " cannot be read; version " +
                  std::to_string(formatVersion) + " is known");
}

WriteReport write(const Annotations& annotations, const ExportOptions& options,
                  const std::filesystem::path& out, const Progress&)
{
    EventList list{annotations.audio, annotations.audioSha256, {}, {}};
    for (const auto& item : annotations.items)
    {
        if (item.isQuery && list.query.length == 0)
            list.query = item.range;
        list.events.push_back({{item.range, item.state, item.confidence},
                               item.label,
                               {},
                               item.sound,
                               item.colour,
                               item.isQuery});
    }
    writeTextFile(out, toEventsJson(list, options));
    return {};
}

Annotation kept(const Annotation& item)
{
    auto result = item;
    result.confidence = static_cast<float>(roundedConfidence(item.confidence));
    return result;
}

Annotation annotationFrom(const JsonFields& event, SampleIndex samples)
{
    Annotation item;
    item.range.start = event.integer("sample", 0, samples);
    item.range.length = event.integer("endSample", item.range.start, samples) - item.range.start;
    item.state = hitStateFrom(event);
    item.label = event.textOr("label", "");
    item.sound = event.textOr("sound", "");
    item.isQuery = event.flag("query");
    if (event.has("confidence"))
    {
        const auto& confidence = event.required("confidence");
        if (!confidence.is_number() || !(confidence.get<double>() >= 0.0 && confidence.get<double>() <= 1.0))
            event.fail("\"confidence\" must be a number from 0 to 1; it is " + JsonFields::shown(confidence));
        item.confidence = confidence.get<float>();
    }
    if (event.has("colour"))
    {
        item.colour = colourFromText(event.textOr("colour", ""));
        if (!item.colour)
            event.fail("\"colour\" must be of the form #RRGGBB; it is " +
                       JsonFields::shown(event.required("colour")));
    }
    return item;
}
} // namespace

HitState hitStateFrom(const JsonFields& fields)
{
    const auto name = fields.text("state");
    for (const auto state : {HitState::confirmed, HitState::predicted, HitState::rejected})
        if (name == nameOf(state))
            return state;
    fields.fail("the state '" + name.substr(0, 40) +
                "' is unknown; allowed are confirmed, predicted, rejected");
}

std::string toEventsJson(const EventList& list, const ExportOptions& options)
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
                         {"decoder", list.audio.decoder}};
    if (list.audio.startDelaySamples)
        document["audio"]["startDelaySamples"] = *list.audio.startDelaySamples;
    if (list.like)
        document["like"] = {{"file", list.like->audio.filename().string()},
                            {"sha256", list.like->audioSha256},
                            {"sampleRate", list.like->sampleRateHz},
                            {"query", rangeToJson(list.like->query, list.like->sampleRateHz)}};
    else if (list.query.length > 0)
        document["query"] = rangeToJson(list.query, rate);
    if (auto timeline = timelineToJson(options); !timeline.empty())
        document["timeline"] = std::move(timeline);
    document["events"] = Json::array();
    for (const auto& event : list.events)
        document["events"].push_back(eventToJson(event, list, options));
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
    requireEvents(root);
    const auto audio = root.child("audio");
    LearnedSound sound;
    sound.audio = eventsFile.parent_path() / audio.text("file");
    sound.audioSha256 = audio.text("sha256");
    sound.sampleRateHz = static_cast<int>(audio.integer("sampleRate", 1, 10'000'000));
    const auto samples = audio.integer("samples", 1, mostSamples);

    const auto queryIsHere = root.has("query") && !root.has("like");
    if (queryIsHere)
        sound.query = rangeFromJson(root.child("query"), samples);
    std::set<std::string> sounds;
    for (const auto& event : root.list("events"))
    {
        if (sounds.insert(event.textOr("sound", "")).second && sounds.size() > 1)
            root.fail("holds more than one sound, and one can be learned at a time; export the one to learn "
                      "by itself");
        const auto range = rangeFromJson(event, samples);
        const auto state = hitStateFrom(event);
        if (state == HitState::predicted || (queryIsHere && range == sound.query))
            continue;
        sound.judgements.push_back({range, state == HitState::confirmed ? Answer::yes : Answer::no});
    }
    if (!queryIsHere)
    {
        const auto first = std::find_if(sound.judgements.begin(), sound.judgements.end(),
                                        [](const Judgement& j) { return j.answer == Answer::yes; });
        if (first == sound.judgements.end())
            root.fail("holds no confirmed event, and its query lies in another file or is not known; nothing "
                      "can be learned from it");
        sound.query = first->excerpt;
        sound.judgements.erase(first);
    }
    return sound;
}

Annotations readEvents(const std::filesystem::path& eventsFile, const ImportOptions& options)
{
    const auto document = readJsonFile(eventsFile);
    const JsonFields root(document, eventsFile.string(), "events");
    requireEvents(root);
    const auto audio = root.child("audio");
    auto annotations = annotationsFor(options);
    const auto rate =
        agreedRate(eventsFile, static_cast<int>(audio.integer("sampleRate", 1, 10'000'000)), options);
    const auto samples = audio.has("samples") ? audio.integer("samples", 0, mostSamples) : 0;
    const auto sha256 = audio.textOr("sha256", "");
    if (!sha256.empty() && !options.audioSha256.empty() && sha256 != options.audioSha256)
        throw FileError(eventsFile.string(),
                        "was made for another recording (the SHA-256 differs); name the one it "
                        "was made for");
    if (options.audio.sampleRateHz <= 0)
    {
        auto& info = annotations.audio;
        info.sampleRateHz = rate;
        info.samples = samples;
        if (const auto name = audio.textOr("file", ""); !name.empty())
            info.path = eventsFile.parent_path() / std::filesystem::path(name).filename();
        info.channels = audio.has("channels") ? static_cast<int>(audio.integer("channels", 0, 1024)) : 0;
        info.decoder = audio.textOr("decoder", "");
        if (audio.has("startDelaySamples"))
            info.startDelaySamples = audio.integer("startDelaySamples", 0, mostSamples);
        annotations.audioSha256 = sha256;
    }
    for (const auto& event : root.list("events"))
        annotations.items.push_back(annotationFrom(event, samples > 0 ? samples : mostSamples));
    auto& items = annotations.items;
    // 'find' says the query once, for all of its one sound.
    if (root.has("query") && !root.has("like") &&
        std::none_of(items.begin(), items.end(), [](const Annotation& item) { return item.isQuery; }))
    {
        const auto query = rangeFromJson(root.child("query"), samples > 0 ? samples : mostSamples);
        const auto found = std::find_if(items.begin(), items.end(),
                                        [&](const Annotation& item) { return item.range == query; });
        if (found != items.end())
            found->isQuery = true;
    }
    return annotations;
}

Format eventsFormat()
{
    Format format;
    format.name = "events";
    format.title = "Events JSON, for games";
    format.extensions = {".json"};
    format.lost =
        "confidence beyond 4 decimals; of another events JSON, what a search wrote about itself (left, "
        "advice, why, like)";
    format.notes =
        "The format for games, described by [its schema](../Resources/schema/events.schema.json) and in the "
        "[README](../README.md#the-events-json). Readers ignore fields they do not know. With an offset, a "
        "frame rate or a tempo, events have more fields: `timelineSample`, `timelineTime`, `frame`, `bar`, "
        "`beat`; `sample` stays what it is.";
    format.hasAdditionalFields = true;
    format.write = write;
    format.read = [](const std::filesystem::path& file, const ImportOptions& options)
    { return readEvents(file, options); };
    format.recognises = [](std::string_view head) { return head.find("\"reprise.events\"") != head.npos; };
    format.kept = kept;
    return format;
}
} // namespace reprise
