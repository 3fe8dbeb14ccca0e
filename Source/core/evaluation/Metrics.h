#pragma once

#include "evaluation/Manifest.h"
#include "matching/Judgement.h"

#include <optional>
#include <string>
#include <vector>

namespace reprise
{
/** An excerpt that was asked about; no answer where the user could not say. */
struct AskedExcerpt
{
    TimeSpan excerpt;
    std::optional<bool> answer;
    float confidence = 0.0f; ///< what the matcher thought of it when it asked
};

/** Everything asked in one task, in order. */
struct TaskQuestions
{
    std::string id;
    std::vector<AskedExcerpt> asked;
};

/** How one task went up to the last "no" of the budget. */
struct TaskScore
{
    std::string id, track, snrTier, alteration;
    int hits = 0, wanted = 0, misses = 0, repeats = 0, skips = 0, questions = 0;
    int contradicted = 0; ///< recorded answers that differ from the truth
    std::vector<double> onsetErrorsSeconds;

    double recall() const { return wanted > 0 ? static_cast<double>(hits) / wanted : 1.0; }
    std::optional<double> precision() const
    {
        return hits + misses > 0 ? std::optional(static_cast<double>(hits) / (hits + misses)) : std::nullopt;
    }
};

/** Judges what was asked against the task's truth, in order, until `budget` misses. */
TaskScore scoreTask(const EvaluationTask& task, const std::vector<AskedExcerpt>& asked, int budget);

/** Figures over a group of tasks. */
struct GroupScore
{
    std::string name; ///< "all", a track, or "  track, snr tier" and "  track, altered kind"
    int tasks = 0;
    double meanRecall = 0.0;
    double pooledRecall = 0.0; ///< hits over wanted, all tasks together
    double meanQuestions = 0.0;
    double meanPrecision = 0.0;
    std::optional<double> medianOnsetErrorSeconds, percentile95OnsetErrorSeconds;
    double meanRepeats = 0.0, meanSkips = 0.0;
};

/** All tasks, then each track with its SNR tiers and alterations; groups without tasks are left out. */
std::vector<GroupScore> groupScores(const std::vector<TaskScore>& scores);
} // namespace reprise
