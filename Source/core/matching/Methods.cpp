#include "matching/Methods.h"

#include "base/Errors.h"
#include "matching/CoherenceMatcher.h"

#include <array>

namespace reprise
{
namespace
{
constexpr std::array methods{
    MethodInfo{"default", "the same waveform in the tiles that carry the sound, or the same levels",
               coherenceRateHz, true,
               [](const Recording& recording, const MethodSettings&, const Progress& progress)
               { return analyseForCoherence(recording, progress); }},
    MethodInfo{"paper", "NMF activations, greedy feature selection, nearest positive (FedCSIS 2020)",
               defaultAnalysisRateHz, false,
               [](const Recording& recording, const MethodSettings& settings, const Progress& progress)
               { return analyseForNmfMatcher(recording, settings.paper, progress); }},
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
    return loadRecording(path, methodFromName(settings.method).analysisRateHz, progress);
}

std::unique_ptr<Analysis> analyse(const Recording& recording, const MethodSettings& settings,
                                  const Progress& progress)
{
    return methodFromName(settings.method).analyse(recording, settings, progress);
}
} // namespace reprise
