#pragma once

#include "base/SampleRange.h"

namespace reprise
{
/** What a user says of an excerpt. "Unsure" excerpts are never offered again and teach nothing. */
enum class Answer
{
    yes,
    no,
    unsure
};

/** An excerpt and what was said of it. */
struct Judgement
{
    SampleRange excerpt;
    Answer answer = Answer::unsure;

    bool operator==(const Judgement&) const = default;
};
} // namespace reprise
