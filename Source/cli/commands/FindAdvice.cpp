#include "cli/commands/FindAdvice.h"

#include "cli/Terminal.h"

#include <iostream>

namespace reprise::cli
{
namespace
{
QueryFacts checkedFacts(const Recording& recording, const SampleRange& query, const MethodInfo& method)
{
    auto facts = queryFacts(recording, query, method.frameSeconds);
    checkQuerySound(facts);
    return facts;
}
} // namespace

FindAdvice::FindAdvice(const Recording& recordingToUse, const SampleRange& queryRange,
                       const MethodInfo& method)
    : recording(recordingToUse), query(queryRange), facts(checkedFacts(recordingToUse, queryRange, method)),
      contradictions(recordingToUse, queryRange), fromOnset(suggestFromOnset(recordingToUse, queryRange))
{
}

void FindAdvice::printAboutMark()
{
    print(remarksOn(facts, SessionState::asking, {}, {}, {}, recording.info.sampleRateHz));
    if (fromOnset)
        print(*fromOnset);
}

void FindAdvice::printNews(RetrievalSession& session)
{
    print(remarks(session));
}

Advice FindAdvice::finish(RetrievalSession& session)
{
    Advice advice{remarks(session), fromOnset, {}};
    std::vector<SampleRange> hits;
    for (const auto& judgement : session.judgements())
        if (judgement.answer == Answer::yes)
            hits.push_back(judgement.excerpt);
    advice.fromHits = suggestFromHits(recording, query, hits);
    print(advice.remarks);
    if (advice.fromHits)
        print(*advice.fromHits);
    return advice;
}

std::vector<Remark> FindAdvice::remarks(RetrievalSession& session)
{
    return remarksOn(facts, session.state(), session.judgements(), contradictions.among(session.judgements()),
                     session.standingQuestion(), recording.info.sampleRateHz);
}

void FindAdvice::print(const std::vector<Remark>& remarks)
{
    for (const auto& remark : remarks)
        if (printed.insert(remark.text).second)
            std::cerr << "Note: " << remark.text << "\n";
}

void FindAdvice::print(const MarkSuggestion& suggestion) const
{
    const auto rate = static_cast<double>(recording.info.sampleRateHz);
    std::cerr << "Note: " << suggestion.reason << "; --start "
              << fixed(static_cast<double>(suggestion.range.start) / rate, 3) << " --length "
              << fixed(static_cast<double>(suggestion.range.length) / rate, 3) << " would hold it.\n";
}
} // namespace reprise::cli
