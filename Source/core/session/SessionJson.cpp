#include "session/SessionJson.h"

#include "base/Errors.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <limits>
#include <string_view>
#include <utility>

namespace reprise
{
namespace
{
using Json = nlohmann::ordered_json;

/** Every position fits a double, which is what other programs read JSON numbers into. */
constexpr std::int64_t largest = std::int64_t{1} << 53;

/** A float as the shortest decimal that gives it back, not with the digits it has as a double. */
double shortest(float value)
{
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    auto result = static_cast<double>(value);
    std::from_chars(text.data(), written, result);
    return static_cast<float>(result) == value ? result : static_cast<double>(value);
}

float share(const JsonFields& fields, const char* key)
{
    return static_cast<float>(fields.number(key, 0.0, 1.0));
}

constexpr std::array answers{std::pair{Answer::yes, "yes"}, std::pair{Answer::no, "no"},
                             std::pair{Answer::unsure, "unsure"}};

const char* answerName(Answer answer)
{
    return std::find_if(answers.begin(), answers.end(), [&](const auto& a) { return a.first == answer; })
        ->second;
}

Answer answerFrom(const JsonFields& fields)
{
    const auto name = fields.text("answer");
    for (const auto& [answer, text] : answers)
        if (name == text)
            return answer;
    fields.fail("the answer '" + name.substr(0, 40) + "' is unknown; allowed are yes, no, unsure");
}

Json rangeToJson(const SampleRange& range)
{
    return {{"start", range.start}, {"length", range.length}};
}

SampleRange rangeFromJson(const JsonFields& fields)
{
    return {fields.integer("start", 0, largest), fields.integer("length", 1, largest)};
}

std::string colourText(std::uint32_t colour)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "#";
    for (int shift = 20; shift >= 0; shift -= 4)
        text += digits[(colour >> shift) & 15];
    return text;
}

std::uint32_t colourFrom(const JsonFields& fields)
{
    const auto text = fields.text("colour");
    std::uint32_t colour = 0;
    if (text.size() != 7 || text.front() != '#' ||
        std::from_chars(text.data() + 1, text.data() + 7, colour, 16).ptr != text.data() + 7)
        fields.fail("the colour '" + text.substr(0, 40) + "' must be # and six hexadecimal digits");
    return colour;
}

Json methodToJson(const MethodSettings& method)
{
    const auto& paper = method.paper;
    return {{"method", method.method},
            {"paper",
             {{"feature", nameOf(paper.feature)},
              {"useNmf", paper.useNmf},
              {"components", paper.components},
              {"selected", paper.selected},
              {"alpha", paper.alpha},
              {"l1Ratio", paper.l1Ratio},
              {"initialisation", nameOf(paper.initialisation)},
              {"seed", paper.seed}}}};
}

int wholeNumber(const JsonFields& fields, const char* key)
{
    constexpr auto limits = std::numeric_limits<int>{};
    return static_cast<int>(fields.integer(key, limits.min(), limits.max()));
}

AskOrder orderFrom(const JsonFields& fields)
{
    const auto name = fields.text("order");
    const auto order = askOrderFromName(name);
    if (!order)
        fields.fail("\"order\" must be \"likeliest\" or \"uncertain\"; it is \"" + name.substr(0, 40) + "\"");
    return *order;
}

MethodSettings methodFromJson(const JsonFields& fields)
{
    MethodSettings method;
    method.method = fields.text("method");
    const auto paper = fields.child("paper");
    constexpr auto greatest = std::numeric_limits<double>::max();
    try
    {
        methodFromName(method.method);
        method.paper.feature = featureKindFromName(paper.text("feature"));
        method.paper.initialisation = nmfInitialisationFromName(paper.text("initialisation"));
    }
    catch (const InvalidSettings& e)
    {
        fields.fail(e.what());
    }
    method.paper.useNmf = paper.boolean("useNmf");
    method.paper.components = wholeNumber(paper, "components");
    method.paper.selected = wholeNumber(paper, "selected");
    method.paper.alpha = paper.number("alpha", -greatest, greatest);
    method.paper.l1Ratio = paper.number("l1Ratio", -greatest, greatest);
    method.paper.seed =
        static_cast<std::uint32_t>(paper.integer("seed", 0, std::numeric_limits<std::uint32_t>::max()));
    return method;
}

Json hitToJson(const JudgedHit& hit, const UnknownFields& unknown)
{
    Json json{{"id", hit.id},
              {"start", hit.excerpt.start},
              {"length", hit.excerpt.length},
              {"asked", rangeToJson(hit.asked)},
              {"answer", answerName(hit.answer)},
              {"confidence", shortest(hit.confidence)},
              {"wasAsked", hit.wasAsked},
              {"answeredAtMs", hit.answeredAtMs},
              {"label", hit.label}};
    if (const auto found = unknown.hits.find(hit.id); found != unknown.hits.end())
        appendUnknown(json, found->second);
    return json;
}

JudgedHit hitFromJson(const JsonFields& fields, UnknownFields* unknown)
{
    JudgedHit hit;
    hit.id = fields.integer("id", 1, largest);
    hit.excerpt = rangeFromJson(fields);
    hit.asked = rangeFromJson(fields.child("asked"));
    hit.answer = answerFrom(fields);
    hit.confidence = share(fields, "confidence");
    hit.wasAsked = fields.boolean("wasAsked");
    hit.answeredAtMs = fields.integer("answeredAtMs", -largest, largest);
    hit.label = fields.anyText("label");
    if (unknown != nullptr)
        if (auto others = unknownFieldsOf(fields.json(), hitToJson(hit, {})); !others.empty())
            unknown->hits[hit.id] = std::move(others);
    return hit;
}

std::vector<JudgedHit> hitsFromJson(const JsonFields& fields, UnknownFields* unknown)
{
    std::vector<JudgedHit> hits;
    for (const auto& hit : fields.list("hits"))
        hits.push_back(hitFromJson(hit, unknown));
    return hits;
}

Json hitsToJson(const std::vector<JudgedHit>& hits, const UnknownFields& unknown = {})
{
    auto list = Json::array();
    for (const auto& hit : hits)
        list.push_back(hitToJson(hit, unknown));
    return list;
}

/** What is in `read` and not in `written`; null: nothing. */
nlohmann::json unknownIn(const nlohmann::json& read, const Json& written)
{
    nlohmann::json others;
    if (read.is_object() && written.is_object())
        for (const auto& [key, value] : read.items())
        {
            const auto known = written.find(key);
            auto inner = known == written.end() ? value : unknownIn(value, *known);
            if (known == written.end() || !inner.is_null())
                others[key] = std::move(inner);
        }
    else if (read.is_array() && written.is_array() && read.size() == written.size())
        for (std::size_t i = 0; i < read.size(); ++i)
            if (auto inner = unknownIn(read[i], written[i]); !inner.is_null())
                others[i] = std::move(inner);
    return others;
}

/** Puts `others`, of unknownIn(), where they were. */
void merge(Json& json, nlohmann::json others)
{
    if (json.is_object() && others.is_object())
    {
        // An ordered object looks for a key from its beginning, so none is looked for in it: there may be many.
        auto& fields = json.get_ref<Json::object_t&>();
        for (auto& [key, value] : fields)
            if (const auto found = others.find(key); found != others.end())
            {
                merge(value, std::move(*found));
                others.erase(found);
            }
        for (const auto& [key, value] : others.items())
            fields.emplace_back(key, value);
    }
    else if (json.is_array() && others.is_array())
        for (std::size_t i = 0; i < std::min(json.size(), others.size()); ++i)
            merge(json[i], std::move(others[i]));
}

/** The fields of each kind of action after its name. */
struct ActionWriter
{
    Json operator()(const AddSound& a) const { return {{"action", "addSound"}, {"sound", toJson(a.sound)}}; }
    Json operator()(const RemoveSound& a) const { return {{"action", "removeSound"}, {"sound", a.sound}}; }
    Json operator()(const RenameSound& a) const
    {
        return {{"action", "renameSound"}, {"sound", a.sound}, {"name", a.name}};
    }
    Json operator()(const RecolourSound& a) const
    {
        return {{"action", "recolourSound"}, {"sound", a.sound}, {"colour", colourText(a.colour)}};
    }
    Json operator()(const MoveQuery& a) const
    {
        return {{"action", "moveQuery"}, {"sound", a.sound}, {"query", rangeToJson(a.query)}};
    }
    Json operator()(const SetMethod& a) const
    {
        return {{"action", "setMethod"}, {"sound", a.sound}, {"method", methodToJson(a.method)}};
    }
    Json operator()(const SetBudget& a) const
    {
        return {{"action", "setBudget"}, {"sound", a.sound}, {"budget", a.budget}};
    }
    Json operator()(const SetAskOrder& a) const
    {
        return {{"action", "setAskOrder"}, {"sound", a.sound}, {"order", nameOf(a.order)}};
    }
    Json operator()(const SetThreshold& a) const
    {
        return {{"action", "setThreshold"}, {"sound", a.sound}, {"threshold", shortest(a.threshold)}};
    }
    Json operator()(const Judge& a) const
    {
        return {{"action", "judge"}, {"sound", a.sound}, {"hits", hitsToJson(a.hits)}};
    }
    Json operator()(const ChangeAnswer& a) const
    {
        return {
            {"action", "changeAnswer"}, {"sound", a.sound}, {"hit", a.hit}, {"answer", answerName(a.answer)}};
    }
    Json operator()(const EditHit& a) const
    {
        return {
            {"action", "editHit"}, {"sound", a.sound}, {"hit", a.hit}, {"excerpt", rangeToJson(a.excerpt)}};
    }
    Json operator()(const LabelHit& a) const
    {
        return {{"action", "labelHit"}, {"sound", a.sound}, {"hit", a.hit}, {"label", a.label}};
    }
    Json operator()(const RemoveHits& a) const
    {
        return {{"action", "removeHits"}, {"sound", a.sound}, {"hits", a.hits}};
    }
};

struct ActionReader
{
    std::string_view name;
    Action (*read)(const JsonFields&, SoundId);
};

HitId hitIn(const JsonFields& fields)
{
    return fields.integer("hit", 1, largest);
}

Action removeHitsFromJson(const JsonFields& fields, SoundId sound)
{
    RemoveHits action{sound, {}};
    const auto& list = fields.required("hits");
    if (!list.is_array())
        fields.fail("\"hits\" must be a list of numbers");
    for (const auto& id : list)
    {
        if (!id.is_number_integer() || id < 1 || id > largest)
            fields.fail("\"hits\" must be a list of hits' numbers; it has " + JsonFields::shown(id));
        action.hits.push_back(id);
    }
    return action;
}

using F = JsonFields;
// To add an action, write its line here and in ActionWriter, and describe it in the schema.
const std::array actionReaders{
    ActionReader{"addSound",
                 [](const F& f, SoundId) -> Action
                 { return AddSound{soundFromJson(f.child("sound"), nullptr)}; }},
    ActionReader{"removeSound", [](const F&, SoundId s) -> Action { return RemoveSound{s}; }},
    ActionReader{"renameSound",
                 [](const F& f, SoundId s) -> Action {
                     return RenameSound{s, f.anyText("name")};
                 }},
    ActionReader{"recolourSound",
                 [](const F& f, SoundId s) -> Action {
                     return RecolourSound{s, colourFrom(f)};
                 }},
    ActionReader{"moveQuery",
                 [](const F& f, SoundId s) -> Action {
                     return MoveQuery{s, rangeFromJson(f.child("query"))};
                 }},
    ActionReader{"setMethod",
                 [](const F& f, SoundId s) -> Action {
                     return SetMethod{s, methodFromJson(f.child("method"))};
                 }},
    ActionReader{"setBudget",
                 [](const F& f, SoundId s) -> Action {
                     return SetBudget{s, wholeNumber(f, "budget")};
                 }},
    ActionReader{"setAskOrder",
                 [](const F& f, SoundId s) -> Action {
                     return SetAskOrder{s, orderFrom(f)};
                 }},
    ActionReader{"setThreshold",
                 [](const F& f, SoundId s) -> Action {
                     return SetThreshold{s, share(f, "threshold")};
                 }},
    ActionReader{"judge",
                 [](const F& f, SoundId s) -> Action {
                     return Judge{s, hitsFromJson(f, nullptr)};
                 }},
    ActionReader{"changeAnswer",
                 [](const F& f, SoundId s) -> Action {
                     return ChangeAnswer{s, hitIn(f), answerFrom(f)};
                 }},
    ActionReader{"editHit",
                 [](const F& f, SoundId s) -> Action {
                     return EditHit{s, hitIn(f), rangeFromJson(f.child("excerpt"))};
                 }},
    ActionReader{"labelHit",
                 [](const F& f, SoundId s) -> Action {
                     return LabelHit{s, hitIn(f), f.anyText("label")};
                 }},
    ActionReader{"removeHits", removeHitsFromJson},
};
static_assert(std::tuple_size_v<decltype(actionReaders)> == std::variant_size_v<Action>);
} // namespace

Json toJson(const Action& action)
{
    return std::visit(ActionWriter{}, action);
}

Action actionFromJson(const JsonFields& fields)
{
    const auto name = fields.text("action");
    const auto reader = std::find_if(actionReaders.begin(), actionReaders.end(),
                                     [&](const ActionReader& r) { return r.name == name; });
    if (reader == actionReaders.end())
        fields.fail("the action '" + name.substr(0, 40) + "' is unknown");
    const auto isAdded = name == "addSound";
    return reader->read(fields, isAdded ? 0 : fields.integer("sound", 1, largest));
}

Json toJson(const Sound& sound, const UnknownFields& unknown)
{
    Json json{{"id", sound.id},
              {"name", sound.name},
              {"colour", colourText(sound.colour)},
              {"query", rangeToJson(sound.query)},
              {"method", methodToJson(sound.method)},
              {"budget", sound.budget},
              {"order", nameOf(sound.order)},
              {"threshold", shortest(sound.threshold)},
              {"hits", hitsToJson(sound.hits, unknown)}};
    if (const auto found = unknown.sounds.find(sound.id); found != unknown.sounds.end())
        appendUnknown(json, found->second);
    return json;
}

Sound soundFromJson(const JsonFields& fields, UnknownFields* unknown)
{
    Sound sound;
    sound.id = fields.integer("id", 1, largest);
    sound.name = fields.anyText("name");
    sound.colour = colourFrom(fields);
    sound.query = rangeFromJson(fields.child("query"));
    sound.method = methodFromJson(fields.child("method"));
    sound.budget = wholeNumber(fields, "budget");
    if (fields.has("order")) // absent in sessions of earlier versions
        sound.order = orderFrom(fields);
    sound.threshold = share(fields, "threshold");
    // Without its hits: their fields belong to their numbers.
    if (unknown != nullptr)
        if (auto others = unknownFieldsOf(fields.json(), toJson(sound)); !others.empty())
            unknown->sounds[sound.id] = std::move(others);
    sound.hits = hitsFromJson(fields, unknown);
    return sound;
}

Json predictedToJson(const Hit& hit)
{
    auto json = rangeToJson(hit.excerpt);
    json["confidence"] = shortest(hit.confidence);
    return json;
}

Hit predictedFromJson(const JsonFields& fields)
{
    return {rangeFromJson(fields), HitState::predicted, share(fields, "confidence")};
}

std::string unknownFieldsOf(const JsonFields& fields, std::initializer_list<const char*> known)
{
    auto others = nlohmann::json::object();
    for (const auto& [key, value] : fields.json().items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            others[key] = value;
    return others.empty() ? "" : others.dump();
}

std::string unknownFieldsOf(const nlohmann::json& read, const Json& written)
{
    const auto others = unknownIn(read, written);
    return others.is_null() ? "" : others.dump();
}

void appendUnknown(Json& json, const std::string& unknown)
{
    if (!unknown.empty())
        merge(json, nlohmann::json::parse(unknown));
}
} // namespace reprise
