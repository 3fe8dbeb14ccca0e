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
    int acceptAfter = 5;
    AskOrder order = AskOrder::likeliest;
    std::optional<std::int64_t> sloppySeed;
    std::string sloppyAnswers = "mark";
    std::vector<std::string> without;

    EvaluationSettings settings() const
    {
        if (budget < 1)
            throw InvalidSettings("--budget: " + std::to_string(budget) + " given; at least 1 is needed");
        if (threads < 0)
            throw InvalidSettings("--threads: " + std::to_string(threads) + " given; 0 or more is allowed");
        if (acceptAfter < 0)
            throw InvalidSettings("--accept-after: " + std::to_string(acceptAfter) +
                                  " given; 0 or more is allowed");
        if (sloppySeed.value_or(0) < 0)
            throw InvalidSettings("--sloppy: " + std::to_string(*sloppySeed) +
                                  " given; 0 or more is allowed");
        if (sloppyAnswers != "mark" && sloppyAnswers != "truth")
            throw InvalidSettings("--sloppy-answers: '" + sloppyAnswers +
                                  "' is unknown; allowed are mark, truth");
        EvaluationSettings settings{method.settings(), budget, order, threads, acceptAfter, {}};
        checkAskOrder(order, settings.method);
        if (!without.empty() && settings.method.method != "default")
            throw InvalidSettings("--without belongs to --method default and has no effect on '" +
                                  settings.method.method + "'; leave it out");
        for (const auto& idea : without)
            switchOff(settings.method.standard, idea);
        checkSettings(settings.method.standard);
        if (sloppySeed)
            settings.sloppy = SloppyMarks{static_cast<std::uint64_t>(*sloppySeed), sloppyAnswers == "mark"};
        return settings;
    }
};

/** What was judged by one truth. */
struct Scores
{
    std::vector<TaskScore> tasks;
    std::vector<GroupScore> groups;
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

std::string orDash(const std::optional<double>& value, int decimals)
{
    return value ? fixed(*value, decimals) : "-";
}

std::string effortTable(const std::vector<GroupScore>& groups, int acceptAfter)
{
    const auto after = " @" + std::to_string(acceptAfter);
    std::vector<std::vector<std::string>> rows;
    for (const auto& g : groups)
        rows.push_back({g.name, orDash(g.meanQuestionsPerHit, 2), orDash(g.pooledQuestionsPerHit, 2),
                        orDash(g.acceptedPrecision, 3), orDash(g.acceptedRecall, 3),
                        milliseconds(g.medianSettledErrorSeconds),
                        milliseconds(g.percentile95SettledErrorSeconds)});
    return table({"accepting, settling", "asked/found", "pooled", "precision" + after, "recall" + after,
                  "settled ms", "p95 ms"},
                 rows);
}

std::string leftTable(const std::vector<GroupScore>& groups, int acceptAfter)
{
    const auto after = " @" + std::to_string(acceptAfter);
    std::vector<std::vector<std::string>> rows;
    for (const auto& g : groups)
    {
        std::vector<std::string> row{g.name};
        for (const auto* left : {&g.leftWhenAccepted, &g.leftAtEnd})
            for (const auto value : {left->withinInterval, left->meanAbsoluteError, left->meanBias})
                row.push_back(left->tasks > 0 ? fixed(value, 2) : "-");
        rows.push_back(row);
    }
    return table({"left to find", "in range" + after, "off by" + after, "bias" + after, "in range @end",
                  "off by @end", "bias @end"},
                 rows);
}

/** "all" and the tracks, without their tiers. */
std::vector<GroupScore> mainGroups(const std::vector<GroupScore>& groups)
{
    std::vector<GroupScore> chosen;
    std::copy_if(groups.begin(), groups.end(), std::back_inserter(chosen),
                 [](const GroupScore& g) { return !g.name.starts_with(' '); });
    return chosen;
}

std::string calibrationTable(const std::vector<GroupScore>& groups)
{
    std::vector<std::string> header{"share of yes"};
    for (const auto& g : groups)
        header.push_back(g.name);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < Calibration{}.bins.size(); ++i)
    {
        const auto tenth = static_cast<double>(i) / 10.0;
        std::vector<std::string> row{"  " + fixed(tenth, 1) + " to " + fixed(tenth + 0.1, 1)};
        for (const auto& g : groups)
        {
            const auto& bin = g.calibration.bins[i];
            row.push_back(bin.questions > 0 ? fixed(static_cast<double>(bin.yes) / bin.questions, 2) +
                                                  " of " + std::to_string(bin.questions)
                                            : "-");
        }
        rows.push_back(row);
    }
    rows.push_back({"Brier score"});
    for (const auto& g : groups)
        rows.back().push_back(orDash(g.calibration.brier(), 3));
    return table(header, rows);
}

std::string taskTable(const std::vector<TaskScore>& scores)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& s : scores)
        rows.push_back({s.id, fixed(s.recall(), 2), std::to_string(s.hits) + "/" + std::to_string(s.wanted),
                        std::to_string(s.misses), std::to_string(s.questions)});
    return table({"task", "recall", "found", "no", "asked"}, rows);
}

using Json = nlohmann::ordered_json;

Json orNull(const std::optional<double>& value)
{
    return value ? Json(*value) : Json();
}

/** The figures that depend on the truth. */
Json figuresToJson(const GroupScore& g)
{
    return {{"recall", g.meanRecall},
            {"pooledRecall", g.pooledRecall},
            {"questions", g.meanQuestions},
            {"precision", g.meanPrecision},
            {"onsetErrorMedian", orNull(g.medianOnsetErrorSeconds)},
            {"onsetErrorPercentile95", orNull(g.percentile95OnsetErrorSeconds)},
            {"settledErrorMedian", orNull(g.medianSettledErrorSeconds)},
            {"settledErrorPercentile95", orNull(g.percentile95SettledErrorSeconds)},
            {"repeats", g.meanRepeats},
            {"skips", g.meanSkips},
            {"questionsPerFound", orNull(g.meanQuestionsPerHit)},
            {"pooledQuestionsPerFound", orNull(g.pooledQuestionsPerHit)},
            {"acceptedPrecision", orNull(g.acceptedPrecision)},
            {"acceptedRecall", orNull(g.acceptedRecall)}};
}

Json leftToJson(const LeftScore& left)
{
    return {{"tasks", left.tasks},
            {"inRange", left.withinInterval},
            {"meanAbsoluteError", left.meanAbsoluteError},
            {"bias", left.meanBias}};
}

Json calibrationToJson(const Calibration& calibration)
{
    auto bins = Json::array();
    for (const auto& bin : calibration.bins)
        bins.push_back({{"questions", bin.questions}, {"yes", bin.yes}});
    return {{"brier", orNull(calibration.brier())}, {"bins", std::move(bins)}};
}

/** One object a group; `moved` holds the figures as the user would judge them, where marks are sloppy. */
Json groupsToJson(const Scores& strict, const std::optional<Scores>& moved, const Scores& answering,
                  bool withLeft)
{
    auto json = Json::array();
    for (std::size_t i = 0; i < strict.groups.size(); ++i)
    {
        Json entry{{"group", strict.groups[i].name}, {"tasks", strict.groups[i].tasks}};
        entry.update(figuresToJson(strict.groups[i]));
        if (moved)
            entry["asUserJudges"] = figuresToJson(moved->groups[i]);
        const auto& answered = answering.groups[i];
        if (withLeft)
        {
            entry["leftWhenAccepted"] = leftToJson(answered.leftWhenAccepted);
            entry["leftAtEnd"] = leftToJson(answered.leftAtEnd);
        }
        entry["calibration"] = calibrationToJson(answered.calibration);
        json.push_back(std::move(entry));
    }
    return json;
}

Scores scoresOf(const std::vector<EvaluationTask>& tasks, const std::vector<TaskQuestions>& results,
                int budget, bool moved)
{
    Scores scores;
    for (std::size_t i = 0; i < tasks.size(); ++i)
        scores.tasks.push_back(
            scoreTask(moved ? movedWith(tasks[i], results[i].mark) : tasks[i], results[i], budget));
    scores.groups = groupScores(scores.tasks);
    return scores;
}

void printScores(const Scores& scores, const EvaluateOptions& options)
{
    if (options.perTask)
        std::cout << taskTable(scores.tasks) << "\n";
    std::cout << groupTable(scores.groups) << "\n"
              << effortTable(mainGroups(scores.groups), options.acceptAfter) << "\n";
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
    std::error_code error;
    for (const auto& task : tasks)
        if (!std::filesystem::exists(task.audio, error))
            throw FileError(options.manifest,
                            "task " + task.id + ": its audio " + task.audio.string() + " does not exist");
    return tasks;
}

int runEvaluate(const EvaluateOptions& options)
{
    const auto settings = options.settings();
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

    const auto strict = scoresOf(tasks, results, options.budget, false);
    std::optional<Scores> moved;
    if (settings.sloppy)
        moved = scoresOf(tasks, results, options.budget, true);
    const auto& answering = settings.sloppy && settings.sloppy->answersFollowMark ? *moved : strict;
    // As in find: where confidences are no probabilities, nothing is said about what is left.
    const auto withLeft = methodFromName(settings.method.method).confidenceIsProbability;
    if (options.json)
    {
        std::cout << groupsToJson(strict, moved, answering, withLeft).dump(2) << "\n";
        return exitOk;
    }
    std::cout << tasks.size() << " tasks, " << options.budget << " 'no' answers each";
    if (settings.sloppy)
        std::cout << ", sloppy marks of seed " << settings.sloppy->seed << ", answers by the "
                  << options.sloppyAnswers;
    std::cout << "\n";
    printScores(strict, options);
    if (moved)
    {
        std::cout << "As the user would judge, occurrences moved and stretched with the mark:\n";
        printScores(*moved, options);
    }
    const auto groups = mainGroups(answering.groups);
    if (withLeft)
        std::cout << leftTable(groups, options.acceptAfter) << "\n";
    std::cout << calibrationTable(groups);
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
    addAskOrder(*command, options->order);
    command->add_flag("--quick", options->quick, "Only the tasks marked quick, about one in eight");
    command->add_option("--track", options->track, "Only the tasks of this track");
    command->add_option("--threads", options->threads, "Files worked on at a time, 0: one a core")
        ->capture_default_str();
    command->add_flag("--per-task", options->perTask, "Print a line for each task");
    command->add_flag("--json", options->json, "Print the figures as JSON");
    command
        ->add_option("--accept-after", options->acceptAfter,
                     "Questions after which everything at least " + fixed(acceptThreshold, 2) +
                         " confident is accepted, for the figures marked @")
        ->capture_default_str();
    auto* sloppy = command->add_option(
        "--sloppy", options->sloppySeed,
        "Move each mark by up to 100 ms and change its length by up to 10 %, chosen by this seed");
    command
        ->add_option("--sloppy-answers", options->sloppyAnswers,
                     "Who is right about sloppy marks: mark (occurrences move along) or truth")
        ->capture_default_str()
        ->needs(sloppy);
    std::string ideas;
    for (const auto& idea : coherenceIdeas())
        ideas += (ideas.empty() ? "" : "; ") + std::string(idea.name) + ": " + std::string(idea.description);
    command
        ->add_option("--without", options->without,
                     "Switch an idea of the default method off, to see what it is worth; may be repeated. " +
                         ideas)
        ->allow_extra_args(false)
        ->type_name("NAME");
    options->method.addTo(*command);
    command->footer("Examples:\n"
                    "  reprise evaluate --manifest bench/manifest.json --method paper --feature mfcc "
                    "--components 30 --selected 25 -o results.json\n"
                    "  reprise evaluate --manifest bench/manifest.json --quick --without alignment");
    command->callback([&chosen, options] { chosen = [options] { return runEvaluate(*options); }; });
}
} // namespace reprise::cli
