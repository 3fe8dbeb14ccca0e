#include "exchange/DelimitedText.h"

#include "exchange/TextFormat.h"

#include <algorithm>
#include <csv.h>
#include <new>

namespace reprise
{
namespace
{
/** What libcsv calls back with; its callbacks must not throw through C code. */
struct Collector
{
    std::vector<DelimitedRow> rows;
    DelimitedRow row;
    bool isOutOfMemory = false, isTooWide = false;
};

/** Fields of a row: far more than any table of places has. */
constexpr std::size_t mostFields = 1000;

void takeField(void* text, std::size_t size, void* data) noexcept
{
    auto& collector = *static_cast<Collector*>(data);
    collector.isTooWide = collector.isTooWide || collector.row.fields.size() >= mostFields;
    if (collector.isTooWide)
        return;
    try
    {
        collector.row.fields.emplace_back(static_cast<const char*>(text), size);
    }
    catch (const std::bad_alloc&)
    {
        collector.isOutOfMemory = true;
    }
}

void takeRow(int, void* data) noexcept
{
    auto& collector = *static_cast<Collector*>(data);
    try
    {
        collector.rows.push_back(std::move(collector.row));
    }
    catch (const std::bad_alloc&)
    {
        collector.isOutOfMemory = true;
    }
    collector.row = {};
}

/** No blank is removed: it belongs to the label. */
int isNoSpace(unsigned char)
{
    return 0;
}

struct Parser
{
    explicit Parser(char delimiter)
    {
        if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
            throw std::bad_alloc();
        csv_set_delim(&csv, static_cast<unsigned char>(delimiter));
        csv_set_space_func(&csv, isNoSpace);
        csv_set_blk_size(&csv, 1 << 16);
    }
    ~Parser() { csv_free(&csv); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    csv_parser csv{};
};

std::string lowerCase(std::string_view text)
{
    std::string result(text);
    for (auto& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return result;
}
} // namespace

std::vector<DelimitedRow> parseDelimited(std::string_view text, char delimiter,
                                         const std::filesystem::path& file)
{
    Parser parser(delimiter);
    Collector collector;
    std::size_t line = 1;
    const auto check = [&](bool isFine)
    {
        if (collector.isOutOfMemory || csv_error(&parser.csv) == CSV_ENOMEM)
            throw std::bad_alloc();
        if (collector.isTooWide)
            failAtLine(file, line,
                       "has more than " + std::to_string(mostFields) +
                           " columns, which no table of places has");
        if (!isFine)
            failAtLine(
                file, line,
                "a double quote stands in the middle of a field, or is never closed; fields that hold one "
                "are put in quotes and the quote is doubled");
    };
    // Line by line, so that rows and errors know where they are.
    auto isInRow = false;
    for (std::size_t firstLine = 1; !text.empty(); ++line)
    {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        const auto rowsBefore = collector.rows.size();
        if (!isInRow)
            firstLine = line;
        check(csv_parse(&parser.csv, text.data(), end, takeField, takeRow, &collector) == end);
        for (auto i = rowsBefore; i < collector.rows.size(); ++i)
            collector.rows[i].line = firstLine;
        const auto isBlank = text.substr(0, end).find_first_not_of("\r\n") == std::string_view::npos;
        isInRow = collector.rows.size() == rowsBefore && (isInRow || !isBlank);
        text.remove_prefix(end);
        collector.row.line = isInRow ? firstLine : line + 1;
    }
    check(csv_fini(&parser.csv, takeField, takeRow, &collector) == 0);
    return std::move(collector.rows);
}

std::vector<DelimitedRow> splitRows(std::string_view text, char delimiter)
{
    std::vector<DelimitedRow> rows;
    std::size_t line = 0;
    for (auto rest : linesOf(text))
    {
        ++line;
        if (rest.empty())
            continue;
        DelimitedRow row{{}, line};
        // What has more is no table that is read here, and is refused by its columns.
        for (auto end = rest.find(delimiter); end != std::string_view::npos && row.fields.size() < mostFields;
             end = rest.find(delimiter))
        {
            row.fields.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        row.fields.emplace_back(rest);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string delimitedField(std::string_view text, char delimiter)
{
    const auto needsQuotes = text.find_first_of("\"\r\n") != std::string_view::npos ||
                             text.find(delimiter) != std::string_view::npos || text.starts_with(' ') ||
                             text.ends_with(' ');
    if (!needsQuotes)
        return std::string(text);
    std::string field(2 * text.size() + 2, '\0');
    field.resize(csv_write(field.data(), field.size(), text.data(), text.size()));
    return field;
}

Columns::Columns(const DelimitedRow& header)
{
    for (std::size_t i = 0; i < header.fields.size(); ++i)
        indices.emplace(lowerCase(trimmed(header.fields[i])), i);
}

std::optional<std::size_t> Columns::find(std::initializer_list<std::string_view> names) const
{
    for (const auto name : names)
        if (const auto found = indices.find(name); found != indices.end())
            return found->second;
    return std::nullopt;
}

std::string_view fieldAt(const DelimitedRow& row, std::optional<std::size_t> column)
{
    return column && *column < row.fields.size() ? std::string_view(row.fields[*column]) : std::string_view();
}
} // namespace reprise
