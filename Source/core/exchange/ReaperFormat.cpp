#include "base/Errors.h"
#include "exchange/DelimitedText.h"
#include "exchange/Formats.h"
#include "exchange/TextFormat.h"

#include <algorithm>

namespace reprise
{
namespace
{
constexpr int decimals = 9;

/** Always in quotes, as REAPER writes names. */
std::string quoted(std::string text)
{
    for (std::size_t i = 0; (i = text.find('"', i)) != std::string::npos; i += 2)
        text.insert(i, 1, '"');
    return "\"" + text + "\"";
}

WriteReport write(const Annotations& annotations, const ExportOptions&, const std::filesystem::path& out,
                  const Progress&)
{
    const auto rate = annotations.audio.sampleRateHz;
    std::string text = "#,Name,Start,End,Length,Color\n";
    int markers = 0, regions = 0;
    for (const auto& item : annotations.items)
    {
        const auto isMarker = item.range.length == 0;
        text += (isMarker ? "M" + std::to_string(++markers) : "R" + std::to_string(++regions)) + "," +
                quoted(withoutControls(textOf(item))) + "," + secondsText(item.range.start, rate, decimals) +
                ",";
        text += isMarker ? std::string(",")
                         : secondsText(item.range.end(), rate, decimals) + "," +
                               secondsText(item.range.length, rate, decimals);
        text += "," + (item.colour ? colourText(*item.colour) : "") + "\n";
    }
    writeTextFile(out, text);
    return secondsReport(annotations, decimals);
}

Annotation kept(const Annotation& item)
{
    auto result = withTextOnly(item);
    result.colour = item.colour;
    return result;
}

/** Times follow the ruler of the project; only rulers in seconds or minutes tell where in a file something is. */
void requireTime(const std::filesystem::path& path, std::size_t line, std::string_view field)
{
    const auto text = trimmed(field);
    const auto help = "; choose a ruler in minutes:seconds or seconds in REAPER and export again";
    if (std::count(text.begin(), text.end(), '.') > 1)
        failAtLine(path, line, "the time " + shownText(text) + " is in bars and beats" + help);
    if (text.find_first_of(".,:") == std::string::npos)
        failAtLine(path, line, "the time " + shownText(text) + " could be samples or frames" + help);
    if (std::count(text.begin(), text.end(), ':') > 2)
        failAtLine(path, line, "the time " + shownText(text) + " is in hours:minutes:seconds:frames" + help);
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    const auto rows = parseDelimited(readTextFile(path), ',', path);
    const SecondsReader reader(path, options);
    auto annotations = annotationsFor(options);
    if (rows.empty())
        throw FileError(path.string(), "is empty; a first row '#,Name,Start,End,Length' is needed");
    const Columns columns(rows.front());
    const auto name = columns.find({"name"}), start = columns.find({"start"}), end = columns.find({"end"}),
               colour = columns.find({"color", "colour"});
    if (!name || !start)
        failAtLine(path, rows.front().line, "the first row must be '#,Name,Start,End,Length'");
    for (std::size_t i = 1; i < rows.size(); ++i)
    {
        const auto& row = rows[i];
        requireTime(path, row.line, fieldAt(row, start));
        if (!trimmed(fieldAt(row, end)).empty())
            requireTime(path, row.line, fieldAt(row, end));
        Annotation item;
        item.range = reader.range(fieldAt(row, start), fieldAt(row, end), row.line);
        item.label = fieldAt(row, name);
        item.colour = colourFromText(trimmed(fieldAt(row, colour)));
        annotations.items.push_back(std::move(item));
    }
    return annotations;
}

bool recognises(std::string_view head)
{
    return head.starts_with("#,Name,") || head.starts_with("\xef\xbb\xbf#,Name,");
}
} // namespace

Format reaperFormat()
{
    Format format;
    format.name = "reaper";
    format.title = "REAPER regions and markers (CSV)";
    format.extensions = {".reaper.csv", ".csv"};
    format.unit = PositionUnit::seconds;
    format.decimals = decimals;
    format.lost = "state, confidence, sound (where there is a label), which one was marked; tabs and "
                  "newlines in labels "
                  "become blanks";
    format.notes = "Import in REAPER's Region/Marker Manager. Places with a length are regions, others "
                   "markers. Times are read where they are seconds or minutes:seconds; rulers in beats, "
                   "samples or frames do not tell where in a file something is and are refused.";
    format.write = write;
    format.read = read;
    format.recognises = recognises;
    format.kept = kept;
    return format;
}
} // namespace reprise
