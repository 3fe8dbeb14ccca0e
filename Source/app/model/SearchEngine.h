#pragma once

#include "audio/Recording.h"
#include "matching/Methods.h"
#include "session/MarkSuggestion.h"
#include "session/RetrievalSession.h"
#include "session/SessionAdvice.h"
#include "session/SessionDocument.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reprise::app
{
/** All that decides what is found for one sound. Two equal requests have equal results. */
struct SearchRequest
{
    SoundId sound = 0;
    SampleRange query;
    MethodSettings method;
    int budget = 10;
    AskOrder order = AskOrder::likeliest;
    float threshold = acceptThreshold; ///< of the predicted hits
    std::vector<Judgement> judgements; ///< in the order of the answers, without the query

    bool operator==(const SearchRequest&) const = default;
};

/** What is known about a sound after its judgements. */
struct SearchResult
{
    SearchRequest request;
    SessionState state = SessionState::asking;
    std::optional<Question> question;
    Explanation explanation;          ///< of the question; empty where the method cannot say
    std::vector<Hit> predicted;       ///< in order of time
    std::optional<LeftEstimate> left; ///< where confidences are probabilities and something was answered
    std::vector<Remark> remarks;      ///< on the mark, then on the answers
    std::optional<MarkSuggestion> suggestion;
    std::vector<SettledHit> settled; ///< empty until Callbacks::onSettled tells them
    double seconds = 0.0;            ///< from the request to the result, without loading and analysis
};

/** The confirmed hits of a result that fit the others better at a place nearby, at least one. */
struct SettlingResult
{
    SearchRequest request;
    std::vector<SettledHit> hits;
    std::vector<Remark> remarks; ///< on them
};

/** What there is to say about a mark before it is searched for. */
struct MarkAdvice
{
    SampleRange mark;
    std::string refusal; ///< why it cannot be searched for; empty: it can
    std::vector<Remark> remarks;
    std::optional<MarkSuggestion> suggestion;
};

/** Why there is no result. */
struct EngineFailure
{
    std::string text;         ///< for people
    bool isOfTheMark = false; ///< it cannot be searched for; else the file, the disk or memory is to blame
};

enum class EngineStage
{
    idle,
    loading,
    analysing,
    ranking
};

struct EngineStatus
{
    EngineStage stage = EngineStage::idle;
    double fraction = 0.0;             ///< of loading and analysis together, 0 ... 1
    std::optional<double> secondsLeft; ///< of both, once it can be told
};

/** Searches one file off the message thread: loads it, analyses it once for each method, keeps a search for each
    of the latest sounds, and works out what is asked next.

    Requests   A newer request takes the place of an older one. A ranking for the older one is cancelled; loading and
               analysis go on as long as the newer one needs them, too.
    Results    Called back on the message thread, never after destruction, and never for a request that was
               replaced meanwhile.
    Threads    Made, called and destroyed on the message thread. Destruction cancels and waits. */
class SearchEngine
{
public:
    struct Callbacks
    {
        std::function<void(const EngineStatus&)> onStatus;
        std::function<void(SearchResult)> onResult;

        /** After the result, which need not wait for it. */
        std::function<void(SettlingResult)> onSettled;

        std::function<void(SoundId, const EngineFailure&)> onFailure;
        std::function<void(MarkAdvice)> onAdvice;
    };

    SearchEngine(std::filesystem::path audioFile, Callbacks callbacks);
    ~SearchEngine();

    /** Loads and analyses, so that the first search need not wait. */
    void prepare(const MethodSettings& method);

    void search(SearchRequest request);

    /** Looks at a mark as soon as the file is loaded. The latest mark only. */
    void advise(const SampleRange& mark, const MethodSettings& method);

    /** Stops loading, analysis and ranking. A later request starts again. */
    void cancel();

private:
    struct Worker;
    std::shared_ptr<Worker> worker;
};
} // namespace reprise::app
