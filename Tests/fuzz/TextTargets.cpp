// Manifests, truth files and lists of answers.

#include "base/Errors.h"
#include "cli/commands/FindReplies.h"
#include "evaluation/Manifest.h"
#include "fuzz/Fuzz.h"
#include "fuzz/Scratch.h"

#include <cmath>

namespace reprise::fuzz
{
namespace
{
void checkManifest(std::string_view input)
{
    const ScratchFile file(input);
    try
    {
        const auto manifest = readManifest(file.path());
        for (const auto& task : manifest.tasks)
            for (const auto& occurrence : task.occurrences)
                require(std::isfinite(occurrence.span.start) && occurrence.span.start >= 0.0 &&
                            std::isfinite(occurrence.span.length) && occurrence.span.length >= 0.0,
                        "times of a manifest are numbers from 0 on");
        const ScratchFile again(toManifestJson(manifest.tasks, file.path()));
        require(readManifest(again.path()).tasks.size() == manifest.tasks.size(),
                "a manifest that was read can be written and read again");
    }
    catch (const Error&)
    {
    }
}

std::vector<std::string> manifestSeeds()
{
    return {R"({"version": 1, "tasks": [{"id": "a", "track": "phrases", "audio": "a.wav", "quick": true,
"query": {"start": 1.5, "length": 2}, "snr_tier": "low", "alteration": "mild",
"occurrences": [{"start": 1.5, "length": 2, "query": true}, {"start": 7, "length": 2}],
"ignore": [{"start": 3, "length": 0.5, "reason": "cut"}]}]})",
            R"({"version":1,"tasks":[]})", "{}", ""};
}

void checkAnswers(std::string_view input)
{
    const ScratchFile file(input);
    try
    {
        cli::readReplies(file.path().string());
    }
    catch (const Error&)
    {
    }
}

std::vector<std::string> answersSeeds()
{
    return {"yes\nno\nunsure\n", "\xef\xbb\xbfY\r\n n # comment\n\nundo\nredo\nquit\n", "why\n", ""};
}
} // namespace

Target manifestTarget()
{
    return {"manifest", checkManifest, manifestSeeds};
}

Target answersTarget()
{
    return {"answers", checkAnswers, answersSeeds};
}
} // namespace reprise::fuzz
