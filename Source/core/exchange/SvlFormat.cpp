#include "base/Errors.h"
#include "base/Utf8.h"
#include "exchange/Formats.h"
#include "exchange/TextFormat.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

namespace reprise
{
namespace
{
/** XML knows no control characters but tab and newlines, and not the two non-characters U+FFFE and U+FFFF. */
std::string xmlText(std::string text)
{
    for (auto& c : text)
        if ((static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7f')
            c = ' ';
    for (const auto* nonCharacter : {"\xef\xbf\xbe", "\xef\xbf\xbf"})
        for (std::size_t i = 0; (i = text.find(nonCharacter, i)) != std::string::npos;)
            text.replace(i, 3, "\xef\xbf\xbd");
    return text;
}

void addAttributes(pugi::xml_node node, std::initializer_list<std::pair<const char*, std::string>> attributes)
{
    for (const auto& [name, value] : attributes)
        node.append_attribute(name).set_value(value.c_str());
}

/** A layer of regions, or of instants where nothing has a length. */
WriteReport write(const Annotations& annotations, const ExportOptions&, const std::filesystem::path& out,
                  const Progress&)
{
    const auto& items = annotations.items;
    const auto hasRegions =
        std::any_of(items.begin(), items.end(), [](const Annotation& item) { return item.range.length > 0; });
    SampleIndex start = 0, end = 0;
    if (!items.empty())
        start = items.front().range.start;
    for (const auto& item : items)
    {
        start = std::min(start, item.range.start);
        end = std::max(end, item.range.end());
    }
    pugi::xml_document document;
    auto declaration = document.append_child(pugi::node_declaration);
    addAttributes(declaration, {{"version", "1.0"}, {"encoding", "UTF-8"}});
    document.append_child(pugi::node_doctype).set_value("sonic-visualiser");
    auto sv = document.append_child("sv");
    auto data = sv.append_child("data");
    const std::string dimensions = hasRegions ? "3" : "1";
    auto model = data.append_child("model");
    addAttributes(model, {{"id", "1"},
                          {"name", ""},
                          {"sampleRate", std::to_string(annotations.audio.sampleRateHz)},
                          {"start", std::to_string(start)},
                          {"end", std::to_string(end)},
                          {"type", "sparse"},
                          {"dimensions", dimensions},
                          {"resolution", "1"},
                          {"notifyOnAdd", "true"},
                          {"dataset", "0"}});
    if (hasRegions)
        addAttributes(model, {{"subtype", "region"},
                              {"valueQuantization", "0"},
                              {"minimum", "0"},
                              {"maximum", "1"},
                              {"units", "confidence"}});
    auto dataset = data.append_child("dataset");
    addAttributes(dataset, {{"id", "0"}, {"dimensions", dimensions}});
    for (const auto& item : items)
    {
        auto point = dataset.append_child("point");
        addAttributes(point, {{"frame", std::to_string(item.range.start)}});
        if (hasRegions)
            addAttributes(point, {{"value", decimalText(roundedConfidence(item.confidence), 4)},
                                  {"duration", std::to_string(item.range.length)}});
        addAttributes(point, {{"label", xmlText(textOf(item))}});
    }
    auto layer = sv.append_child("display").append_child("layer");
    addAttributes(layer, {{"id", "2"},
                          {"type", hasRegions ? "regions" : "timeinstants"},
                          {"name", hasRegions ? "Regions" : "Time Instants"},
                          {"model", "1"}});
    std::ostringstream text;
    document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
    writeTextFile(out, text.str());
    return {};
}

Annotation kept(const Annotation& item)
{
    Annotation result;
    result.range = item.range;
    result.label = xmlText(textOf(item));
    return result;
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason)
{
    throw FileError(path.string(), reason);
}

/** A whole number that must be there, from 0. */
SampleIndex number(const std::filesystem::path& path, const pugi::xml_node& node, const char* name)
{
    const auto attribute = node.attribute(name);
    const auto value = numberFromText(attribute.value());
    if (!value || *value < 0.0 || *value > static_cast<double>(mostSamples) ||
        *value != static_cast<double>(static_cast<SampleIndex>(*value)))
        fail(path, std::string("the attribute ") + name + " of <" + node.name() +
                       "> must be a whole number from 0; it is " +
                       (attribute ? shownText(attribute.value()) : "missing"));
    return static_cast<SampleIndex>(*value);
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    auto text = readTextFile(path);
    pugi::xml_document document;
    // Newlines in labels are written as character references, and must stay.
    const auto result = document.load_buffer_inplace(
        text.data(), text.size(), pugi::parse_default & ~pugi::parse_wconv_attribute, pugi::encoding_utf8);
    if (!result)
        fail(path, std::string("is not valid XML: ") + result.description() + " at byte " +
                       std::to_string(result.offset));
    const auto data = document.child("sv").child("data");
    if (!data)
        fail(path,
             "is no Sonic Visualiser layer: <sv> with <data> is missing (sessions, .sv, cannot be read; "
             "export the layer)");
    auto annotations = annotationsFor(options);
    std::map<std::string_view, pugi::xml_node>
        datasets; // that no layer has taken: the points of each count once
    for (const auto dataset : data.children("dataset"))
        datasets.emplace(dataset.attribute("id").value(), dataset);
    auto known = false;
    for (const auto model : data.children("model"))
    {
        if (std::string_view(model.attribute("type").value()) != "sparse")
            continue;
        const auto rate = number(path, model, "sampleRate");
        if (rate < 1 || rate > 10'000'000)
            fail(path, "the sample rate " + std::to_string(rate) + " Hz is not from 1 to 10000000");
        if (known && rate != annotations.audio.sampleRateHz)
            fail(path, "its layers have different sample rates; export one layer at a time");
        annotations.audio.sampleRateHz = agreedRate(path, static_cast<int>(rate), options);
        known = true;
        const auto dataset = datasets.extract(model.attribute("dataset").value());
        if (dataset.empty())
            continue;
        for (const auto point : dataset.mapped().children("point"))
        {
            Annotation item;
            item.range.start = number(path, point, "frame");
            if (point.attribute("duration"))
                item.range.length = number(path, point, "duration");
            item.label = point.attribute("label").value();
            if (!isUtf8(item.label)) // a reference such as &#55555;
                fail(path, "the label of the point at frame " + std::to_string(item.range.start) +
                               " refers to a character that does not exist");
            annotations.items.push_back(std::move(item));
        }
    }
    if (!known)
        fail(path, "holds no layer of instants or regions");
    return annotations;
}
} // namespace

Format svlFormat()
{
    Format format;
    format.name = "svl";
    format.title = "Sonic Visualiser layer";
    format.extensions = {".svl"};
    format.lost = "state, sound (where there is a label), colour, which one was marked; confidence is shown "
                  "as height and "
                  "not read back; control characters in labels other than tab and newline become blanks";
    format.notes = "A layer of regions, or of time instants where nothing has a length. Import in Sonic "
                   "Visualiser with File > Import Annotation Layer.";
    format.write = write;
    format.read = read;
    format.recognises = [](std::string_view head)
    { return head.find("sonic-visualiser") != head.npos || head.find("<sv>") != head.npos; };
    format.kept = kept;
    return format;
}
} // namespace reprise
