#include "cli/commands/FindReasons.h"

#include "base/ClockTime.h"
#include "cli/Terminal.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reprise::cli
{
namespace
{
constexpr float worthNaming = 0.1f; // smaller shares are left out
constexpr std::size_t mostAnswers = 3;

std::string percent(float share)
{
    return std::to_string(std::lround(100.0f * share)) + " %";
}

std::string joined(const std::vector<std::string>& texts, const std::string& separator)
{
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? "" : separator) + text;
    return all;
}

std::string kindsText(const std::vector<EvidenceShare>& kinds)
{
    if (kinds.size() == 1)
        return kinds.front().kind;
    std::vector<std::string> texts;
    for (const auto& [kind, share] : kinds)
        texts.push_back(kind + " " + percent(share));
    return joined(texts, ", ");
}

/** The range that holds all of some parts. */
AgreeingPart around(const std::vector<AgreeingPart>& parts)
{
    auto range = parts.front();
    for (const auto& part : parts)
    {
        range.fromSeconds = std::min(range.fromSeconds, part.fromSeconds);
        range.toSeconds = std::max(range.toSeconds, part.toSeconds);
        range.fromHz = std::min(range.fromHz, part.fromHz);
        range.toHz = std::max(range.toHz, part.toHz);
    }
    return range;
}

/** Where in the whole a range lies; empty where it is nearly all of it. */
std::string rangeText(const AgreeingPart& range, const AgreeingPart& whole)
{
    std::vector<std::string> texts;
    if (range.fromHz > whole.fromHz || range.toHz < whole.toHz)
        texts.push_back(fixed(range.fromHz, 0) + "-" + fixed(range.toHz, 0) + " Hz");
    const auto duration = whole.toSeconds - whole.fromSeconds;
    if (range.toSeconds - range.fromSeconds < 0.8 * duration)
        texts.push_back(range.fromSeconds <= whole.fromSeconds
                            ? "in the first " + fixed(range.toSeconds, 1) + " s"
                            : "from " + fixed(range.fromSeconds, 1) + " to " + fixed(range.toSeconds, 1) +
                                  " s");
    return joined(texts, " ");
}

/** The strongest parts that make up half of the agreement, and what clearly speaks against. */
std::string partsText(std::vector<AgreeingPart> parts)
{
    if (parts.empty())
        return {};
    const auto whole = around(parts);
    std::stable_sort(parts.begin(), parts.end(),
                     [](const AgreeingPart& a, const AgreeingPart& b) { return a.share > b.share; });
    auto agreeing = 0.0f, against = 0.0f;
    for (const auto& part : parts)
        (part.share > 0.0f ? agreeing : against) += part.share;

    std::vector<std::string> texts;
    std::vector<AgreeingPart> chosen;
    auto sum = 0.0f;
    for (std::size_t i = 0; i < parts.size() && parts[i].share > 0.0f && sum < 0.5f * agreeing; ++i)
    {
        chosen.push_back(parts[i]);
        sum += parts[i].share;
    }
    if (!chosen.empty())
        if (const auto text = rangeText(around(chosen), whole); !text.empty())
            texts.push_back("mostly " + text);
    if (against < -worthNaming)
    {
        const auto text = rangeText(parts.back(), whole);
        texts.push_back(percent(-against) + " against" + (text.empty() ? "" : ", most " + text));
    }
    return joined(texts, "; ");
}

std::string answersText(std::vector<AnswerShare> answers, const RetrievalSession& session,
                        double sampleRateHz)
{
    std::stable_sort(answers.begin(), answers.end(),
                     [](const AnswerShare& a, const AnswerShare& b)
                     { return std::abs(a.share) > std::abs(b.share); });
    const auto evidence = session.evidence();
    const auto name = [&](int judgement) -> std::string
    {
        if (judgement < 0)
            return session.query().start >= session.recordingSamples() ? "the mark in the other file"
                                                                       : "your mark";
        const auto& [excerpt, answer] = evidence.at(static_cast<std::size_t>(judgement));
        const std::string word = answer == Answer::no ? "no" : "yes";
        if (excerpt.start >= session.recordingSamples())
            return "a " + word + " from the other file";
        return word + " at " + clockTime(static_cast<double>(excerpt.start) / sampleRateHz);
    };
    std::vector<std::string> nearest, unlike;
    for (std::size_t i = 0; i < std::min(mostAnswers, answers.size()); ++i)
        if (std::abs(answers[i].share) >= worthNaming)
            (answers[i].share > 0.0f ? nearest : unlike).push_back(name(answers[i].judgement));
    std::vector<std::string> texts;
    if (!nearest.empty())
        texts.push_back("nearest: " + joined(nearest, ", "));
    if (!unlike.empty())
        texts.push_back("against: " + joined(unlike, ", "));
    return joined(texts, "; ");
}
} // namespace

std::string reasonText(const Explanation& explanation, const RetrievalSession& session, double sampleRateHz)
{
    std::vector<std::string> texts;
    for (auto& text : {kindsText(explanation.kinds), partsText(explanation.parts),
                       answersText(explanation.answers, session, sampleRateHz)})
        if (!text.empty())
            texts.push_back(text);
    return joined(texts, "; ");
}
} // namespace reprise::cli
