#include "matching/NmfMatcher.h"

#include "base/Errors.h"
#include "base/Median.h"
#include "matching/ExcerptDistances.h"
#include "matching/FeatureSelection.h"

#include <algorithm>
#include <cmath>
#include <map>
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

class NmfMatcher : public Matcher
{
public:
    NmfMatcher(const FeatureMatrix& curves, const ExcerptGrid& excerptGrid, SampleIndex recordingSamples,
               int selectedFeatures)
        : grid(excerptGrid), samples(recordingSamples), distances(curves.values, grid.excerptFrames),
          selected(selectedFeatures < 1 ? static_cast<int>(distances.dimensions()) : selectedFeatures)
    {
    }

    std::vector<Candidate> rank(std::span<const Judgement> judgements, const Progress& progress) override
    {
        std::vector<Eigen::Index> positives{grid.queryFrame}, negatives;
        for (const auto& judgement : judgements)
            if (judgement.answer != Answer::unsure)
                (judgement.answer == Answer::yes ? positives : negatives)
                    .push_back(grid.frameOf(judgement.excerpt.start, distances.starts()));
        return candidatesFrom(selectsFeatures() ? nearestBySelection(positives, negatives, progress)
                                                : nearestByAll(positives, progress));
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
        for (const auto positive : positives)
        {
            progress.step(0.0);
            if (!perFeature.contains(positive))
                perFeature.emplace(positive, distances.byFeature(positive));
        }

        Eigen::ArrayXXd pairs(static_cast<Eigen::Index>(positives.size() * negatives.size()),
                              distances.dimensions());
        Eigen::Index row = 0;
        for (const auto positive : positives)
            for (const auto negative : negatives)
                pairs.row(row++) = perFeature.at(positive).row(negative).cast<double>();
        const auto features = selectFeatures(pairs, selected);

        Eigen::ArrayXf nearest, sum;
        for (const auto positive : positives)
        {
            const auto& byFeature = perFeature.at(positive);
            sum = Eigen::ArrayXf::Zero(distances.starts());
            for (const auto feature : features)
                sum += byFeature.col(feature);
            nearest = nearest.size() == 0 ? sum : Eigen::ArrayXf(nearest.min(sum));
        }
        return nearest;
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

    ExcerptGrid grid;
    SampleIndex samples;
    ExcerptDistances distances;
    int selected;
    // Distances to positives met so far, by start frame; answers taken back may be given again.
    std::map<Eigen::Index, Eigen::ArrayXXf> perFeature;
    std::map<Eigen::Index, Eigen::ArrayXf> totals;
};

class NmfAnalysis : public Analysis
{
public:
    NmfAnalysis(FeatureMatrix curvesOverTime, const AudioFileInfo& audio, int selectedFeatures)
        : curves(std::move(curvesOverTime)), info(audio), selected(selectedFeatures)
    {
    }

    std::unique_ptr<Matcher> matcherFor(const SampleRange& query) const override
    {
        const ExcerptGrid grid(curves.grid, info.sampleRateHz, query, curves.frames());
        return std::make_unique<NmfMatcher>(curves, grid, info.samples, selected);
    }

private:
    FeatureMatrix curves;
    AudioFileInfo info;
    int selected;
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
                                               const Progress& progress)
{
    if (settings.selected < 0)
        throw InvalidSettings("selected features: " + std::to_string(settings.selected) +
                              " given; 0 (all) or more is allowed");
    // Without NMF the paper's selection has nothing to choose from unless fewer rows are asked for.
    return std::make_unique<NmfAnalysis>(nmfMatcherCurves(recording, settings, progress), recording.info,
                                         settings.useNmf ? settings.selected : 0);
}
} // namespace reprise
