#include "evaluation/Metrics.h"

#include "evaluation/SimulatedUser.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
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

/** How well the outlooks that `chosen` picks, one a task, fit the truth. */
LeftScore leftScore(const std::vector<const TaskScore*>& scores,
                    const std::function<const Outlook*(const TaskScore&)>& chosen)
{
    LeftScore result;
    for (const auto* score : scores)
        if (const auto* outlook = chosen(*score))
        {
            const auto& estimate = outlook->estimate;
            ++result.tasks;
            result.withinInterval += outlook->left >= estimate.low && outlook->left <= estimate.high ? 1 : 0;
            result.meanAbsoluteError += std::abs(estimate.expected - outlook->left);
            result.meanBias += estimate.expected - outlook->left;
        }
    const auto count = static_cast<double>(std::max(result.tasks, 1));
    result.withinInterval /= count;
    result.meanAbsoluteError /= count;
    result.meanBias /= count;
    return result;
}

/** The figures of how little was asked. */
void summariseEffort(GroupScore& group, const std::vector<const TaskScore*>& scores)
{
    auto withHits = 0, withAccepted = 0, withPrecision = 0, hits = 0, questions = 0;
    auto perHit = 0.0, recall = 0.0, precision = 0.0;
    for (const auto* score : scores)
    {
        hits += score->hits;
        questions += score->questions;
        if (score->hits > 0)
        {
            perHit += static_cast<double>(score->questions) / score->hits;
            ++withHits;
        }
        if (score->accepted)
        {
            recall += score->wanted > 0 ? static_cast<double>(score->accepted->right) / score->wanted : 1.0;
            ++withAccepted;
            if (const auto taskPrecision = score->accepted->precision())
            {
                precision += *taskPrecision;
                ++withPrecision;
            }
        }
        group.calibration.add(score->calibration);
    }
    const auto mean = [](double sum, int count)
    { return count > 0 ? std::optional(sum / count) : std::nullopt; };
    group.meanQuestionsPerHit = mean(perHit, withHits);
    group.pooledQuestionsPerHit = mean(questions, hits);
    group.acceptedRecall = mean(recall, withAccepted);
    group.acceptedPrecision = mean(precision, withPrecision);
    group.leftAtEnd = leftScore(scores, [](const TaskScore& s)
                                { return s.outlooks.empty() ? nullptr : &s.outlooks.back(); });
    group.leftWhenAccepted =
        leftScore(scores,
                  [](const TaskScore& s)
                  {
                      const auto found =
                          std::find_if(s.outlooks.begin(), s.outlooks.end(),
                                       [&](const Outlook& o) { return o.questions == s.acceptedAfter; });
                      return found == s.outlooks.end() ? nullptr : &*found;
                  });
}

GroupScore summarise(const std::string& name, const std::vector<const TaskScore*>& scores)
{
    GroupScore group;
    group.name = name;
    group.tasks = static_cast<int>(scores.size());
    auto hits = 0, wanted = 0, withPrecision = 0;
    std::vector<double> errors, settledErrors;
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
        settledErrors.insert(settledErrors.end(), score->settledErrorsSeconds.begin(),
                             score->settledErrorsSeconds.end());
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
    if (!settledErrors.empty())
    {
        group.medianSettledErrorSeconds = percentile(settledErrors, 50.0);
        group.percentile95SettledErrorSeconds = percentile(settledErrors, 95.0);
    }
    summariseEffort(group, scores);
    return group;
}
} // namespace

void Calibration::add(float confidence, bool yes)
{
    const auto last = static_cast<int>(bins.size()) - 1;
    auto& bin = bins[static_cast<std::size_t>(std::clamp(static_cast<int>(confidence * 10.0f), 0, last))];
    ++bin.questions;
    bin.yes += yes ? 1 : 0;
    const auto error = static_cast<double>(confidence) - (yes ? 1.0 : 0.0);
    squaredErrors += error * error;
}

void Calibration::add(const Calibration& other)
{
    for (std::size_t i = 0; i < bins.size(); ++i)
    {
        bins[i].questions += other.bins[i].questions;
        bins[i].yes += other.bins[i].yes;
    }
    squaredErrors += other.squaredErrors;
}

int Calibration::questions() const
{
    return std::accumulate(bins.begin(), bins.end(), 0,
                           [](int sum, const Bin& bin) { return sum + bin.questions; });
}

std::optional<double> Calibration::brier() const
{
    return questions() > 0 ? std::optional(squaredErrors / questions()) : std::nullopt;
}

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
            score.settledErrorsSeconds.push_back(
                std::abs(question.settledStart.value_or(question.excerpt.start) - judged.onsetSeconds));
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
        if (question.answer)
            score.calibration.add(question.confidence, *question.answer);
    }
    return score;
}

TaskScore scoreTask(const EvaluationTask& task, const TaskQuestions& session, int budget)
{
    auto score = scoreTask(task, session.asked, budget);
    score.outlooks = session.outlooks;
    score.acceptedAfter = session.acceptedAfter;

    SimulatedUser user(task);
    AcceptedScore accepted;
    const auto take = [&](const TimeSpan& excerpt)
    {
        const auto verdict = user.judge(excerpt).verdict;
        accepted.right += verdict == Verdict::hit ? 1 : 0;
        accepted.wrong += verdict == Verdict::miss ? 1 : 0;
    };
    for (std::size_t i = 0; i < session.asked.size() && i < static_cast<std::size_t>(session.acceptedAfter);
         ++i)
        if (session.asked[i].answer == true)
            take(session.asked[i].excerpt);
    for (const auto& place : session.accepted)
        take(place.excerpt);
    score.accepted = accepted;
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
