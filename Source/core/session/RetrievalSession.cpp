#include "session/RetrievalSession.h"

#include "base/Errors.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace reprise
{
namespace
{
// The uncertain order: so many likely places are asked first, then the ones nearest to this confidence, from which
// places are accepted or a little above.
constexpr std::size_t likelyQuestions = 2;
constexpr float uncertainConfidence = 0.6f;

void sortByTime(std::vector<Hit>& hits)
{
    std::sort(hits.begin(), hits.end(),
              [](const Hit& a, const Hit& b) { return a.excerpt.start < b.excerpt.start; });
}
} // namespace

std::string_view nameOf(HitState state)
{
    switch (state)
    {
    case HitState::confirmed:
        return "confirmed";
    case HitState::predicted:
        return "predicted";
    case HitState::rejected:
        return "rejected";
    }
    return "unknown";
}

std::string_view nameOf(AskOrder order)
{
    return order == AskOrder::likeliest ? "likeliest" : "uncertain";
}

std::optional<AskOrder> askOrderFromName(std::string_view name)
{
    for (const auto order : {AskOrder::likeliest, AskOrder::uncertain})
        if (name == nameOf(order))
            return order;
    return {};
}

void checkQuery(const SampleRange& query, SampleIndex recordingSamples)
{
    const auto mark = "the mark (start at sample " + std::to_string(query.start) + ", length " +
                      std::to_string(query.length) + ")";
    if (query.length <= 0)
        throw InvalidInput(mark + " has no length; mark at least one sample");
    if (query.start < 0 || query.start > recordingSamples || query.length > recordingSamples - query.start)
        throw InvalidInput(mark + " lies outside the recording, which has samples 0 to " +
                           std::to_string(recordingSamples));
    if (query.length > recordingSamples / 2)
        throw InvalidInput(mark + " is longer than half of the recording (" +
                           std::to_string(recordingSamples) +
                           " samples); mark at most half, so that the sound can occur again");
}

void checkQueryLength(const SampleRange& query, SampleIndex recordingSamples)
{
    if (query.length <= 0)
        throw InvalidInput("the sound has no length; at least one sample is needed");
    if (query.length > recordingSamples)
        throw InvalidInput("the sound (" + std::to_string(query.length) +
                           " samples) is longer than the recording (" + std::to_string(recordingSamples) +
                           " samples); it cannot occur there");
}

RetrievalSession::RetrievalSession(std::unique_ptr<Matcher> matcherToUse, SampleRange query,
                                   SampleIndex recordingSamples, int budget)
    : matcher(std::move(matcherToUse)), queryRange(query), samples(recordingSamples)
{
    checkQuery(query, recordingSamples);
    setBudget(budget);
}

RetrievalSession::RetrievalSession(std::unique_ptr<Matcher> matcherToUse, SampleRange query,
                                   std::vector<Judgement> givenExamples, SampleIndex recordingSamples,
                                   int budget)
    : matcher(std::move(matcherToUse)), queryRange(query), samples(recordingSamples),
      examples(std::move(givenExamples))
{
    checkQueryLength(query, recordingSamples);
    const auto liesBehind = [&](const SampleRange& range) { return range.start >= recordingSamples; };
    if (!liesBehind(query) || !std::all_of(examples.begin(), examples.end(),
                                           [&](const Judgement& j) { return liesBehind(j.excerpt); }))
        throw std::logic_error("an example from elsewhere lies inside the recording");
    setBudget(budget);
}

void RetrievalSession::setBudget(int budget)
{
    if (budget < 1)
        throw InvalidSettings("answer budget: " + std::to_string(budget) + " given; at least 1 is needed");
    answerBudget = budget;
}

bool RetrievalSession::isInRecording(const SampleRange& excerpt) const
{
    return excerpt.start >= 0 && excerpt.end() <= samples;
}

bool RetrievalSession::isApart(const SampleRange& excerpt, const SampleRange& other) const
{
    // Of the shorter one: a judged excerpt whose edges were corrected may lie inside the other.
    const auto shared = static_cast<double>(excerpt.overlapWith(other));
    return shared <= matcher->largestOverlap() * static_cast<double>(std::min(excerpt.length, other.length));
}

bool RetrievalSession::isFree(const SampleRange& excerpt) const
{
    return isInRecording(excerpt) && isApart(excerpt, queryRange) &&
           std::all_of(judged.begin(), judged.end(),
                       [&](const Judgement& j) { return isApart(excerpt, j.excerpt); });
}

RetrievalSession::Conclusion RetrievalSession::conclusionFrom(std::vector<Judgement> given,
                                                              const Progress& progress)
{
    auto concluded = matcher->rank(given, progress);
    if (concluded.settled.empty())
        for (const auto& judgement : given)
            concluded.settled.push_back(judgement.excerpt.start);
    return {std::move(given), std::move(concluded)};
}

void RetrievalSession::ensureRanked(const Progress& progress)
{
    if (ranking)
        return;
    auto given = evidence();
    const auto known = std::find_if(foreseen.begin(), foreseen.end(),
                                    [&](const Conclusion& one) { return one.evidence == given; });
    auto next =
        (known != foreseen.end() ? std::move(*known) : conclusionFrom(std::move(given), progress)).ranking;
    foreseen.clear();
    std::erase_if(next.candidates, [&](const Candidate& c) { return !isFree({c.start, queryRange.length}); });
    // Equal similarities go to the earlier place, so that the order never depends on the sort's internals.
    std::stable_sort(next.candidates.begin(), next.candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.similarity > b.similarity; });
    ranking = std::move(next);
}

void RetrievalSession::forgetRanking()
{
    ranking.reset();
    reason.reset();
}

std::optional<Question> RetrievalSession::question(const Progress& progress)
{
    if (budgetLeft() == 0)
        return {};
    ensureRanked(progress);
    return standingQuestion();
}

std::optional<Question> RetrievalSession::standingQuestion() const
{
    if (budgetLeft() == 0 || !ranking || ranking->candidates.empty())
        return {};
    const auto& candidates = ranking->candidates;
    auto chosen = candidates.begin();
    if (askOrder == AskOrder::uncertain && examples.size() + judged.size() >= likelyQuestions)
    {
        const auto distance = [](const Candidate& c) { return std::abs(c.confidence - uncertainConfidence); };
        chosen = std::min_element(candidates.begin(), candidates.end(),
                                  [&](const Candidate& a, const Candidate& b)
                                  { return distance(a) < distance(b); });
    }
    return Question{
        {chosen->start, queryRange.length}, chosen->confidence, static_cast<int>(judged.size()) + 1};
}

void RetrievalSession::foresee(const Progress& progress)
{
    const auto asked = standingQuestion();
    if (!asked)
        return;
    const auto after = [&](Answer answer)
    {
        auto judgements = evidence();
        judgements.push_back({asked->excerpt, answer});
        return judgements;
    };
    const auto isForeseen = [&](const std::vector<Judgement>& judgements)
    {
        return std::any_of(foreseen.begin(), foreseen.end(),
                           [&](const Conclusion& one) { return one.evidence == judgements; });
    };
    try
    {
        // The yes comes last: what the matcher finds out for it may take long, and is kept until the next ranking.
        for (const auto& [answer, from, to] : {std::tuple{Answer::no, 0.0, 0.3}, {Answer::yes, 0.3, 0.9}})
            if (auto judgements = after(answer); !isForeseen(judgements))
                foreseen.push_back(conclusionFrom(std::move(judgements), progress.part(from, to)));
        // It keeps what it found for the others.
        for (const auto& one : foreseen)
            if (one.evidence.back() == Judgement{asked->excerpt, Answer::yes})
                matcher->exactStart(one.ranking.settled.back(), asked->excerpt.start,
                                    progress.part(0.9, 1.0));
    }
    catch (const Cancelled&)
    {
        // Something else was asked for.
    }
    catch (const std::exception&)
    {
        // The ranking after the answer will fail alike, and say why.
    }
}

void RetrievalSession::answer(Answer answer, std::optional<SampleRange> corrected)
{
    const auto asked = question();
    if (!asked)
        throw std::logic_error("an answer was given while nothing was asked");
    const auto excerpt = corrected.value_or(asked->excerpt);
    if (corrected && (excerpt.length <= 0 || excerpt.start < 0 || excerpt.end() > samples))
        throw InvalidInput("the corrected excerpt (samples " + std::to_string(excerpt.start) + " to " +
                           std::to_string(excerpt.end()) + ") lies outside the recording");
    judged.push_back({excerpt, answer});
    undone.clear();
    forgetRanking();
}

bool RetrievalSession::undo()
{
    if (judged.empty())
        return false;
    undone.push_back(judged.back());
    judged.pop_back();
    forgetRanking();
    return true;
}

bool RetrievalSession::redo()
{
    if (undone.empty())
        return false;
    judged.push_back(undone.back());
    undone.pop_back();
    forgetRanking();
    return true;
}

void RetrievalSession::setJudgements(std::vector<Judgement> judgements)
{
    for (const auto& [excerpt, answer] : judgements)
        if (excerpt.length <= 0 || !isInRecording(excerpt))
            throw InvalidInput("the judged excerpt (samples " + std::to_string(excerpt.start) + " to " +
                               std::to_string(excerpt.end()) + ") lies outside the recording, which has " +
                               std::to_string(samples) + " samples");
    undone.clear();
    if (judgements == judged)
        return;
    judged = std::move(judgements);
    forgetRanking();
}

int RetrievalSession::count(Answer answer) const
{
    return static_cast<int>(
        std::count_if(judged.begin(), judged.end(), [&](const Judgement& j) { return j.answer == answer; }));
}

SessionState RetrievalSession::state() const
{
    if (budgetLeft() == 0)
        return SessionState::budgetSpent;
    return ranking && ranking->candidates.empty() ? SessionState::nothingLeft : SessionState::asking;
}

std::vector<Judgement> RetrievalSession::evidence() const
{
    auto all = examples;
    all.insert(all.end(), judged.begin(), judged.end());
    return all;
}

Explanation RetrievalSession::explain(const SampleRange& excerpt)
{
    if (excerpt == queryRange)
        return {};
    const auto all = evidence();
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const Judgement& j) { return j.excerpt == excerpt; });
    return matcher->explain({all.begin(), known}, {excerpt.start, queryRange.length});
}

std::optional<Explanation> RetrievalSession::explain()
{
    const auto asked = standingQuestion();
    if (!asked)
        return {};
    if (!reason || reason->excerpt != asked->excerpt)
        reason = Reason{asked->excerpt, explain(asked->excerpt)};
    return reason->explanation;
}

std::vector<Hit> RetrievalSession::confirmedHits() const
{
    std::vector<Hit> hits;
    if (isInRecording(queryRange))
        hits.push_back({queryRange, HitState::confirmed, 1.0f});
    for (const auto& j : judged)
        if (j.answer == Answer::yes)
            hits.push_back({j.excerpt, HitState::confirmed, 1.0f});
    sortByTime(hits);
    return hits;
}

std::vector<SettledHit> RetrievalSession::settledHits(const Progress& progress)
{
    ensureRanked(progress);
    std::vector<SettledHit> settled;
    for (std::size_t i = 0; i < judged.size(); ++i)
    {
        const auto& [confirmed, answer] = judged[i];
        if (answer != Answer::yes || confirmed.length != queryRange.length)
            continue;
        const auto start = ranking->settled[examples.size() + i];
        const auto count = static_cast<double>(judged.size());
        const auto share = progress.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count);
        const SampleRange better{matcher->exactStart(start, confirmed.start, share), confirmed.length};
        const auto isTaken = [&](const Judgement& other)
        { return &other != &judged[i] && !isApart(better, other.excerpt); };
        if (better != confirmed && isInRecording(better) && isApart(better, queryRange) &&
            std::none_of(judged.begin(), judged.end(), isTaken) &&
            std::all_of(settled.begin(), settled.end(),
                        [&](const SettledHit& other) { return isApart(better, other.better); }))
            settled.push_back({confirmed, better});
    }
    std::sort(settled.begin(), settled.end(),
              [](const SettledHit& a, const SettledHit& b) { return a.confirmed.start < b.confirmed.start; });
    return settled;
}

std::vector<Hit> RetrievalSession::rejectedHits() const
{
    std::vector<Hit> hits;
    for (const auto& j : judged)
        if (j.answer == Answer::no)
            hits.push_back({j.excerpt, HitState::rejected, 0.0f});
    sortByTime(hits);
    return hits;
}

std::vector<Hit> RetrievalSession::predictedHits(float minimumConfidence, const Progress& progress)
{
    ensureRanked(progress);
    std::vector<Hit> hits;
    // Nobody looks at what is taken unasked, and what shares an end with a hit easily resembles it: no overlap
    // here. Predicted excerpts all have the query's length: one overlaps another when their starts are nearer
    // than that.
    std::set<SampleIndex> taken;
    std::size_t looked = 0;
    for (const auto& candidate : ranking->candidates)
    {
        if (looked++ % 1024 == 0)
            progress.step(static_cast<double>(looked) / static_cast<double>(ranking->candidates.size()));
        if (candidate.confidence < minimumConfidence || overlapsJudged({candidate.start, queryRange.length}))
            continue;
        const auto next = taken.upper_bound(candidate.start - queryRange.length);
        if (next != taken.end() && *next < candidate.start + queryRange.length)
            continue;
        taken.insert(candidate.start);
        hits.push_back({{candidate.start, queryRange.length}, HitState::predicted, candidate.confidence});
    }
    sortByTime(hits);
    return hits;
}

bool RetrievalSession::overlapsJudged(const SampleRange& excerpt) const
{
    return excerpt.overlaps(queryRange) ||
           std::any_of(judged.begin(), judged.end(),
                       [&](const Judgement& j) { return excerpt.overlaps(j.excerpt); });
}

void RetrievalSession::makeExact(std::vector<Hit>& predicted, const Progress& progress)
{
    const auto count = static_cast<double>(predicted.size());
    for (std::size_t i = 0; i < predicted.size(); ++i)
    {
        auto& hit = predicted[i];
        const auto share = progress.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count);
        const SampleRange exact{matcher->exactStart(hit.excerpt.start, hit.excerpt.start, share),
                                hit.excerpt.length};
        const auto isInTheWay = [&](const Hit& other)
        { return &other != &hit && exact.overlaps(other.excerpt); };
        if (isInRecording(exact) && !overlapsJudged(exact) &&
            std::none_of(predicted.begin(), predicted.end(), isInTheWay))
            hit.excerpt = exact;
    }
    sortByTime(predicted);
}

LeftEstimate RetrievalSession::estimateLeft(const Progress& progress)
{
    std::vector<float> confidences;
    for (const auto& hit : predictedHits(0.0f, progress))
        confidences.push_back(hit.confidence);
    return reprise::estimateLeft(confidences, judged);
}
} // namespace reprise
