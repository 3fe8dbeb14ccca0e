#pragma once

#include <string>
#include <vector>

namespace reprise
{
/** A part of the time-frequency plane of an excerpt. */
struct AgreeingPart
{
    double fromSeconds = 0.0, toSeconds = 0.0; ///< from the excerpt's start
    double fromHz = 0.0, toHz = 0.0;           ///< 0 to half the analysis rate: all frequencies together
    float share = 0.0f;                        ///< of the similarity; negative: speaks against
};

/** What one kind of evidence contributed. */
struct EvidenceShare
{
    std::string kind; ///< in users' words, for example "levels"
    float share = 0.0f;
};

/** What one answer contributed. */
struct AnswerShare
{
    int judgement = -1; ///< index into the judgements the matcher was given; -1: the query
    float share = 0.0f;
};

/** Why an excerpt is taken for an occurrence, as far as a matcher can say. The shares of each list add up to
    about 1 for a clear hit and to less where much speaks against it. Lists a matcher knows nothing for are
    empty. */
struct Explanation
{
    std::vector<EvidenceShare> kinds;
    std::vector<AgreeingPart> parts; ///< they need not cover the whole excerpt
    std::vector<AnswerShare> answers;

    bool isEmpty() const { return kinds.empty() && parts.empty() && answers.empty(); }
};
} // namespace reprise
