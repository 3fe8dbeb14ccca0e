#include "cli/Exchange.h"
#include "cli/ExitCodes.h"
#include "cli/commands/Commands.h"

#include <memory>

namespace reprise::cli
{
namespace
{
struct ExportCommandOptions
{
    Source source;
    Target target;
    SelectionOptions selection;
    WritingOptions writing;
};

/** The audio is read beside the file where a format holds it, and must not be replaced. */
std::vector<std::filesystem::path> inputsOf(const ExportCommandOptions& options,
                                            const Annotations& annotations)
{
    return {options.source.file, options.source.audio, annotations.audio.path};
}

int runExport(const ExportCommandOptions& options)
{
    options.writing.requireUse(options.target);
    auto source = options.source;
    source.needsAudio = needsAudio(options.target);
    const auto annotations = readAnnotations(source, options.selection.selection());
    writeAnnotations(annotations, options.target, options.writing.settings(annotations.audio.sampleRateHz),
                     inputsOf(options, annotations));
    return exitOk;
}

void addShared(CLI::App& command, ExportCommandOptions& options)
{
    command.add_option("--audio", options.source.audio,
                       "The recording the positions lie in, or for sessions a folder to look for it");
    addListFormats(command);
    command.add_flag("--json", options.target.json, "Print what was written as JSON");
    options.writing.addTo(command);
}
} // namespace

void addExportCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<ExportCommandOptions>();
    auto* command =
        app.add_subcommand("export", "Write the places of a session or events file for other programs");
    command->add_option("FILE", options->source.file, "A session (.reprise) or an events JSON")->required();
    command
        ->add_option(
            "--format", options->target.formats,
            "Names of formats, with commas between ('reprise formats' lists them); by the output's extension "
            "where it is left out")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        ->add_option("-o,--output", options->target.output,
                     "The file to write; with several formats each adds its extension to it")
        ->required();
    options->selection.addTo(*command, "confirmed");
    addShared(*command, *options);
    command->footer(
        "Examples:\n"
        "  reprise export song.reprise -o song.txt\n"
        "  reprise export onsets.json --format reaper -o markers.csv --offset 2.5\n"
        "  reprise export song.reprise --format audacity,csv,svl --states confirmed,predicted -o out/song\n"
        "  reprise export song.reprise -o song.mid --midi-bpm 120\n"
        "  reprise export song.reprise --format hits --hit-name 'BIRD_{sound}_{number}' --fade-out 10 -o "
        "hits\n");
    command->callback([&chosen, options] { chosen = [options] { return runExport(*options); }; });
}

void addConvertCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<ExportCommandOptions>();
    auto* command = app.add_subcommand("convert", "Turn a file of one format into another");
    command->add_option("IN", options->source.file, "A file in any format that can be read, or a session")
        ->required();
    command->add_option("OUT", options->target.output, "The file to write")->required();
    command->add_option("--from", options->source.format, "The format of IN, where it cannot be told");
    command
        ->add_option("--to", options->target.formats,
                     "The format of OUT, where its extension does not tell it")
        ->expected(1);
    options->selection.addTo(*command, "all");
    addShared(*command, *options);
    command->footer("Examples:\n"
                    "  reprise convert labels.txt events.json --audio song.flac\n"
                    "  reprise convert layer.svl table.csv\n"
                    "  reprise convert markers.csv labels.txt --from reaper --audio song.flac\n");
    command->callback([&chosen, options] { chosen = [options] { return runExport(*options); }; });
}
} // namespace reprise::cli
