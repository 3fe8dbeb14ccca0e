#pragma once

#include "base/Progress.h"
#include "matching/Explanation.h"
#include "matching/Judgement.h"

#include <span>
#include <vector>

namespace reprise
{
/** A place where the sought sound may start. */
struct Candidate
{
    SampleIndex start = 0;   ///< in samples of the recording
    float similarity = 0.0f; ///< larger is nearer; comparable within one ranking only
    float confidence = 0.0f; ///< 0 ... 1; how the number is to be read is the matcher's to say
};

/** What a matcher concludes from judgements. */
struct Ranking
{
    std::vector<Candidate> candidates; ///< every start position that can be ranked, in order of time

    /** Where each excerpt answered with yes most probably starts, in the order of the judgements: a "yes" is
        also said to an excerpt that covers only most of the sound. The judged start for one that stays, and for
        every other answer. Empty: all stay. */
    std::vector<SampleIndex> settled;
};

/** Judged excerpts in, a similarity for every possible start position out.

    A matcher is made for one recording and one query. It may keep what it worked out for earlier judgements,
    but its answer depends on nothing except recording, query, settings and the judgements it is given: the
    same judgements in the same order give the same bytes, also after an undo.
    Threads  one thread at a time for one object. */
class Matcher
{
public:
    virtual ~Matcher() = default;

    /** All excerpts have the query's length and lie inside the recording; whether they overlap judged ones is
        the session's business. The query itself is always a positive and not among the judgements. Throws
        Cancelled when cancelled. */
    virtual Ranking rank(std::span<const Judgement> judgements, const Progress& progress = {}) = 0;

    /** The largest share of an excerpt that may belong to another one, too, where both are occurrences: for
        sounds that follow each other more closely than the mark is long. */
    virtual double largestOverlap() const { return 0.0; }

    /** Where the sound starts exactly in an excerpt that holds it, also where it is faster or slower there than in
        the query; `settled` (see Ranking) where that cannot be told, `judged` where it is as exact. May take some
        tenths of a second, for each `settled` once. */
    virtual SampleIndex exactStart(SampleIndex settled, SampleIndex /*judged*/,
                                   const Progress& /*progress*/ = {})
    {
        return settled;
    }

    /** Why rank() with these judgements gives an excerpt of the query's length its similarity. Empty where the
        matcher cannot say. */
    virtual Explanation explain(std::span<const Judgement> /*judgements*/, const SampleRange& /*excerpt*/)
    {
        return {};
    }
};
} // namespace reprise
