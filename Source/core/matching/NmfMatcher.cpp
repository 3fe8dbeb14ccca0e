#include "matching/NmfMatcher.h"

#include "base/Blas.h"
#include "base/Errors.h"
#include "base/Median.h"
#include "base/RecentlyUsed.h"
#include "matching/ExcerptDistances.h"
#include "matching/FeatureSelection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace reprise
{
namespace
{
/** Start frames and file samples of the excerpts a query can be compared with. */
struct ExcerptGrid
{
    double samplesPerFrame = 512.0; ///< in the file's own samples
    SampleRange query;
    Eigen::Index queryFrame = 0, excerptFrames = 1;

    ExcerptGrid(const FrameGrid& frames, double fileRateHz, const SampleRange& queryRange,
                Eigen::Index frameCount)
        : samplesPerFrame(frames.hopSamples * fileRateHz / frames.sampleRateHz), query(queryRange)
    {
        const auto inFrames = [&](SampleIndex samples)
        { return static_cast<Eigen::Index>(std::lround(static_cast<double>(samples) / samplesPerFrame)); };
        excerptFrames = std::clamp<Eigen::Index>(inFrames(query.length), 1, frameCount);
        queryFrame = std::min(inFrames(query.start), frameCount - excerptFrames);
    }

    SampleIndex startOf(Eigen::Index frame) const
    {
        return query.start + std::llround(static_cast<double>(frame - queryFrame) * samplesPerFrame);
    }

    /** The start frame whose excerpt is nearest to a sample position. */
    Eigen::Index frameOf(SampleIndex start, Eigen::Index starts) const
    {
        const auto offset = std::lround(static_cast<double>(start - query.start) / samplesPerFrame);
        return std::clamp<Eigen::Index>(queryFrame + offset, 0, starts - 1);
    }
};

// Slices of an excerpt that are explained by themselves: the window reaches over four frames.
constexpr Eigen::Index leastSliceFrames = 4, mostSlices = 16;

class NmfMatcher : public Matcher
{
public:
    NmfMatcher(const FeatureMatrix& curvesOverTime, const ExcerptGrid& excerptGrid,
               const AudioFileInfo& audio, int selectedFeatures, std::string nameOfRows,
               std::size_t mostBytes)
        : curves(curvesOverTime), grid(excerptGrid), samples(audio.samples), fileRateHz(audio.sampleRateHz),
          rowsName(std::move(nameOfRows)), distances(curves.values, grid.excerptFrames),
          selected(selectedFeatures < 1 ? static_cast<int>(distances.dimensions()) : selectedFeatures),
          perFeature(mostBytes / (sizeof(float) * static_cast<std::size_t>(distances.starts()) *
                                  static_cast<std::size_t>(distances.dimensions())))
    {
    }

    Ranking rank(std::span<const Judgement> judgements, const Progress& progress) override
    {
        requireBlasMemory();
        std::vector<Eigen::Index> positives{grid.queryFrame}, negatives;
        for (const auto& judgement : judgements)
            if (judgement.answer != Answer::unsure)
                (judgement.answer == Answer::yes ? positives : negatives)
                    .push_back(grid.frameOf(judgement.excerpt.start, distances.starts()));
        return {candidatesFrom(selectsFeatures() ? nearestBySelection(positives, negatives, progress)
                                                 : nearestByAll(positives, progress)),
                {}};
    }

    Explanation explain(std::span<const Judgement> judgements, const SampleRange& excerpt) override
    {
        std::vector<Eigen::Index> positives{grid.queryFrame}, negatives;
        std::vector<int> answers{-1}; // of the positives
        for (std::size_t i = 0; i < judgements.size(); ++i)
        {
            const auto frame = grid.frameOf(judgements[i].excerpt.start, distances.starts());
            if (judgements[i].answer == Answer::no)
                negatives.push_back(frame);
            if (judgements[i].answer != Answer::yes)
                continue;
            positives.push_back(frame);
            answers.push_back(static_cast<int>(i));
        }
        std::vector<int> features(static_cast<std::size_t>(distances.dimensions()));
        std::iota(features.begin(), features.end(), 0);
        if (selectsFeatures())
            features = featuresFor(positives, negatives, {});

        const auto excerptAt = [&](Eigen::Index start) -> Eigen::ArrayXXf
        { return curves.values(features, Eigen::seqN(start, grid.excerptFrames)); };
        const auto asked = excerptAt(grid.frameOf(excerpt.start, distances.starts()));
        std::size_t nearest = 0;
        auto least = std::numeric_limits<float>::infinity();
        for (std::size_t i = 0; i < positives.size(); ++i)
            if (const auto distance = (asked - excerptAt(positives[i])).square().sum(); distance < least)
            {
                least = distance;
                nearest = i;
            }
        const auto isAll = features.size() == static_cast<std::size_t>(distances.dimensions());
        return {{{std::to_string(features.size()) + (isAll ? " " : " selected ") + rowsName, 1.0f}},
                agreeingSlices(features, asked, excerptAt(positives[nearest]),
                               static_cast<double>(excerpt.length) / fileRateHz),
                {{answers[nearest], 1.0f}}};
    }

private:
    bool selectsFeatures() const { return selected < distances.dimensions(); }

    Eigen::ArrayXf nearestByAll(const std::vector<Eigen::Index>& positives, const Progress& progress)
    {
        Eigen::ArrayXf nearest;
        for (const auto positive : positives)
        {
            progress.step(0.0);
            auto known = totals.find(positive);
            if (known == totals.end())
                known = totals.emplace(positive, distances.total(positive)).first;
            nearest = nearest.size() == 0 ? known->second : Eigen::ArrayXf(nearest.min(known->second));
        }
        return nearest;
    }

    Eigen::ArrayXf nearestBySelection(const std::vector<Eigen::Index>& positives,
                                      const std::vector<Eigen::Index>& negatives, const Progress& progress)
    {
        const auto features = featuresFor(positives, negatives, progress);
        Eigen::ArrayXf nearest, sum;
        // Backwards, as those that were looked at last are kept.
        for (auto positive = positives.rbegin(); positive != positives.rend(); ++positive)
        {
            const auto& byFeature = distancesFrom(*positive, progress);
            sum = Eigen::ArrayXf::Zero(distances.starts());
            for (const auto feature : features)
                sum += byFeature.col(feature);
            nearest = nearest.size() == 0 ? sum : Eigen::ArrayXf(nearest.min(sum));
        }
        return nearest;
    }

    /** Good until the next call. */
    const Eigen::ArrayXXf& distancesFrom(Eigen::Index positive, const Progress& progress)
    {
        progress.step(0.0);
        return perFeature.get(positive, [&] { return distances.byFeature(positive); });
    }

    /** The features selected after these answers; all where nothing is selected. */
    std::vector<int> featuresFor(const std::vector<Eigen::Index>& positives,
                                 const std::vector<Eigen::Index>& negatives, const Progress& progress)
    {
        Eigen::ArrayXXd pairs(static_cast<Eigen::Index>(positives.size() * negatives.size()),
                              distances.dimensions());
        Eigen::Index row = 0;
        for (const auto positive : positives)
        {
            const auto& byFeature = distancesFrom(positive, progress);
            for (const auto negative : negatives)
                pairs.row(row++) = byFeature.row(negative).cast<double>();
        }
        return selectFeatures(pairs, selected);
    }

    /** Slices of the excerpt, weighted by how much nearer they are to the positive than frames of the recording
        are on average: sum of (p - mean)^2 + variance, over the features, minus the squared distance. */
    template <typename Excerpt>
    std::vector<AgreeingPart> agreeingSlices(const std::vector<int>& features, const Excerpt& excerpt,
                                             const Excerpt& positive, double seconds) const
    {
        const Eigen::ArrayXXf rows = curves.values(features, Eigen::all).array();
        const Eigen::ArrayXf mean = rows.rowwise().mean();
        const auto variance = (rows.colwise() - mean).square().rowwise().mean().sum();
        const Eigen::ArrayXf agreement =
            ((positive.colwise() - mean).square() - (positive - excerpt).square()).colwise().sum() + variance;

        const auto frames = grid.excerptFrames;
        const auto slices = std::clamp<Eigen::Index>(frames / leastSliceFrames, 1, mostSlices);
        const auto edge = [&](Eigen::Index slice) { return slice * frames / slices; };
        const auto secondsAt = [&](Eigen::Index frame)
        { return seconds * static_cast<double>(frame) / static_cast<double>(frames); };
        std::vector<AgreeingPart> parts;
        auto total = 0.0f;
        for (Eigen::Index slice = 0; slice < slices; ++slice)
        {
            const auto share = agreement.segment(edge(slice), edge(slice + 1) - edge(slice)).sum();
            parts.push_back({secondsAt(edge(slice)), secondsAt(edge(slice + 1)), 0.0,
                             0.5 * curves.grid.sampleRateHz, share});
            total += std::abs(share);
        }
        for (auto& part : parts)
            part.share = total > 0.0f ? part.share / total : 0.0f;
        return parts;
    }

    std::vector<Candidate> candidatesFrom(const Eigen::ArrayXf& nearestSquared) const
    {
        const Eigen::ArrayXf nearest = nearestSquared.sqrt();
        const auto typical =
            median(nearest.matrix()); // 0 where everything is alike: then nothing can be told apart

        std::vector<Candidate> candidates;
        for (Eigen::Index frame = 0; frame < nearest.size(); ++frame)
        {
            const auto start = grid.startOf(frame);
            if (start >= 0 && start + grid.query.length <= samples)
                candidates.push_back(
                    {start, -nearest[frame],
                     typical > 0.0f ? std::max(0.0f, 1.0f - nearest[frame] / typical) : 0.0f});
        }
        return candidates;
    }

    const FeatureMatrix& curves; ///< the analysis outlives its matchers
    ExcerptGrid grid;
    SampleIndex samples;
    double fileRateHz;
    std::string rowsName; ///< in users' words
    ExcerptDistances distances;
    int selected;
    // Distances to positives met so far, by start frame; answers taken back may be given again. The totals are small.
    RecentlyUsed<Eigen::Index, Eigen::ArrayXXf> perFeature;
    std::map<Eigen::Index, Eigen::ArrayXf> totals;
};

class NmfAnalysis : public Analysis
{
public:
    NmfAnalysis(FeatureMatrix curvesOverTime, const AudioFileInfo& audio, int selectedFeatures,
                std::string nameOfRows, std::size_t mostBytesOfDistances)
        : curves(std::move(curvesOverTime)), info(audio), selected(selectedFeatures),
          rowsName(std::move(nameOfRows)), mostBytes(mostBytesOfDistances)
    {
    }

    std::unique_ptr<Matcher> matcherFor(const SampleRange& query) const override
    {
        const ExcerptGrid grid(curves.grid, info.sampleRateHz, query, curves.frames());
        return std::make_unique<NmfMatcher>(curves, grid, info, selected, rowsName, mostBytes);
    }

private:
    FeatureMatrix curves;
    AudioFileInfo info;
    int selected;
    std::string rowsName;
    std::size_t mostBytes; ///< of distances in each matcher
};
} // namespace

FeatureMatrix nmfMatcherCurves(const Recording& recording, const NmfMatcherSettings& settings,
                               const Progress& progress)
{
    auto feature = computeFeature(settings.feature, recording.analysisSignal, recording.analysisRateHz,
                                  progress.part(0.0, settings.useNmf ? 0.2 : 1.0));
    if (!settings.useNmf)
        return feature;

    if (!(settings.alpha >= 0.0 && settings.alpha < 1e30))
        throw InvalidSettings("alpha: a finite number, 0 or more, is allowed");
    if (feature.values.minCoeff() < 0.0f)
        feature.values.colwise() -= feature.values.rowwise().minCoeff().eval();
    NmfSettings nmf;
    nmf.components = settings.components;
    nmf.alphaActivations = settings.alpha / static_cast<double>(feature.dimensions());
    nmf.alphaDictionary = settings.alpha / static_cast<double>(feature.frames());
    nmf.l1Ratio = settings.l1Ratio;
    nmf.initialisation = settings.initialisation;
    nmf.seed = settings.seed;
    auto result = factorise(feature.values, nmf, progress.part(0.2, 1.0));
    if (result.cancelled)
        throw Cancelled{};
    return {std::move(result.activations), feature.grid,
            "nmf" + std::to_string(settings.components) + "(" + feature.name + ")"};
}

std::unique_ptr<Analysis> analyseForNmfMatcher(const Recording& recording, const NmfMatcherSettings& settings,
                                               const Progress& progress, std::size_t mostBytes)
{
    if (settings.selected < 0)
        throw InvalidSettings("selected features: " + std::to_string(settings.selected) +
                              " given; 0 (all) or more is allowed");
    // Without NMF the paper's selection has nothing to choose from unless fewer rows are asked for.
    return std::make_unique<NmfAnalysis>(
        nmfMatcherCurves(recording, settings, progress), recording.info,
        settings.useNmf ? settings.selected : 0,
        settings.useNmf ? "NMF activations" : std::string(nameOf(settings.feature)) + " rows", mostBytes);
}
} // namespace reprise
