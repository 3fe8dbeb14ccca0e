#pragma once

#include "evaluation/Manifest.h"
#include "matching/Judgement.h"

#include <optional>
#include <vector>

namespace reprise
{
enum class Verdict
{
    hit,    ///< more than half of the excerpt lies in an occurrence not found before
    repeat, ///< ... in one found before, or in the query
    skip,   ///< more than half lies in ignored places: neither right nor wrong
    miss    ///< anything else
};

/** Answers for a person who knows the truth of one task. Counting rules: an occurrence is found when more
    than half of the excerpt lies inside it (paper, section IV); the query is never counted. Source the
    benchmark's rules in Benchmarks/README.md, "How programs are scored". */
class SimulatedUser
{
public:
    /** Where the sound was marked in another recording (`queryIsHere` false), the task's query is an occurrence
        like all others. */
    explicit SimulatedUser(const EvaluationTask& task, bool queryIsHere = true);

    struct Judged
    {
        Verdict verdict = Verdict::miss;
        double onsetErrorSeconds = 0.0; ///< of hits: distance of the excerpt's start from the occurrence's
        double onsetSeconds = 0.0;      ///< of hits: where the occurrence starts
    };

    /** Judges an excerpt and remembers the occurrence it found. */
    Judged judge(const TimeSpan& excerpt);

    /** What the person would say: yes to hits and repeats, unsure in ignored places, else no. */
    static Answer answerFor(Verdict verdict);

    /** Occurrences that can be found: all but the query. */
    int wanted() const { return static_cast<int>(occurrences.size()) - (queryIsHere ? 1 : 0); }

    /** Those of them that no excerpt has found. */
    std::vector<TimeSpan> missed() const;

private:
    std::vector<Occurrence> occurrences;
    std::vector<TimeSpan> ignored;
    std::vector<bool> found; ///< by occurrence; a query that is here counts as found from the start
    bool queryIsHere = true;
};
} // namespace reprise
