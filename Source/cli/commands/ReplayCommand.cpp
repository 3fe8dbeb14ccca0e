#include "base/Errors.h"
#include "cli/ExitCodes.h"
#include "cli/SessionAudio.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"
#include "session/SessionReplay.h"
#include "session/SessionStore.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace reprise::cli
{
namespace
{
struct ReplayOptions
{
    std::string session, audio;
    bool json = false;
};

std::string toJsonText(const Replay& replay)
{
    auto sounds = nlohmann::ordered_json::array();
    for (const auto& sound : replay.sounds)
        sounds.push_back({{"id", sound.id},
                          {"name", sound.name},
                          {"questions", sound.questions},
                          {"confirmed", sound.confirmed},
                          {"predicted", sound.predicted},
                          {"comparedPredicted", sound.comparedPredicted},
                          {"differences", sound.differences}});
    return nlohmann::ordered_json{{"same", replay.isSame()}, {"sounds", std::move(sounds)}}.dump(2) + "\n";
}

std::string toText(const Replay& replay)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& sound : replay.sounds)
        rows.push_back({std::to_string(sound.id), sound.name, std::to_string(sound.questions),
                        std::to_string(sound.confirmed),
                        std::to_string(sound.predicted) + (sound.comparedPredicted ? "" : " (not stored)"),
                        std::to_string(sound.differences.size())});
    auto text = rows.empty()
                    ? std::string("The session has no sound.\n")
                    : table({"sound", "name", "questions", "confirmed", "predicted", "differences"}, rows);
    for (const auto& sound : replay.sounds)
        for (const auto& difference : sound.differences)
            text += "sound " + std::to_string(sound.id) + ", " + difference + "\n";
    return text + (replay.isSame() ? "The replay asks the same questions and finds the same hits.\n"
                                   : "The replay differs from the session.\n");
}

int runReplay(const ReplayOptions& options)
{
    const auto [document, report] = readSnapshot(options.session);
    for (const auto& remark : report.remarks)
        tell("Note: " + remark + ".");
    const auto audio = audioOf(document.audio(), options.session, options.audio);
    auto progress = std::make_optional(terminalProgress("Replaying"));
    const auto replay = replaySession(document, audio.info.path, *progress);
    progress.reset(); // wipes the bar
    if (!replay.isSame() && sha256OfFile(audio.info.path) != document.audio().sha256)
        throw FileError(audio.info.path.string(),
                        "was changed while it was read; let the other program finish, then replay again");
    std::cout << (options.json ? toJsonText(replay) : toText(replay));
    return replay.isSame() ? exitOk : exitDifferent;
}
} // namespace

void addReplayCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<ReplayOptions>();
    auto* command = app.add_subcommand(
        "replay", "Check that a session's audio and answers lead to its questions and hits again");
    command->add_option("SESSION", options->session, "The session (.reprise)")->required();
    command->add_option("--audio", options->audio,
                        "The audio, or a folder to look for it, where it was moved");
    command->add_flag("--json", options->json, "Print JSON");
    command->footer("Ends with exit code 6 when anything differs.\n"
                    "Examples:\n"
                    "  reprise replay song.reprise\n"
                    "  reprise replay song.reprise --audio ~/music --json\n");
    command->callback([&chosen, options] { chosen = [options] { return runReplay(*options); }; });
}
} // namespace reprise::cli
