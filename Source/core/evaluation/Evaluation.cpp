#include "evaluation/Evaluation.h"

#include "base/Errors.h"
#include "evaluation/SimulatedUser.h"
#include "session/RetrievalSession.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <system_error>
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
        try
        {
            for (unsigned i = 0; i < std::min<std::size_t>(wanted, groups.size()); ++i)
                workers.emplace_back([this] { work(); });
        }
        catch (const std::system_error&)
        {
            work(); // no more threads can be had
        }
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
            results[index] = runTask(tasks[index], *analysis, recording.info, settings, cancelOnly);
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

constexpr double mostMoved = 0.1;     // seconds, of sloppy marks
constexpr double mostStretched = 0.1; // of their length
constexpr std::array outlookQuestions{0, 5, 10, 20};

/** What the session expects now; the user is a copy, so that nothing counts as found by it. */
Outlook outlook(RetrievalSession& session, SimulatedUser user, int questions, int sampleRateHz,
                const Progress& progress)
{
    Outlook result{questions, static_cast<int>(user.missed().size()), session.estimateLeft(progress), {}};
    std::map<int, ConfidenceCount> counts;
    for (const auto& hit : session.predictedHits(0.0f, progress))
    {
        const auto p = static_cast<double>(hit.confidence);
        const auto logOdds = std::log(std::max(p, 1e-9) / std::max(1.0 - p, 1e-9));
        const auto key = static_cast<int>(std::lround(std::clamp(4.0 * logOdds, -40.0, 40.0)));
        auto& count = counts[key];
        count.quarterLogOdds = key;
        ++count.places;
        count.occurrences += user.judge(toSeconds(hit.excerpt, sampleRateHz)).verdict == Verdict::hit ? 1 : 0;
    }
    for (const auto& [key, count] : counts)
        result.places.push_back(count);
    return result;
}

double fourDecimals(double value)
{
    return std::round(value * 1e4) / 1e4;
}

nlohmann::ordered_json outlooksToJson(const std::vector<Outlook>& outlooks)
{
    auto json = nlohmann::ordered_json::array();
    for (const auto& outlook : outlooks)
    {
        auto places = nlohmann::ordered_json::array();
        for (const auto& count : outlook.places)
            places.push_back({count.quarterLogOdds, count.places, count.occurrences});
        json.push_back({{"questions", outlook.questions},
                        {"left", outlook.left},
                        {"expected", fourDecimals(outlook.estimate.expected)},
                        {"low", outlook.estimate.low},
                        {"high", outlook.estimate.high},
                        {"places", std::move(places)}});
    }
    return json;
}

nlohmann::ordered_json settingsToJson(const MethodSettings& settings)
{
    nlohmann::ordered_json json{{"method", settings.method}};
    if (settings.method == "default")
        for (const auto& idea : coherenceIdeas())
            if (!(settings.standard.*idea.isOn))
                json["without"].push_back(idea.name);
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

SampleRange sloppyMark(const EvaluationTask& task, std::uint64_t seed, const AudioFileInfo& audio)
{
    // FNV-1a of seed and id: std::hash and the distributions of <random> may differ between libraries.
    auto hash = 0xcbf29ce484222325ULL;
    const auto mix = [&](std::uint64_t byte) { hash = (hash ^ byte) * 0x100000001b3ULL; };
    for (int shift = 0; shift < 64; shift += 8)
        mix(seed >> shift & 0xff);
    for (const auto character : task.id)
        mix(static_cast<unsigned char>(character));
    std::mt19937_64 engine(hash);
    const auto fromMinusOneToOne = [&] { return static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0; };
    const auto moved = task.query.start + mostMoved * fromMinusOneToOne();
    const auto stretched = task.query.length * (1.0 + mostStretched * fromMinusOneToOne());

    const auto wanted = toSamples({moved, stretched}, audio.sampleRateHz);
    const auto length =
        std::clamp<SampleIndex>(wanted.length, 1, std::max<SampleIndex>(1, audio.samples / 2));
    return {std::clamp<SampleIndex>(wanted.start, 0, audio.samples - length), length};
}

EvaluationTask movedWith(EvaluationTask task, const TimeSpan& mark)
{
    const auto shift = mark.start - task.query.start, stretch = mark.length / task.query.length;
    const auto move = [&](TimeSpan& span) { span = {span.start + shift, span.length * stretch}; };
    for (auto& occurrence : task.occurrences)
        move(occurrence.span);
    for (auto& ignored : task.ignored)
        move(ignored);
    task.query = mark;
    return task;
}

TaskQuestions runTask(const EvaluationTask& task, const Analysis& analysis, const AudioFileInfo& audio,
                      const EvaluationSettings& settings, const Progress& progress)
{
    auto query = toSamples(task.query, audio.sampleRateHz);
    try
    {
        checkQuery(query, audio.samples);
    }
    catch (const InvalidInput& e)
    {
        throw FileError(audio.path.string(), "task " + task.id + ": " + e.what());
    }

    TaskQuestions result{task.id, {}, task.query, 0, {}, {}};
    auto answering = task;
    if (settings.sloppy)
    {
        query = sloppyMark(task, settings.sloppy->seed, audio);
        result.mark = toSeconds(query, audio.sampleRateHz);
        if (settings.sloppy->answersFollowMark)
            answering = movedWith(task, result.mark);
    }

    SimulatedUser user(answering);
    RetrievalSession session(analysis.matcherFor(query), query, audio.samples, settings.budget);
    session.setOrder(settings.order);
    auto accepted = false;
    for (;;)
    {
        const auto question = session.question(progress);
        const auto count = static_cast<int>(result.asked.size());
        const auto acceptNow = !accepted && (count == settings.acceptAfter || !question);
        if (acceptNow)
        {
            accepted = true;
            result.acceptedAfter = count;
            for (const auto& hit : session.predictedHits(acceptThreshold, progress))
                result.accepted.push_back({toSeconds(hit.excerpt, audio.sampleRateHz), hit.confidence});
        }
        if (acceptNow || !question ||
            std::find(outlookQuestions.begin(), outlookQuestions.end(), count) != outlookQuestions.end())
            result.outlooks.push_back(outlook(session, user, count, audio.sampleRateHz, progress));
        if (!question)
        {
            for (const auto& hit : session.settledHits(progress))
                for (auto& asked : result.asked)
                    if (asked.excerpt.start == toSeconds(hit.confirmed, audio.sampleRateHz).start)
                        asked.settledStart = toSeconds(hit.better, audio.sampleRateHz).start;
            return result;
        }
        const auto excerpt = toSeconds(question->excerpt, audio.sampleRateHz);
        const auto answer = SimulatedUser::answerFor(user.judge(excerpt).verdict);
        result.asked.push_back(
            {excerpt, answer == Answer::unsure ? std::nullopt : std::optional(answer == Answer::yes),
             question->confidence});
        session.answer(answer);
    }
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
    document["ask"] = nameOf(settings.order);
    document["acceptAfter"] = settings.acceptAfter;
    document["acceptThreshold"] = acceptThreshold;
    if (settings.sloppy)
        document["sloppy"] = {{"seed", settings.sloppy->seed},
                              {"answers", settings.sloppy->answersFollowMark ? "mark" : "truth"}};
    document["tasks"] = nlohmann::ordered_json::array();
    for (const auto& task : results)
    {
        auto asked = nlohmann::ordered_json::array();
        for (const auto& question : task.asked)
        {
            nlohmann::ordered_json entry{{"start", question.excerpt.start},
                                         {"length", question.excerpt.length}};
            entry["answer"] = question.answer ? nlohmann::ordered_json(*question.answer) : nullptr;
            entry["confidence"] = fourDecimals(question.confidence);
            if (question.settledStart)
                entry["settledStart"] = *question.settledStart;
            asked.push_back(std::move(entry));
        }
        auto accepted = nlohmann::ordered_json::array();
        for (const auto& place : task.accepted)
            accepted.push_back({{"start", place.excerpt.start},
                                {"length", place.excerpt.length},
                                {"confidence", fourDecimals(place.confidence)}});
        document["tasks"].push_back({{"id", task.id},
                                     {"mark", {{"start", task.mark.start}, {"length", task.mark.length}}},
                                     {"asked", std::move(asked)},
                                     {"acceptedAfter", task.acceptedAfter},
                                     {"accepted", std::move(accepted)},
                                     {"outlooks", outlooksToJson(task.outlooks)}});
    }
    return document.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}
} // namespace reprise
