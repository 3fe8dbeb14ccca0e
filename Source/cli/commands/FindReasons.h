#pragma once

#include "session/RetrievalSession.h"

#include <string>

namespace reprise::cli
{
/** An explanation in one line for people, for example "same waveform 70 %, levels 30 %; mostly 200-600 Hz in
    the first 0.3 s; nearest: your mark, yes at 0:12.345". Empty for an empty explanation. `session` is the one
    it comes from, `sampleRateHz` the file's rate. */
std::string reasonText(const Explanation& explanation, const RetrievalSession& session, double sampleRateHz);
} // namespace reprise::cli
