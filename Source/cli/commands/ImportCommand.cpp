#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "base/Progress.h"
#include "cli/Exchange.h"
#include "cli/ExitCodes.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"
#include "evaluation/Evaluation.h"
#include "evaluation/Manifest.h"
#include "session/SessionFile.h"

#include <cmath>
#include <iostream>
#include <memory>

namespace reprise::cli
{
namespace
{
namespace fs = std::filesystem;

struct ImportCommandOptions
{
    Source source;
    SelectionOptions selection;
    std::string output, as, name;
    double length = 0.0;
};

/** What to make, from the option or the output's extension. */
std::string kindOf(const ImportCommandOptions& options)
{
    if (options.as.empty())
        return lowerCase(fs::path(options.output).extension().string()) == ".reprise" ? "hits" : "events";
    for (const auto* known : {"hits", "marks", "truth", "events"})
        if (options.as == known)
            return options.as;
    throw InvalidSettings("--as cannot be '" + options.as + "'; allowed are hits, marks, truth, events");
}

void writeSession(const ImportCommandOptions& options, const Annotations& annotations, bool areMarks)
{
    std::error_code error;
    if (fs::exists(options.output, error))
        throw OutputError(options.output, "is there already, and answers may be in it; name a new session");
    const auto document =
        documentOf(annotations, {annotations.audio, annotations.audioSha256}, {options.name, areMarks});
    writeFileAtomically(options.output, toSessionJson(document, options.output));
    const auto sounds = document.sounds().size();
    std::cout << sounds << (sounds == 1 ? " sound" : " sounds") << " with " << annotations.items.size()
              << (annotations.items.size() == 1 ? " place" : " places") << " written to "
              << printable(options.output) << "\n";
}

/** One task for each sound: confirmed places are true, predicted ones are neither right nor wrong. */
std::vector<EvaluationTask> tasksOf(const ImportCommandOptions& options, const Annotations& annotations)
{
    const auto document =
        documentOf(annotations, {annotations.audio, annotations.audioSha256}, {options.name, false});
    const auto rate = annotations.audio.sampleRateHz;
    std::vector<EvaluationTask> tasks;
    for (const auto& sound : document.sounds())
    {
        EvaluationTask task;
        task.id = sound.name;
        task.track = "imported";
        task.audio = annotations.audio.path;
        task.query = toSeconds(sound.query, rate);
        task.occurrences.push_back({task.query, true});
        for (const auto& hit : sound.hits)
            if (hit.answer == Answer::yes)
                task.occurrences.push_back({toSeconds(hit.excerpt, rate), false});
        for (const auto& hit : document.predicted(sound.id))
            task.ignored.push_back(toSeconds(hit.excerpt, rate));
        tasks.push_back(std::move(task));
    }
    return tasks;
}

int runImport(const ImportCommandOptions& options)
{
    const auto& interrupt = cancelOnInterrupt(); // a signal must leave no temporary file
    const auto kind = kindOf(options);
    if (kind == "marks" && !options.name.empty())
        throw InvalidSettings("--name has no effect on --as marks: each place is a sound of its own");
    if (!(options.length >= 0.0 && options.length <= 1e6))
        throw InvalidSettings("--length must be from 0 to a million seconds");
    requireWritable(options.output);
    requireDistinct(options.output, {options.source.file, options.source.audio});
    auto annotations = readAnnotations(options.source, options.selection.selection());
    if (const auto length = std::llround(options.length * annotations.audio.sampleRateHz); length > 0)
        giveLength(annotations, length);
    if (interrupt.isCancelled())
        throw Cancelled();
    if (kind == "hits" || kind == "marks")
        writeSession(options, annotations, kind == "marks");
    else if (kind == "truth")
    {
        const auto tasks = tasksOf(options, annotations);
        writeFileAtomically(options.output, toManifestJson(tasks, options.output));
        std::cout << tasks.size() << (tasks.size() == 1 ? " task" : " tasks") << " written to "
                  << printable(options.output) << "\n";
    }
    else
    {
        if (!options.name.empty())
            for (auto& item : annotations.items)
                item.sound = options.name;
        writeAnnotations(annotations, {options.output, {"events"}, false}, {},
                         {options.source.file, options.source.audio});
    }
    return exitOk;
}
} // namespace

void addImportCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<ImportCommandOptions>();
    auto* command = app.add_subcommand("import", "Take over labels, markers or tables of other programs");
    command->add_option("FILE", options->source.file, "A file in any format that can be read")->required();
    command->add_option("--audio", options->source.audio, "The recording the positions lie in")->required();
    addListFormats(*command);
    command->add_option("--format", options->source.format, "The format, where the file does not tell it");
    command->add_option(
        "--as", options->as,
        "hits: a session with the places as answers, to go on with; marks: a session with each place as "
        "a sound of its own to search for; truth: for find --truth; events: an events JSON. Left out: "
        "hits for a .reprise output, else events");
    command->add_option("-o,--output", options->output, "The file to write")->required();
    command->add_option("--name", options->name,
                        "Name of the sound that all places belong to; left out: each label is one");
    command->add_option("--length", options->length, "How long places are that have no length, in seconds");
    command->add_option("--offset", options->source.offset,
                        "Where the recording starts on the file's timeline, in seconds");
    options->selection.addTo(*command, "all");
    command->footer("Examples:\n"
                    "  reprise import labels.txt --audio song.flac --name call -o song.reprise\n"
                    "  reprise import labels.txt --audio song.flac --as truth --length 0.5 -o truth.json\n"
                    "  reprise import markers.csv --audio song.flac --format reaper -o onsets.json\n");
    command->callback([&chosen, options] { chosen = [options] { return runImport(*options); }; });
}
} // namespace reprise::cli
