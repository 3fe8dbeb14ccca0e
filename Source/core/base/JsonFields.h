#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace reprise
{
/** No JSON that is read nests deeper: whoever writes or copies it calls itself for each level. */
inline constexpr int mostJsonLevels = 64;

/** Parses a JSON file. Throws FileError when it is missing, cannot be opened, is not JSON or nests deeper than
    `mostJsonLevels`. Of a key that an object has twice, the last one counts. */
nlohmann::json readJsonFile(const std::filesystem::path& path);

/** Parses JSON in which every key counts: throws FileError, naming the file, also for a key that an object has
    twice and for nesting deeper than `mostLevels`. */
nlohmann::json parseStrictly(std::string_view text, const std::string& filePath,
                             int mostLevels = mostJsonLevels);

/** The whole content of a regular file. Throws FileError when it is missing, is none or cannot be read. */
std::string readWholeFile(const std::filesystem::path& path);

/** Reads the fields of one JSON object strictly: every failure is a FileError that names the file, the place
    in it and what is expected. The JSON value must outlive the reader. */
class JsonFields
{
public:
    JsonFields(const nlohmann::json& jsonObject, std::string filePath, std::string placeInFile);

    [[noreturn]] void fail(const std::string& reason) const;

    bool has(const char* key) const { return object.contains(key); }
    const nlohmann::json& required(const char* key) const;

    /** A text that is not empty. */
    std::string text(const char* key) const;
    std::string textOr(const char* key, const std::string& fallback) const;

    /** A text that may be empty. */
    std::string anyText(const char* key) const;

    /** A boolean that is there. */
    bool boolean(const char* key) const;

    /** A number from `least` to `most`. */
    double number(const char* key, double least, double most) const;

    /** False where the field is missing or no boolean. */
    bool flag(const char* key) const;

    /** A whole number from `least` to `most`. */
    std::int64_t integer(const char* key, std::int64_t least, std::int64_t most) const;

    JsonFields child(const char* key) const;

    /** One reader for each element of a list. */
    std::vector<JsonFields> list(const char* key) const;

    const nlohmann::json& json() const { return object; }

    /** A value in a message: numbers and texts as they are, others by their kind, however deep they nest. */
    static std::string shown(const nlohmann::json& value);

private:
    const nlohmann::json& object;
    std::string file, place;
};
} // namespace reprise
