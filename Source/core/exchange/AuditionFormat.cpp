#include "base/Errors.h"
#include "exchange/DelimitedText.h"
#include "exchange/Formats.h"
#include "exchange/TextFormat.h"

namespace reprise
{
namespace
{
constexpr int decimals = 3; // Audition shows and reads milliseconds
constexpr std::string_view header = "Name\tStart\tDuration\tTime Format\tType\tDescription";

/** [hours:]minutes:seconds.milliseconds, as Audition writes. */
std::string clockText(std::int64_t milliseconds)
{
    const auto twoDigits = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    const auto seconds = milliseconds / 1000, minutes = seconds / 60, hours = minutes / 60;
    auto fraction = std::to_string(milliseconds % 1000);
    fraction.insert(0, static_cast<std::size_t>(decimals) - fraction.size(), '0');
    return (hours > 0 ? std::to_string(hours) + ":" + twoDigits(minutes % 60) : std::to_string(minutes)) +
           ":" + twoDigits(seconds % 60) + "." + fraction;
}

std::int64_t toMilliseconds(SampleIndex samples, int rateHz)
{
    return (2000 * (samples % rateHz) + rateHz) / (2 * std::int64_t{rateHz}) + samples / rateHz * 1000;
}

WriteReport write(const Annotations& annotations, const ExportOptions&, const std::filesystem::path& out,
                  const Progress&)
{
    const auto rate = annotations.audio.sampleRateHz;
    std::string text(header);
    text += "\n";
    for (const auto& item : annotations.items)
    {
        // The end is what is rounded, not the duration: else two errors would add up.
        const auto start = toMilliseconds(item.range.start, rate),
                   end = toMilliseconds(item.range.end(), rate);
        text += withoutControls(textOf(item)) + "\t" + clockText(start) + "\t" + clockText(end - start) +
                "\tdecimal\tCue\t" + std::string(nameOf(item.state)) + "\n";
    }
    writeTextFile(out, text);
    return secondsReport(annotations, decimals);
}

Annotation kept(const Annotation& item)
{
    auto result = withTextOnly(item);
    result.state = item.state;
    return result;
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    const auto rows = splitRows(readTextFile(path), '\t');
    const SecondsReader reader(path, options);
    auto annotations = annotationsFor(options);
    if (rows.empty())
        throw FileError(path.string(), "is empty; a first line 'Name, Start, Duration ...' is needed");
    const Columns columns(rows.front());
    const auto name = columns.find({"name"}), start = columns.find({"start"});
    if (!name || !start)
        failAtLine(path, rows.front().line,
                   "the first line must be 'Name, Start, Duration, Time Format, Type, "
                   "Description', with tabs between");
    for (std::size_t i = 1; i < rows.size(); ++i)
    {
        const auto& row = rows[i];
        const auto timeFormat = trimmed(fieldAt(row, columns.find({"time format"})));
        if (!timeFormat.empty() && timeFormat != "decimal")
            failAtLine(path, row.line,
                       "the time format is " + shownText(timeFormat) +
                           "; choose View > Time Display > Decimal in Audition and export again");
        const auto begin = reader.seconds(fieldAt(row, start), row.line);
        const auto duration = fieldAt(row, columns.find({"duration"}));
        const auto length = trimmed(duration).empty() ? 0.0 : reader.seconds(duration, row.line);
        Annotation item;
        item.range = reader.range(begin, begin + length, row.line);
        item.label = fieldAt(row, name);
        item.state = stateFromText(trimmed(fieldAt(row, columns.find({"description"}))));
        annotations.items.push_back(std::move(item));
    }
    return annotations;
}

bool recognises(std::string_view head)
{
    return head.starts_with("Name\tStart\t") || head.starts_with("\xef\xbb\xbfName\tStart\t");
}
} // namespace

Format auditionFormat()
{
    Format format;
    format.name = "audition";
    format.title = "Adobe Audition markers (tab-separated)";
    format.extensions = {".audition.csv", ".csv", ".txt"};
    format.unit = PositionUnit::seconds;
    format.decimals = decimals;
    format.lost = "positions are rounded to milliseconds; confidence, sound (where there is a label), "
                  "colour, which one "
                  "was marked; tabs and newlines in labels become blanks";
    format.notes = "Import in Audition's Markers panel. The file is named .csv and separated by tabs, as "
                   "Audition does it. Milliseconds are all it holds: an export says by how much positions "
                   "are off. The state stands in the description.";
    format.write = write;
    format.read = read;
    format.recognises = recognises;
    format.kept = kept;
    return format;
}
} // namespace reprise
