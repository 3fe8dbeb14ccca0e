#include "matching/Confidence.h"

#include <catch2/catch.hpp>

using namespace reprise;

namespace
{
Ratings judged(Eigen::Index yes, float ofYes, Eigen::Index no, float ofNo)
{
    return {{}, Eigen::VectorXf::Constant(yes, ofYes), Eigen::VectorXf::Constant(no, ofNo)};
}
} // namespace

TEST_CASE("Confidence rises with the rating and stays a probability", "[matching][confidence]")
{
    for (const auto& answers :
         {judged(1, 0.0f, 0, 0.0f), judged(5, 12.0f, 3, 2.0f), judged(24, 3.0f, 12, 2.9f)})
    {
        const Confidence confidence(answers);
        auto before = -1.0f;
        for (auto rating = -2.0f; rating <= 20.0f; rating += 0.5f)
        {
            const auto value = confidence.of(rating);
            CHECK(value >= before);
            CHECK((value >= 0.0f && value <= 1.0f));
            before = value;
        }
    }
}

TEST_CASE("Answers sharpen the confidence", "[matching][confidence]")
{
    const Confidence early(judged(2, 10.0f, 1, 2.0f)), late(judged(20, 10.0f, 8, 2.0f));
    CHECK(late.of(10.0f) > early.of(10.0f));
    CHECK(late.of(2.0f) < early.of(2.0f));
    CHECK(late.of(10.0f) > 0.9f);
    CHECK(late.of(2.0f) < 0.1f);
}

TEST_CASE("A rating that was high for one sound is low for another", "[matching][confidence]")
{
    CHECK(Confidence(judged(8, 5.0f, 4, 0.0f)).of(5.0f) > 0.8f);
    CHECK(Confidence(judged(8, 17.0f, 4, 5.0f)).of(5.0f) < 0.2f);
}

TEST_CASE("Before answers little is certain and what does not stand out is improbable",
          "[matching][confidence]")
{
    const Confidence confidence(judged(1, 0.0f, 0, 0.0f));
    CHECK(confidence.of(0.0f) < 0.25f);
    CHECK(confidence.of(12.0f) > 0.7f);
}
