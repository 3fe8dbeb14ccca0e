#include "matching/CoherenceSettings.h"

#include "base/Errors.h"

#include <array>
#include <string>

namespace reprise
{
namespace
{
using Settings = CoherenceSettings;

constexpr std::array ideas{
    CoherenceIdea{"tiles", "the evidence of the same waveform, from both kinds of tiles", &Settings::tiles},
    CoherenceIdea{"loud-tiles", "the tiles that start from what is loud", &Settings::loudTiles},
    CoherenceIdea{"tile-negatives", "the no answers in the weights of the tiles", &Settings::tileNegatives},
    CoherenceIdea{"levels", "the evidence of the same levels on all scales, and its candidates",
                  &Settings::levels},
    CoherenceIdea{"decibels", "the levels in decibels, and their candidates", &Settings::decibels},
    CoherenceIdea{"roots", "the roots of the magnitudes, and their candidates", &Settings::roots},
    CoherenceIdea{"magnitudes", "the magnitudes, and their candidates", &Settings::magnitudes},
    CoherenceIdea{"alignment", "moving each yes to where it is most like the others", &Settings::alignment},
    CoherenceIdea{"refresh", "looking for candidates again with what the yes answers share",
                  &Settings::refresh},
    CoherenceIdea{"learned-weights", "weighing the kinds of evidence by the answers",
                  &Settings::learnedWeights},
    CoherenceIdea{"overlap", "asking about excerpts that share an end with judged ones", &Settings::overlap},
};
} // namespace

std::span<const CoherenceIdea> coherenceIdeas()
{
    return ideas;
}

void switchOff(CoherenceSettings& settings, std::string_view name)
{
    std::string known;
    for (const auto& idea : ideas)
    {
        if (idea.name == name)
        {
            settings.*idea.isOn = false;
            return;
        }
        known += (known.empty() ? "" : ", ") + std::string(idea.name);
    }
    throw InvalidSettings("idea '" + std::string(name) + "' of the default method is unknown; allowed are " +
                          known);
}

void checkSettings(const CoherenceSettings& settings)
{
    const auto anyScale = settings.decibels || settings.roots || settings.magnitudes;
    if (!settings.tiles && !(settings.levels && anyScale))
        throw InvalidSettings("the default method needs some evidence; leave tiles or one scale of the "
                              "levels switched on");
}
} // namespace reprise
