#include "cli/commands/FindReport.h"

#include "base/ClockTime.h"
#include "cli/Like.h"
#include "cli/Terminal.h"
#include "evaluation/Evaluation.h"

#include <algorithm>
#include <cmath>

namespace reprise::cli
{
namespace
{
std::string heading(const FindOutcome& outcome)
{
    const auto& list = outcome.events;
    if (list.like)
        return outcome.file + ": " + describeExamples(*list.like, outcome.examples);
    const auto query = toSeconds(list.query, list.audio.sampleRateHz);
    return outcome.file + ": marked " + clockTime(query.start) + " to " +
           clockTime(query.start + query.length);
}

std::string askedTable(const FindOutcome& outcome)
{
    std::vector<std::string> header{"asked", "at", "confidence", "answer"};
    if (outcome.truth)
        header.push_back("onset off by ms");
    std::vector<std::vector<std::string>> rows;
    for (const auto& [question, answer, onsetError] : outcome.asked)
    {
        const auto time = toSeconds(question.excerpt, outcome.events.audio.sampleRateHz);
        rows.push_back({std::to_string(question.number), clockTime(time.start), fixed(question.confidence, 2),
                        answer == Answer::yes  ? "yes"
                        : answer == Answer::no ? "no"
                                               : "unsure"});
        if (outcome.truth)
            rows.back().push_back(onsetError ? fixed(*onsetError * 1000.0, 1) : "");
    }
    return table(header, rows);
}

std::string foundTable(const EventList& list)
{
    // Without a mark in this file there may be no row at all.
    if (list.events.empty())
        return "Nothing was found.\n";
    std::vector<std::vector<std::string>> rows;
    for (const auto& event : list.events)
    {
        const auto& hit = event.hit;
        const auto time = toSeconds(hit.excerpt, list.audio.sampleRateHz);
        const auto isQuery = hit.excerpt == list.query;
        rows.push_back({isQuery ? "marked" : std::string(nameOf(hit.state)), clockTime(time.start),
                        fixed(time.length, 3), std::to_string(hit.excerpt.start), fixed(hit.confidence, 2)});
    }
    return table({"found", "at", "seconds", "sample", "confidence"}, rows);
}

std::string truthLines(const FindOutcome& outcome, const RetrievalSession& session)
{
    const auto& [wanted, missed] = *outcome.truth;
    auto text = "Found " + std::to_string(wanted - static_cast<int>(missed.size())) + " of " +
                std::to_string(wanted) + (outcome.events.like ? "" : " other") + " occurrences with " +
                std::to_string(session.judgements().size()) + " questions and " +
                std::to_string(session.count(Answer::no)) + " 'no' answers.\n";
    for (const auto& span : missed)
        text += "missed " + clockTime(span.start) + "\n";
    return text;
}

std::string leftLine(const FindOutcome& outcome, const RetrievalSession& session)
{
    const auto& list = outcome.events;
    const auto predicted = std::count_if(list.events.begin(), list.events.end(),
                                         [](const Event& e) { return e.hit.state == HitState::predicted; });
    // The truth has said already what was found.
    return (outcome.truth ? "Estimated without the truth: "
                          : "Found " + std::to_string(session.count(Answer::yes)) + ", probably ") +
           std::to_string(std::lround(list.left->expected)) + " more (" + std::to_string(list.left->low) +
           " to " + std::to_string(list.left->high) + ")" +
           (predicted > 0 ? "; listed as predicted: " + std::to_string(predicted) : "") + ".\n";
}
} // namespace

std::string endText(SessionState state)
{
    switch (state)
    {
    case SessionState::asking:
        return {};
    case SessionState::budgetSpent:
        return "The answer budget is spent.";
    case SessionState::nothingLeft:
        return "Nothing is left to ask.";
    }
    return {};
}

std::string reportText(const FindOutcome& outcome, const RetrievalSession& session)
{
    auto text = printable(heading(outcome)) + "\n\n";
    if (!outcome.asked.empty())
        text += askedTable(outcome) + "\n";
    text += foundTable(outcome.events) + "\n";
    if (outcome.truth)
        text += truthLines(outcome, session);
    if (outcome.events.left)
        text += leftLine(outcome, session);
    if (session.state() != SessionState::asking)
        text += endText(session.state()) + "\n";
    return text;
}
} // namespace reprise::cli
