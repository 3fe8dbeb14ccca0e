#include "matching/CoherenceMatcher.h"

#include "base/Blas.h"
#include "base/Parallel.h"
#include "base/Rms.h"
#include "matching/CompactSignal.h"
#include "matching/Confidence.h"
#include "matching/Fusion.h"
#include "matching/LevelMatcher.h"
#include "matching/OnsetFinder.h"
#include "matching/Peaks.h"
#include "matching/SlidingCorrelation.h"
#include "matching/TileCoherence.h"
#include "spectral/Whitening.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace reprise
{
namespace
{
constexpr float whiteningPower = 0.7f;

/** What candidates are found with: tilts that find different ones where the sound is faint (SlidingCorrelation.h). */
constexpr std::array whitenedTilts{-1.0f, 1.0f};
constexpr std::array plainTilts{0.0f};

// Candidates from each ranking for queries up to about 1 s; for longer ones fewer, because fewer fit into a
// recording and each needs more memory.
constexpr std::size_t whitenedCandidates = 300, plainCandidates = 200; // of each tilt
constexpr std::array<std::size_t, 3> levelCandidates{250, 120, 120};   // of each scale
constexpr std::size_t sharedCandidates = 600;                          // by what the positives share
constexpr double largestCellCount = 64e6;                              // of the first candidates together
constexpr double usualCandidates = 1150.0;
constexpr double leastShare = 0.3; // of the numbers above, however long the query

constexpr float leastBandGain = 0.02f; // of a band that the tiles give no weight

// Places nearer than this are one candidate: 0.4 ms where waveforms align, half a frame of levels.
constexpr std::ptrdiff_t coherentTolerance = 16, levelTolerance = LevelMap::hop / 2;

constexpr std::size_t mostPositives = 24, mostNegatives = 12;

/** What an occurrence's standardised rating is expected to be before answers: by tiles, and by levels on the
    scales in the order of levelMaps(). */
constexpr float expectedOfTiles = 4.0f;
constexpr std::array<float, 3> expectedOfLevels{2.0f, 1.5f, 1.5f};

constexpr std::size_t mostParts = 16; // of an explanation

/** Of an excerpt: a tenth, by which marks are easily too long, and a little for excerpts that are off, where
    sounds follow each other without a gap. Where a quarter was allowed, seven of eight judged excerpts that
    shared more than an eighth were a no (Benchmarks/RESULTS.md). */
constexpr double largestSharedPart = 0.125;

/** How much better, in standardised ratings, a neighbouring place must be for a "yes" to be meant for it. */
constexpr float stayingBonus = 0.5f;

struct CoherenceTables
{
    explicit CoherenceTables(const Recording& recording)
        : plain(recording.analysisSignal), info(recording.info)
    {
    }

    const LargeVector<float>& plain;
    double plainPower = 0.0; ///< mean
    CompactSignal whitened;  ///< of mean power 1, or silence
    std::vector<LevelMap> levels;
    AudioFileInfo info;
};

/** A query on the analysis signal. */
struct QueryPlace
{
    std::ptrdiff_t start = 0;
    std::size_t length = 1;
};

/** Judged places to learn from; the first positive is the query. */
struct Lesson
{
    std::vector<std::ptrdiff_t> positives, negatives;
    std::vector<int> judgements; ///< which each of the positives, then of the negatives, was; -1: the query
};

class CoherenceMatcher : public Matcher
{
public:
    CoherenceMatcher(const CoherenceTables& analysisTables, const CoherenceSettings& matcherSettings,
                     const SampleRange& queryRange)
        : tables(analysisTables), settings(matcherSettings), query(queryRange), place(placeOf(queryRange))
    {
    }

    Ranking rank(std::span<const Judgement> judgements, const Progress& progress) override
    {
        requireBlasMemory();
        const auto opinion = opinionOn(judgements, progress);
        const Confidence confidence(opinion.fused.ratings);
        Ranking ranking;
        for (std::size_t k = 0; k < starts.size(); ++k)
        {
            const auto similarity = opinion.fused.ratings.candidates[static_cast<Eigen::Index>(k)];
            ranking.candidates.push_back({fileStartOf(starts[k]), similarity, confidence.of(similarity)});
        }
        for (const auto& judgement : judgements)
            ranking.settled.push_back(judgement.excerpt.start);
        const auto asked = lessonFrom(judgements);
        for (std::size_t i = 1; i < asked.positives.size(); ++i)
            if (opinion.lesson.positives[i] != asked.positives[i])
                ranking.settled[static_cast<std::size_t>(asked.judgements[i])] =
                    fileStartOf(opinion.lesson.positives[i]);
        return ranking;
    }

    double largestOverlap() const override { return settings.overlap ? largestSharedPart : 0.0; }

    SampleIndex exactStart(SampleIndex settled, SampleIndex judged, const Progress& progress) override
    {
        if (!settings.alignment)
            return settled;
        const auto isSame = [&](SampleIndex a, SampleIndex b) {
            return static_cast<double>(std::abs(a - b)) <
                   OnsetFinder::sameStartSeconds * tables.info.sampleRateHz;
        };
        auto known = exactStarts.find(settled);
        if (known == exactStarts.end())
        {
            if (!onsets)
                onsets.emplace(tables.whitened, place.start, place.length);
            const auto exact =
                fileStartOf(onsets->startNear(placeOf({settled, query.length}).start, progress));
            known = exactStarts.emplace(settled, isSame(exact, settled) ? settled : exact).first;
        }
        return isSame(known->second, judged) ? judged : known->second;
    }

    Explanation explain(std::span<const Judgement> judgements, const SampleRange& excerpt) override
    {
        const auto opinion = opinionOn(judgements, {});
        if (starts.empty())
            return {};
        const auto start = placeOf({excerpt.start, query.length}).start;
        const auto nearest =
            std::min_element(starts.begin(), starts.end(),
                             [&](auto a, auto b) { return std::abs(a - start) < std::abs(b - start); });
        const auto candidate = static_cast<std::size_t>(nearest - starts.begin());

        // What speaks against does not make the rest say more: shares are of all that speaks for it.
        auto waveform = 0.0f, levels = 0.0f;
        for (std::size_t e = 0; e < opinion.weights.size(); ++e)
            (e < tilePriors.size() ? waveform : levels) +=
                opinion.fused.contributions[e][static_cast<Eigen::Index>(candidate)];
        const auto total = std::max(0.0f, waveform) + std::max(0.0f, levels);
        if (total <= 0.0f)
            return {};
        Explanation explanation;
        explanation.kinds = {{"same waveform", waveform / total}, {"levels", levels / total}};
        if (waveform <= 0.0f)
            return explanation;

        Eigen::ArrayXf ofTiles = Eigen::ArrayXf::Zero(opinion.weights.front().size());
        Eigen::ArrayXf ofJudged =
            Eigen::ArrayXf::Zero(static_cast<Eigen::Index>(opinion.taught.judged.size()));
        for (std::size_t e = 0; e < tilePriors.size(); ++e)
        {
            const auto account = tiles->accountFor(candidate, opinion.taught, opinion.weights[e]);
            ofTiles += opinion.fused.gains[e] * account.tiles;
            ofJudged += opinion.fused.gains[e] * account.judged;
        }
        if (ofTiles.sum() <= 0.0f)
            return explanation;
        ofJudged /= ofTiles.sum();
        ofTiles *= waveform / total / ofTiles.sum();
        std::vector<Eigen::Index> strongest(static_cast<std::size_t>(ofTiles.size()));
        std::iota(strongest.begin(), strongest.end(), Eigen::Index{0});
        std::stable_sort(strongest.begin(), strongest.end(),
                         [&](auto a, auto b) { return std::abs(ofTiles[a]) > std::abs(ofTiles[b]); });
        strongest.resize(std::min(strongest.size(), mostParts));
        for (const auto t : strongest)
        {
            const auto [fromSeconds, toSeconds, fromHz, toHz] = tiles->tile(t);
            explanation.parts.push_back({fromSeconds, toSeconds, fromHz, toHz, ofTiles[t]});
        }
        for (std::size_t j = 0; j < opinion.lesson.judgements.size(); ++j)
            explanation.answers.push_back(
                {opinion.lesson.judgements[j], ofJudged[static_cast<Eigen::Index>(j)]});
        return explanation;
    }

private:
    using Starts = std::vector<std::ptrdiff_t>;

    /** Everything concluded from one lesson. */
    struct Opinion
    {
        Lesson lesson;
        TileCoherence::Lesson taught;
        std::vector<Eigen::ArrayXf> weights; ///< by kind: of tiles or of cells
        FusedRatings fused;
    };

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

    static void keepLatest(std::vector<int>& values, std::size_t count)
    {
        if (values.size() > count)
            values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(count));
    }

    Lesson lessonFrom(std::span<const Judgement> judgements) const
    {
        std::vector<int> yes, no;
        for (std::size_t i = 0; i < judgements.size(); ++i)
            if (judgements[i].answer != Answer::unsure)
                (judgements[i].answer == Answer::yes ? yes : no).push_back(static_cast<int>(i));
        keepLatest(yes, mostPositives - 1);
        keepLatest(no, mostNegatives);
        Lesson lesson{{place.start}, {}, {-1}};
        const auto add = [&](const std::vector<int>& indices, Starts& places)
        {
            for (const auto i : indices)
                places.push_back(
                    placeOf({judgements[static_cast<std::size_t>(i)].excerpt.start, query.length}).start);
            lesson.judgements.insert(lesson.judgements.end(), indices.begin(), indices.end());
        };
        add(yes, lesson.positives);
        add(no, lesson.negatives);
        return lesson;
    }

    /** Everything rank() and explain() need to know about the candidates after these judgements. */
    Opinion opinionOn(std::span<const Judgement> judgements, const Progress& progress)
    {
        prepare(progress.part(0.0, 0.8));
        refresh(judgements, progress.part(0.8, 0.9));
        auto opinion = opinionFrom(lessonFrom(judgements));
        progress.step(0.95);
        if (!settings.alignment)
            return opinion;
        auto aligned = opinion.lesson;
        if (align(aligned, opinion))
            opinion = opinionFrom(aligned);
        return opinion;
    }

    Opinion opinionFrom(const Lesson& lesson)
    {
        Opinion opinion{lesson, tiles->learn(lesson.positives, lesson.negatives), {}, {}};
        std::vector<Ratings> evidence;
        for (const auto& prior : tilePriors)
        {
            opinion.weights.push_back(
                TileCoherence::weightsFor(opinion.taught, prior, settings.tileNegatives));
            evidence.push_back(tiles->rate(opinion.taught, opinion.weights.back()));
        }
        for (auto& matcher : levelMatchers)
        {
            opinion.weights.push_back(matcher.weightsFor(lesson.positives, lesson.negatives));
            evidence.push_back(matcher.rate(lesson.positives, lesson.negatives, opinion.weights.back()));
        }
        opinion.fused = fuse(evidence, expectedRatings, settings.learnedWeights);
        return opinion;
    }

    /** How much some candidates are like judged places, in the unit of the fused ratings. */
    Eigen::VectorXf likeness(std::span<const std::size_t> candidates, std::span<const std::ptrdiff_t> judged,
                             const Opinion& opinion)
    {
        Eigen::VectorXf sum = Eigen::VectorXf::Zero(static_cast<Eigen::Index>(candidates.size()));
        for (std::size_t e = 0; e < opinion.weights.size(); ++e)
            sum += opinion.fused.gains[e] *
                   (e < tilePriors.size()
                        ? tiles->meanResponses(candidates, judged, opinion.weights[e])
                        : levelMatchers[e - tilePriors.size()].rate(candidates, judged, opinion.weights[e]));
        return sum;
    }

    /** A "yes" is said to an excerpt that covers most of the sound, not always to its exact place: moves each
        positive to the candidate nearby that is most like the other positives. Tells whether any moved. */
    bool align(Lesson& lesson, const Opinion& opinion)
    {
        const auto reach = static_cast<std::ptrdiff_t>(place.length / 2);
        const auto original = lesson.positives;
        std::vector<std::vector<std::size_t>> near(original.size()); // of the query none
        for (std::size_t i = 1; i < original.size(); ++i)
            for (std::size_t k = 0; k < starts.size(); ++k)
                if (std::abs(starts[k] - original[i]) <= reach)
                    near[i].push_back(k);
        alignEach(lesson, near, original, opinion);
        if (shiftAll(lesson, near, opinion))
            alignEach(lesson, near, original, opinion);
        return lesson.positives != original;
    }

    /** To the place nearby that is most like the others, the judged one where none is clearly better. */
    void alignEach(Lesson& lesson, const std::vector<std::vector<std::size_t>>& near, const Starts& original,
                   const Opinion& opinion)
    {
        for (std::size_t i = 1; i < near.size(); ++i)
        {
            if (near[i].empty())
                continue;
            auto others = lesson.positives;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            auto ratings = likeness(near[i], others, opinion);
            for (std::size_t n = 0; n < near[i].size(); ++n)
                if (starts[near[i][n]] == original[i])
                    ratings[static_cast<Eigen::Index>(n)] += stayingBonus;
            Eigen::Index best = 0;
            ratings.maxCoeff(&best);
            lesson.positives[i] = starts[near[i][static_cast<std::size_t>(best)]];
        }
    }

    /** A sound that repeats within itself can be found a repetition off again and again: such positives agree
        with each other, and outvote the query. Moves those that can to the common offset at which they are most
        like the query alone, where that is clearly more than where they are; the backgrounds differ, so that the
        mean over many tells. Tells whether any moved. */
    bool shiftAll(Lesson& lesson, const std::vector<std::vector<std::size_t>>& near, const Opinion& opinion)
    {
        /** What a positive would gain by going to the candidate at an offset from where it is. */
        struct Move
        {
            std::ptrdiff_t offset = 0;
            std::size_t positive = 0;
            float gain = 0.0f;
        };
        std::vector<Move> moves;
        for (std::size_t i = 1; i < near.size(); ++i)
        {
            const auto ratings = likeness(near[i], std::span(lesson.positives).first(1), opinion);
            const auto here = std::find_if(near[i].begin(), near[i].end(),
                                           [&](auto k) { return starts[k] == lesson.positives[i]; });
            if (here == near[i].end())
                continue;
            const auto before = ratings[here - near[i].begin()];
            for (std::size_t n = 0; n < near[i].size(); ++n)
                moves.push_back({starts[near[i][n]] - lesson.positives[i], i,
                                 ratings[static_cast<Eigen::Index>(n)] - before});
        }
        std::stable_sort(moves.begin(), moves.end(),
                         [](const Move& a, const Move& b) { return a.offset < b.offset; });

        auto largest = stayingBonus * static_cast<float>(near.size() - 1);
        std::map<std::size_t, Move> chosen; // by positive
        for (auto first = moves.begin(); first != moves.end(); ++first)
        {
            std::map<std::size_t, Move> together;
            for (auto move = first; move != moves.end() && move->offset - first->offset <= levelTolerance;
                 ++move)
                if (const auto [known, isNew] = together.emplace(move->positive, *move);
                    !isNew && move->gain > known->second.gain)
                    known->second = *move;
            const auto gain =
                std::accumulate(together.begin(), together.end(), 0.0f,
                                [](float sum, const auto& one) { return sum + one.second.gain; });
            if (gain > largest)
            {
                largest = gain;
                chosen = std::move(together);
            }
        }
        for (const auto& [positive, move] : chosen)
            lesson.positives[positive] += move.offset;
        return !chosen.empty();
    }

    std::span<const float> excerptOf(std::span<const float> signal, std::ptrdiff_t start) const
    {
        return signal.subspan(static_cast<std::size_t>(start), place.length);
    }

    std::vector<float> whitenedExcerptAt(std::ptrdiff_t start) const
    {
        std::vector<float> samples(place.length);
        tables.whitened.read(static_cast<std::size_t>(start), samples);
        return samples;
    }

    /** Peaks nearer than this are one place: a sixteenth of the query, 20 to 100 ms. */
    std::ptrdiff_t peakRadius() const
    {
        return static_cast<std::ptrdiff_t>(std::clamp(static_cast<double>(place.length) / 16.0,
                                                      0.02 * coherenceRateHz, 0.1 * coherenceRateHz));
    }

    std::size_t shareOf(std::size_t count) const
    {
        const auto share = std::clamp(
            largestCellCount / (usualCandidates * static_cast<double>(place.length)), leastShare, 1.0);
        return static_cast<std::size_t>(static_cast<double>(count) * share);
    }

    /** Places that were found, without those near one that was there. */
    struct Found
    {
        Starts starts;                   ///< in the order of finding
        std::set<std::ptrdiff_t> sorted; ///< with those that were there
    };

    bool isPrepared() const { return !batchEnds.empty(); }

    /** Once for the query: the candidates and what is needed to rate them. Begins anew where it was cancelled. */
    void prepare(const Progress& progress)
    {
        if (isPrepared())
            return;
        starts.clear();
        levelMatchers.clear();
        tilePriors.clear();
        expectedRatings.clear();
        auto found = foundByCorrelation(progress.part(0.0, 0.6));
        tiles.emplace(tables.whitened, place.length);
        if (settings.tiles)
            addTilePriors();
        const std::array scales{settings.decibels, settings.roots, settings.magnitudes};
        for (std::size_t i = 0; i < tables.levels.size(); ++i)
        {
            if (!settings.levels || !scales[i])
                continue;
            expectedRatings.push_back(expectedOfLevels[i]);
            levelMatchers.emplace_back(
                tables.levels[i], place.start, place.length,
                progress.part(0.6 + 0.1 * static_cast<double>(i), 0.6 + 0.1 * static_cast<double>(i + 1)));
            addPlaces(levelMatchers.back().bestStarts(shareOf(levelCandidates[i])), levelTolerance, found);
        }
        addBatch(found.starts, progress.part(0.9, 1.0));
    }

    /** The places where the whitened and the plain signal are most like the query. */
    Found foundByCorrelation(const Progress& progress)
    {
        Found found;
        const auto add = [&](const SampleSource& signal, double meanPower, std::span<const float> excerpt,
                             std::span<const float> tilts, std::size_t count, const Progress& part)
        {
            std::vector<PeakPicker> pickers(tilts.size(), PeakPicker(peakRadius()));
            slidingCorrelations(
                signal, meanPower, excerpt, coherenceRateHz, tilts,
                [&](std::size_t i, std::span<const float> values) { pickers[i].add(values); }, part);
            for (const auto& picker : pickers)
                addPlaces(picker.highest(shareOf(count)), coherentTolerance, found);
        };
        add(tables.whitened, 1.0, whitenedExcerptAt(place.start), whitenedTilts, whitenedCandidates,
            progress.part(0.0, 0.6));
        add(tables.plain, tables.plainPower, excerptOf(tables.plain, place.start), plainTilts,
            plainCandidates, progress.part(0.6, 1.0));
        return found;
    }

    void addTilePriors()
    {
        tilePriors = {tiles->priorBySize()};
        if (settings.loudTiles)
            tilePriors.push_back(tiles->priorByLoudness(excerptOf(tables.plain, place.start)));
        expectedRatings.assign(tilePriors.size(), expectedOfTiles);
    }

    /** Looks for candidates again, with the mean of the positives in the bands that matter, whenever the
        positives have become twice as many. What is found depends on the judgements up to there alone: after
        an undo, what was found with later ones goes, and so does what was added before a cancellation. */
    void refresh(std::span<const Judgement> judgements, const Progress& progress)
    {
        if (!settings.refresh)
            return;
        std::size_t done = 0, positives = 1, next = 2;
        for (std::size_t i = 0; i < judgements.size(); ++i)
        {
            if (judgements[i].answer != Answer::yes || ++positives != next)
                continue;
            next *= 2;
            const auto learned = judgements.first(i + 1);
            if (done == refreshed.size() ||
                !std::equal(learned.begin(), learned.end(), refreshed[done].begin(), refreshed[done].end()))
            {
                keepRefreshes(done);
                addBatch(foundBy(lessonFrom(learned), progress), progress);
                refreshed.emplace_back(learned.begin(), learned.end());
            }
            ++done;
        }
        keepRefreshes(done);
    }

    Starts foundBy(const Lesson& lesson, const Progress& progress)
    {
        const auto weights = TileCoherence::weightsFor(tiles->learn(lesson.positives, lesson.negatives),
                                                       tiles->priorBySize(), settings.tileNegatives);
        BandFilter filter;
        for (const auto& band : tiles->bandWeights(weights))
            filter.push_back({band.fromHz, band.toHz, std::max(leastBandGain, band.weight)});
        std::vector<float> mean(place.length, 0.0f); // a sum: only the order of its correlations matters
        for (const auto start : lesson.positives)
        {
            const auto excerpt = whitenedExcerptAt(start);
            std::transform(mean.begin(), mean.end(), excerpt.begin(), mean.begin(), std::plus<>());
        }
        PeakPicker picker(peakRadius());
        filteredCorrelation(
            tables.whitened, mean, coherenceRateHz, filter,
            [&](std::size_t, std::span<const float> values) { picker.add(values); }, progress);
        Found found{{}, {starts.begin(), starts.end()}};
        addPlaces(picker.highest(shareOf(sharedCandidates)), coherentTolerance, found);
        return std::move(found.starts);
    }

    void keepRefreshes(std::size_t kept)
    {
        refreshed.resize(kept);
        batchEnds.resize(kept + 1);
        starts.resize(batchEnds.back());
        tiles->keepBatches(kept + 1);
        for (auto& matcher : levelMatchers)
            matcher.keepCandidates(starts.size());
    }

    void addBatch(const Starts& found, const Progress& progress)
    {
        tiles->addCandidates(found, progress);
        for (auto& matcher : levelMatchers)
            matcher.addCandidates(found);
        starts.insert(starts.end(), found.begin(), found.end());
        batchEnds.push_back(starts.size());
    }

    /** Adds the places that fit into the recording and are not within the tolerance of one that is there. */
    void addPlaces(const Starts& places, std::ptrdiff_t tolerance, Found& found) const
    {
        for (const auto start : places)
        {
            const auto fileStart = fileStartOf(start);
            if (start < 0 ||
                start + static_cast<std::ptrdiff_t>(place.length) >
                    static_cast<std::ptrdiff_t>(tables.plain.size()) ||
                fileStart + query.length > tables.info.samples)
                continue;
            const auto next = found.sorted.lower_bound(start - tolerance);
            if (next != found.sorted.end() && *next <= start + tolerance)
                continue;
            found.sorted.insert(start);
            found.starts.push_back(start);
        }
    }

    const CoherenceTables& tables;
    CoherenceSettings settings;
    SampleRange query;
    QueryPlace place;
    Starts starts;                                 ///< of the candidates
    std::vector<std::size_t> batchEnds;            ///< number of candidates before and after each refresh
    std::vector<std::vector<Judgement>> refreshed; ///< the judgements each refresh learned from
    std::optional<TileCoherence> tiles;
    std::vector<Eigen::ArrayXf> tilePriors;  ///< of the kinds of evidence that come first
    std::vector<LevelMatcher> levelMatchers; ///< the other kinds
    std::vector<float> expectedRatings;      ///< by kind
    std::optional<OnsetFinder> onsets;
    std::map<SampleIndex, SampleIndex> exactStarts; ///< that were looked for, by where
};

class CoherenceAnalysis : public Analysis
{
public:
    CoherenceAnalysis(const Recording& recording, const CoherenceSettings& matcherSettings,
                      const Progress& progress)
        : settings(matcherSettings), tables(recording)
    {
        checkSettings(settings);
        whiten(progress.part(0.0, 0.8));
        tables.levels = levelMaps(tables.plain, progress.part(0.8, 1.0));
    }

    /** See restoreForCoherence(). */
    CoherenceAnalysis(const Recording& recording, const CoherenceSettings& matcherSettings,
                      const CacheEntry& kept, std::size_t firstArray)
        : settings(matcherSettings), tables(recording)
    {
        checkSettings(settings);
        tables.plainPower = kept.array<double>(firstArray)[0];
        tables.whitened =
            CompactSignal(kept.vector<std::int16_t>(firstArray + 1), kept.array<float>(firstArray + 2));
        tables.levels = keptLevelMaps(kept, firstArray + 3);
    }

    std::unique_ptr<Matcher> matcherFor(const SampleRange& query) const override
    {
        return std::make_unique<CoherenceMatcher>(tables, settings, query);
    }

    void keepIn(CacheArrays& arrays) const override
    {
        arrays.add(std::span(&tables.plainPower, 1));
        tables.whitened.keepIn(arrays);
        keepLevelMaps(tables.levels, arrays);
    }

private:
    void whiten(const Progress& progress)
    {
        constexpr auto atOnce = Whitening::samplesAtOnce;
        static_assert(atOnce % CompactSignal::blockSamples == 0);
        const auto samples = tables.plain.size();
        tables.whitened = CompactSignal(samples);
        const auto meanPower =
            [&](const std::function<double(std::size_t from, std::size_t count)>& energyOfStretch,
                const Progress& part)
        {
            std::vector<double> energies((samples + atOnce - 1) / atOnce);
            inParallel(
                energies.size(),
                [&](std::size_t i)
                { energies[i] = energyOfStretch(i * atOnce, std::min(atOnce, samples - i * atOnce)); },
                part);
            return std::accumulate(energies.begin(), energies.end(), 0.0) / static_cast<double>(samples);
        };
        tables.plainPower = meanPower(
            [&](std::size_t from, std::size_t count)
            {
                const auto energy = energyOf(std::span<const float>(tables.plain).subspan(from, count));
                pageOut(tables.plain, from, count);
                return energy;
            },
            progress.part(0.0, 0.1));
        const Whitening whitening(tables.plain, tables.plainPower, whiteningPower);
        const auto whitenedPower = meanPower(
            [&](std::size_t from, std::size_t count)
            {
                const auto stretch = whitening.stretch(from, count);
                pageOut(tables.plain, from, count);
                tables.whitened.write(from, stretch);
                tables.whitened.pageOut(from, count);
                return energyOf(stretch);
            },
            progress.part(0.1, 1.0));
        if (whitenedPower > 0.0)
            tables.whitened.scale(static_cast<float>(1.0 / std::sqrt(whitenedPower)));
    }

    CoherenceSettings settings;
    CoherenceTables tables;
};
} // namespace

std::unique_ptr<Analysis> restoreForCoherence(const Recording& recording, const CoherenceSettings& settings,
                                              const CacheEntry& kept, std::size_t firstArray)
{
    return std::make_unique<CoherenceAnalysis>(recording, settings, kept, firstArray);
}

std::unique_ptr<Analysis> analyseForCoherence(const Recording& recording, const CoherenceSettings& settings,
                                              const Progress& progress)
{
    return std::make_unique<CoherenceAnalysis>(recording, settings, progress);
}
} // namespace reprise
