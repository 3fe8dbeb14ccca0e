#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "base/Npy.h"
#include "cli/ExitCodes.h"
#include "cli/Options.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"
#include "features/Feature.h"

#include <iostream>
#include <memory>

namespace reprise::cli
{
namespace
{
struct FeaturesOptions
{
    std::string file, output, feature = "mfcc";
    NmfMatcherSettings nmf;
    int components = 0;
    std::string initialisation = "auto";
    std::vector<const CLI::Option*> ofNmf;
};

int runFeatures(const FeaturesOptions& options)
{
    auto settings = options.nmf;
    settings.feature = featureKindFromName(options.feature);
    settings.initialisation = nmfInitialisationFromName(options.initialisation);
    settings.useNmf = options.components != 0;
    settings.components = options.components;
    for (const auto* option : options.ofNmf)
        if (!settings.useNmf && option->count() > 0)
            throw InvalidSettings(option->get_name() + " has no effect without --components");
    requireWritable(options.output);
    requireDistinct(options.output, {options.file});

    const auto progress = terminalProgress("Analysing");
    const auto recording = loadRecording(options.file, defaultAnalysisRateHz, progress.part(0.0, 0.3));
    const auto matrix = nmfMatcherCurves(recording, settings, progress.part(0.3, 1.0));
    writeFileAtomically(options.output, toNpy(matrix.values));
    std::cout << printable(options.output) << ": " << matrix.name << ", " << matrix.dimensions() << " x "
              << matrix.frames() << " (dimensions x frames), " << fixed(matrix.grid.framesPerSecond(), 3)
              << " frames a second\n";
    return exitOk;
}
} // namespace

void addFeaturesCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<FeaturesOptions>();
    std::string names;
    for (const auto& feature : availableFeatures())
        names += (names.empty() ? "" : ", ") + std::string(feature.name);
    auto* command = app.add_subcommand("features", "Compute a feature matrix and save it as a numpy file");
    command->add_option("FILE", options->file, "The audio file")->required();
    command->add_option("--feature", options->feature, names)->capture_default_str();
    command
        ->add_option("--components", options->components,
                     "Save the activations of an NMF with this many components instead of the feature")
        ->capture_default_str();
    options->ofNmf = {
        command->add_option("--init", options->initialisation, "NMF start: auto, random, nndsvd, nndsvda")
            ->capture_default_str(),
        command->add_option("--seed", options->nmf.seed, "Seed of the NMF start")->capture_default_str()};
    command->add_option("-o,--output", options->output, "The .npy file to write")->required();
    command->footer("Example:\n  reprise features song.flac --feature cqt -o cqt.npy");
    command->callback([&chosen, options] { chosen = [options] { return runFeatures(*options); }; });
}
} // namespace reprise::cli
