#include "features/Feature.h"

#include "base/Errors.h"
#include "support/AudioFiles.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("Every feature is found by its name", "[features]")
{
    REQUIRE(availableFeatures().size() == 4);
    for (const auto& info : availableFeatures())
    {
        CHECK(featureKindFromName(info.name) == info.kind);
        CHECK(nameOf(info.kind) == info.name);
        CHECK_FALSE(info.description.empty());
    }
    CHECK(featureKindFromName("mfcc") == FeatureKind::Mfcc);
}

TEST_CASE("An unknown feature is refused with the list of known ones", "[features]")
{
    CHECK_THROWS_AS(featureKindFromName(""), InvalidSettings);
    CHECK_THROWS_AS(featureKindFromName("MFCC"), InvalidSettings);
    for (const auto& info : availableFeatures())
        CHECK_THROWS_WITH(featureKindFromName("chroma"), Catch::Contains(std::string(info.name)));
}

TEST_CASE("A feature knows its name and time axis and has one column a frame", "[features]")
{
    const auto signal = noise(5000, 0.5f, 16);
    const std::pair<FeatureKind, Eigen::Index> shapes[] = {{FeatureKind::Stft, 1025},
                                                           {FeatureKind::Cqt, 84},
                                                           {FeatureKind::Mfcc, 20},
                                                           {FeatureKind::LogMel, 128}};
    for (const auto& [kind, dimensions] : shapes)
    {
        const auto feature = computeFeature(kind, signal, 22050.0);
        CHECK(feature.name == nameOf(kind));
        CHECK(feature.dimensions() == dimensions);
        CHECK(feature.frames() == 10);
        CHECK(feature.grid == FrameGrid{22050.0, 512});
        CHECK(feature.values.allFinite());
    }
}

TEST_CASE("Signals from one sample on and silence have every feature", "[features]")
{
    for (const auto& info : availableFeatures())
        for (const auto& signal : {std::vector<float>{0.5f}, noise(700, 0.5f, 17), std::vector<float>(3000)})
        {
            INFO(info.name << " of " << signal.size() << " samples");
            const auto feature = computeFeature(info.kind, signal, 22050.0);
            CHECK(feature.frames() == static_cast<Eigen::Index>(1 + signal.size() / 512));
            CHECK(feature.values.allFinite());
        }
}

TEST_CASE("An empty signal and one with NaN or infinity are refused by every feature", "[features]")
{
    for (const auto& info : availableFeatures())
    {
        CHECK_THROWS_AS(computeFeature(info.kind, {}, 22050.0), InvalidInput);
        for (const auto bad :
             {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
        {
            auto signal = noise(2000, 0.5f, 18);
            signal.back() = bad;
            CHECK_THROWS_AS(computeFeature(info.kind, signal, 22050.0), InvalidInput);
        }
    }
}

TEST_CASE("Progress never falls and cancelling stops every feature", "[features]")
{
    const auto signal = noise(22050, 0.5f, 19);
    for (const auto& info : availableFeatures())
    {
        auto last = 0.0;
        auto falls = 0;
        computeFeature(info.kind, signal, 22050.0,
                       Progress(
                           [&](double fraction)
                           {
                               falls += fraction < last || fraction > 1.0;
                               last = fraction;
                           }));
        CHECK(falls == 0);
        CancelToken token;
        token.cancel();
        CHECK_THROWS_AS(computeFeature(info.kind, signal, 22050.0, Progress({}, &token)), Cancelled);
    }
}

TEST_CASE("The same signal gives the same bytes", "[features]")
{
    const auto signal = noise(22050, 0.5f, 20);
    for (const auto& info : availableFeatures())
        CHECK(computeFeature(info.kind, signal, 22050.0).values ==
              computeFeature(info.kind, signal, 22050.0).values);
}
