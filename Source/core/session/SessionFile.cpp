#include "session/SessionFile.h"

#include "base/Errors.h"
#include "base/Hex.h"
#include "base/JsonFields.h"
#include "base/Utf8.h"
#include "session/SessionJson.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <limits>
#include <span>
#include <system_error>
#include <utility>

namespace reprise
{
namespace
{
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr auto formatName = "reprise.session";
constexpr int formatVersion = 1;
constexpr std::int64_t largest = std::int64_t{1} << 53;

constexpr std::initializer_list<const char*> sessionKeys{
    "format", "version", "audio", "sounds", "history", "done", "nextSound", "nextHit", "predicted"};
constexpr std::initializer_list<const char*> audioKeys{
    "file",     "fileBytes", "lastPath",  "lastPathBytes", "sha256",  "sampleRate",
    "channels", "samples",   "container", "encoding",      "decoder", "startDelaySamples"};

std::string dumped(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/** Lists and objects down to a depth have a line for each element; what lies deeper is one line. */
void write(std::string& text, const Json& json, int levels, const std::string& indent)
{
    if (levels == 0 || !json.is_structured() || json.empty())
    {
        text += dumped(json);
        return;
    }
    const auto inner = indent + "  ";
    auto separator = json.is_object() ? "{\n" : "[\n";
    for (const auto& [key, value] : json.items())
    {
        text += separator + inner + (json.is_object() ? dumped(key) + ": " : "");
        write(text, value, levels - 1, inner);
        separator = ",\n";
    }
    text += "\n" + indent + (json.is_object() ? "}" : "]");
}

void pathToJson(Json& json, const std::string& key, const fs::path& path)
{
    const auto name = path.generic_string();
    json[key] = name;
    if (isUtf8(name))
        return;
    json[key + "Bytes"] = hexOf(std::as_bytes(std::span(name)));
}

fs::path pathFromJson(const JsonFields& fields, const std::string& key)
{
    auto name = fields.text(key.c_str());
    const auto bytesKey = key + "Bytes";
    if (fields.has(bytesKey.c_str()))
    {
        const auto digits = fields.text(bytesKey.c_str());
        name.clear();
        for (std::size_t i = 0; i < digits.size(); i += 2)
        {
            int byte = 0;
            const auto* end = digits.data() + std::min(i + 2, digits.size());
            if (i + 2 > digits.size() || std::from_chars(digits.data() + i, end, byte, 16).ptr != end)
                fields.fail("\"" + bytesKey + "\" must be pairs of hexadecimal digits");
            name += static_cast<char>(byte);
        }
    }
    if (name.find('\0') != std::string::npos)
        fields.fail("\"" + key + "\" is no file name: it holds a NUL");
    return name;
}

/** Absolute, with the links of its folder resolved, so that ".." means the same to everybody. The file itself
    may be a link and keeps its name. */
fs::path withRealFolder(const fs::path& path)
{
    std::error_code error;
    const auto absolute = fs::absolute(path, error);
    if (error)
        return path;
    const auto folder = fs::weakly_canonical(absolute.parent_path(), error);
    return (error ? absolute.parent_path() : folder) / absolute.filename();
}

} // namespace

Json toJson(const SessionAudio& audio, const fs::path& sessionFile)
{
    Json json;
    const auto path = withRealFolder(audio.info.path);
    pathToJson(json, "file", path.lexically_relative(withRealFolder(sessionFile).parent_path()));
    pathToJson(json, "lastPath", audio.hint.empty() ? path : audio.hint);
    json["sha256"] = audio.sha256;
    json["sampleRate"] = audio.info.sampleRateHz;
    json["channels"] = audio.info.channels;
    json["samples"] = audio.info.samples;
    json["container"] = audio.info.container;
    json["encoding"] = audio.info.encoding;
    json["decoder"] = audio.info.decoder;
    if (audio.info.startDelaySamples)
        json["startDelaySamples"] = *audio.info.startDelaySamples;
    return json;
}

SessionAudio audioFromJson(const JsonFields& fields, const fs::path& sessionFile)
{
    constexpr auto greatest = std::numeric_limits<int>::max();
    constexpr int highestRate = 10'000'000; // as of audio files
    SessionAudio audio;
    audio.info.path =
        (withRealFolder(sessionFile).parent_path() / pathFromJson(fields, "file")).lexically_normal();
    if (fields.has("lastPath"))
        audio.hint = pathFromJson(fields, "lastPath");
    if (audio.hint == audio.info.path)
        audio.hint.clear();
    audio.sha256 = fields.text("sha256");
    if (audio.sha256.size() != 64 || audio.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        fields.fail("\"sha256\" must be 64 hexadecimal digits in lower case");
    audio.info.sampleRateHz = static_cast<int>(fields.integer("sampleRate", 1, highestRate));
    audio.info.channels = static_cast<int>(fields.integer("channels", 1, greatest));
    audio.info.samples = fields.integer("samples", 1, largest);
    audio.info.container = fields.anyText("container");
    audio.info.encoding = fields.anyText("encoding");
    audio.info.decoder = fields.anyText("decoder");
    if (fields.has("startDelaySamples"))
        audio.info.startDelaySamples = fields.integer("startDelaySamples", 0, largest);
    return audio;
}

namespace
{
/** What follows from the history was written out too; a difference means that one of them was damaged. */
void checkSounds(const JsonFields& session, const std::vector<Sound>& written,
                 const SessionDocument& document)
{
    const auto& expected = document.sounds();
    const auto place = [](std::size_t sound) { return "sounds " + std::to_string(sound + 1); };
    const std::string contradicts = " contradicts the history: the file is damaged";
    if (written.size() != expected.size())
        session.fail("\"sounds\" has " + std::to_string(written.size()) + " sounds, the history leads to " +
                     std::to_string(expected.size()) + ": the file is damaged");
    for (std::size_t i = 0; i < written.size(); ++i)
    {
        const auto &hits = written[i].hits, &expectedHits = expected[i].hits;
        if (hits.size() != expectedHits.size())
            session.fail(place(i) + ": the number of hits" + contradicts);
        for (std::size_t h = 0; h < hits.size(); ++h)
            if (!(hits[h] == expectedHits[h]))
                session.fail(place(i) + ", hits " + std::to_string(h + 1) + contradicts);
        if (!(written[i] == expected[i]))
            session.fail(place(i) + contradicts);
    }
}

Json predictedToJson(const std::vector<Hit>& hits)
{
    auto list = Json::array();
    for (const auto& hit : hits)
        list.push_back(predictedToJson(hit));
    return list;
}

template <typename Key>
void attach(std::map<Key, UnknownFields::Attached>& unknown, Key key, const nlohmann::json& read,
            const Json& written)
{
    if (auto others = unknownFieldsOf(read, written); !others.empty())
        unknown[key] = {dumped(written), std::move(others)};
}

template <typename Key>
void appendAttached(Json& json, const std::map<Key, UnknownFields::Attached>& unknown, Key key)
{
    if (const auto found = unknown.find(key); found != unknown.end() && found->second.owner == dumped(json))
        appendUnknown(json, found->second.fields);
}

void readPredicted(const JsonFields& session, SessionDocument& document, UnknownFields& unknown)
{
    const auto predicted = session.child("predicted");
    for (const auto& [key, value] : predicted.json().items())
    {
        SoundId id = 0;
        const auto* end = key.data() + key.size();
        if (std::from_chars(key.data(), end, id).ptr != end || document.find(id) == nullptr)
            predicted.fail("there is no sound with the number \"" + key.substr(0, 40) + "\"");
        std::vector<Hit> hits;
        for (const auto& hit : predicted.list(key.c_str()))
            hits.push_back(predictedFromJson(hit));
        const auto count = hits.size();
        document.setPredicted(id, std::move(hits));
        attach(unknown.predicted, id, value, predictedToJson(document.predicted(id)));
        if (document.predicted(id).size() != count)
            predicted.fail("sound " + key + " has places below its threshold");
    }
}
} // namespace

std::string toSessionJson(const SessionDocument& document, const fs::path& sessionFile,
                          const UnknownFields& unknown)
{
    std::string text = "{\n";
    auto separator = "  ";
    const auto append = [&](const std::string& key, const Json& value, int levels)
    {
        text += separator + dumped(key) + ": ";
        write(text, value, levels, "  ");
        separator = ",\n  ";
    };
    append("format", formatName, 0);
    append("version", formatVersion, 0);
    auto audio = toJson(document.audio(), sessionFile);
    appendUnknown(audio, unknown.audio);
    append("audio", audio, 1);
    auto sounds = Json::array(), history = Json::array();
    auto predicted = Json::object();
    for (const auto& sound : document.sounds())
    {
        sounds.push_back(toJson(sound, unknown));
        if (!document.hasPredicted(sound.id))
            continue;
        auto& list = predicted[std::to_string(sound.id)] = predictedToJson(document.predicted(sound.id));
        appendAttached(list, unknown.predicted, sound.id);
    }
    for (const auto& action : document.history())
    {
        history.push_back(toJson(action));
        appendAttached(history.back(), unknown.history, history.size() - 1);
    }
    append("sounds", sounds, 3);
    append("predicted", predicted, 2);
    append("history", history, 1);
    append("done", document.done(), 0);
    append("nextSound", document.nextIds().sound, 0);
    append("nextHit", document.nextIds().hit, 0);
    if (!unknown.session.empty())
    {
        const auto others = nlohmann::json::parse(unknown.session);
        for (const auto& [key, value] : others.items())
            append(key, value, 0);
    }
    return text + "\n}\n";
}

StoredSession sessionFromJson(std::string_view text, const fs::path& sessionFile)
{
    const auto name = sessionFile.string();
    const auto json = parseStrictly(text, name);
    const JsonFields fields(json, name, "session");
    if (fields.textOr("format", "") != formatName)
        throw OtherFormat(name, std::string("session: is no Reprise session; \"format\" must be \"") +
                                    formatName + "\"");
    if (const auto version = fields.integer("version", 1, largest); version > formatVersion)
        throw OtherFormat(name, "session: was written by a newer version of Reprise (format version " +
                                    std::to_string(version) + ", this one reads up to " +
                                    std::to_string(formatVersion) + "); update Reprise");

    UnknownFields unknown;
    unknown.session = unknownFieldsOf(fields, sessionKeys);
    const auto audio = fields.child("audio");
    unknown.audio = unknownFieldsOf(audio, audioKeys);
    std::vector<Action> history;
    for (const auto& action : fields.list("history"))
    {
        history.push_back(actionFromJson(action));
        attach(unknown.history, history.size() - 1, action.json(), toJson(history.back()));
    }
    const auto done = fields.integer("done", 0, static_cast<std::int64_t>(history.size()));
    const NextIds next{fields.integer("nextSound", 1, mostIds), fields.integer("nextHit", 1, mostIds)};
    std::vector<Sound> sounds;
    for (const auto& sound : fields.list("sounds"))
        sounds.push_back(soundFromJson(sound, &unknown));
    try
    {
        StoredSession stored{
            {audioFromJson(audio, sessionFile), std::move(history), static_cast<std::size_t>(done), next},
            std::move(unknown)};
        if (stored.document.nextIds() != next)
            fields.fail("\"nextSound\" and \"nextHit\" must be larger than every number in the history");
        checkSounds(fields, sounds, stored.document);
        readPredicted(fields, stored.document, stored.unknown);
        return stored;
    }
    catch (const InvalidInput& e)
    {
        fields.fail(e.what());
    }
}

bool isSessionFile(const fs::path& file)
{
    auto ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending == ".reprise")
        return true;
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return false;
    constexpr std::size_t enough = 256;
    std::string head(enough, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    std::erase_if(head, [](unsigned char c) { return std::isspace(c) != 0; });
    return head.starts_with(std::string("{\"format\":\"") + formatName + '"');
}

StoredSession readStoredSession(const fs::path& sessionFile)
{
    return sessionFromJson(readWholeFile(sessionFile), sessionFile);
}

SessionDocument readSession(const fs::path& sessionFile)
{
    return readStoredSession(sessionFile).document;
}
} // namespace reprise
