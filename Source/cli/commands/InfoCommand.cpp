#include "audio/Recording.h"
#include "base/ClockTime.h"
#include "cli/ExitCodes.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace reprise::cli
{
namespace
{
struct InfoOptions
{
    std::string file;
    bool json = false;
};

int runInfo(const InfoOptions& options)
{
    auto info = AudioFile(options.file).info();
    if (info.samples == 0) // streamed files do not state their length: count
        info = loadRecording(options.file).info;
    const auto sha256 = sha256OfFile(options.file);
    if (options.json)
    {
        const nlohmann::ordered_json document{
            {"file", options.file},      {"sampleRate", info.sampleRateHz}, {"channels", info.channels},
            {"samples", info.samples},   {"seconds", info.seconds()},       {"container", info.container},
            {"encoding", info.encoding}, {"decoder", info.decoder},         {"sha256", sha256}};
        std::cout << document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
        return exitOk;
    }
    std::cout << "file      " << printable(options.file) << "\n"
              << "length    " << clockTime(info.seconds()) << " (" << info.samples << " samples)\n"
              << "rate      " << info.sampleRateHz << " Hz\n"
              << "channels  " << info.channels << "\n"
              << "format    " << printable(info.container + ", " + info.encoding) << "\n"
              << "decoder   " << printable(info.decoder) << "\n"
              << "sha256    " << sha256 << "\n";
    return exitOk;
}
} // namespace

void addInfoCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<InfoOptions>();
    auto* command = app.add_subcommand("info", "Tell what an audio file is");
    command->add_option("FILE", options->file, "The audio file")->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([&chosen, options] { chosen = [options] { return runInfo(*options); }; });
}
} // namespace reprise::cli
