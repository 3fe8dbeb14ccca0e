#include "base/RecentlyUsed.h"

#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace reprise;

TEST_CASE("What was used last is kept, up to a count", "[base][recent]")
{
    RecentlyUsed<int, std::string> squares(2);
    std::vector<int> made;
    const auto square = [&](int key)
    {
        return squares.get(key,
                           [&]
                           {
                               made.push_back(key);
                               return std::to_string(key * key);
                           });
    };
    CHECK(square(2) == "4");
    CHECK(square(3) == "9");
    CHECK(square(2) == "4");
    CHECK(made == std::vector{2, 3});
    CHECK(square(4) == "16"); // in the place of 3
    CHECK(square(2) == "4");
    CHECK(made == std::vector{2, 3, 4});
    CHECK(square(3) == "9"); // in the place of 4
    CHECK(square(2) == "4");
    CHECK(made == std::vector{2, 3, 4, 3});
}

TEST_CASE("What must go goes before another value is made, and one is always kept", "[base][recent]")
{
    RecentlyUsed<int, std::shared_ptr<int>> values(0);
    std::weak_ptr<int> first = values.get(1, [] { return std::make_shared<int>(1); });
    CHECK(*values.get(1, []() -> std::shared_ptr<int> { throw std::logic_error("made again"); }) == 1);
    CHECK_THROWS_AS(values.get(2,
                               [&]() -> std::shared_ptr<int>
                               {
                                   CHECK(first.expired());
                                   throw std::runtime_error("cancelled");
                               }),
                    std::runtime_error);
    CHECK(*values.get(2, [] { return std::make_shared<int>(2); }) == 2);
}
