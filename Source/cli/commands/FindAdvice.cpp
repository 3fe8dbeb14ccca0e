#include "cli/commands/FindAdvice.h"

#include "cli/Terminal.h"
#include "evaluation/Evaluation.h"

#include <cstdlib>

namespace reprise::cli
{
namespace
{
/** Two suggestions nearer than this say the same. */
constexpr double sameStartSeconds = 0.01;
} // namespace

FindAdvice::FindAdvice(const Recording& recordingToUse, const SampleRange& queryRange, bool queryIsHere,
                       const MethodInfo& method)
    : recording(recordingToUse), query(queryRange), markIsHere(queryIsHere),
      contradictions(recordingToUse, queryRange)
{
    const auto facts = queryFacts(recording, query, method.frameSeconds);
    checkQuerySound(facts);
    if (!markIsHere)
        return;
    aboutMark = remarksOnMark(facts);
    fromOnset = suggestFromOnset(recording, query);
}

void FindAdvice::printAboutMark()
{
    print(aboutMark);
    if (fromOnset)
        print(*fromOnset);
}

void FindAdvice::printNews(RetrievalSession& session)
{
    print(remarksOn(session));
}

std::optional<Advice> FindAdvice::finish(RetrievalSession& session)
{
    const auto news = remarksOn(session);
    print(news);
    Advice advice{aboutMark, fromOnset, {}};
    advice.remarks.insert(advice.remarks.end(), news.begin(), news.end());
    const auto settled =
        unlessCancelled([&] { return session.settledHits(terminalProgress("Looking for exact starts")); });
    const auto misplaced =
        reprise::remarksOn(settled.value_or(std::vector<SettledHit>{}), recording.info.sampleRateHz);
    print(misplaced);
    if (!misplaced.empty())
        tell("Note: --settle moves hits to where they fit.");
    advice.remarks.insert(advice.remarks.end(), misplaced.begin(), misplaced.end());
    if (markIsHere)
    {
        std::vector<SampleRange> hits;
        for (const auto& judgement : session.judgements())
            if (judgement.answer == Answer::yes)
                hits.push_back(judgement.excerpt);
        advice.fromHits = suggestFromHits(recording, query, hits);
        const auto isKnown = [&](const MarkSuggestion& made)
        {
            const auto apart = static_cast<double>(std::abs(made.range.start - fromOnset->range.start));
            return apart < sameStartSeconds * recording.info.sampleRateHz;
        };
        if (advice.fromHits && !(fromOnset && isKnown(*advice.fromHits)))
            print(*advice.fromHits);
    }
    if (advice.remarks.empty() && !advice.fromOnset && !advice.fromHits)
        return {};
    return advice;
}

std::vector<Remark> FindAdvice::remarksOn(RetrievalSession& session)
{
    // After Ctrl-C nobody wants to wait, but what was answered is still reported.
    const auto found = unlessCancelled(
        [&] { return contradictions.among(session.judgements(), Progress({}, &cancelOnInterrupt())); });
    return remarksOnAnswers(session.state(), session.judgements(),
                            found.value_or(std::vector<Contradiction>{}), session.standingQuestion(),
                            recording.info.sampleRateHz);
}

void FindAdvice::print(const std::vector<Remark>& remarks)
{
    // That nothing is left is how the report and the prompt end.
    for (const auto& remark : remarks)
        if (remark.code != RemarkCode::nothingLeft && printed.insert(remark.text).second)
            tell("Note: " + remark.text);
}

void FindAdvice::print(const MarkSuggestion& suggestion) const
{
    const auto span = toSeconds(suggestion.range, recording.info.sampleRateHz);
    tell("Note: " + suggestion.reason + "; --start " + fixed(span.start, 3) + " --length " +
         fixed(span.length, 3) + " would hold it.");
}
} // namespace reprise::cli
