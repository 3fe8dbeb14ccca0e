#include "base/NumpyRandom.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

TEST_CASE("Normal deviates equal numpy's RandomState bit for bit", "[base][random]")
{
    std::ifstream file(std::string(REPRISE_GOLDEN_DIR) + "/nmf.json");
    const auto expected = nlohmann::json::parse(file).at("standard_normal").get<std::vector<double>>();
    REQUIRE(expected.size() >= 16);
    reprise::NumpyRandom random(0);
    for (const auto value : expected)
        CHECK(random.normal() == value);
}
