#include "matching/CoherenceMatcher.h"

#include "base/Median.h"
#include "matching/MagnitudeMap.h"
#include "matching/Peaks.h"
#include "matching/SlidingCorrelation.h"
#include "matching/TileCoherence.h"
#include "spectral/Whitening.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace reprise
{
namespace
{
/** Whitening powers: two for finding candidates beside the plain signal, one for comparing them. */
constexpr std::array candidatePowers{1.0f, 0.5f};
constexpr float tilePower = 0.7f;

// Candidates from each ranking (whitened, half whitened, plain, levels) for queries up to about 1 s; for
// longer ones fewer, because fewer fit into a recording and each needs more memory.
constexpr std::array<std::size_t, 3> correlationCandidates{350, 350, 200};
constexpr std::size_t levelCandidates = 250;
constexpr double largestCellCount = 64e6; // floats of all candidates together
constexpr double leastShare = 0.3;        // of the numbers above, however long the query

constexpr std::size_t mostPositives = 24, mostNegatives = 12;
constexpr float levelWeight = 0.3f, leastLevelShare = 0.05f;
constexpr float coherentAgreement = 0.35f; // from here on the hits are the same waveform
// Logistic curve of the confidence over the similarity.
constexpr float confidenceMiddle = 0.27f, confidenceSlope = 5.0f;

struct CoherenceTables
{
    std::vector<float> plain;
    std::array<std::vector<float>, 2> forCandidates;
    std::vector<float> forTiles;
    LevelMap levels;
    AudioFileInfo info;
};

/** A query on the analysis signal. */
struct QueryPlace
{
    std::ptrdiff_t start = 0;
    std::size_t length = 1;
};

class CoherenceMatcher : public Matcher
{
public:
    CoherenceMatcher(const CoherenceTables& analysisTables, const SampleRange& queryRange)
        : tables(analysisTables), query(queryRange), place(placeOf(queryRange))
    {
    }

    std::vector<Candidate> rank(std::span<const Judgement> judgements, const Progress& progress) override
    {
        if (!tiles)
            findCandidates(progress);
        progress.step(0.8);
        std::vector<std::ptrdiff_t> positives, negatives;
        for (const auto& judgement : judgements)
            if (judgement.answer != Answer::unsure)
                (judgement.answer == Answer::yes ? positives : negatives)
                    .push_back(placeOf({judgement.excerpt.start, query.length}).start);
        keepLatest(positives, mostPositives - 1);
        keepLatest(negatives, mostNegatives);
        positives.insert(positives.begin(), place.start);

        const auto coherence = tiles->score(positives, negatives);
        progress.step(0.9);
        auto weight = levelWeight;
        if (positives.size() > 1)
            weight *= std::clamp(1.0f - coherence.agreement / coherentAgreement, leastLevelShare, 1.0f);
        const auto distances = magnitudes->distances(positives, negatives);
        const auto typical = std::max(1e-6f, median(distances));

        std::vector<Candidate> candidates;
        for (std::size_t k = 0; k < starts.size(); ++k)
        {
            const auto i = static_cast<Eigen::Index>(k);
            const auto similarity = coherence.candidates[i] - weight * distances[i] / typical;
            candidates.push_back(
                {fileStartOf(starts[k]), similarity,
                 1.0f / (1.0f + std::exp(-confidenceSlope * (similarity - confidenceMiddle)))});
        }
        return candidates;
    }

private:
    double rateRatio() const { return coherenceRateHz / tables.info.sampleRateHz; }

    QueryPlace placeOf(const SampleRange& range) const
    {
        const auto size = static_cast<std::ptrdiff_t>(tables.plain.size());
        const auto scaled = [&](SampleIndex samples)
        { return static_cast<std::ptrdiff_t>(std::llround(static_cast<double>(samples) * rateRatio())); };
        const auto length = std::clamp<std::ptrdiff_t>(scaled(range.length), 1, size);
        return {std::clamp<std::ptrdiff_t>(scaled(range.start), 0, size - length),
                static_cast<std::size_t>(length)};
    }

    SampleIndex fileStartOf(std::ptrdiff_t start) const
    {
        return std::llround(static_cast<double>(start) / rateRatio());
    }

    static void keepLatest(std::vector<std::ptrdiff_t>& values, std::size_t count)
    {
        if (values.size() > count)
            values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(count));
    }

    void findCandidates(const Progress& progress)
    {
        const auto share =
            std::clamp(largestCellCount / (1150.0 * static_cast<double>(place.length)), leastShare, 1.0);
        const auto shareOf = [&](std::size_t count)
        { return static_cast<std::size_t>(static_cast<double>(count) * share); };
        // Peaks nearer than this are one place: a sixteenth of the query, 20 to 100 ms.
        const auto radius = static_cast<std::ptrdiff_t>(std::clamp(
            static_cast<double>(place.length) / 16.0, 0.02 * coherenceRateHz, 0.1 * coherenceRateHz));
        const std::array<const std::vector<float>*, 3> signals{&tables.forCandidates[0],
                                                               &tables.forCandidates[1], &tables.plain};
        for (std::size_t i = 0; i < signals.size(); ++i)
        {
            const auto part = progress.part(0.2 * static_cast<double>(i), 0.2 * static_cast<double>(i + 1));
            const auto correlation =
                slidingCorrelation(*signals[i], static_cast<std::size_t>(place.start), place.length, part);
            addCandidates(highestPeaks(correlation, radius, shareOf(correlationCandidates[i])), 0.001);
        }
        magnitudes.emplace(tables.levels, place.start, place.length, progress.part(0.6, 0.7));
        addCandidates(magnitudes->bestStarts(shareOf(levelCandidates)), 0.006);
        magnitudes->setCandidates(starts);
        tiles.emplace(tables.forTiles, starts, place.length);
    }

    /** Adds the places that fit into the recording and are not within the tolerance of one that is there. */
    void addCandidates(const std::vector<std::ptrdiff_t>& places, double toleranceSeconds)
    {
        const auto tolerance = static_cast<std::ptrdiff_t>(toleranceSeconds * coherenceRateHz);
        for (const auto start : places)
        {
            const auto fileStart = fileStartOf(start);
            if (start < 0 ||
                start + static_cast<std::ptrdiff_t>(place.length) >
                    static_cast<std::ptrdiff_t>(tables.plain.size()) ||
                fileStart + query.length > tables.info.samples)
                continue;
            const auto next = sortedStarts.lower_bound(start - tolerance);
            if (next != sortedStarts.end() && *next <= start + tolerance)
                continue;
            sortedStarts.insert(start);
            starts.push_back(start);
        }
    }

    const CoherenceTables& tables;
    SampleRange query;
    QueryPlace place;
    std::vector<std::ptrdiff_t> starts; ///< of the candidates
    std::set<std::ptrdiff_t> sortedStarts;
    std::optional<TileCoherence> tiles;
    std::optional<MagnitudeMatcher> magnitudes;
};

class CoherenceAnalysis : public Analysis
{
public:
    CoherenceAnalysis(const Recording& recording, const Progress& progress)
    {
        tables.info = recording.info;
        tables.plain = recording.analysisSignal;
        constexpr std::array powers{candidatePowers[0], candidatePowers[1], tilePower};
        auto signals = whitened(tables.plain, powers, progress.part(0.0, 0.8));
        tables.forCandidates = {std::move(signals[0]), std::move(signals[1])};
        tables.forTiles = std::move(signals[2]);
        tables.levels = levelMap(tables.plain, progress.part(0.8, 1.0));
    }

    std::unique_ptr<Matcher> matcherFor(const SampleRange& query) const override
    {
        return std::make_unique<CoherenceMatcher>(tables, query);
    }

private:
    CoherenceTables tables;
};
} // namespace

std::unique_ptr<Analysis> analyseForCoherence(const Recording& recording, const Progress& progress)
{
    return std::make_unique<CoherenceAnalysis>(recording, progress);
}
} // namespace reprise
