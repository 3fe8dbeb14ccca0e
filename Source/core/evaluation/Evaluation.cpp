#include "evaluation/Evaluation.h"

#include "base/Errors.h"
#include "evaluation/SimulatedUser.h"
#include "session/RetrievalSession.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

namespace reprise
{
namespace
{
/** Hands out audio files to worker threads and collects the results by task index. */
class EvaluationRun
{
public:
    EvaluationRun(const std::vector<EvaluationTask>& evaluationTasks,
                  const EvaluationSettings& evaluationSettings, const Progress& evaluationProgress)
        : tasks(evaluationTasks), settings(evaluationSettings), progress(evaluationProgress),
          results(tasks.size())
    {
        std::map<std::filesystem::path, std::size_t> known;
        for (std::size_t i = 0; i < tasks.size(); ++i)
        {
            const auto [entry, isNew] = known.emplace(tasks[i].audio, groups.size());
            if (isNew)
                groups.emplace_back();
            groups[entry->second].push_back(i);
        }
    }

    std::vector<TaskQuestions> run()
    {
        const auto wanted = settings.threads > 0 ? static_cast<unsigned>(settings.threads)
                                                 : std::max(1u, std::thread::hardware_concurrency());
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < std::min<std::size_t>(wanted, groups.size()); ++i)
            workers.emplace_back([this] { work(); });
        workers.clear(); // joins
        if (failure)
            std::rethrow_exception(failure);
        return std::move(results);
    }

private:
    void work()
    {
        try
        {
            for (auto group = nextGroup(); group < groups.size(); group = nextGroup())
                runGroup(groups[group]);
        }
        catch (...)
        {
            const std::scoped_lock lock(mutex);
            if (!failure)
                failure = std::current_exception();
        }
    }

    std::size_t nextGroup()
    {
        const std::scoped_lock lock(mutex);
        return failure ? groups.size() : next++;
    }

    void runGroup(const std::vector<std::size_t>& members)
    {
        if (progress.isCancelled())
            throw Cancelled{};
        // Inner steps report nothing: progress counts finished tasks.
        const Progress cancelOnly = progress.withoutReports();
        const auto recording = loadRecordingFor(tasks[members.front()].audio, settings.method, cancelOnly);
        const auto analysis = analyse(recording, settings.method, cancelOnly);
        for (const auto index : members)
        {
            results[index] = runTask(tasks[index], *analysis, recording.info, settings.budget, cancelOnly);
            const std::scoped_lock lock(mutex);
            progress.report(static_cast<double>(++finished) / static_cast<double>(tasks.size()));
        }
    }

    const std::vector<EvaluationTask>& tasks;
    const EvaluationSettings& settings;
    const Progress& progress;
    std::vector<std::vector<std::size_t>> groups; ///< task indices by audio file
    std::vector<TaskQuestions> results;
    std::mutex mutex;
    std::size_t next = 0, finished = 0;
    std::exception_ptr failure;
};

nlohmann::ordered_json settingsToJson(const MethodSettings& settings)
{
    nlohmann::ordered_json json{{"method", settings.method}};
    if (settings.method == "paper")
    {
        json["feature"] = nameOf(settings.paper.feature);
        json["nmf"] = settings.paper.useNmf;
        if (settings.paper.useNmf)
        {
            json["components"] = settings.paper.components;
            json["selected"] = settings.paper.selected;
            json["alpha"] = settings.paper.alpha;
            json["l1Ratio"] = settings.paper.l1Ratio;
            json["initialisation"] = nameOf(settings.paper.initialisation);
            json["seed"] = settings.paper.seed;
        }
    }
    return json;
}
} // namespace

SampleRange toSamples(const TimeSpan& span, int sampleRateHz)
{
    // Both ends are rounded, not start and length: a mark that ends with the file stays inside it.
    const auto start = std::llround(span.start * sampleRateHz);
    return {start, std::llround((span.start + span.length) * sampleRateHz) - start};
}

TimeSpan toSeconds(const SampleRange& range, int sampleRateHz)
{
    return {static_cast<double>(range.start) / sampleRateHz,
            static_cast<double>(range.length) / sampleRateHz};
}

TaskQuestions runTask(const EvaluationTask& task, const Analysis& analysis, const AudioFileInfo& audio,
                      int budget, const Progress& progress)
{
    const auto query = toSamples(task.query, audio.sampleRateHz);
    try
    {
        checkQuery(query, audio.samples);
    }
    catch (const InvalidInput& e)
    {
        throw FileError(audio.path.string(), "task " + task.id + ": " + e.what());
    }

    SimulatedUser user(task);
    RetrievalSession session(analysis.matcherFor(query), query, audio.samples, budget);
    TaskQuestions result{task.id, {}};
    while (const auto question = session.question(progress))
    {
        const auto excerpt = toSeconds(question->excerpt, audio.sampleRateHz);
        const auto answer = SimulatedUser::answerFor(user.judge(excerpt).verdict);
        result.asked.push_back(
            {excerpt, answer == Answer::unsure ? std::nullopt : std::optional(answer == Answer::yes),
             question->confidence});
        session.answer(answer);
    }
    return result;
}

std::vector<TaskQuestions> evaluate(const std::vector<EvaluationTask>& tasks,
                                    const EvaluationSettings& settings, const Progress& progress)
{
    return EvaluationRun(tasks, settings, progress).run();
}

std::string toResultsJson(const std::vector<TaskQuestions>& results, const EvaluationSettings& settings,
                          const std::string& manifestName)
{
    nlohmann::ordered_json document;
    document["format"] = "reprise.results";
    document["version"] = 1;
    document["manifest"] = manifestName;
    document["budget"] = settings.budget;
    document["settings"] = settingsToJson(settings.method);
    document["tasks"] = nlohmann::ordered_json::array();
    for (const auto& task : results)
    {
        auto asked = nlohmann::ordered_json::array();
        for (const auto& question : task.asked)
        {
            nlohmann::ordered_json entry{{"start", question.excerpt.start},
                                         {"length", question.excerpt.length}};
            entry["answer"] = question.answer ? nlohmann::ordered_json(*question.answer) : nullptr;
            entry["confidence"] = std::round(static_cast<double>(question.confidence) * 1e4) / 1e4;
            asked.push_back(std::move(entry));
        }
        document["tasks"].push_back({{"id", task.id}, {"asked", std::move(asked)}});
    }
    return document.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}
} // namespace reprise
