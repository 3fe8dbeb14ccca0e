#include "base/Errors.h"
#include "base/Npy.h"
#include "features/Feature.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("Every feature has a name that leads back to it and computes frames on the same grid", "[features]")
{
    const auto signal = noise(22050, 0.3f, 9);
    for (const auto& info : availableFeatures())
    {
        INFO(info.name);
        CHECK(featureKindFromName(info.name) == info.kind);
        CHECK(nameOf(info.kind) == info.name);
        const auto feature = computeFeature(info.kind, signal, 22050.0);
        CHECK(feature.frames() == 44);
        CHECK(feature.grid == FrameGrid{22050.0, 512});
        CHECK(feature.values.allFinite());
    }
}

TEST_CASE("An unknown feature is refused with the names there are", "[features]")
{
    CHECK_THROWS_WITH(featureKindFromName("mfc"),
                      Catch::Contains("mfc") && Catch::Contains("stft, cqt, mfcc, logmel"));
}

TEST_CASE("Signals that are empty or hold no numbers are refused", "[features]")
{
    CHECK_THROWS_AS(computeFeature(FeatureKind::Stft, {}, 22050.0), InvalidInput);
    std::vector<float> signal(1000, 0.1f);
    signal[500] = std::numeric_limits<float>::quiet_NaN();
    for (const auto& info : availableFeatures())
        CHECK_THROWS_AS(computeFeature(info.kind, signal, 22050.0), InvalidInput);
}

TEST_CASE("A saved matrix reads back as it was", "[features][npy]")
{
    const Matrix matrix = golden("mfcc");
    CHECK(readNpy(toNpy(matrix)) == matrix);
    CHECK(toNpy(matrix).find('\n') % 64 == 63); // the data begins on a multiple of 64
}
