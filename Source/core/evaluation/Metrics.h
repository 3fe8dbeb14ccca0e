#pragma once

#include "evaluation/Manifest.h"
#include "matching/Judgement.h"
#include "session/LeftEstimate.h"

#include <array>
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
    float confidence = 0.0f;              ///< what the matcher thought of it when it asked
    std::optional<double> settledStart{}; ///< in seconds; where the session's end moves it (settledHits())
};

/** A place taken for an occurrence without asking. */
struct AcceptedExcerpt
{
    TimeSpan excerpt;
    float confidence = 0.0f;
};

/** Unasked places of about the same confidence. */
struct ConfidenceCount
{
    int quarterLogOdds = 0; ///< four times the log odds of the confidence, rounded; -40 ... 40
    int places = 0;
    int occurrences = 0; ///< of the places, how many are occurrences not found yet
};

/** What a session expected at one point, and what was left by the truth that answered. */
struct Outlook
{
    int questions = 0; ///< asked so far
    int left = 0;      ///< occurrences not found yet
    LeftEstimate estimate;
    std::vector<ConfidenceCount> places; ///< what the estimate is made from, for Benchmarks/calibrate.py
};

/** Everything one task's session gave. */
struct TaskQuestions
{
    std::string id;
    std::vector<AskedExcerpt> asked; ///< in order
    TimeSpan mark;                   ///< what was marked: the query, or a sloppy mark of it
    int acceptedAfter = 0;           ///< questions asked before `accepted` was predicted
    std::vector<AcceptedExcerpt> accepted;
    std::vector<Outlook> outlooks; ///< by number of questions; the last one at the session's end
};

/** How often the answer was yes, by the confidence of the question. */
struct Calibration
{
    struct Bin
    {
        int questions = 0, yes = 0;
    };
    std::array<Bin, 10> bins; ///< tenths of the confidence from 0 to 1
    double squaredErrors = 0.0;

    void add(float confidence, bool yes);
    void add(const Calibration& other);
    int questions() const;

    /** Mean squared difference of confidence and answer; nothing where nothing was answered. */
    std::optional<double> brier() const;
};

/** What is found by accepting everything predicted after a few questions: places answered with yes or
    accepted, right or wrong by the truth. Repeats, ignored places and the query count neither way. */
struct AcceptedScore
{
    int right = 0, wrong = 0;

    std::optional<double> precision() const
    {
        return right + wrong > 0 ? std::optional(static_cast<double>(right) / (right + wrong)) : std::nullopt;
    }
};

/** How one task went up to the last "no" of the budget. */
struct TaskScore
{
    std::string id, track, snrTier, alteration;
    int hits = 0, wanted = 0, misses = 0, repeats = 0, skips = 0, questions = 0;
    int contradicted = 0; ///< recorded answers that differ from the truth
    std::vector<double> onsetErrorsSeconds;
    std::vector<double> settledErrorsSeconds{}; ///< the same once hits are where they settled
    Calibration calibration{};                  ///< of the questions answered with yes or no
    std::optional<AcceptedScore> accepted{};    ///< not known where only the questions are
    std::vector<Outlook> outlooks{};
    int acceptedAfter = 0;

    double recall() const { return wanted > 0 ? static_cast<double>(hits) / wanted : 1.0; }
    std::optional<double> precision() const
    {
        return hits + misses > 0 ? std::optional(static_cast<double>(hits) / (hits + misses)) : std::nullopt;
    }
};

/** Judges what was asked against the task's truth, in order, until `budget` misses. */
TaskScore scoreTask(const EvaluationTask& task, const std::vector<AskedExcerpt>& asked, int budget);

/** The same, with what was accepted and expected. */
TaskScore scoreTask(const EvaluationTask& task, const TaskQuestions& session, int budget);

/** How well sessions knew what was left to find. */
struct LeftScore
{
    int tasks = 0;
    double withinInterval = 0.0;    ///< share of the tasks
    double meanAbsoluteError = 0.0; ///< of the expected number
    double meanBias = 0.0;          ///< expected minus true, mean
};

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
    std::optional<double> medianSettledErrorSeconds, percentile95SettledErrorSeconds;
    double meanRepeats = 0.0, meanSkips = 0.0;

    /** Questions for each occurrence found: mean over the tasks that found one, and all tasks together. */
    std::optional<double> meanQuestionsPerHit, pooledQuestionsPerHit;
    /** After accepting what was predicted: means over tasks, of the precision over those that took anything. */
    std::optional<double> acceptedRecall, acceptedPrecision;
    LeftScore leftWhenAccepted, leftAtEnd;
    Calibration calibration;
};

/** All tasks, then each track with its SNR tiers and alterations; groups without tasks are left out. */
std::vector<GroupScore> groupScores(const std::vector<TaskScore>& scores);
} // namespace reprise
