#pragma once

#include "audio/Recording.h"
#include "matching/Analysis.h"
#include "matching/CoherenceSettings.h"
#include "matching/NmfMatcher.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace reprise
{
/** Which method searches, with every method's settings. A plain value: compare it, store it, send it. */
struct MethodSettings
{
    std::string method = "default";
    NmfMatcherSettings paper;
    CoherenceSettings standard = {}; ///< of "default"

    bool operator==(const MethodSettings&) const = default;
};

/** One way to search. To add one, write its Analysis and Matcher and add a line in Methods.cpp. */
struct MethodInfo
{
    std::string_view name;
    std::string_view description;
    double analysisRateHz;        ///< the rate it wants the recording's analysis signal at
    double frameSeconds;          ///< what it analyses at a time; shorter marks are all alike to it
    bool confidenceIsProbability; ///< whether LeftEstimate.h makes sense of its confidences
    std::unique_ptr<Analysis> (*analyse)(const Recording&, const MethodSettings&, const Progress&);

    /** Makes an analysis of what another of the same recording kept, from this array on; null: it cannot. */
    std::unique_ptr<Analysis> (*restore)(const Recording&, const MethodSettings&, const CacheEntry&,
                                         std::size_t firstArray);
};

std::span<const MethodInfo> availableMethods();

/** Loads a file at the rate the method wants, with its map of silence; errors as loadRecording(). */
Recording loadRecordingFor(const std::filesystem::path& path, const MethodSettings& settings,
                           const Progress& progress = {});

/** Analyses a recording, loaded with loadRecordingFor(), with settings.method. Its signal must outlive the
    analysis. Whatever the method, its matchers leave out excerpts without any sound (SilenceMap.h): nobody has
    to be asked about them. Throws InvalidSettings, listing the names, for an unknown method; Cancelled when
    cancelled. With `kept`, of which the method can make an analysis, nothing is worked out (CachedAnalysis.h). */
std::unique_ptr<Analysis> analyse(const Recording& recording, const MethodSettings& settings,
                                  const Progress& progress = {}, const CacheEntry* kept = nullptr,
                                  std::size_t firstArray = 0);

/** Throws InvalidSettings, listing the names, unless there is a method of this name. */
const MethodInfo& methodFromName(std::string_view name);
} // namespace reprise
