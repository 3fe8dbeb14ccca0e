#pragma once

#include "exchange/EventsJson.h"
#include "matching/Methods.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reprise::cli
{
/** What `find` tells the user beside questions and results, on standard error: remarks as they come up, and
    where a tighter mark would lie. Keeps references to the recording and the session. */
class FindAdvice
{
public:
    /** `markIsHere` is false where the query was marked in another recording and appended to this one: then
        nothing is said about the mark. Throws InvalidInput for a mark without sound. */
    FindAdvice(const Recording& recording, const SampleRange& query, bool markIsHere,
               const MethodInfo& method);

    /** Prints what there is to say before any question. */
    void printAboutMark();

    /** Prints the remarks not printed before. */
    void printNews(RetrievalSession& session);

    /** Prints the news and what the confirmed hits say about the mark. Returns everything that holds now;
        empty where there is nothing to say. */
    std::optional<Advice> finish(RetrievalSession& session);

private:
    std::vector<Remark> remarksOn(RetrievalSession& session);
    void print(const std::vector<Remark>& remarks);
    void print(const MarkSuggestion& suggestion) const;

    const Recording& recording;
    SampleRange query;
    bool markIsHere;
    std::vector<Remark> aboutMark;
    Contradictions contradictions;
    std::optional<MarkSuggestion> fromOnset;
    std::set<std::string> printed;
};
} // namespace reprise::cli
