#include "app/look/TimeText.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;

TEST_CASE("Positions are written in minutes and seconds with thousands apart", "[app][time-text]")
{
    CHECK(time_text::exact(1509030, 44100) == "0:34.218 367");
    CHECK(time_text::exact(0, 44100) == "0:00.000 000");
    CHECK(time_text::exact(SampleIndex{48000} * 3723, 48000) == "1:02:03.000 000");
    CHECK(time_text::toMilliseconds(1509030, 44100) == "0:34.218");
    CHECK(time_text::clock(SampleIndex{44100} * 118 + 40000, 44100) == "1:58");
    CHECK(time_text::samples(1509030) == "1 509 030");
    CHECK(time_text::samples(30) == "30");
}

TEST_CASE("Rounding up carries into seconds and minutes", "[app][time-text]")
{
    CHECK(time_text::toMilliseconds(96000 * 60 - 1, 96000) == "1:00.000");
    CHECK(time_text::exactLength(2999999, 3000000) == "1.000 000 s");
}

TEST_CASE("Lengths are as exact as one can read them", "[app][time-text]")
{
    CHECK(time_text::exactLength(82410, 44100) == "1.868 707 s");
    CHECK(time_text::shortLength(105840, 44100) == "2.40 s");
    CHECK(time_text::shortLength(3793, 44100) == "86 ms");
    CHECK(time_text::signedLength(595, 48000) == "+12.4 ms");
    CHECK(time_text::signedLength(-60000, 48000).endsWith("1.250 s"));
    CHECK(time_text::about(12.3) == "about 12 s");
    CHECK(time_text::about(190.0) == "about 3 min");
}

TEST_CASE("What is written is read back as the same sample", "[app][time-text]")
{
    for (const auto rate : {8000, 44100, 48000, 96000, 192000, 384000})
        for (const SampleIndex sample :
             {SampleIndex{0}, SampleIndex{1}, SampleIndex{rate - 1}, SampleIndex{rate} * 59 + 7,
              SampleIndex{rate} * 36000 + 12345, SampleIndex{1509030}})
        {
            CHECK(time_text::parseTime(time_text::exact(sample, rate), rate) == sample);
            CHECK(time_text::parseTime(time_text::exactLength(sample, rate), rate) == sample);
            CHECK(time_text::parseSamples(time_text::samples(sample)) == sample);
        }
}

TEST_CASE("Times are read as people type them", "[app][time-text]")
{
    CHECK(time_text::parseTime("34.5", 1000) == 34500);
    CHECK(time_text::parseTime("34,5", 1000) == 34500);
    CHECK(time_text::parseTime(".5", 1000) == 500);
    CHECK(time_text::parseTime("1:02:03", 1000) == 3723000);
    CHECK(time_text::parseTime(" 350 ms ", 48000) == 16800);
    CHECK(time_text::parseTime("2 s", 48000) == 96000);
    CHECK(time_text::parseTime("44100 samples", 48000) == 44100);
    CHECK(time_text::parseTime("12 smp", 48000) == 12);
    CHECK(time_text::parseTime("90:00", 10) == 54000);
}

TEST_CASE("What is no time is not taken for one", "[app][time-text]")
{
    for (const auto* text : {"", " ", "abc", "1:2:3:4", "-1", "1..2", "1:", ":", ".", "1e5", "12 parsecs",
                             "99999999999", "1:60x", "1:2.3:4"})
        CHECK_FALSE(time_text::parseTime(text, 48000).has_value());
    for (const auto* text : {"", "1.5", "-3", "12 s", "9999999999999999"})
        CHECK_FALSE(time_text::parseSamples(text).has_value());
}
