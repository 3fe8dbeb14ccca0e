#include "base/Errors.h"
#include "base/JsonFields.h"
#include "exchange/EventsJson.h"
#include "exchange/Formats.h"
#include "exchange/TextFormat.h"

#include <cmath>

namespace reprise
{
namespace
{
using Json = nlohmann::ordered_json;

constexpr int decimals = 9;
constexpr auto ourPlace = "reprise"; // in the sandbox, where JAMS lets programs keep what it has no field for

double inSeconds(SampleIndex samples, int rateHz)
{
    return std::round(static_cast<double>(samples) / rateHz * 1e9) / 1e9;
}

/** What JAMS has no field for, one entry for each observation. */
Json sandboxEntry(const Annotation& item)
{
    Json entry{{"sample", item.range.start}, {"endSample", item.range.end()}, {"state", nameOf(item.state)}};
    if (!item.sound.empty())
        entry["sound"] = item.sound;
    if (!item.label.empty())
        entry["label"] = item.label;
    if (item.colour)
        entry["colour"] = "#" + colourText(*item.colour);
    if (item.isQuery)
        entry["query"] = true;
    return entry;
}

WriteReport write(const Annotations& annotations, const ExportOptions&, const std::filesystem::path& out,
                  const Progress&)
{
    const auto rate = annotations.audio.sampleRateHz;
    auto data = Json::array(), ours = Json::array();
    for (const auto& item : annotations.items)
    {
        data.push_back({{"time", inSeconds(item.range.start, rate)},
                        {"duration", inSeconds(item.range.length, rate)},
                        {"value", textOf(item)},
                        {"confidence", roundedConfidence(item.confidence)}});
        ours.push_back(sandboxEntry(item));
    }
    const auto duration = inSeconds(annotations.audio.samples, rate);
    Json annotation;
    annotation["namespace"] = "segment_open";
    annotation["data"] = std::move(data);
    annotation["annotation_metadata"] = {{"curator", {{"name", ""}, {"email", ""}}},
                                         {"annotator", Json::object()},
                                         {"version", ""},
                                         {"corpus", ""},
                                         {"annotation_tools", "Reprise"},
                                         {"annotation_rules", ""},
                                         {"validation", ""},
                                         {"data_source", ""}};
    annotation["sandbox"] = {{ourPlace, {{"sampleRate", rate}, {"events", std::move(ours)}}}};
    annotation["time"] = 0.0;
    annotation["duration"] = duration;
    Json document;
    document["annotations"] = Json::array({std::move(annotation)});
    document["file_metadata"] = {{"title", annotations.audio.path.filename().string()},
                                 {"artist", ""},
                                 {"release", ""},
                                 {"duration", duration},
                                 {"identifiers", Json::object()},
                                 {"jams_version", "0.3.4"}};
    document["sandbox"] = Json::object();
    writeTextFile(out, document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return secondsReport(annotations, decimals);
}

Annotation kept(const Annotation& item)
{
    auto result = item;
    result.confidence = static_cast<float>(roundedConfidence(item.confidence));
    return result;
}

double number(const JsonFields& fields, const char* key)
{
    const auto& value = fields.required(key);
    if (!value.is_number())
        fields.fail(std::string("\"") + key + "\" must be a number; it is " + JsonFields::shown(value));
    return value.get<double>();
}

SampleRange rangeOf(const JsonFields& observation, int rateHz)
{
    const auto time = number(observation, "time"), duration = number(observation, "duration");
    const auto end = (time + duration) * rateHz;
    if (!(time * rateHz > -0.5 && duration >= 0.0 && end < static_cast<double>(mostSamples)))
        observation.fail("\"time\" and \"duration\" must be seconds from 0");
    const auto start = std::llround(time * rateHz);
    return {start, std::llround(end) - start};
}

/** Fills in what our sandbox says of an observation, unless the observation was edited since. */
void complete(Annotation& item, const JsonFields& ours)
{
    const SampleRange range{ours.integer("sample", 0, mostSamples), 0};
    const auto end = ours.integer("endSample", range.start, mostSamples);
    Annotation full;
    full.sound = ours.textOr("sound", "");
    full.label = ours.textOr("label", "");
    if (range.start != item.range.start || end != item.range.end() || textOf(full) != item.label)
        return;
    item.label = full.label;
    item.sound = full.sound;
    item.state = hitStateFrom(ours);
    item.colour = colourFromText(ours.textOr("colour", ""));
    item.isQuery = ours.flag("query");
}

void readAnnotation(const JsonFields& annotation, const nlohmann::json& json, Annotations& result)
{
    const auto rate = result.audio.sampleRateHz;
    const auto observations = annotation.list("data");
    const auto* ours = json.contains("/sandbox/reprise/events"_json_pointer)
                           ? &json.at("/sandbox/reprise/events"_json_pointer)
                           : nullptr;
    std::vector<JsonFields> entries;
    if (ours != nullptr && ours->is_array() && ours->size() == observations.size())
        entries = annotation.child("sandbox").child(ourPlace).list("events");
    for (std::size_t i = 0; i < observations.size(); ++i)
    {
        const auto& observation = observations[i];
        Annotation item;
        item.range = rangeOf(observation, rate);
        const auto& value = observation.required("value");
        item.label = value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
        if (const auto& confidence = observation.required("confidence");
            confidence.is_number() && confidence.get<double>() >= 0.0 && confidence.get<double>() <= 1.0)
            item.confidence = static_cast<float>(confidence.get<double>());
        if (!entries.empty())
            complete(item, entries[i]);
        result.items.push_back(std::move(item));
    }
}

/** All annotations of the file, one after the other. */
Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    const auto document = readJsonFile(path);
    const JsonFields root(document, path.string(), "JAMS");
    auto result = annotationsFor(options);
    const auto annotations = root.list("annotations");
    if (result.audio.sampleRateHz <= 0)
        if (const auto rate = "/annotations/0/sandbox/reprise/sampleRate"_json_pointer;
            document.contains(rate))
            result.audio.sampleRateHz = static_cast<int>(
                annotations.front().child("sandbox").child(ourPlace).integer("sampleRate", 1, 10'000'000));
    const SecondsReader checksTheRate(path, {result.audio, {}, 0});
    for (std::size_t i = 0; i < annotations.size(); ++i)
        readAnnotation(annotations[i], document.at("annotations")[i], result);
    return result;
}
} // namespace

Format jamsFormat()
{
    Format format;
    format.name = "jams";
    format.title = "JAMS";
    format.extensions = {".jams"};
    format.unit = PositionUnit::seconds;
    format.decimals = decimals;
    format.lost = "hash of the audio, confidence beyond 4 decimals; state, sound, colour and samples stand "
                  "in the sandbox, "
                  "which other programs ignore";
    format.notes =
        "One annotation of the namespace `segment_open`. Annotations of any namespace are read, one after "
        "the other. Where a time was edited, what the sandbox says of that observation is left aside.";
    format.write = write;
    format.read = read;
    format.recognises = [](std::string_view head)
    {
        const auto has = [&](std::string_view key) { return head.find(key) != head.npos; };
        return head.starts_with('{') && (has("\"annotations\"") || has("\"file_metadata\""));
    };
    format.kept = kept;
    return format;
}
} // namespace reprise
