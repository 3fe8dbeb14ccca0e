#pragma once

#include "base/FeatureMatrix.h"
#include "base/Progress.h"

#include <span>
#include <string_view>

namespace reprise
{
/** The representations a method can start from. */
enum class FeatureKind
{
    Stft,  ///< magnitude, 1025 bins
    Cqt,   ///< constant-Q magnitude, 84 bins from C1
    Mfcc,  ///< 20 coefficients
    LogMel ///< 128 bands in dB
};

struct FeatureInfo
{
    FeatureKind kind;
    std::string_view name; ///< on the command line and in files
    std::string_view description;
};

/** Every feature there is. To add one, write its function and add a line in Feature.cpp. */
std::span<const FeatureInfo> availableFeatures();

/** Throws InvalidSettings, listing the names, for an unknown one. */
FeatureKind featureKindFromName(std::string_view name);
std::string_view nameOf(FeatureKind kind);

/** Computes a feature of a mono signal with librosa's defaults (hop 512).
    Errors   InvalidInput if the signal is empty, holds NaN or infinity, or is so loud that the feature would.
    Threads  re-entrant; throws Cancelled when cancelled. */
FeatureMatrix computeFeature(FeatureKind kind, std::span<const float> signal, double sampleRateHz,
                             const Progress& progress = {});
} // namespace reprise
