#include "session/ConfirmedSound.h"

#include "base/Slice.h"
#include "matching/SharedSound.h"
#include "session/WaveformAligner.h"

#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
// The whole sound where it is not very long: its beginning may be much fainter than the background.
constexpr double reachSeconds = 0.03, comparedSeconds = 10.0;
} // namespace

std::vector<SampleRange> confirmedExcerpts(const RetrievalSession& session)
{
    std::vector<SampleRange> excerpts{session.query()};
    for (const auto& judgement : session.evidence())
        if (judgement.answer == Answer::yes)
            excerpts.push_back(judgement.excerpt);
    return excerpts;
}

std::vector<float> confirmedSound(const Recording& recording, const RetrievalSession& session)
{
    const auto length = std::max<std::ptrdiff_t>(1, recording.nearestAnalysisSample(session.query().length));
    const auto reach = std::llround(reachSeconds * recording.analysisRateHz);
    const auto compared =
        std::min<std::ptrdiff_t>(length, std::llround(comparedSeconds * recording.analysisRateHz)) +
        2 * reach;
    const auto comparedAt = [&](std::ptrdiff_t start)
    { return slice(recording.analysisSignal, start - reach, compared); };

    const auto excerpts = confirmedExcerpts(session);
    std::vector<std::ptrdiff_t> starts;
    for (const auto& excerpt : excerpts)
        starts.push_back(recording.nearestAnalysisSample(excerpt.start));
    const WaveformAligner aligner(comparedAt(starts.front()));
    for (auto start = starts.begin() + 1; start != starts.end(); ++start)
        *start += aligner.offsetOf(comparedAt(*start), reach);
    return sharedSound(recording.analysisSignal, starts, static_cast<std::size_t>(length),
                       recording.analysisRateHz);
}
} // namespace reprise
