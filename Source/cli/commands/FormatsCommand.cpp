#include "cli/ExitCodes.h"
#include "cli/commands/Commands.h"
#include "exchange/FormatTable.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace reprise::cli
{
namespace
{
int listFormats(bool asJson)
{
    if (!asJson)
    {
        std::cout << formatTable();
        return exitOk;
    }
    auto list = nlohmann::ordered_json::array();
    for (const auto& format : exchangeFormats())
        list.push_back({{"name", format.name},
                        {"title", format.title},
                        {"extensions", format.extensions},
                        {"reads", format.read != nullptr},
                        {"writes", format.write != nullptr},
                        {"precision", precisionOf(format)},
                        {"lost", format.lost}});
    std::cout << nlohmann::ordered_json{{"formats", list}}.dump(2) << "\n";
    return exitOk;
}
} // namespace

void addListFormats(CLI::App& command)
{
    command
        .add_flag_callback(
            "--list-formats",
            []
            {
                std::cout << formatTable();
                throw CLI::Success();
            },
            "List the formats and end, as the command formats does")
        ->trigger_on_parse();
}

void addFormatsCommand(CLI::App& app, Action& chosen)
{
    const auto json = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("formats", "List the formats that can be read and written");
    command->add_flag("--json", *json, "Print JSON");
    addListFormats(app);
    command->callback([&chosen, json] { chosen = [json] { return listFormats(*json); }; });
}
} // namespace reprise::cli
