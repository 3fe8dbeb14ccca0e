#include "base/Errors.h"
#include "exchange/DelimitedText.h"
#include "exchange/Formats.h"
#include "exchange/TextFormat.h"
#include "exchange/Timeline.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace reprise
{
namespace
{
constexpr int decimals = 9;

/** Spreadsheets run fields that begin so as formulas. */
bool looksLikeFormula(std::string_view text)
{
    const auto first = text.find_first_not_of('\'');
    return first != std::string_view::npos &&
           std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
}

/** An apostrophe in front keeps a spreadsheet from running a text; the reader takes it away. Texts that look like
    one already get another, so that every text comes back. */
std::string safeField(const std::string& text)
{
    return delimitedField(looksLikeFormula(text) ? "'" + text : text, ',');
}

std::string fromSafe(std::string_view field)
{
    return std::string(field.starts_with('\'') && looksLikeFormula(field) ? field.substr(1) : field);
}

std::string header(const ExportOptions& options)
{
    std::string text =
        "sample,end_sample,sample_rate,time,duration,state,confidence,sound,label,colour,query";
    if (options.offsetSamples != 0)
        text += ",timeline_sample,timeline_time";
    if (options.frameRate)
        text += ",frame";
    if (options.grid)
        text += ",bar,beat";
    return text + "\n";
}

std::string line(const Annotation& item, int rate, const ExportOptions& options)
{
    auto text = std::to_string(item.range.start) + "," + std::to_string(item.range.end()) + "," +
                std::to_string(rate) + "," + secondsText(item.range.start, rate, decimals) + "," +
                secondsText(item.range.length, rate, decimals) + "," + std::string(nameOf(item.state)) + "," +
                decimalText(roundedConfidence(item.confidence), 4) + "," + safeField(item.sound) + "," +
                safeField(item.label) + "," + (item.colour ? "#" + colourText(*item.colour) : "") + "," +
                (item.isQuery ? "yes" : "");
    const auto timeline = timelinePosition(item.range.start, rate, options);
    if (options.offsetSamples != 0)
        text += "," + std::to_string(timeline.sample) + "," + secondsText(timeline.sample, rate, decimals);
    if (options.frameRate)
        text += "," + decimalText(timeline.frame, 6);
    if (options.grid)
        text += "," + std::to_string(timeline.bar) + "," + decimalText(timeline.beat, 6);
    return text + "\n";
}

WriteReport write(const Annotations& annotations, const ExportOptions& options,
                  const std::filesystem::path& out, const Progress&)
{
    auto text = header(options);
    for (const auto& item : annotations.items)
        text += line(item, annotations.audio.sampleRateHz, options);
    writeTextFile(out, text);
    return {};
}

Annotation kept(const Annotation& item)
{
    auto result = item;
    result.confidence = static_cast<float>(roundedConfidence(item.confidence));
    return result;
}

/** Where a delimiter stands in a line, outside quotes. */
std::vector<std::size_t> placesOf(char delimiter, std::string_view line)
{
    std::vector<std::size_t> places;
    auto isQuoted = false;
    for (std::size_t i = 0; i < line.size(); ++i)
    {
        isQuoted ^= line[i] == '"';
        if (line[i] == delimiter && !isQuoted)
            places.push_back(i);
    }
    return places;
}

/** Tab, semicolon or comma: with which the first line begins with a time, where decimal commas are no separators;
    in a line with names what it has most of outside quotes. */
char delimiterOf(std::string_view text)
{
    const auto first = text.substr(0, text.find_first_of("\r\n"));
    auto best = ',';
    std::size_t most = 0;
    for (const auto delimiter : {'\t', ';', ','})
    {
        const auto places = placesOf(delimiter, first);
        if (places.empty())
            continue;
        auto field = first.substr(0, places.front());
        if (field.size() >= 2 && field.starts_with('"'))
            field = field.substr(1, field.size() - 2);
        if (secondsFromText(field))
            return delimiter;
        if (places.size() >= most) // the comma, the last one, wins a draw
        {
            most = places.size();
            best = delimiter;
        }
    }
    return best;
}

/** The reader of one table: its columns, the rate, and what is wrong where. */
class Table
{
public:
    Table(const std::filesystem::path& path, const ImportOptions& importOptions, const DelimitedRow& header)
        : file(path), options(importOptions), columns(header)
    {
        if (!sample && !time)
            failAtLine(file, header.line,
                       "the first row must name the columns, with 'sample' or 'time' among them; it is " +
                           shownText(header.fields.front()) + " ...");
    }

    Annotation annotation(const DelimitedRow& row)
    {
        Annotation item;
        item.range =
            sample && !trimmed(fieldAt(row, sample)).empty() ? rangeFromSamples(row) : rangeFromSeconds(row);
        item.state = state(row);
        item.label = fromSafe(fieldAt(row, columns.find({"label", "name", "text", "annotation"})));
        item.sound = fromSafe(fieldAt(row, columns.find({"sound"})));
        item.confidence = confidence(row);
        const auto colour = fieldAt(row, columns.find({"colour", "color"}));
        item.colour = colourFromText(colour);
        if (!item.colour && !trimmed(colour).empty())
            failAtLine(file, row.line, "the colour " + shownText(colour) + " is not of the form #RRGGBB");
        const auto query = trimmed(fieldAt(row, columns.find({"query"})));
        item.isQuery = query == "yes" || query == "1" || query == "true";
        return item;
    }

    int rateHz() const { return rate; }

private:
    SampleIndex wholeNumber(const DelimitedRow& row, std::size_t column, SampleIndex least,
                            SampleIndex most) const
    {
        const auto text = trimmed(fieldAt(row, column));
        SampleIndex value = 0;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
        if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value < least ||
            value > most)
            failAtLine(file, row.line,
                       shownText(text) + " must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most));
        return value;
    }

    void readRate(const DelimitedRow& row)
    {
        auto stated = options.audio.sampleRateHz;
        if (const auto column = columns.find({"sample_rate", "samplerate"}))
            stated = agreedRate(file, static_cast<int>(wholeNumber(row, *column, 1, 10'000'000)), options);
        if (stated <= 0)
            throw InvalidSettings(file.string() +
                                  ": it does not say at which rate its samples are counted; name "
                                  "the recording they lie in (--audio FILE)");
        if (rate > 0 && stated != rate)
            failAtLine(file, row.line,
                       "the rate " + std::to_string(stated) + " Hz differs from " + std::to_string(rate) +
                           " Hz of the rows before");
        rate = stated;
    }

    SampleRange rangeFromSamples(const DelimitedRow& row)
    {
        readRate(row);
        const auto start = wholeNumber(row, *sample, 0, mostSamples);
        const auto seconds = time ? secondsFromText(fieldAt(row, time)) : std::nullopt;
        if (seconds && isEdited(*seconds, start))
            failAtLine(file, row.line,
                       "sample " + std::to_string(start) + " lies at " + secondsText(start, rate, 3) +
                           " s, but the time is " + shownText(fieldAt(row, time)) +
                           "; empty the sample column where times were changed");
        const auto length = lengthInSeconds(row, static_cast<double>(start) / rate);
        if (!endSample || trimmed(fieldAt(row, endSample)).empty())
            return {start, length ? std::llround(*length * rate) : 0};
        const auto end = wholeNumber(row, *endSample, start, mostSamples);
        if (length && isEdited(*length, end - start))
            failAtLine(file, row.line,
                       "its samples are " + secondsText(end - start, rate, 3) +
                           " s long, but its duration or end says " + decimalText(*length, 3) +
                           " s; empty the end_sample column where these were changed");
        return {start, end - start};
    }

    /** Spreadsheets round what they show; more than that is an edit of one of the two. */
    bool isEdited(double seconds, SampleIndex samples) const
    {
        constexpr double roundingSeconds = 1e-3;
        return std::abs(seconds - static_cast<double>(samples) / rate) > roundingSeconds + 0.5 / rate;
    }

    /** What the columns of ends or durations say; empty where there is neither. */
    std::optional<double> lengthInSeconds(const DelimitedRow& row, double start) const
    {
        const auto end = trimmed(fieldAt(row, endTime)), own = trimmed(fieldAt(row, duration));
        if (end.empty() && own.empty())
            return {};
        const auto length =
            end.empty() ? secondsOfField(file, own, row.line) : secondsOfField(file, end, row.line) - start;
        if (!(length >= 0.0 && length * rate < static_cast<double>(mostSamples)))
            failAtLine(file, row.line, "its end lies before its start or outside any recording");
        return length;
    }

    SampleRange rangeFromSeconds(const DelimitedRow& row)
    {
        if (!time)
            failAtLine(file, row.line, "there is no sample and no time");
        const SecondsReader reader(file, options);
        rate = options.audio.sampleRateHz;
        const auto start = reader.seconds(fieldAt(row, time), row.line);
        auto range = reader.range(start, start + lengthInSeconds(row, start).value_or(0.0), row.line);
        // Times beside samples, or beside the timeline's own columns, are those of the recording.
        if (!sample && !columns.find({"timeline_time", "timeline_sample"}))
            range.start -= options.offsetSamples;
        return range;
    }

    HitState state(const DelimitedRow& row) const
    {
        const auto name = trimmed(fieldAt(row, columns.find({"state"})));
        if (name.empty())
            return HitState::confirmed;
        for (const auto known : {HitState::confirmed, HitState::predicted, HitState::rejected})
            if (name == nameOf(known))
                return known;
        failAtLine(file, row.line,
                   "the state " + shownText(name) +
                       " is unknown; allowed are confirmed, predicted, rejected");
    }

    float confidence(const DelimitedRow& row) const
    {
        const auto text = fieldAt(row, columns.find({"confidence"}));
        if (trimmed(text).empty())
            return Annotation().confidence;
        const auto value = numberFromText(text);
        if (!value || *value < 0.0 || *value > 1.0)
            failAtLine(file, row.line, "the confidence " + shownText(text) + " must be from 0 to 1");
        return static_cast<float>(*value);
    }

    const std::filesystem::path& file;
    const ImportOptions& options;
    Columns columns;
    std::optional<std::size_t> sample = columns.find({"sample"}),
                               endSample = columns.find({"end_sample", "endsample"}),
                               time = columns.find({"time", "start", "starttime", "start_time", "onset"}),
                               endTime = columns.find({"end", "endtime", "end_time"}),
                               duration = columns.find({"duration", "length"});
    int rate = 0;
};

/** Tables without names: a time, optionally an end, optionally a label, as many tools print them. */
DelimitedRow columnsOfNumbers(const DelimitedRow& first)
{
    const auto isNumber = [&](std::size_t i)
    { return i < first.fields.size() && secondsFromText(first.fields[i]).has_value(); };
    if (!isNumber(0))
        return first;
    DelimitedRow header{{"time"}, first.line};
    if (isNumber(1))
        header.fields.emplace_back("end");
    header.fields.emplace_back("label");
    return header;
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    const auto text = readTextFile(path);
    const auto rows = parseDelimited(text, delimiterOf(text), path);
    auto annotations = annotationsFor(options);
    if (rows.empty())
        throw FileError(path.string(), "is empty; a first row with the names of the columns is needed");
    const auto names = columnsOfNumbers(rows.front());
    Table table(path, options, names);
    const auto hasNames = names.fields == rows.front().fields;
    for (auto i = hasNames ? std::size_t{1} : 0; i < rows.size(); ++i)
        annotations.items.push_back(table.annotation(rows[i]));
    annotations.audio.sampleRateHz = std::max(annotations.audio.sampleRateHz, table.rateHz());
    return annotations;
}
} // namespace

Format csvFormat()
{
    Format format;
    format.name = "csv";
    format.title = "CSV table";
    format.extensions = {".csv"};
    format.lost = "name and hash of the audio, confidence beyond 4 decimals";
    format.notes =
        "Columns are found by name and may stand in any order; `sample`, or `time` (also `start`, `onset`), "
        "must be "
        "there. Commas, semicolons or tabs separate, decimal commas are understood, and a table without "
        "names "
        "is taken for time, label or start, end, label. Where a row has samples and a time that differ by "
        "more "
        "than a millisecond, it is refused: one of them was edited. Labels that a spreadsheet would run as a "
        "formula (they begin with `=`, `+`, `-`, `@`, a tab or a newline) get an apostrophe in front, which "
        "is "
        "taken away when they are read. With an offset, a frame rate or a tempo there are more columns: "
        "`timeline_sample`, `timeline_time`, `frame`, `bar`, `beat`.";
    format.hasAdditionalFields = true;
    format.write = write;
    format.read = read;
    format.recognises = [](std::string_view head)
    { return head.starts_with("sample,end_sample,") || head.starts_with("\xef\xbb\xbfsample,end_sample,"); };
    format.kept = kept;
    return format;
}
} // namespace reprise
