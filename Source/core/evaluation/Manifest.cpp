#include "evaluation/Manifest.h"

#include "base/AbsolutePath.h"
#include "base/JsonFields.h"

#include <set>

namespace reprise
{
namespace
{
using Json = nlohmann::ordered_json;

double seconds(const JsonFields& reader, const char* key)
{
    const auto& value = reader.required(key);
    constexpr double mostSeconds = 1e9; // thirty years; far beyond, sample positions would overflow
    if (!value.is_number() || !(value.get<double>() >= 0.0 && value.get<double>() <= mostSeconds))
        reader.fail(std::string("\"") + key + "\" must be a number of seconds, 0 to 1e9; it is " +
                    JsonFields::shown(value));
    return value;
}

TimeSpan spanOf(const JsonFields& reader)
{
    return {seconds(reader, "start"), seconds(reader, "length")};
}

EvaluationTask readTask(const JsonFields& reader, const std::filesystem::path& folder)
{
    EvaluationTask task;
    task.id = reader.text("id");
    task.track = reader.text("track");
    task.audio = folder / reader.text("audio");
    task.query = spanOf(reader.child("query"));
    for (const auto& occurrence : reader.list("occurrences"))
        task.occurrences.push_back({spanOf(occurrence), occurrence.flag("query")});
    if (task.occurrences.empty())
        reader.fail("\"occurrences\" is empty; it must hold at least the query");
    if (reader.has("ignore"))
        for (const auto& ignored : reader.list("ignore"))
            task.ignored.push_back(spanOf(ignored));
    task.snrTier = reader.textOr("snr_tier", "?");
    task.alteration = reader.textOr("alteration", "");
    task.quick = reader.flag("quick");
    return task;
}

Json spanToJson(const TimeSpan& span)
{
    return {{"start", span.start}, {"length", span.length}};
}

/** Relative where that needs no climbing out of the folder. */
std::string audioName(const std::filesystem::path& audio, const std::filesystem::path& manifest)
{
    const auto full = absolutePath(audio).lexically_normal();
    const auto relative = full.lexically_relative(absolutePath(manifest).lexically_normal().parent_path());
    return relative.empty() || *relative.begin() == ".." ? full.string() : relative.string();
}
} // namespace

std::string toManifestJson(const std::vector<EvaluationTask>& tasks, const std::filesystem::path& path)
{
    Json list = Json::array();
    for (const auto& task : tasks)
    {
        Json entry{{"id", task.id}, {"track", task.track}, {"audio", audioName(task.audio, path)}};
        entry["query"] = spanToJson(task.query);
        entry["occurrences"] = Json::array();
        for (const auto& occurrence : task.occurrences)
        {
            auto span = spanToJson(occurrence.span);
            if (occurrence.isQuery)
                span["query"] = true;
            entry["occurrences"].push_back(std::move(span));
        }
        if (!task.ignored.empty())
        {
            entry["ignore"] = Json::array();
            for (const auto& span : task.ignored)
                entry["ignore"].push_back(spanToJson(span));
        }
        list.push_back(std::move(entry));
    }
    const Json document{{"version", 1}, {"tasks", std::move(list)}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest readManifest(const std::filesystem::path& path)
{
    const auto document = readJsonFile(path);
    const JsonFields root(document, path.string(), "manifest");
    if (root.has("version") && document["version"] != 1)
        root.fail("version " + JsonFields::shown(document["version"]) +
                  " cannot be read; version 1 is known");
    Manifest manifest{path, {}};
    std::set<std::string> ids;
    for (const auto& reader : root.list("tasks"))
    {
        manifest.tasks.push_back(readTask(reader, path.parent_path()));
        if (!ids.insert(manifest.tasks.back().id).second)
            reader.fail("the id \"" + manifest.tasks.back().id + "\" is used twice");
    }
    return manifest;
}
} // namespace reprise
