#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "cli/ExitCodes.h"
#include "cli/Options.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"
#include "evaluation/Evaluation.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace reprise::cli
{
namespace
{
struct EvaluateOptions
{
    std::string manifest, output, track;
    MethodOptions method;
    int budget = 10, threads = 0;
    bool quick = false, json = false, perTask = false;
};

std::string milliseconds(const std::optional<double>& seconds)
{
    return seconds ? fixed(*seconds * 1000.0, 1) : "-";
}

std::string groupTable(const std::vector<GroupScore>& groups)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& g : groups)
        rows.push_back(
            {g.name, std::to_string(g.tasks), fixed(g.meanRecall, 3), fixed(g.pooledRecall, 3),
             fixed(g.meanQuestions, 1), fixed(g.meanPrecision, 3), milliseconds(g.medianOnsetErrorSeconds),
             milliseconds(g.percentile95OnsetErrorSeconds), fixed(g.meanRepeats, 1), fixed(g.meanSkips, 1)});
    return table(
        {"", "tasks", "recall", "pooled", "asked", "precision", "onset ms", "p95 ms", "repeats", "skips"},
        rows);
}

std::string taskTable(const std::vector<TaskScore>& scores)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& s : scores)
        rows.push_back({s.id, fixed(s.recall(), 2), std::to_string(s.hits) + "/" + std::to_string(s.wanted),
                        std::to_string(s.misses), std::to_string(s.questions)});
    return table({"task", "recall", "found", "no", "asked"}, rows);
}

nlohmann::ordered_json groupsToJson(const std::vector<GroupScore>& groups)
{
    const auto orNull = [](const std::optional<double>& value)
    { return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(); };
    auto json = nlohmann::ordered_json::array();
    for (const auto& g : groups)
        json.push_back({{"group", g.name},
                        {"tasks", g.tasks},
                        {"recall", g.meanRecall},
                        {"pooledRecall", g.pooledRecall},
                        {"questions", g.meanQuestions},
                        {"precision", g.meanPrecision},
                        {"onsetErrorMedian", orNull(g.medianOnsetErrorSeconds)},
                        {"onsetErrorPercentile95", orNull(g.percentile95OnsetErrorSeconds)},
                        {"repeats", g.meanRepeats},
                        {"skips", g.meanSkips}});
    return json;
}

std::vector<EvaluationTask> chosenTasks(const Manifest& manifest, const EvaluateOptions& options)
{
    std::vector<EvaluationTask> tasks;
    for (const auto& task : manifest.tasks)
        if ((!options.quick || task.quick) && (options.track.empty() || options.track == task.track))
            tasks.push_back(task);
    if (tasks.empty())
        throw FileError(options.manifest, "holds no task that was asked for (" +
                                              std::to_string(manifest.tasks.size()) + " tasks in all)");
    for (const auto& task : tasks)
        if (!std::filesystem::exists(task.audio))
            throw FileError(options.manifest,
                            "task " + task.id + ": its audio " + task.audio.string() + " does not exist");
    return tasks;
}

int runEvaluate(const EvaluateOptions& options)
{
    EvaluationSettings settings{options.method.settings(), options.budget, options.threads};
    if (options.budget < 1)
        throw InvalidSettings("--budget: " + std::to_string(options.budget) + " given; at least 1 is needed");
    if (options.threads < 0)
        throw InvalidSettings("--threads: " + std::to_string(options.threads) +
                              " given; 0 or more is allowed");
    if (!options.output.empty())
        requireWritable(options.output);
    const auto manifest = readManifest(options.manifest);
    const auto tasks = chosenTasks(manifest, options);
    if (!options.output.empty())
    {
        std::vector<std::filesystem::path> inputs{options.manifest};
        for (const auto& task : tasks)
            inputs.push_back(task.audio);
        requireDistinct(options.output, inputs);
    }

    const auto results = evaluate(tasks, settings, terminalProgress("Evaluating"));
    if (!options.output.empty())
        writeFileAtomically(options.output,
                            toResultsJson(results, settings, manifest.path.filename().string()));

    std::vector<TaskScore> scores;
    for (std::size_t i = 0; i < tasks.size(); ++i)
        scores.push_back(scoreTask(tasks[i], results[i].asked, options.budget));
    const auto groups = groupScores(scores);
    if (options.json)
    {
        std::cout << groupsToJson(groups).dump(2) << "\n";
        return exitOk;
    }
    std::cout << tasks.size() << " tasks, " << options.budget << " 'no' answers each\n";
    if (options.perTask)
        std::cout << taskTable(scores) << "\n";
    std::cout << groupTable(groups);
    return exitOk;
}
} // namespace

void addEvaluateCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<EvaluateOptions>();
    auto* command = app.add_subcommand("evaluate", "Measure a method on a benchmark with a simulated user");
    command->add_option("--manifest", options->manifest, "The benchmark's manifest.json")->required();
    command->add_option("-o,--output", options->output, "Write what was asked, for the reference scorer");
    command->add_option("--budget", options->budget, "'No' answers after which a task ends")
        ->capture_default_str();
    command->add_flag("--quick", options->quick, "Only the tasks marked quick, about one in eight");
    command->add_option("--track", options->track, "Only the tasks of this track");
    command->add_option("--threads", options->threads, "Files worked on at a time, 0: one a core")
        ->capture_default_str();
    command->add_flag("--per-task", options->perTask, "Print a line for each task");
    command->add_flag("--json", options->json, "Print the figures as JSON");
    options->method.addTo(*command);
    command->footer("Example:\n  reprise evaluate --manifest bench/manifest.json --method paper --feature "
                    "mfcc --components 30 "
                    "--selected 25 -o results.json");
    command->callback([&chosen, options] { chosen = [options] { return runEvaluate(*options); }; });
}
} // namespace reprise::cli
