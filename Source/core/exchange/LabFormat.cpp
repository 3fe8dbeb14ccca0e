#include "exchange/Formats.h"
#include "exchange/TextFormat.h"

#include <algorithm>

namespace reprise
{
namespace
{
constexpr int decimals = 9;

std::string labelOf(const Annotation& item)
{
    return trimmed(withoutControls(textOf(item)));
}

WriteReport write(const Annotations& annotations, const ExportOptions&, const std::filesystem::path& out,
                  const Progress&)
{
    const auto rate = annotations.audio.sampleRateHz;
    std::string text;
    for (const auto& item : annotations.items)
    {
        const auto label = labelOf(item);
        text += secondsText(item.range.start, rate, decimals) + " " +
                secondsText(item.range.end(), rate, decimals) + (label.empty() ? "" : " ") + label + "\n";
    }
    writeTextFile(out, text);
    return secondsReport(annotations, decimals);
}

Annotation kept(const Annotation& item)
{
    Annotation result;
    result.range = item.range;
    result.label = labelOf(item);
    return result;
}

/** Takes the next word off the line. */
std::string_view nextWord(std::string_view& line)
{
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const auto word = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(word.size());
    return word;
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    const auto text = readTextFile(path);
    const SecondsReader reader(path, options);
    auto annotations = annotationsFor(options);
    std::size_t line = 0;
    for (auto content : linesOf(text))
    {
        ++line;
        if (trimmed(content).empty())
            continue;
        const auto start = nextWord(content), end = nextWord(content);
        if (end.empty())
            failAtLine(path, line,
                       "there must be a start, an end and a label, in seconds; it is " + shownText(start));
        Annotation item;
        item.range = reader.range(start, end, line);
        item.label = trimmed(content);
        annotations.items.push_back(std::move(item));
    }
    return annotations;
}
} // namespace

Format labFormat()
{
    Format format;
    format.name = "lab";
    format.title = "LAB segments, in seconds";
    format.extensions = {".lab"};
    format.unit = PositionUnit::seconds;
    format.decimals = decimals;
    format.lost = "state, confidence, sound (where there is a label), colour, which one was marked; blanks "
                  "around labels, "
                  "tabs and newlines in them";
    format.write = write;
    format.read = read;
    format.kept = kept;
    return format;
}
} // namespace reprise
