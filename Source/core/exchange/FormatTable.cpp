#include "exchange/FormatTable.h"

#include <algorithm>
#include <array>

namespace reprise
{
namespace
{
std::string extensionsOf(const Format& format, std::string_view separator)
{
    if (format.output == OutputKind::folder)
        return "a folder";
    std::string text;
    for (const auto extension : format.extensions)
        text += (text.empty() ? "" : std::string(separator)) + std::string(extension);
    return text;
}

std::string yesOrNo(bool value)
{
    return value ? "yes" : "no";
}
} // namespace

std::string precisionOf(const Format& format)
{
    switch (format.unit)
    {
    case PositionUnit::samples:
        return "samples";
    case PositionUnit::seconds:
        return "seconds, " + std::to_string(format.decimals) + " decimals";
    case PositionUnit::ticks:
        return "ticks";
    }
    return {};
}

std::string formatTable()
{
    std::vector<std::array<std::string, 6>> rows{
        {"name", "extension", "reads", "writes", "precision", "what is lost"}};
    for (const auto& format : exchangeFormats())
        rows.push_back({std::string(format.name), extensionsOf(format, " "), yesOrNo(format.read != nullptr),
                        yesOrNo(format.write != nullptr), precisionOf(format),
                        format.lost.empty() ? "nothing" : std::string(format.lost)});
    std::array<std::size_t, 6> widths{};
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const auto& row : rows)
    {
        for (std::size_t i = 0; i + 1 < row.size(); ++i)
            text += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
        text += row.back() + "\n";
    }
    return text;
}

std::string formatSection(const Format& format, std::string_view example)
{
    auto text = "## " + std::string(format.title) + "\n\n`" + std::string(format.name) + "`, " +
                extensionsOf(format, " or ") + ". " +
                (format.read && format.write ? "Written and read."
                 : format.write              ? "Written, not read."
                                             : "Read, not written.") +
                " Positions: " + precisionOf(format) + ".\n";
    text += "Lost: " + (format.lost.empty() ? "nothing" : std::string(format.lost)) + ".\n";
    if (!format.notes.empty())
        text += "\n" + std::string(format.notes) + "\n";
    if (example.empty())
        return text;
    text += "\n```\n" + std::string(example);
    return text + (example.ends_with('\n') ? "```\n" : "\n```\n");
}
} // namespace reprise
