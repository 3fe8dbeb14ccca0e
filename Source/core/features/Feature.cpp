#include "features/Feature.h"

#include "base/Blas.h"
#include "base/Errors.h"
#include "features/Mfcc.h"
#include "spectral/ConstantQ.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprise
{
namespace
{
using Compute = Matrix (*)(std::span<const float>, double, const Progress&);

struct Entry
{
    FeatureInfo info;
    Compute compute;
};

constexpr std::array entries{
    Entry{{FeatureKind::Stft, "stft", "magnitude of the short-time Fourier transform, 1025 bins"},
          [](std::span<const float> signal, double, const Progress& progress)
          { return magnitudeSpectrogram(signal, {}, progress); }},
    Entry{{FeatureKind::Cqt, "cqt", "constant-Q magnitude, 84 bins from C1, 12 an octave"},
          [](std::span<const float> signal, double rate, const Progress& progress)
          { return constantQMagnitude(signal, rate, {}, progress); }},
    Entry{{FeatureKind::Mfcc, "mfcc", "mel-frequency cepstral coefficients, 20"},
          [](std::span<const float> signal, double rate, const Progress& progress)
          { return mfcc(signal, rate, 20, {}, progress); }},
    Entry{{FeatureKind::LogMel, "logmel", "mel spectrogram in dB, 128 bands"},
          [](std::span<const float> signal, double rate, const Progress& progress)
          { return powerToDb(melSpectrogram(signal, rate, {}, progress)); }},
};

constexpr auto infos = []
{
    std::array<FeatureInfo, entries.size()> result{};
    for (std::size_t i = 0; i < entries.size(); ++i)
        result[i] = entries[i].info;
    return result;
}();

const Entry& entryOf(FeatureKind kind)
{
    return *std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.info.kind == kind; });
}
} // namespace

std::span<const FeatureInfo> availableFeatures()
{
    return infos;
}

FeatureKind featureKindFromName(std::string_view name)
{
    std::string known;
    for (const auto& info : infos)
    {
        if (info.name == name)
            return info.kind;
        known += (known.empty() ? "" : ", ") + std::string(info.name);
    }
    throw InvalidSettings("feature '" + std::string(name) + "' is unknown; allowed are " + known);
}

std::string_view nameOf(FeatureKind kind)
{
    return entryOf(kind).info.name;
}

FeatureMatrix computeFeature(FeatureKind kind, std::span<const float> signal, double sampleRateHz,
                             const Progress& progress)
{
    if (signal.empty())
        throw InvalidInput("features: the signal is empty");
    if (!std::all_of(signal.begin(), signal.end(), [](float v) { return std::isfinite(v); }))
        throw InvalidInput("features: the signal holds NaN or infinity");
    const auto& entry = entryOf(kind);
    requireBlasMemory();
    auto values = entry.compute(signal, sampleRateHz, progress);
    if (!values.allFinite())
        throw InvalidInput("the audio is too loud to analyse (floating-point samples far beyond full scale); "
                           "normalise it");
    return {std::move(values), FrameGrid{sampleRateHz, StftSettings{}.hopSamples},
            std::string(entry.info.name)};
}
} // namespace reprise
