#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise
{
struct DelimitedRow
{
    std::vector<std::string> fields;
    std::size_t line = 1; ///< on which it begins
};

/** Splits text into rows and fields after RFC 4180: fields in double quotes may hold the delimiter, newlines and
    doubled quotes. Rows without any character are left out. Throws FileError with the line for a quote
    inside an unquoted field, text after a closing quote, and a quote that is never closed. */
std::vector<DelimitedRow> parseDelimited(std::string_view text, char delimiter,
                                         const std::filesystem::path& file);

/** Splits text into lines and those at each delimiter, for formats that know no quotes. Empty lines are left out. */
std::vector<DelimitedRow> splitRows(std::string_view text, char delimiter);

/** A field as it is written: in double quotes where it needs them. */
std::string delimitedField(std::string_view text, char delimiter);

/** The columns of a table by the names in its first row; upper and lower case are the same. */
class Columns
{
public:
    explicit Columns(const DelimitedRow& header);

    /** The column of the first of these names that there is. */
    std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const;

private:
    std::map<std::string, std::size_t, std::less<>> indices;
};

/** The field of a row, empty where there is no such column or the row is shorter. */
std::string_view fieldAt(const DelimitedRow& row, std::optional<std::size_t> column);
} // namespace reprise
