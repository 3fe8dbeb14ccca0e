#include "exchange/Formats.h"
#include "exchange/TextFormat.h"

namespace reprise
{
namespace
{
constexpr int decimals = 9;

WriteReport write(const Annotations& annotations, const ExportOptions&, const std::filesystem::path& out,
                  const Progress&)
{
    const auto rate = annotations.audio.sampleRateHz;
    std::string text;
    for (const auto& item : annotations.items)
        text += secondsText(item.range.start, rate, decimals) + "\t" +
                secondsText(item.range.end(), rate, decimals) + "\t" + withoutControls(textOf(item)) + "\n";
    writeTextFile(out, text);
    return secondsReport(annotations, decimals);
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    const auto text = readTextFile(path);
    const SecondsReader reader(path, options);
    auto annotations = annotationsFor(options);
    std::size_t line = 0;
    for (const auto content : linesOf(text))
    {
        ++line;
        // "\<tab>low<tab>high": the frequencies of the label before, which nothing here carries.
        if (content.empty() || content.starts_with('\\'))
            continue;
        const auto first = content.find('\t');
        if (first == std::string_view::npos)
            failAtLine(path, line,
                       "there must be a start, a tab, an end, a tab and a text; it is " + shownText(content));
        const auto second = content.find('\t', first + 1);
        Annotation item;
        item.range =
            reader.range(content.substr(0, first), content.substr(first + 1, second - first - 1), line);
        if (second != std::string_view::npos)
            item.label = content.substr(second + 1);
        annotations.items.push_back(std::move(item));
    }
    return annotations;
}

bool recognises(std::string_view head)
{
    for (const auto line : linesOf(head))
        if (!line.empty())
            return line.find('\t') != std::string_view::npos &&
                   secondsFromText(line.substr(0, line.find('\t'))).has_value();
    return true; // a project without labels
}
} // namespace

Format audacityFormat()
{
    Format format;
    format.name = "audacity";
    format.title = "Audacity labels";
    format.extensions = {".txt"};
    format.unit = PositionUnit::seconds;
    format.decimals = decimals;
    format.lost =
        "state, confidence, sound (where there is a label), colour, which one was marked; tabs and newlines "
        "in labels become blanks";
    format.notes =
        "Import in Audacity with File > Import > Labels. Frequency ranges of labels are skipped when read.";
    format.write = write;
    format.read = read;
    format.recognises = recognises;
    format.kept = withTextOnly;
    return format;
}
} // namespace reprise
