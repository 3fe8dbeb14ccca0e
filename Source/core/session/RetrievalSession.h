#pragma once

#include "matching/Matcher.h"
#include "session/LeftEstimate.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace reprise
{
/** What is asked next. */
struct Question
{
    SampleRange excerpt;
    float confidence = 0.0f;
    int number = 1; ///< 1 for the first question; answers taken back do not count
};

enum class HitState
{
    confirmed, ///< marked by the user or answered with yes
    predicted, ///< expected by the matcher, not judged
    rejected   ///< answered with no
};

std::string_view nameOf(HitState state);

/** An occurrence of the sought sound, or a place that was taken for one. */
struct Hit
{
    SampleRange excerpt;
    HitState state = HitState::predicted;
    float confidence = 0.0f; ///< 1 for confirmed hits, 0 for rejected ones
};

/** A confirmed excerpt that covers an occurrence but not its exact place. */
struct SettledHit
{
    SampleRange confirmed, better; ///< of the same length

    bool operator==(const SettledHit&) const = default;
};

enum class SessionState
{
    asking,
    budgetSpent, ///< as many no answers as the budget allows
    nothingLeft  ///< every possible excerpt overlaps a judged one too far
};

/** Which of the ranked places is asked about. */
enum class AskOrder
{
    likeliest, ///< the most similar one, as in the paper: every question may be a hit
    uncertain  ///< where a yes is as possible as a no: the rest can be accepted after few answers
};

std::string_view nameOf(AskOrder order);

/** Empty for a name that there is not. */
std::optional<AskOrder> askOrderFromName(std::string_view name);

/** The yes/no loop of the paper's Algorithm 1 as a state machine: one query, one answer at a time.

    Rules    A question overlaps neither the query nor a judged excerpt (whatever the answer was) by more than
             the matcher allows (largestOverlap(), the paper's by nothing), and never reaches past the end of
             the recording. A "no" spends one unit of the answer budget; yes and
             unsure are free. Every answer can be taken back and given again; a new answer forgets what was
             taken back.
    Examples A sound learned in another recording is searched by examples that lie past the end of this one
             (see appendExamples()): the query and judgements given beforehand. They are never hits of this
             recording, cost no budget and cannot be taken back.
    Source   FedCSIS 2020 active retrieval paper, Algorithm 1 and section III-F. Departure: "unsure" and
             undo. AskOrder::uncertain is uncertainty sampling (Lewis and Gale 1994, "A sequential algorithm for
             training text classifiers", section 4).
    Errors   InvalidInput from the constructor for a query outside the recording, of no length, or longer
             than half of it, or for a query past its end that is longer than it; InvalidSettings for a budget
             below 1; std::logic_error for an answer when nothing is asked.
    Threads  one thread at a time. question() ranks on demand and may take long, explain() up to about as long; the other
             calls are instant. */
class RetrievalSession
{
public:
    RetrievalSession(std::unique_ptr<Matcher> matcher, SampleRange query, SampleIndex recordingSamples,
                     int budget);

    /** Searches the first `recordingSamples` samples for a query that lies after them, as do all examples. */
    RetrievalSession(std::unique_ptr<Matcher> matcher, SampleRange query, std::vector<Judgement> examples,
                     SampleIndex recordingSamples, int budget);

    /** Ranks if anything changed since the last call. Empty when the session has ended (see state()). */
    std::optional<Question> question(const Progress& progress = {});

    /** The question that stands without ranking; empty when a ranking is due or nothing is asked. */
    std::optional<Question> standingQuestion() const;

    /** Ranks as after a no and as after a yes to the question that stands, for the time in which the user listens:
        whichever is said, the next question comes at once. Changes nothing else; what was foreseen is forgotten
        with the next ranking. Cancelling it and errors only end it: what is not foreseen is ranked after the
        answer. */
    void foresee(const Progress& progress = {});

    /** Answers the current question. With a yes the user may have corrected the excerpt's edges. */
    void answer(Answer answer, std::optional<SampleRange> corrected = {});

    bool canUndo() const { return !judged.empty(); }
    bool canRedo() const { return !undone.empty(); }

    /** Takes the latest answer back; false when there is none. */
    bool undo();

    /** Gives the answer taken back last again; false when there is none. */
    bool redo();

    /** Takes judgements that are kept elsewhere (SessionDocument.h) in place of its own, in their order. There
        is nothing to do again then. The same ones as before change nothing, and cost no ranking. InvalidInput
        for one that lies outside the recording or has no length. */
    void setJudgements(std::vector<Judgement> judgements);

    /** Goes on after the budget was spent, or shortens it. At least 1. */
    void setBudget(int budget);
    int budget() const { return answerBudget; }

    /** Of the questions from now on; the one that stands changes at once, without ranking anew. In the uncertain
        order the first two are the likeliest all the same: until another yes is known, nothing tells
        what the mark and its background have to do with each other. */
    void setOrder(AskOrder order) { askOrder = order; }
    int count(Answer answer) const;
    int budgetLeft() const { return std::max(0, answerBudget - count(Answer::no)); }

    /** What is known without ranking: asking unless the budget is spent or a ranking found nothing left. */
    SessionState state() const;

    const SampleRange& query() const { return queryRange; }
    SampleIndex recordingSamples() const { return samples; }
    const std::vector<Judgement>& judgements() const { return judged; }

    /** What the matcher is given: the examples, then the judgements. */
    std::vector<Judgement> evidence() const;

    /** Why an excerpt of the query's length is taken for the sound, by what was known when it was asked; by
        all that is known for one that was not judged. AnswerShare::judgement counts in evidence(). Empty where
        the matcher cannot say, and for the query. */
    Explanation explain(const SampleRange& excerpt);

    /** The same of the question that stands; empty when a ranking is due or nothing is asked. */
    std::optional<Explanation> explain();

    /** Everything answered with yes, and the query where it lies in the recording, in order of time. */
    std::vector<Hit> confirmedHits() const;

    /** The confirmed excerpts that resemble the other ones more at a place nearby, in order of time: the sound was
        in them, but not where it is in the mark. Excerpts whose length the user changed, and places that another
        judged excerpt takes or is to take, are left alone. Ranks if needed. */
    std::vector<SettledHit> settledHits(const Progress& progress = {});

    /** Everything answered with no, in order of time. */
    std::vector<Hit> rejectedHits() const;

    /** The unjudged places the matcher holds for occurrences with at least this confidence, best first
        without any overlap, also with what was judged, returned in order of time. Ranks if needed. */
    std::vector<Hit> predictedHits(float minimumConfidence, const Progress& progress = {});

    /** Moves predicted hits to where the sound starts exactly in them (Matcher::exactStart()). Those that would leave
        the recording there, or overlap another place, stay. */
    void makeExact(std::vector<Hit>& predicted, const Progress& progress = {});

    /** How many occurrences are probably among the unjudged places; see LeftEstimate.h. Ranks if needed. */
    LeftEstimate estimateLeft(const Progress& progress = {});

private:
    /** A ranking by the matcher with the evidence it was made for. */
    struct Conclusion
    {
        std::vector<Judgement> evidence;
        Ranking ranking;
    };

    /** Why a place is asked about. */
    struct Reason
    {
        SampleRange excerpt;
        Explanation explanation;
    };

    Conclusion conclusionFrom(std::vector<Judgement> evidence, const Progress& progress);
    void forgetRanking();
    void ensureRanked(const Progress& progress);
    bool isFree(const SampleRange& excerpt) const;
    bool isApart(const SampleRange& excerpt, const SampleRange& other) const;
    bool isInRecording(const SampleRange& excerpt) const;
    bool overlapsJudged(const SampleRange& excerpt) const;

    std::unique_ptr<Matcher> matcher;
    SampleRange queryRange;
    SampleIndex samples = 0;
    int answerBudget = 10;
    AskOrder askOrder = AskOrder::likeliest;
    std::vector<Judgement> examples; ///< given beforehand, past the end of the recording
    std::vector<Judgement> judged, undone;
    std::optional<Ranking> ranking; ///< candidates: the free ones, best first; empty when out of date
    std::optional<Reason> reason;   ///< of the question that stands, once somebody asked
    std::vector<Conclusion> foreseen;
};

/** Checks a query against a recording's length; throws InvalidInput saying what is allowed. */
void checkQuery(const SampleRange& query, SampleIndex recordingSamples);

/** Checks a query from elsewhere: it must fit into the recording. Throws InvalidInput. */
void checkQueryLength(const SampleRange& query, SampleIndex recordingSamples);
} // namespace reprise
