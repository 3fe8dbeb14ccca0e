#include "base/Errors.h"
#include "exchange/DelimitedText.h"
#include "exchange/Formats.h"
#include "exchange/TextFormat.h"

#include <set>
#include <string>
#include <tuple>

namespace reprise
{
namespace
{
constexpr int decimals = 9;

WriteReport write(const Annotations& annotations, const ExportOptions&, const std::filesystem::path& out,
                  const Progress&)
{
    const auto rate = annotations.audio.sampleRateHz;
    std::string text =
        "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
        "Annotation\tSound\tState\tConfidence\n";
    std::size_t selection = 0;
    for (const auto& item : annotations.items)
        text += std::to_string(++selection) + "\tSpectrogram 1\t1\t" +
                secondsText(item.range.start, rate, decimals) + "\t" +
                secondsText(item.range.end(), rate, decimals) + "\t0.0\t" + decimalText(rate / 2.0, 1) +
                "\t" + withoutControls(item.label) + "\t" + withoutControls(item.sound) + "\t" +
                std::string(nameOf(item.state)) + "\t" + decimalText(roundedConfidence(item.confidence), 4) +
                "\n";
    writeTextFile(out, text);
    return secondsReport(annotations, decimals);
}

Annotation kept(const Annotation& item)
{
    auto result = item;
    result.label = withoutControls(item.label);
    result.sound = withoutControls(item.sound);
    result.confidence = static_cast<float>(roundedConfidence(item.confidence));
    result.colour = {};
    result.isQuery = false;
    return result;
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    const auto rows = splitRows(readTextFile(path), '\t');
    const SecondsReader reader(path, options);
    auto annotations = annotationsFor(options);
    if (rows.empty())
        throw FileError(path.string(), "is empty; a first line with 'Begin Time (s)' is needed");
    const Columns columns(rows.front());
    const auto begin = columns.find({"begin time (s)"}), end = columns.find({"end time (s)"}),
               id = columns.find({"selection"}), confidence = columns.find({"confidence"});
    if (!begin || !end)
        failAtLine(
            path, rows.front().line,
            "the first line must name the columns 'Begin Time (s)' and 'End Time (s)', with tabs between");
    std::set<std::tuple<std::string, SampleIndex, SampleIndex>> known;
    for (std::size_t i = 1; i < rows.size(); ++i)
    {
        const auto& row = rows[i];
        Annotation item;
        item.range = reader.range(fieldAt(row, begin), fieldAt(row, end), row.line);
        // Raven writes a line for each view of a selection; tables put together from several have equal numbers.
        if (const auto selection = std::string(trimmed(fieldAt(row, id)));
            !selection.empty() && !known.insert({selection, item.range.start, item.range.length}).second)
            continue;
        item.label = fieldAt(row, columns.find({"annotation", "label", "species", "notes"}));
        item.sound = fieldAt(row, columns.find({"sound"}));
        item.state = stateFromText(trimmed(fieldAt(row, columns.find({"state"}))));
        // Other programs' confidences may be on another scale.
        if (const auto value = numberFromText(fieldAt(row, confidence));
            value && *value >= 0.0 && *value <= 1.0)
            item.confidence = static_cast<float>(*value);
        annotations.items.push_back(std::move(item));
    }
    return annotations;
}

bool recognises(std::string_view head)
{
    const auto lines = linesOf(head);
    const auto first = lines.begin();
    return first != lines.end() && (*first).find("Begin Time (s)") != std::string_view::npos;
}
} // namespace

Format ravenFormat()
{
    Format format;
    format.name = "raven";
    format.title = "Raven selection table";
    format.extensions = {".selections.txt", ".txt"};
    format.unit = PositionUnit::seconds;
    format.decimals = decimals;
    format.lost = "colour, which one was marked, confidence beyond 4 decimals; tabs and newlines in labels "
                  "become blanks";
    format.notes = "Frequencies span the whole band. A selection that stands in several views is read once.";
    format.write = write;
    format.read = read;
    format.recognises = recognises;
    format.kept = kept;
    return format;
}
} // namespace reprise
