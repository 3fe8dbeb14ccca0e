#include "app/panels/AgreementText.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;

TEST_CASE("An explanation says where an excerpt agrees and where it differs", "[app][agreement]")
{
    Explanation why;
    why.parts = {{0.0, 1.0, 20.0, 200.0, -0.2f},
                 {0.0, 1.0, 400.0, 1000.0, 0.4f},
                 {0.0, 1.0, 1000.0, 3000.0, 0.3f},
                 {0.0, 1.0, 3000.0, 11025.0, 0.1f}};
    CHECK(agreementText(why) == "agrees from 400 Hz to 3 kHz, differs in the bass");
}

TEST_CASE("Little that speaks against is not worth a word", "[app][agreement]")
{
    Explanation why;
    why.parts = {{0.0, 1.0, 20.0, 200.0, 0.9f}, {0.0, 1.0, 5000.0, 11025.0, -0.05f}};
    CHECK(agreementText(why) == "agrees below 200 Hz");
}

TEST_CASE("A method that does not look at frequencies gets no words about them", "[app][agreement]")
{
    Explanation why;
    CHECK(agreementText(why).isEmpty());
    why.parts = {{0.0, 0.5, 0.0, 11025.0, 0.5f}, {0.5, 1.0, 0.0, 11025.0, 0.5f}};
    CHECK(agreementText(why).isEmpty());
}
