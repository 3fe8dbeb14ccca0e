#include "base/Errors.h"
#include "matching/CoherenceSettings.h"

#include <catch2/catch.hpp>

using namespace reprise;

TEST_CASE("Each idea of the default method has a switch of its own", "[matching][default]")
{
    for (const auto& idea : coherenceIdeas())
    {
        INFO(idea.name);
        CoherenceSettings settings;
        switchOff(settings, idea.name);
        for (const auto& other : coherenceIdeas())
            CHECK(settings.*other.isOn == (other.name != idea.name));
        CHECK_NOTHROW(checkSettings(settings));
    }
}

TEST_CASE("An unknown idea is refused with the names of all", "[matching][default]")
{
    CoherenceSettings settings;
    CHECK_THROWS_WITH(switchOff(settings, "magic"), Catch::Contains("'magic'") &&
                                                        Catch::Contains("alignment") &&
                                                        Catch::Contains("overlap"));
    CHECK(settings == CoherenceSettings{});
}

TEST_CASE("At least one kind of evidence stays", "[matching][default]")
{
    CoherenceSettings settings;
    switchOff(settings, "tiles");
    switchOff(settings, "decibels");
    switchOff(settings, "roots");
    CHECK_NOTHROW(checkSettings(settings));
    switchOff(settings, "magnitudes");
    CHECK_THROWS_AS(checkSettings(settings), InvalidSettings);
}
