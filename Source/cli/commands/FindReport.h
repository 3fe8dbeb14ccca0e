#pragma once

#include "evaluation/Manifest.h"
#include "exchange/EventsJson.h"

#include <optional>
#include <string>
#include <vector>

namespace reprise::cli
{
struct AskedQuestion
{
    Question question;
    Answer answer = Answer::unsure;
    std::optional<double> onsetErrorSeconds; ///< of hits, where a truth answers
};

/** What a truth knows of the search. */
struct TruthOutcome
{
    int wanted = 0;
    std::vector<TimeSpan> missed;
};

/** All that a run of `find` reports. */
struct FindOutcome
{
    std::string file; ///< as the user named it
    EventList events;
    std::vector<Judgement> examples;  ///< those used of `--like`
    std::vector<AskedQuestion> asked; ///< also what was taken back
    std::optional<TruthOutcome> truth;
};

/** Why nothing more is asked, a sentence; empty while something is. */
std::string endText(SessionState state);

/** The report for people: what was asked, what was found, and what may be left. */
std::string reportText(const FindOutcome& outcome, const RetrievalSession& session);
} // namespace reprise::cli
