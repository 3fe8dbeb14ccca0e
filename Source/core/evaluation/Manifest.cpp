#include "evaluation/Manifest.h"

#include "base/Errors.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace reprise
{
namespace
{
using Json = nlohmann::json;

/** A value in a message: numbers and texts as they are, others by their kind, however deep they nest. */
std::string shown(const Json& value)
{
    if (value.is_structured())
        return value.type_name();
    return value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 40);
}

/** Reads fields of one JSON object; every failure names the file and the place. */
class FieldReader
{
public:
    FieldReader(const Json& jsonObject, std::string filePath, std::string placeInFile)
        : object(jsonObject), file(std::move(filePath)), place(std::move(placeInFile))
    {
        if (!object.is_object())
            fail("must be a JSON object");
    }

    [[noreturn]] void fail(const std::string& reason) const { throw FileError(file, place + ": " + reason); }

    const Json& required(const char* key) const
    {
        const auto found = object.find(key);
        if (found == object.end())
            fail(std::string("the field \"") + key + "\" is missing");
        return *found;
    }

    std::string text(const char* key) const
    {
        const auto& value = required(key);
        if (!value.is_string() || value.get_ref<const std::string&>().empty())
            fail(std::string("\"") + key + "\" must be a text that is not empty");
        return value;
    }

    std::string textOr(const char* key, const std::string& fallback) const
    {
        const auto found = object.find(key);
        return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
    }

    bool flag(const char* key) const
    {
        const auto found = object.find(key);
        return found != object.end() && found->is_boolean() && found->get<bool>();
    }

    double seconds(const char* key) const
    {
        const auto& value = required(key);
        constexpr double mostSeconds = 1e9; // thirty years; far beyond, sample positions would overflow
        if (!value.is_number() || !(value.get<double>() >= 0.0 && value.get<double>() <= mostSeconds))
            fail(std::string("\"") + key + "\" must be a number of seconds, 0 to 1e9; it is " + shown(value));
        return value;
    }

    TimeSpan span() const { return {seconds("start"), seconds("length")}; }

    /** One reader for each element of a list. */
    std::vector<FieldReader> list(const char* key) const
    {
        const auto& value = required(key);
        if (!value.is_array())
            fail(std::string("\"") + key + "\" must be a list");
        std::vector<FieldReader> readers;
        for (std::size_t i = 0; i < value.size(); ++i)
            readers.emplace_back(value[i], file, place + ", " + key + " " + std::to_string(i + 1));
        return readers;
    }

    FieldReader child(const char* key) const { return {required(key), file, place + ", " + key}; }
    bool has(const char* key) const { return object.contains(key); }

private:
    const Json& object;
    std::string file, place;
};

EvaluationTask readTask(const FieldReader& reader, const std::filesystem::path& folder)
{
    EvaluationTask task;
    task.id = reader.text("id");
    task.track = reader.text("track");
    task.audio = folder / reader.text("audio");
    task.query = reader.child("query").span();
    for (const auto& occurrence : reader.list("occurrences"))
        task.occurrences.push_back({occurrence.span(), occurrence.flag("query")});
    if (task.occurrences.empty())
        reader.fail("\"occurrences\" is empty; it must hold at least the query");
    if (reader.has("ignore"))
        for (const auto& ignored : reader.list("ignore"))
            task.ignored.push_back(ignored.span());
    task.snrTier = reader.textOr("snr_tier", "?");
    task.alteration = reader.textOr("alteration", "");
    task.quick = reader.flag("quick");
    return task;
}
} // namespace

Manifest readManifest(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw FileError(path.string(), "no such file");
    std::ifstream file(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path, error))
        throw FileError(path.string(), "cannot be opened for reading");
    Json document;
    try
    {
        document = Json::parse(file);
    }
    catch (const Json::exception& e)
    {
        throw FileError(path.string(), std::string("is not valid JSON: ") + e.what());
    }

    const FieldReader root(document, path.string(), "manifest");
    if (root.has("version") && document["version"] != 1)
        root.fail("version " + shown(document["version"]) + " cannot be read; version 1 is known");
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
