#pragma once

#include "audio/Recording.h"
#include "matching/Analysis.h"
#include "matching/CoherenceSettings.h"

#include <memory>

namespace reprise
{
/** The default method: several kinds of evidence, weighed by how well each tells yes from no.

    Candidates  When a query is marked: the best places of rankings that fail on different sounds.
                Correlations of the query with the whitened signal, tilted towards its quiet frequencies
                and towards its loud ones, and with the signal as it is; levels in mel bands on three scales
                at speeds from 0.96 to 1.04. With 2, 4, 8, ... positives also what correlates with their mean
                in the bands that have proved to matter.
    Evidence    The same waveform in tiles of time and frequency that learn from every answer, starting from
                all tiles alike and from the loud ones (TileCoherence.h); the same levels in decibels, as
                magnitudes and between (LevelMatcher.h).
    Similarity  Their standardised ratings, each weighed by the answers so far (Fusion.h).
    Positives   A "yes" is taken for the candidate nearby that is most like the other positives, and all of them for
                those at a common offset that are most like the query.
    Confidence  Confidence.h: the share of yes among questions of such a rating.
    Overlap     Excerpts may share up to an eighth: marks are a little too long, and sounds follow each other.
    Positions   to the sample for repeated waveforms, about a frame of 12 ms for altered ones.
    Limits      at most 24 positives (the query and the latest) and the 12 latest negatives teach at a time.
    Errors      InvalidSettings as checkSettings(). */
std::unique_ptr<Analysis> analyseForCoherence(const Recording& recording,
                                              const CoherenceSettings& settings = {},
                                              const Progress& progress = {});

/** The same of what such an analysis of the recording kept, from this array on. */
std::unique_ptr<Analysis> restoreForCoherence(const Recording& recording, const CoherenceSettings& settings,
                                              const CacheEntry& kept, std::size_t firstArray);
} // namespace reprise
