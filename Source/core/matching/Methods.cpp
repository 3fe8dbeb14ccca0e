#include "matching/Methods.h"

#include "audio/SilenceMap.h"
#include "base/Errors.h"
#include "matching/CoherenceMatcher.h"

#include <algorithm>
#include <array>
#include <utility>

namespace reprise
{
namespace
{
constexpr std::array methods{
    MethodInfo{"default", "the same waveform in the tiles that carry the sound, or the same levels",
               coherenceRateHz, 1024.0 / coherenceRateHz, true,
               [](const Recording& recording, const MethodSettings& settings, const Progress& progress)
               { return analyseForCoherence(recording, settings.standard, progress); },
               [](const Recording& recording, const MethodSettings& settings, const CacheEntry& kept,
                  std::size_t firstArray)
               { return restoreForCoherence(recording, settings.standard, kept, firstArray); }},
    MethodInfo{"paper", "NMF activations, greedy feature selection, nearest positive (FedCSIS 2020)",
               defaultAnalysisRateHz, 2048.0 / defaultAnalysisRateHz, false,
               [](const Recording& recording, const MethodSettings& settings, const Progress& progress)
               { return analyseForNmfMatcher(recording, settings.paper, progress); },
               nullptr},
};

/** A matcher whose ranking lacks the excerpts without sound. */
class AudibleMatcher : public Matcher
{
public:
    AudibleMatcher(std::unique_ptr<Matcher> matcherToUse, const SilenceMap& silenceMap,
                   const SampleRange& queryRange)
        : matcher(std::move(matcherToUse)), silence(silenceMap), query(queryRange)
    {
    }

    Ranking rank(std::span<const Judgement> judgements, const Progress& progress) override
    {
        auto ranking = matcher->rank(judgements, progress);
        std::erase_if(ranking.candidates,
                      [&](const Candidate& c) {
                          return silence.isSilent(ownPart({c.start, query.length}, judgements));
                      });
        return ranking;
    }

    double largestOverlap() const override { return matcher->largestOverlap(); }

    SampleIndex exactStart(SampleIndex settled, SampleIndex judged, const Progress& progress) override
    {
        return matcher->exactStart(settled, judged, progress);
    }

    Explanation explain(std::span<const Judgement> judgements, const SampleRange& excerpt) override
    {
        return matcher->explain(judgements, excerpt);
    }

private:
    /** The excerpt without the ends it shares with the query or judged excerpts, as far as that is allowed:
        what sounds only there is known already. */
    SampleRange ownPart(const SampleRange& excerpt, std::span<const Judgement> judgements) const
    {
        const auto allowed =
            static_cast<SampleIndex>(matcher->largestOverlap() * static_cast<double>(excerpt.length));
        auto start = excerpt.start, end = excerpt.end();
        const auto cut = [&](const SampleRange& other)
        {
            const auto shared = excerpt.overlapWith(other);
            if (shared == 0 || shared > allowed)
                return;
            if (other.start < excerpt.start)
                start = std::max(start, other.end());
            else
                end = std::min(end, other.start);
        };
        cut(query);
        for (const auto& judgement : judgements)
            cut(judgement.excerpt);
        return {start, end - start};
    }

    std::unique_ptr<Matcher> matcher;
    const SilenceMap& silence;
    SampleRange query;
};

class AudibleAnalysis : public Analysis
{
public:
    AudibleAnalysis(std::unique_ptr<Analysis> analysisToUse, const Recording& recording,
                    const Progress& progress)
        : analysis(std::move(analysisToUse)), silence(silenceMapOf(recording, progress))
    {
    }

    std::unique_ptr<Matcher> matcherFor(const SampleRange& query) const override
    {
        return std::make_unique<AudibleMatcher>(analysis->matcherFor(query), *silence, query);
    }

    void keepIn(CacheArrays& arrays) const override { analysis->keepIn(arrays); }

private:
    std::unique_ptr<Analysis> analysis;
    std::shared_ptr<const SilenceMap> silence;
};
} // namespace

std::span<const MethodInfo> availableMethods()
{
    return methods;
}

const MethodInfo& methodFromName(std::string_view name)
{
    std::string known;
    for (const auto& method : methods)
    {
        if (method.name == name)
            return method;
        known += (known.empty() ? "" : ", ") + std::string(method.name);
    }
    throw InvalidSettings("method '" + std::string(name) + "' is unknown; allowed are " + known);
}

Recording loadRecordingFor(const std::filesystem::path& path, const MethodSettings& settings,
                           const Progress& progress)
{
    auto recording =
        loadRecording(path, methodFromName(settings.method).analysisRateHz, progress.part(0.0, 0.9));
    recording.silence = silenceMapOf(recording, progress.part(0.9, 1.0));
    return recording;
}

std::unique_ptr<Analysis> analyse(const Recording& recording, const MethodSettings& settings,
                                  const Progress& progress, const CacheEntry* kept, std::size_t firstArray)
{
    const auto& method = methodFromName(settings.method);
    return std::make_unique<AudibleAnalysis>(
        kept != nullptr ? method.restore(recording, settings, *kept, firstArray)
                        : method.analyse(recording, settings, progress.part(0.0, 0.95)),
        recording, progress.part(0.95, 1.0));
}
} // namespace reprise
