#include "cli/Options.h"

#include "base/Errors.h"
#include "features/Feature.h"

#include <algorithm>

namespace reprise::cli
{
CLI::Option* addAskOrder(CLI::App& command, AskOrder& order)
{
    return command
        .add_option_function<std::string>(
            "--ask", [&order](const std::string& name) { order = askOrderFromName(name).value(); },
            "Which place is asked about. likeliest: the most similar one; uncertain: after two of those, "
            "where a yes "
            "is as possible as a no, for few answers and --predicted")
        ->check(CLI::IsMember(
            {std::string(nameOf(AskOrder::likeliest)), std::string(nameOf(AskOrder::uncertain))}))
        ->default_str(std::string(nameOf(order)));
}

void checkAskOrder(AskOrder order, const MethodSettings& settings)
{
    if (order == AskOrder::uncertain && !methodFromName(settings.method).confidenceIsProbability)
        throw InvalidSettings("--ask uncertain needs a method whose confidence is a probability; that of '" +
                              settings.method + "' is none; take --ask likeliest or another --method");
}

void MethodOptions::addTo(CLI::App& command)
{
    const auto group = "Method";
    std::string methods;
    for (const auto& method : availableMethods())
        methods +=
            (methods.empty() ? "" : "; ") + std::string(method.name) + ": " + std::string(method.description);
    methodOption = command.add_option("--method", values.method, "How to search. " + methods)
                       ->capture_default_str()
                       ->group(group);
    std::string features;
    for (const auto& info : availableFeatures())
        features += (features.empty() ? "" : ", ") + std::string(info.name);
    const auto forPaper = [&](CLI::Option* option)
    {
        option->capture_default_str()->group("Only for --method paper");
        paperOptions.push_back(option);
    };
    forPaper(command.add_option("--feature", feature, features));
    forPaper(command.add_flag("--no-nmf", withoutNmf, "Compare the feature itself, without NMF"));
    forPaper(command.add_option("--components", values.paper.components, "NMF components k"));
    forPaper(command.add_option("--selected", values.paper.selected,
                                "Features m kept by the selection, 0 for all"));
    forPaper(command.add_option("--alpha", values.paper.alpha, "Weight of the NMF penalty"));
    forPaper(command.add_option("--l1-ratio", values.paper.l1Ratio, "Share of the L1 penalty, 0 to 1"));
    forPaper(command.add_option("--init", initialisation, "NMF start: auto, random, nndsvd, nndsvda"));
    forPaper(command.add_option("--seed", values.paper.seed, "Seed of the NMF start"));
}

bool MethodOptions::areGiven() const
{
    const auto isGiven = [](const CLI::Option* option) { return option->count() > 0; };
    return isGiven(methodOption) || std::any_of(paperOptions.begin(), paperOptions.end(), isGiven);
}

MethodSettings MethodOptions::settings() const
{
    auto result = values;
    result.paper.feature = featureKindFromName(feature);
    result.paper.initialisation = nmfInitialisationFromName(initialisation);
    result.paper.useNmf = !withoutNmf;
    methodFromName(result.method);
    if (result.method != "paper")
        for (const auto* option : paperOptions)
            if (option->count() > 0)
                throw InvalidSettings(option->get_name() +
                                      " belongs to --method paper and has no effect on '" + result.method +
                                      "'; add --method paper or leave it out");
    return result;
}
} // namespace reprise::cli
