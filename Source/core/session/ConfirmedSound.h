#pragma once

#include "audio/Recording.h"
#include "session/RetrievalSession.h"

#include <vector>

namespace reprise
{
/** Where the sound that is sought was marked or confirmed, also in examples from another recording: the query
    first, then in the order of the answers. */
std::vector<SampleRange> confirmedExcerpts(const RetrievalSession& session);

/** The sound a search is looking for, as it knows it now: what the query and everything answered with yes share
    (SharedSound.h), of the query's length, at the recording's analysis rate. Excerpts that lie off the query by
    up to 30 ms are moved to where their waveforms agree. `recording` is the one the session searches, with the
    examples behind it if there are any. */
std::vector<float> confirmedSound(const Recording& recording, const RetrievalSession& session);
} // namespace reprise
