#include "evaluation/Metrics.h"

#include "evaluation/SimulatedUser.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace reprise
{
namespace
{
/** Percentile by linear interpolation between order statistics; 50 is the usual median. */
double percentile(std::vector<double> values, double percent)
{
    std::sort(values.begin(), values.end());
    const auto position = percent / 100.0 * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto above = std::min(below + 1, values.size() - 1);
    return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

GroupScore summarise(const std::string& name, const std::vector<const TaskScore*>& scores)
{
    GroupScore group;
    group.name = name;
    group.tasks = static_cast<int>(scores.size());
    auto hits = 0, wanted = 0, withPrecision = 0;
    std::vector<double> errors;
    for (const auto* score : scores)
    {
        hits += score->hits;
        wanted += score->wanted;
        group.meanRecall += score->recall();
        group.meanQuestions += score->questions;
        group.meanRepeats += score->repeats;
        group.meanSkips += score->skips;
        if (const auto precision = score->precision())
        {
            group.meanPrecision += *precision;
            ++withPrecision;
        }
        errors.insert(errors.end(), score->onsetErrorsSeconds.begin(), score->onsetErrorsSeconds.end());
    }
    const auto count = static_cast<double>(scores.size());
    group.meanRecall /= count;
    group.meanQuestions /= count;
    group.meanRepeats /= count;
    group.meanSkips /= count;
    group.meanPrecision /= std::max(withPrecision, 1);
    group.pooledRecall = static_cast<double>(hits) / std::max(wanted, 1);
    if (!errors.empty())
    {
        group.medianOnsetErrorSeconds = percentile(errors, 50.0);
        group.percentile95OnsetErrorSeconds = percentile(errors, 95.0);
    }
    return group;
}
} // namespace

TaskScore scoreTask(const EvaluationTask& task, const std::vector<AskedExcerpt>& asked, int budget)
{
    SimulatedUser user(task);
    TaskScore score;
    score.id = task.id;
    score.track = task.track;
    score.snrTier = task.snrTier;
    score.alteration = task.alteration;
    score.wanted = user.wanted();
    for (const auto& question : asked)
    {
        if (score.misses >= budget)
            break;
        const auto judged = user.judge(question.excerpt);
        ++score.questions;
        switch (judged.verdict)
        {
        case Verdict::hit:
            ++score.hits;
            score.onsetErrorsSeconds.push_back(judged.onsetErrorSeconds);
            break;
        case Verdict::repeat:
            ++score.repeats;
            break;
        case Verdict::skip:
            ++score.skips;
            break;
        case Verdict::miss:
            ++score.misses;
            break;
        }
        const auto right = judged.verdict == Verdict::hit || judged.verdict == Verdict::repeat;
        if (question.answer && judged.verdict != Verdict::skip && *question.answer != right)
            ++score.contradicted;
    }
    return score;
}

std::vector<GroupScore> groupScores(const std::vector<TaskScore>& scores)
{
    std::vector<GroupScore> groups;
    const auto add = [&](const std::string& name, const std::function<bool(const TaskScore&)>& belongs)
    {
        std::vector<const TaskScore*> members;
        for (const auto& score : scores)
            if (belongs(score))
                members.push_back(&score);
        if (!members.empty())
            groups.push_back(summarise(name, members));
    };

    add("all", [](const TaskScore&) { return true; });
    std::set<std::string> tracks;
    for (const auto& score : scores)
        tracks.insert(score.track);
    for (const auto& track : tracks)
    {
        add(track, [&](const TaskScore& s) { return s.track == track; });
        for (const auto* tier : {"high", "mid", "low", "faint"})
            add("  " + track + ", snr " + tier,
                [&](const TaskScore& s) { return s.track == track && s.snrTier == tier; });
        for (const auto* alteration : {"none", "mild"})
            add("  " + track + ", altered " + alteration,
                [&](const TaskScore& s) { return s.track == track && s.alteration == alteration; });
    }
    return groups;
}
} // namespace reprise
