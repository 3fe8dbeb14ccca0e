#pragma once

#include "base/FileCache.h"
#include "matching/Matcher.h"

#include <memory>

namespace reprise
{
/** What one method has worked out about one recording before any query: the ground its matchers stand on.
    Immutable; one analysis serves any number of queries and threads at a time and outlives their matchers. */
class Analysis
{
public:
    virtual ~Analysis() = default;

    /** A matcher for one query, checked by checkQuery() before. */
    virtual std::unique_ptr<Matcher> matcherFor(const SampleRange& query) const = 0;

    /** What the method's `restore` (Methods.h) makes the same analysis of. Nothing where it has none. */
    virtual void keepIn(CacheArrays&) const {}
};
} // namespace reprise
