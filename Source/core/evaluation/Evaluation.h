#pragma once

#include "base/Progress.h"
#include "evaluation/Metrics.h"
#include "matching/Methods.h"

#include <string>
#include <vector>

namespace reprise
{
struct EvaluationSettings
{
    MethodSettings method;
    int budget = 10;
    int threads = 0; ///< 0: as many as the machine has cores
};

/** Runs the retrieval loop for every task with a simulated user and returns what was asked, in the
    manifest's order. Tasks of the same audio share its analysis; audio files are worked on in parallel. The
    result does not depend on the number of threads.
    Errors      FileError when an audio file cannot be read or a query does not fit it, naming the task.
    Cancelling  throws Cancelled. */
std::vector<TaskQuestions> evaluate(const std::vector<EvaluationTask>& tasks,
                                    const EvaluationSettings& settings, const Progress& progress = {});

/** Runs one task's loop on an analysis of its audio. */
TaskQuestions runTask(const EvaluationTask& task, const Analysis& analysis, const AudioFileInfo& audio,
                      int budget, const Progress& progress = {});

/** The results file the reference scorer reads: the settings, then what was asked in each task. */
std::string toResultsJson(const std::vector<TaskQuestions>& results, const EvaluationSettings& settings,
                          const std::string& manifestName);

/** Converts seconds to samples (nearest) and back. */
SampleRange toSamples(const TimeSpan& span, int sampleRateHz);
TimeSpan toSeconds(const SampleRange& range, int sampleRateHz);
} // namespace reprise
