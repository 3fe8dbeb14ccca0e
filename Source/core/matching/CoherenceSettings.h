#pragma once

#include <span>
#include <string_view>

namespace reprise
{
/** The rate the default method works at; recordings at other rates are resampled to it. */
inline constexpr double coherenceRateHz = 44100.0;

/** The ideas the default method is made of, each of which can be switched off to measure what it is worth. A
    plain value: compare it, store it, send it. */
struct CoherenceSettings
{
    bool tiles = true, loudTiles = true, tileNegatives = true;
    bool levels = true, decibels = true, roots = true, magnitudes = true;
    bool alignment = true, refresh = true, learnedWeights = true, overlap = true;

    bool operator==(const CoherenceSettings&) const = default;
};

/** One idea: its name on the command line, what it does, and its switch. */
struct CoherenceIdea
{
    std::string_view name;
    std::string_view description;
    bool CoherenceSettings::*isOn;
};

std::span<const CoherenceIdea> coherenceIdeas();

/** Switches an idea off. Throws InvalidSettings, listing the names, for an unknown one. */
void switchOff(CoherenceSettings& settings, std::string_view name);

/** Throws InvalidSettings where no kind of evidence is left to rate candidates by. */
void checkSettings(const CoherenceSettings& settings);
} // namespace reprise
