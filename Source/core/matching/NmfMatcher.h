#pragma once

#include "audio/Recording.h"
#include "factorisation/Nmf.h"
#include "features/Feature.h"
#include "matching/Analysis.h"

#include <cstddef>
#include <memory>

namespace reprise
{
/** Every choice the paper makes or leaves open. */
struct NmfMatcherSettings
{
    FeatureKind feature = FeatureKind::Mfcc;
    bool useNmf = true;   ///< false: distances on the feature's own rows
    int components = 30;  ///< k
    int selected = 25;    ///< m, features kept by the greedy selection; k or more (or 0) keeps all
    double alpha = 0.0;   ///< weight of the penalty in the paper's Eq. 2, not scaled by the matrix size
    double l1Ratio = 0.0; ///< l in Eq. 2
    NmfInitialisation initialisation = NmfInitialisation::automatic;
    std::uint32_t seed = 0;

    bool operator==(const NmfMatcherSettings&) const = default;
};

/** The curves the paper's matcher compares: the NMF activations of the feature, or the feature itself.
    Features with negative values (MFCC) have each row shifted by its minimum before NMF; the paper leaves
    this open. Recordings are analysed at 22 050 Hz with a hop of 512. */
FeatureMatrix nmfMatcherCurves(const Recording& recording, const NmfMatcherSettings& settings,
                               const Progress& progress = {});

/** The paper's method: nearest positive over greedily selected curves.

    An excerpt is l consecutive frames, l the query's length in frames (at least 1); its i-th feature f_i is
    curve i over them.
    Candidates  lie on the frame grid through the query's own start, so that an exact repeat is offered with
                the query's edges. Similarity is minus the Euclidean distance to the nearest positive over
                the selected features. After each answer the features are selected anew (FeatureSelection.h).
    Confidence  1 - distance / median distance of all candidates, not below 0: an order of magnitude, no
                probability. Without NMF and with all rows in use no selection takes place.
    Explanation the nearest positive is all that counts. Parts are slices of time over all frequencies; their
                share is how much nearer to it they are than the recording's average frame.
    Memory      of the distances from confirmed excerpts, those used last are kept, as many as `mostBytes` hold and
                one at least; the others are worked out again when they are needed, to the same bytes.
    Source      FedCSIS 2020 active retrieval paper, sections III-D to III-F, Eq. 3. */
std::unique_ptr<Analysis> analyseForNmfMatcher(const Recording& recording, const NmfMatcherSettings& settings,
                                               const Progress& progress = {},
                                               std::size_t mostBytes = 256u << 20);
} // namespace reprise
