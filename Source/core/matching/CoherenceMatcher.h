#pragma once

#include "audio/Recording.h"
#include "matching/Analysis.h"

#include <memory>

namespace reprise
{
/** The rate the default method works at; recordings at other rates are resampled to it. */
inline constexpr double coherenceRateHz = 44100.0;

/** The default method: the same waveform under other music, or the same levels where the sound itself was
    altered.

    Candidates  Fixed when a query is marked: the best places of four rankings that fail on different sounds.
                Three are correlations of the query with signals whitened fully (many weak cells decide), by
                half, and not at all (few strong cells decide); the fourth compares levels in mel bands at
                speeds from 0.96 to 1.04.
    Similarity  coherence + b * closeness of levels. The coherence (TileCoherence.h) learns from every answer
                which tiles of time and frequency carry the sound; the levels (MagnitudeMap.h) which cells
                do. b begins at 0.3 and falls towards 0 as the confirmed hits turn out to be the same
                waveform.
    Confidence  a logistic curve of the similarity, fitted on the development set (Benchmarks/RESULTS.md):
                the share of yes among questions of that similarity.
    Positions   to the sample for repeated waveforms, about a frame of 12 ms for altered ones.
    Limits      at most 24 positives (the query and the latest) and the 12 latest negatives teach at a time;
                candidates and their coefficients take at most about 250 MB. */
std::unique_ptr<Analysis> analyseForCoherence(const Recording& recording, const Progress& progress = {});
} // namespace reprise
