#pragma once

#include "audio/Recording.h"

#include <optional>
#include <span>
#include <string>

namespace reprise
{
/** A tighter mark, and why. */
struct MarkSuggestion
{
    SampleRange range;
    double startMovedSeconds = 0.0, endMovedSeconds = 0.0; ///< against the mark; later is positive
    std::string reason;                                    ///< a sentence without its full stop
    float confidence = 0.0f; ///< 0 ... 1: how far the edge stands out from the next best; no probability
};

/** From the mark alone: its start moved to the onset within 120 ms, silence at either end cut off.

    Onset    the largest spectral flux (mean rise of log power in 20 bands over 12 ms), taken only where it is
             unmistakable: twice any other flux within reach and three times the median of the second around
             it.
    Empty    where nothing stands out, or neither edge would move by 20 ms. The end stays where it is unless
             it is followed by silence: about it an onset says nothing.
    Source   spectral flux after Bello et al. 2005, "A tutorial on onset detection in music signals". Figures
             in Benchmarks/RESULTS.md.
    Threads  re-entrant. The mark must pass checkQuery(). */
std::optional<MarkSuggestion> suggestFromOnset(const Recording& recording, const SampleRange& mark);

/** From the mark and confirmed hits: the mark's start moved to the onset of what they share.

    Hits     excerpts confirmed by the user, the mark not among them. Their offsets against the mark may be
             30 ms wrong: they are aligned by their waveforms. The 12 latest count.
    Onset    as above, on the power that the excerpts share: the mean of their cross spectra over all pairs,
             in which the music around the sound averages out. Shared power below a tenth of the mean is
             taken for chance.
    Empty    as above, without hits, and for sounds that return altered: they share levels, but no waveform.
             The end is never moved: most sounds fade, and where they stop sharing is no clear place. */
std::optional<MarkSuggestion> suggestFromHits(const Recording& recording, const SampleRange& mark,
                                              std::span<const SampleRange> hits);
} // namespace reprise
