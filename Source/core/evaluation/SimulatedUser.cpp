#include "evaluation/SimulatedUser.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace reprise
{
namespace
{
double overlap(const TimeSpan& a, const TimeSpan& b)
{
    return std::max(0.0, std::min(a.start + a.length, b.start + b.length) - std::max(a.start, b.start));
}

/** Seconds of the excerpt that the spans cover together. */
double unionOverlap(const TimeSpan& excerpt, const std::vector<TimeSpan>& spans)
{
    const auto excerptEnd = excerpt.start + excerpt.length;
    std::vector<std::pair<double, double>> cuts;
    for (const auto& span : spans)
        if (span.start < excerptEnd && span.start + span.length > excerpt.start)
            cuts.emplace_back(std::max(excerpt.start, span.start),
                              std::min(excerptEnd, span.start + span.length));
    std::sort(cuts.begin(), cuts.end());
    auto total = 0.0, end = excerpt.start;
    for (const auto& [from, to] : cuts)
    {
        const auto begin = std::max(from, end);
        if (to > begin)
        {
            total += to - begin;
            end = to;
        }
    }
    return total;
}
} // namespace

SimulatedUser::SimulatedUser(const EvaluationTask& task, bool queryLiesHere)
    : occurrences(task.occurrences), ignored(task.ignored), found(task.occurrences.size(), false),
      queryIsHere(queryLiesHere)
{
    if (!queryIsHere)
        return;
    const auto standsForQuery = [&](const Occurrence& o)
    { return std::pair(o.isQuery, overlap(task.query, o.span)); };
    const auto best =
        std::max_element(occurrences.begin(), occurrences.end(),
                         [&](const auto& a, const auto& b) { return standsForQuery(a) < standsForQuery(b); });
    found.at(static_cast<std::size_t>(best - occurrences.begin())) = true;
}

SimulatedUser::Judged SimulatedUser::judge(const TimeSpan& excerpt)
{
    if (excerpt.length <= 0.0)
        return {};
    std::optional<std::size_t> best;
    auto bestOverlap = 0.0;
    auto repeat = false;
    for (std::size_t i = 0; i < occurrences.size(); ++i)
    {
        const auto covered = overlap(excerpt, occurrences[i].span);
        if (covered <= 0.5 * excerpt.length)
            continue;
        if (found[i])
            repeat = true;
        else if (!best || covered > bestOverlap)
        {
            best = i;
            bestOverlap = covered;
        }
    }
    if (best)
    {
        found[*best] = true;
        const auto onset = occurrences[*best].span.start;
        return {Verdict::hit, std::abs(excerpt.start - onset), onset};
    }
    if (repeat)
        return {Verdict::repeat};
    return {unionOverlap(excerpt, ignored) > 0.5 * excerpt.length ? Verdict::skip : Verdict::miss};
}

Answer SimulatedUser::answerFor(Verdict verdict)
{
    switch (verdict)
    {
    case Verdict::hit:
    case Verdict::repeat:
        return Answer::yes;
    case Verdict::skip:
        return Answer::unsure;
    case Verdict::miss:
        break;
    }
    return Answer::no;
}

std::vector<TimeSpan> SimulatedUser::missed() const
{
    std::vector<TimeSpan> spans;
    for (std::size_t i = 0; i < occurrences.size(); ++i)
        if (!found[i])
            spans.push_back(occurrences[i].span);
    return spans;
}
} // namespace reprise
