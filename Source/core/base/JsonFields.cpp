#include "base/JsonFields.h"

#include "base/Errors.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <utility>

namespace reprise
{
using Json = nlohmann::json;

namespace
{
/** What becomes of a key that an object has twice. */
enum class RepeatedKeys
{
    lastCounts,
    refused
};

/** Looks at JSON without keeping it. (A callback of the parser could do the same, but makes it quadratic in the
    length of a list.) */
class StrictnessCheck : public nlohmann::json_sax<Json>
{
public:
    StrictnessCheck(const std::string& filePath, int mostLevels, RepeatedKeys repeatedKeys)
        : file(filePath), most(mostLevels), repeated(repeatedKeys)
    {
    }

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(Json::number_integer_t) override { return true; }
    bool number_unsigned(Json::number_unsigned_t) override { return true; }
    bool number_float(Json::number_float_t, const Json::string_t&) override { return true; }
    bool string(Json::string_t&) override { return true; }
    bool binary(Json::binary_t&) override { return true; }
    bool start_object(std::size_t) override { return enter(); }
    bool start_array(std::size_t) override { return enter(); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }
    bool key(Json::string_t& name) override
    {
        if (repeated == RepeatedKeys::refused && !keys.back().insert(name).second)
            throw FileError(file, "has the key " + JsonFields::shown(name) + " twice in one object");
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& e) override
    {
        // Behind the library's own number of the error; it quotes what it last read, however long.
        constexpr std::size_t longest = 200;
        std::string reason = e.what();
        reason.erase(0, reason.starts_with('[') ? reason.find("] ") + 2 : 0);
        if (reason.size() > longest)
            reason = reason.substr(0, longest) + " ...";
        throw FileError(file, "is not valid JSON: " + reason);
    }

    const std::string& fileName() const { return file; }

private:
    bool enter()
    {
        keys.emplace_back();
        if (static_cast<int>(keys.size()) > most)
            throw FileError(file, "nests deeper than " + std::to_string(most) + " levels");
        return true;
    }
    bool leave()
    {
        keys.pop_back();
        return true;
    }

    std::string file;
    int most;
    RepeatedKeys repeated;
    std::vector<std::set<std::string>> keys; ///< of each object that is open; of lists none
};

Json parseChecked(std::string_view text, StrictnessCheck check)
{
    // To the library the text ends there.
    if (text.find('\0') != std::string_view::npos)
        throw FileError(check.fileName(), "is not valid JSON: it holds a zero byte");
    Json::sax_parse(text, &check);
    return Json::parse(text);
}

/** To the end. A disk that fails makes the stream bad; an iterator over it would throw the library's own errors. */
std::string contentOf(std::ifstream& file)
{
    std::string content, block(1 << 16, '\0');
    while (file)
    {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        content.append(block, 0, static_cast<std::size_t>(file.gcount()));
    }
    return content;
}
} // namespace

Json readJsonFile(const std::filesystem::path& path)
{
    const auto content = readWholeFile(path);
    return parseChecked(content, {path.string(), mostJsonLevels, RepeatedKeys::lastCounts});
}

Json parseStrictly(std::string_view text, const std::string& filePath, int mostLevels)
{
    return parseChecked(text, {filePath, mostLevels, RepeatedKeys::refused});
}

std::string readWholeFile(const std::filesystem::path& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        throw FileError(path.string(), "no such file");
    if (error || !std::filesystem::is_regular_file(status))
        throw FileError(path.string(), "is not a regular file (a folder, device or pipe)");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw FileError(path.string(), "cannot be read; check its permissions");
    auto content = contentOf(file);
    if (file.bad())
        throw FileError(path.string(), "cannot be read to its end; check the disk");
    return content;
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

std::string JsonFields::anyText(const char* key) const
{
    const auto& value = required(key);
    if (!value.is_string())
        fail(std::string("\"") + key + "\" must be a text; it is " + shown(value));
    return value;
}

bool JsonFields::boolean(const char* key) const
{
    const auto& value = required(key);
    if (!value.is_boolean())
        fail(std::string("\"") + key + "\" must be true or false; it is " + shown(value));
    return value;
}

double JsonFields::number(const char* key, double least, double most) const
{
    const auto& value = required(key);
    if (!value.is_number() || !(value.get<double>() >= least && value.get<double>() <= most))
        fail(std::string("\"") + key + "\" must be a number from " + shown(least) + " to " + shown(most) +
             "; it is " + shown(value));
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
