#include "cli/Options.h"

#include "features/Feature.h"

namespace reprise::cli
{
void MethodOptions::addTo(CLI::App& command)
{
    const auto group = "Method";
    std::string methods;
    for (const auto& method : availableMethods())
        methods +=
            (methods.empty() ? "" : "; ") + std::string(method.name) + ": " + std::string(method.description);
    command.add_option("--method", values.method, "How to search. " + methods)
        ->capture_default_str()
        ->group(group);
    const auto paper = "Method \"paper\"";
    command.add_option("--feature", feature, "stft, cqt or mfcc")->capture_default_str()->group(paper);
    command.add_flag("--no-nmf", withoutNmf, "Compare the feature itself, without NMF")->group(paper);
    command.add_option("--components", values.paper.components, "NMF components k")
        ->capture_default_str()
        ->group(paper);
    command.add_option("--selected", values.paper.selected, "Features m kept by the selection, 0 for all")
        ->capture_default_str()
        ->group(paper);
    command.add_option("--alpha", values.paper.alpha, "Weight of the NMF penalty")
        ->capture_default_str()
        ->group(paper);
    command.add_option("--l1-ratio", values.paper.l1Ratio, "Share of the L1 penalty, 0 to 1")
        ->capture_default_str()
        ->group(paper);
    command.add_option("--init", initialisation, "NMF start: auto, random, nndsvd, nndsvda")
        ->capture_default_str()
        ->group(paper);
    command.add_option("--seed", values.paper.seed, "Seed of the NMF start")
        ->capture_default_str()
        ->group(paper);
}

MethodSettings MethodOptions::settings() const
{
    auto result = values;
    result.paper.feature = featureKindFromName(feature);
    result.paper.initialisation = nmfInitialisationFromName(initialisation);
    result.paper.useNmf = !withoutNmf;
    methodFromName(result.method);
    return result;
}
} // namespace reprise::cli
