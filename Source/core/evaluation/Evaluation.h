#pragma once

#include "base/Progress.h"
#include "evaluation/Metrics.h"
#include "matching/Methods.h"
#include "session/RetrievalSession.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprise
{
/** Marks as a person in a hurry sets them: start off by up to 100 ms, length by up to 10 %. */
struct SloppyMarks
{
    std::uint64_t seed = 0;
    /** Whether the user takes for an occurrence what sounds like the mark (see movedWith()), or what the
        unchanged truth says. */
    bool answersFollowMark = true;
};

struct EvaluationSettings
{
    MethodSettings method;
    int budget = 10;
    AskOrder order = AskOrder::likeliest;
    int threads = 0;     ///< 0: as many as the machine has cores
    int acceptAfter = 5; ///< questions before everything predicted is accepted, beside the session
    std::optional<SloppyMarks> sloppy;
};

/** Runs the retrieval loop for every task with a simulated user and returns what was asked, accepted and
    expected, in the manifest's order. Tasks of the same audio share its analysis; audio files are worked on in
    parallel. The result does not depend on the number of threads.
    Errors      FileError when an audio file cannot be read or a query does not fit it, naming the task.
    Cancelling  throws Cancelled. */
std::vector<TaskQuestions> evaluate(const std::vector<EvaluationTask>& tasks,
                                    const EvaluationSettings& settings, const Progress& progress = {});

/** Runs one task's loop on an analysis of its audio. Throws FileError, naming the task, for a query that does
    not fit the audio. */
TaskQuestions runTask(const EvaluationTask& task, const Analysis& analysis, const AudioFileInfo& audio,
                      const EvaluationSettings& settings, const Progress& progress = {});

/** The task's query with its start moved by uniform +-100 ms and its length changed by uniform +-10 %, kept
    inside the recording and to half of it at most. Depends on nothing but the arguments: the same on every
    platform. */
SampleRange sloppyMark(const EvaluationTask& task, std::uint64_t seed, const AudioFileInfo& audio);

/** The task as a person means it who marked `mark` instead of the query: every occurrence and every ignored
    place moved by as much and stretched by as much. */
EvaluationTask movedWith(EvaluationTask task, const TimeSpan& mark);

/** The results file: the settings, then for each task what was asked, accepted and expected. The reference
    scorer reads what was asked. */
std::string toResultsJson(const std::vector<TaskQuestions>& results, const EvaluationSettings& settings,
                          const std::string& manifestName);

/** Converts seconds to samples (nearest) and back. */
SampleRange toSamples(const TimeSpan& span, int sampleRateHz);
TimeSpan toSeconds(const SampleRange& range, int sampleRateHz);
} // namespace reprise
