#include "session/LeftEstimate.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace reprise;

namespace
{
std::vector<Judgement> answers(std::initializer_list<Answer> given)
{
    std::vector<Judgement> judgements;
    for (const auto answer : given)
        judgements.push_back({{}, answer});
    return judgements;
}
} // namespace

TEST_CASE("Where no place is free nothing is left", "[session][left]")
{
    const auto left = estimateLeft({}, answers({Answer::yes, Answer::no}));
    CHECK(left.expected == 0.0);
    CHECK(left.low == 0);
    CHECK(left.high == 0);
}

TEST_CASE("The interval holds the expected number and no more than there are places", "[session][left]")
{
    std::mt19937 engine(3);
    for (int round = 0; round < 200; ++round)
    {
        std::vector<float> confidences(engine() % 60);
        for (auto& confidence : confidences)
            confidence = static_cast<float>(engine() % 1001) / 1000.0f; // 0 and 1 among them
        std::vector<Judgement> judgements(engine() % 30);
        for (auto& judgement : judgements)
            judgement.answer = static_cast<Answer>(engine() % 3);
        const auto left = estimateLeft(confidences, judgements);
        REQUIRE(std::isfinite(left.expected));
        REQUIRE(left.low >= 0);
        REQUIRE(left.low <= std::lround(left.expected));
        REQUIRE(left.high >= std::lround(left.expected));
        REQUIRE(left.high <= static_cast<int>(confidences.size()));
    }
}

TEST_CASE("Places that are sure count fully and hopeless ones hardly", "[session][left]")
{
    const auto judgements = answers({Answer::yes, Answer::yes, Answer::yes, Answer::yes});
    CHECK(estimateLeft(std::vector(10, 1.0f), judgements).expected == Approx(10.0).margin(0.1));
    CHECK(estimateLeft(std::vector(100, 0.0f), judgements).expected < 0.1);
    CHECK(estimateLeft(std::vector{0.9f, 0.9f}, judgements).expected >
          estimateLeft(std::vector{0.9f, 0.2f}, judgements).expected);
}

TEST_CASE("A no lowers the estimate, a yes restores it, unsure changes nothing", "[session][left]")
{
    const std::vector confidences{0.9f, 0.6f, 0.4f, 0.2f};
    const auto expected = [&](std::initializer_list<Answer> given)
    { return estimateLeft(confidences, answers(given)).expected; };
    const auto start = expected({Answer::yes});
    CHECK(expected({Answer::yes, Answer::no}) < start);
    CHECK(expected({Answer::yes, Answer::no, Answer::no}) < expected({Answer::yes, Answer::no}));
    CHECK(expected({Answer::no, Answer::yes}) == start);
    CHECK(expected({Answer::yes, Answer::unsure}) == start);
}

TEST_CASE("The interval narrows as answers come in", "[session][left]")
{
    const std::vector confidences(30, 0.8f);
    const auto few = estimateLeft(confidences, answers({Answer::yes}));
    const auto many = estimateLeft(confidences, std::vector(20, Judgement{{}, Answer::yes}));
    CHECK(many.expected == few.expected);
    CHECK(many.high - many.low < few.high - few.low);
}
