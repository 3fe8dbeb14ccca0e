#include "base/JsonFields.h"

#include "base/Errors.h"

#include <algorithm>
#include <fstream>
#include <utility>

namespace reprise
{
using Json = nlohmann::json;

Json readJsonFile(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw FileError(path.string(), "no such file");
    std::ifstream file(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path, error))
        throw FileError(path.string(), "cannot be opened for reading");
    try
    {
        return Json::parse(file);
    }
    catch (const Json::exception& e)
    {
        throw FileError(path.string(), std::string("is not valid JSON: ") + e.what());
    }
}

JsonFields::JsonFields(const Json& jsonObject, std::string filePath, std::string placeInFile)
    : object(jsonObject), file(std::move(filePath)), place(std::move(placeInFile))
{
    if (!object.is_object())
        fail("must be a JSON object");
}

void JsonFields::fail(const std::string& reason) const
{
    throw FileError(file, place + ": " + reason);
}

const Json& JsonFields::required(const char* key) const
{
    const auto found = object.find(key);
    if (found == object.end())
        fail(std::string("the field \"") + key + "\" is missing");
    return *found;
}

std::string JsonFields::text(const char* key) const
{
    const auto& value = required(key);
    if (!value.is_string() || value.get_ref<const std::string&>().empty())
        fail(std::string("\"") + key + "\" must be a text that is not empty");
    return value;
}

std::string JsonFields::textOr(const char* key, const std::string& fallback) const
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

bool JsonFields::flag(const char* key) const
{
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::int64_t JsonFields::integer(const char* key, std::int64_t least, std::int64_t most) const
{
    const auto& value = required(key);
    // Beyond 2^63 the parser makes an unsigned number, which a signed one would show as negative.
    if (!value.is_number_integer() ||
        (value.is_number_unsigned() &&
         value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::max<std::int64_t>(0, most))) ||
        value.get<std::int64_t>() < least || value.get<std::int64_t>() > most)
        fail(std::string("\"") + key + "\" must be a whole number from " + std::to_string(least) + " to " +
             std::to_string(most) + "; it is " + shown(value));
    return value;
}

JsonFields JsonFields::child(const char* key) const
{
    return {required(key), file, place + ", " + key};
}

std::vector<JsonFields> JsonFields::list(const char* key) const
{
    const auto& value = required(key);
    if (!value.is_array())
        fail(std::string("\"") + key + "\" must be a list");
    std::vector<JsonFields> readers;
    for (std::size_t i = 0; i < value.size(); ++i)
        readers.emplace_back(value[i], file, place + ", " + key + " " + std::to_string(i + 1));
    return readers;
}

std::string JsonFields::shown(const Json& value)
{
    if (value.is_structured())
        return value.type_name();
    return value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 40);
}
} // namespace reprise
