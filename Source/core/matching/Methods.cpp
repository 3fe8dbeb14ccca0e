#include "matching/Methods.h"

#include "base/Errors.h"

#include <array>

namespace reprise
{
namespace
{
constexpr std::array methods{
    MethodInfo{"paper", "NMF activations, greedy feature selection, nearest positive (FedCSIS 2020)",
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

std::unique_ptr<Analysis> analyse(const Recording& recording, const MethodSettings& settings,
                                  const Progress& progress)
{
    return methodFromName(settings.method).analyse(recording, settings, progress);
}
} // namespace reprise
