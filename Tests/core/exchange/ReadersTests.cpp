// The promise kept here: files as other programs and people write them are read, and whatever is wrong in one is a
// FileError that names the file and the place; no file, however mad, does anything else.

#include "base/Errors.h"
#include "exchange/DelimitedText.h"
#include "exchange/Export.h"
#include "exchange/TextFormat.h"
#include "support/RandomAnnotations.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <random>
#include <sys/stat.h>

using namespace reprise;
using namespace reprise::test;
using Catch::Contains;

namespace
{
/** Ten seconds at 48 kHz. */
ImportOptions recording()
{
    ImportOptions options;
    options.audio.sampleRateHz = 48000;
    options.audio.samples = 480000;
    return options;
}

Annotations readText(const char* format, const std::string& text, const ImportOptions& options = recording())
{
    const TemporaryFolder folder;
    writeText(folder / "file", text);
    return importAnnotations(folder / "file", formatFromName(format), options);
}

/** Why the text cannot be read; the message names the file. */
std::string refusal(const char* format, const std::string& text, const ImportOptions& options = recording())
{
    try
    {
        readText(format, text, options);
    }
    catch (const FileError& e)
    {
        CHECK_THAT(e.what(), Contains("/file: "));
        return e.what();
    }
    return "nothing was refused";
}

Annotation place(SampleRange range, const std::string& label)
{
    Annotation item;
    item.range = range;
    item.label = label;
    return item;
}
} // namespace

TEST_CASE("Audacity labels are read with frequencies, commas and any line end", "[exchange][readers]")
{
    const auto items = readText("audacity", "\xef\xbb\xbf"
                                            "1.000000\t1.500000\tcall\r\n\\\t200.0\t-1\r\n"
                                            "2,5\t2,5\twith\ttab\n\n3\t4\r0.000000000\t10\t")
                           .items;
    CHECK(items == std::vector<Annotation>{place({48000, 24000}, "call"), place({120000, 0}, "with\ttab"),
                                           place({144000, 48000}, ""), place({0, 480000}, "")});
    CHECK(readText("audacity", "").items.empty());
    CHECK_THAT(refusal("audacity", "1\t2\ta\nnonsense\n"), Contains("line 2") && Contains("'nonsense'"));
    CHECK_THAT(refusal("audacity", "1\tx\ta"), Contains("line 1: the time 'x'"));
    CHECK_THAT(refusal("audacity", "2\t1\ta"), Contains("before the start"));
    CHECK_THAT(refusal("audacity", "-1\t1\ta"), Contains("outside any recording"));
    CHECK_THAT(refusal("audacity", "nan\t1\ta"), Contains("not a number"));
    CHECK_THAT(refusal("audacity", "1e300\t1e308\ta"), Contains("outside any recording"));
    CHECK_THAT(refusal("audacity", "1\t10.001\tlong"),
               Contains("event 1 ('long')") && Contains("is it the right one?"));
    CHECK_THAT(refusal("audacity", "1\t2\tok\n1\t2\t\xff\n"), Contains("line 2") && Contains("UTF-8"));
    CHECK_THROWS_WITH(readText("audacity", "1\t2\ta", {}), Contains("--audio"));
}

TEST_CASE("CSV is read by the names of its columns, with semicolons and decimal commas too",
          "[exchange][readers]")
{
    CHECK(readText("csv", "label,sample,end_sample\n\"a, \"\"b\"\"\",1,5\n\n'=1+1,7,\n").items ==
          std::vector<Annotation>{place({1, 4}, "a, \"b\""), place({7, 0}, "=1+1")});
    CHECK(readText("csv", "Start;Ende;Duration;Name\r\n1,5;;0,25;Uhu\r\n").items ==
          std::vector<Annotation>{place({72000, 12000}, "Uhu")});
    CHECK(readText("csv", "Audiofilename,Starttime,Endtime\na.wav,0:01.5,2\n").items ==
          std::vector<Annotation>{place({72000, 24000}, "")});
    CHECK(readText("csv", "0.5,owl\n1.25,\n").items ==
          std::vector<Annotation>{place({24000, 0}, "owl"), place({60000, 0}, "")});
    CHECK(readText("csv", "0.5,1,owl\n").items == std::vector<Annotation>{place({24000, 24000}, "owl")});
    for (const auto* row : {"0,5;1,5;owl, a\n", "0,5\t1,5\towl, a\n", "\"0,5\",\"1,5\",\"owl, a\"\n"})
        CHECK(readText("csv", row).items == std::vector<Annotation>{place({24000, 48000}, "owl, a")});
    CHECK(readText("csv", "3,5;call\n").items == std::vector<Annotation>{place({168000, 0}, "call")});
    CHECK(readText("csv", "sample,duration,end_sample\n5,0.25,\n5,,9\n").items ==
          std::vector<Annotation>{place({5, 12000}, ""), place({5, 4}, "")});
    CHECK_THAT(refusal("csv", "sample,end_sample,duration\n0,48000,0.25\n"),
               Contains("1.000 s long") && Contains("0.25"));
    // Positions in a table of times alone lie on the other program's timeline.
    auto later = recording();
    later.offsetSamples = 24000;
    CHECK(readText("csv", "time,label\n1.5,owl\n", later).items ==
          std::vector<Annotation>{place({48000, 0}, "owl")});
    CHECK(readText("csv", "sample,label\n72000,owl\n", later).items ==
          std::vector<Annotation>{place({72000, 0}, "owl")});
    const auto item = readText("csv", "sample,state,confidence,sound,colour,query\n"
                                      "4,rejected,0.25,bird,#FF8000,yes\n")
                          .items.at(0);
    CHECK(item == Annotation{{4, 0}, HitState::rejected, 0.25f, "", "bird", 0xff8000, true});

    CHECK_THAT(refusal("csv", ""), Contains("is empty"));
    CHECK_THAT(refusal("csv", "what,ever\n1,2\n"), Contains("line 1") && Contains("name the columns"));
    CHECK_THAT(refusal("csv", "sample\n1.5\n"), Contains("line 2: '1.5' must be a whole number"));
    CHECK_THAT(refusal("csv", "sample\n-1\n"), Contains("whole number from 0"));
    CHECK_THAT(refusal("csv", "sample\n99999999999999999999\n"), Contains("whole number"));
    CHECK_THAT(refusal("csv", "sample,end_sample\n5,4\n"), Contains("from 5"));
    CHECK_THAT(refusal("csv", "label,sample\n\"two\nlines\",1\nx,y\n"), Contains("line 4: 'y'"));
    CHECK_THAT(refusal("csv", "label,sample\n\"never closed,1\n"), Contains("never closed"));
    CHECK_THAT(refusal("csv", "label,sample\na\"b,1\n"), Contains("line 2") && Contains("double quote"));
    CHECK_THAT(refusal("csv", "sample,state\n1,maybe\n"), Contains("'maybe'") && Contains("confirmed"));
    CHECK_THAT(refusal("csv", "sample,confidence\n1,2\n"), Contains("from 0 to 1"));
    CHECK_THAT(refusal("csv", "sample,colour\n1,red\n"), Contains("#RRGGBB"));
    CHECK_THAT(refusal("csv", "sample,sample_rate\n1,44100\n"), Contains("44100 Hz") && Contains("48000 Hz"));
    CHECK_THAT(refusal("csv", "sample,time\n48000,1.5\n"),
               Contains("lies at 1.000 s, but the time is '1.5'"));
    CHECK_THROWS_WITH(readText("csv", "sample\n1\n", {}), Contains("--audio"));
    CHECK(readText("csv", "sample,sample_rate\n1,44100\n", {}).audio.sampleRateHz == 44100);
    CHECK_THAT(refusal("csv", "sample,sample_rate\n1,44100\n2,48000\n", {}), Contains("line 3"));
}

TEST_CASE("Spreadsheets get no formula to run", "[exchange][readers]")
{
    const TemporaryFolder folder;
    auto annotations = randomAnnotations(48000, 1, 1);
    for (const auto* text : {"=1+1", "+1", "-1", "@A1", "\t=1", "'=1"})
    {
        annotations.items.at(0).label = annotations.items.at(0).sound = text;
        exportAnnotations(annotations, formatFromName("csv"), {}, folder / "a.csv");
        const auto written = test::readText(folder / "a.csv");
        for (const auto& row : parseDelimited(written, ',', "a.csv"))
            for (const auto& field : row.fields)
                CHECK_FALSE((!field.empty() && std::string("=+-@\t\r").find(field[0]) != std::string::npos));
        CHECK(importAnnotations(folder / "a.csv", formatFromName("csv"), {}).items == annotations.items);
    }
}

TEST_CASE("REAPER's rulers are read where they tell a time", "[exchange][readers]")
{
    const auto items = readText("reaper", "#,Name,Start,End,Length,Color\n"
                                          "M1,\"a \"\"b\"\", c\",0:01.500,,,\n"
                                          "R2,part,1.000,0:00:02.000,1.000,FF0000\n")
                           .items;
    REQUIRE(items.size() == 2);
    CHECK(items[0] == place({72000, 0}, "a \"b\", c"));
    CHECK(items[1].range == SampleRange{48000, 48000});
    CHECK(items[1].colour == 0xff0000);
    const std::string header = "#,Name,Start,End,Length\n";
    CHECK(readText("reaper", header).items.empty());
    CHECK_THAT(refusal("reaper", ""), Contains("is empty"));
    CHECK_THAT(refusal("reaper", header + "M1,a,2.1.37,,\n"),
               Contains("line 2") && Contains("bars and beats"));
    CHECK_THAT(refusal("reaper", header + "M1,a,48000,,\n"), Contains("samples or frames"));
    CHECK_THAT(refusal("reaper", header + "M1,a,01:02:03:04,,\n"), Contains("seconds:frames"));
    CHECK_THAT(refusal("reaper", header + "M1,a,,,\n"), Contains("line 2"));
    CHECK_THAT(refusal("reaper", "a,b\n"), Contains("#,Name,Start"));
}

TEST_CASE("Audition's markers are read", "[exchange][readers]")
{
    const std::string header = "Name\tStart\tDuration\tTime Format\tType\tDescription\r\n";
    CHECK(readText("audition", header + "Marker 01\t0:00.040\t0:00.000\tdecimal\tCue\t\r\n"
                                        "B\t0:01.000\t0:00.500\tdecimal\tSubclip\r\n")
              .items == std::vector<Annotation>{place({1920, 0}, "Marker 01"), place({48000, 24000}, "B")});
    CHECK_THAT(refusal("audition", ""), Contains("is empty"));
    CHECK_THAT(refusal("audition", "Name,Start\n"), Contains("tabs between"));
    CHECK_THAT(refusal("audition", header + "a\t00:00:01:12\t0\t25 fps\tCue\t\n"),
               Contains("line 2") && Contains("'25 fps'") && Contains("Decimal"));
    CHECK_THAT(refusal("audition", header + "a\tx\t0\tdecimal\tCue\t\n"), Contains("line 2: the time 'x'"));
    CHECK_THAT(refusal("audition", header + "a\t1\t-1\tdecimal\tCue\t\n"), Contains("before the start"));
}

TEST_CASE("Sonic Visualiser's instants and regions are read", "[exchange][readers]")
{
    const auto layer = [](const std::string& model, const std::string& points)
    {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE sonic-visualiser>\n<sv><data><model "
               "id=\"1\" " +
               model + " type=\"sparse\" dataset=\"0\"/><dataset id=\"0\">" + points +
               "</dataset></data></sv>";
    };
    CHECK(readText("svl", layer("sampleRate=\"48000\"",
                                "<point frame=\"557\" label=\"a&#10;&lt;b\"/>"
                                "<point frame=\"9\" value=\"440\" duration=\"3\" label=\"\"/>"))
              .items == std::vector<Annotation>{place({557, 0}, "a\n<b"), place({9, 3}, "")});
    CHECK(readText("svl", layer("sampleRate=\"44100\"", ""), {}).audio.sampleRateHz == 44100);
    CHECK_THAT(refusal("svl", ""), Contains("not valid XML"));
    CHECK_THAT(refusal("svl", "<sv><data>"), Contains("not valid XML"));
    CHECK_THAT(refusal("svl", "<html/>"), Contains("no Sonic Visualiser layer"));
    CHECK_THAT(refusal("svl", "<sv><data/></sv>"), Contains("no layer of instants or regions"));
    CHECK_THAT(refusal("svl", layer("sampleRate=\"44100\"", "")), Contains("44100 Hz"));
    CHECK_THAT(refusal("svl", layer("", "")), Contains("sampleRate") && Contains("missing"));
    for (const auto* none : {"&#55555;", "&#6666666666666666;", "&#x110000;"})
        CHECK_THAT(refusal("svl", layer("sampleRate=\"48000\"",
                                        "<point frame=\"7\" label=\"a" + std::string(none) + "\"/>")),
                   Contains("point at frame 7") && Contains("character that does not exist"));
    CHECK_THAT(refusal("svl", layer("sampleRate=\"48000\"", "<point frame=\"-1\"/>")), Contains("'-1'"));
    CHECK_THAT(refusal("svl", layer("sampleRate=\"48000\"", "<point frame=\"1.5\"/>")), Contains("'1.5'"));
    CHECK_THAT(refusal("svl", layer("sampleRate=\"48000\"", "<point frame=\"1\" duration=\"1e300\"/>")),
               Contains("duration"));
    CHECK_THAT(refusal("svl", layer("sampleRate=\"48000\"", "<point/>")), Contains("frame"));
    // A dataset belongs to one layer, however many name it.
    std::string models, points;
    for (int i = 0; i < 2000; ++i)
    {
        models += R"(<model sampleRate="48000" type="sparse" dataset="0"/>)";
        points += "<point frame=\"" + std::to_string(i) + "\"/>";
    }
    const auto text = "<sv><data>" + models + R"(<model sampleRate="48000" type="sparse" dataset="1"/>)" +
                      "<dataset id=\"0\">" + points +
                      R"(</dataset><dataset id="1"><point frame="7"/></dataset></data></sv>)";
    CHECK(readText("svl", text).items.size() == 2001);
    // Entities that unfold to gigabytes are not unfolded.
    CHECK(readText("svl", "<!DOCTYPE sv [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" +
                              layer("sampleRate=\"48000\"", "<point frame=\"1\" label=\"&b;\"/>").substr(65))
              .items.at(0)
              .label == "&b;");
}

TEST_CASE("JAMS files are read, with what the sandbox adds as long as it fits", "[exchange][readers]")
{
    const auto jams = [](const std::string& data, const std::string& sandbox = "{}")
    {
        return "{\"annotations\": [{\"namespace\": \"onset\", \"data\": [" + data +
               "], \"sandbox\": " + sandbox + "}], \"file_metadata\": {\"duration\": 10.0}}";
    };
    const std::string one = R"({"time": 1.0, "duration": 0.5, "value": "a", "confidence": 0.5})";
    CHECK(readText("jams", jams(one)).items ==
          std::vector<Annotation>{{{48000, 24000}, HitState::confirmed, 0.5f, "a", "", {}, false}});
    CHECK(readText("jams", jams(R"({"time": 1, "duration": 0, "value": null, "confidence": null},
                                   {"time": 1, "duration": 0, "value": 7, "confidence": 99})"))
              .items == std::vector<Annotation>{place({48000, 0}, ""), place({48000, 0}, "7")});
    const auto ours = [](int sample)
    {
        return R"({"reprise": {"sampleRate": 48000, "events": [{"sample": )" + std::to_string(sample) +
               R"(, "endSample": 72000, "state": "rejected", "label": "a", "sound": "bird"}]}})";
    };
    CHECK(readText("jams", jams(one, ours(48000))).items.at(0).state == HitState::rejected);
    CHECK(readText("jams", jams(one, ours(48001))).items.at(0).state ==
          HitState::confirmed); // the time was edited
    CHECK(readText("jams", jams("")).items.empty());
    const auto valued = [&](const std::string& value)
    { return jams(R"({"time": 1, "duration": 0, "confidence": 1, "value": )" + value + "}"); };
    CHECK(readText("jams", valued(R"({"a": [1, 2]})")).items.at(0).label == R"({"a":[1,2]})");
    for (const std::size_t depth : {60u, 100000u})
        CHECK_THAT(refusal("jams", valued(std::string(depth, '[') + std::string(depth, ']'))),
                   Contains("nests deeper than 64 levels"));
    CHECK_THAT(refusal("jams", "["), Contains("not valid JSON"));
    CHECK_THAT(refusal("jams", "[]"), Contains("must be a JSON object"));
    CHECK_THAT(refusal("jams", "{}"), Contains("\"annotations\" is missing"));
    CHECK_THAT(refusal("jams", jams("3")), Contains("data 1"));
    CHECK_THAT(refusal("jams", jams(R"({"time": "1"})")), Contains("\"time\" must be a number"));
    CHECK_THAT(refusal("jams", jams(R"({"time": -1, "duration": 0, "value": "", "confidence": 1})")),
               Contains("seconds from 0"));
    CHECK_THAT(refusal("jams", jams(R"({"time": 1, "duration": 1e300, "value": "", "confidence": 1})")),
               Contains("seconds from 0"));
}

TEST_CASE("Raven's selections are read once, whatever its views", "[exchange][readers]")
{
    const std::string header =
        "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tAnnotation\n";
    CHECK(readText("raven", header +
                                "1\tWaveform 1\t1\t1.0\t1.5\t0\towl\n1\tSpectrogram 1\t1\t1.0\t1.5\t0\towl\n"
                                "2\tSpectrogram 1\t1\t2\t2\t0\n")
              .items == std::vector<Annotation>{place({48000, 24000}, "owl"), place({96000, 0}, "")});
    // Put together from two tables.
    CHECK(
        readText("raven", header + "1\tWaveform 1\t1\t1.0\t1.5\t0\towl\n1\tWaveform 1\t1\t9.0\t9.5\t0\towl\n")
            .items == std::vector<Annotation>{place({48000, 24000}, "owl"), place({432000, 24000}, "owl")});
    CHECK_THAT(refusal("raven", ""), Contains("is empty"));
    CHECK_THAT(refusal("raven", "Selection\tBegin File\n"), Contains("Begin Time (s)"));
    CHECK_THAT(refusal("raven", header + "1\tw\t1\tx\t1\n"), Contains("line 2"));
}

TEST_CASE("LAB lines are times and a label, with any blanks between", "[exchange][readers]")
{
    CHECK(readText("lab", "0.5 1.5 two words \n\n 2\t2\tb\n3 3\n").items ==
          std::vector<Annotation>{place({24000, 48000}, "two words"), place({96000, 0}, "b"),
                                  place({144000, 0}, "")});
    CHECK_THAT(refusal("lab", "0.5\n"), Contains("line 1"));
    CHECK_THAT(refusal("lab", "0 1 a\nb 2 c\n"), Contains("line 2: the time 'b'"));
    CHECK_THAT(refusal("lab", "0 5000000 a\n"), Contains("is it the right one?")); // HTK's units of 100 ns
}

TEST_CASE("Events from elsewhere are read and their mistakes named", "[exchange][readers]")
{
    const auto events = [](const std::string& audio, const std::string& list)
    {
        return "{\"format\": \"reprise.events\", \"version\": 1, \"audio\": {" + audio + "}, \"events\": [" +
               list + "]}";
    };
    const auto found = readText(
        "events", events("\"sampleRate\": 8000", R"({"sample": 5, "endSample": 5, "state": "predicted"})"),
        {});
    CHECK(found.audio.sampleRateHz == 8000);
    CHECK(found.items.at(0).range == SampleRange{5, 0});
    const std::string rate = "\"sampleRate\": 48000";
    CHECK_THAT(refusal("events", events("", "")), Contains("\"sampleRate\" is missing"));
    auto other = recording();
    other.audioSha256 = std::string(64, 'b');
    CHECK_THAT(refusal("events", events(rate + ", \"sha256\": \"" + std::string(64, 'a') + "\"", ""), other),
               Contains("another recording"));
    CHECK_THAT(refusal("events", events("\"sampleRate\": 8000", "")), Contains("8000 Hz"));
    CHECK_THAT(refusal("events", events(rate, R"({"sample": 5, "endSample": 4, "state": "predicted"})")),
               Contains("events 1: \"endSample\""));
    CHECK_THAT(refusal("events", events(rate, R"({"sample": 5, "endSample": 6})")), Contains("\"state\""));
    CHECK_THAT(refusal("events",
                       events(rate, R"({"sample": 5, "endSample": 6, "state": "predicted", "colour": 3})")),
               Contains("#RRGGBB"));
    CHECK_THAT(refusal("events", events(rate, R"({"sample": 5, "endSample": 6, "state": "predicted",
                                                  "confidence": "1"})")),
               Contains("\"confidence\""));
    CHECK_THAT(refusal("events", events(rate, R"({"sample": 5, "endSample": 480001, "state": "predicted"})")),
               Contains("480000 samples"));
}

TEST_CASE("Tables without end to their columns or lines are refused without filling the memory",
          "[exchange][readers]")
{
    const TemporaryFolder folder;
    writeText(folder / "wide", "start" + std::string(5'000'000, ',') + "\n");
    CHECK_THROWS_WITH(importAnnotations(folder / "wide", formatFromName("csv"), {}),
                      Catch::Contains("line 1: has more than 1000 columns"));
    writeText(folder / "tall", std::string(5'000'000, '\n') + "x\n");
    ImportOptions options;
    options.audio.sampleRateHz = 48000;
    CHECK_THROWS_WITH(importAnnotations(folder / "tall", formatFromName("audacity"), options),
                      Catch::Contains("line 5000001: "));
}

TEST_CASE("JSON that is long or holds a zero byte is refused in a line", "[exchange][readers]")
{
    const TemporaryFolder folder;
    writeText(folder / "long", std::string(1'000'000, '1') + "x");
    writeText(folder / "zero", std::string("{}\0{", 4));
    for (const auto& [name, text] :
         {std::pair{"long", "is not valid JSON: "}, std::pair{"zero", "it holds a zero byte"}})
        try
        {
            importAnnotations(folder / name, formatFromName("jams"), {});
            FAIL(name);
        }
        catch (const FileError& error)
        {
            INFO(error.what());
            CHECK_THAT(error.what(), Catch::Contains(text) && !Catch::Contains("json.exception"));
            CHECK(std::string(error.what()).size() < 400);
        }
}

TEST_CASE("Nonsense, halves of files and flipped bytes end in nothing worse than a FileError",
          "[exchange][readers]")
{
    const TemporaryFolder folder;
    const auto pipe = folder / "pipe.json";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    std::mt19937 engine(42);
    auto annotations = randomAnnotations(48000, 30, 4);
    annotations.items.resize(20); // without the longest
    const ImportOptions options{annotations.audio, {}, 0};
    int attempts =
        0; // a file of its own for each: some file systems flush what is overwritten, and take their time
    const auto attempt = [&](const Format& format, const std::string& text)
    {
        const auto file = folder / ("mad" + std::to_string(++attempts));
        writeText(file, text);
        try
        {
            importAnnotations(file, format, options);
        }
        catch (const FileError&)
        {
        }
    };
    for (const auto& format : exchangeFormats())
    {
        if (!format.read || !format.write || format.holdsAudio)
            continue;
        INFO(format.name);
        exportAnnotations(annotations, format, {}, folder / "good");
        const auto good = test::readText(folder / "good");
        for (int i = 0; i < 60; ++i)
            CHECK_NOTHROW(attempt(format, good.substr(0, engine() % good.size())));
        for (int i = 0; i < 120; ++i)
        {
            auto flipped = good;
            for (int n = 0; n < 3; ++n)
                flipped[engine() % flipped.size()] = static_cast<char>(i % 2 ? engine() : 32 + engine() % 95);
            CHECK_NOTHROW(attempt(format, flipped));
        }
        for (const auto& nonsense :
             {std::string(), std::string(1, '\0'), std::string("\n\n\n"), std::string(5000, '['),
              std::string(5000, '"'), std::string(5000, '\t'), std::string(5000, '<')})
            CHECK_NOTHROW(attempt(format, nonsense));
        CHECK_THROWS_AS(importAnnotations(folder.path, format, options), FileError);
        CHECK_THROWS_AS(importAnnotations(folder / "none", format, options), FileError);
        // A pipe into which nobody writes would be waited for without end.
        CHECK_THROWS_AS(importAnnotations(pipe, format, options), FileError);
    }
    CHECK_THROWS_AS(formatForReading(pipe), FileError);
}

TEST_CASE("Numbers are whole texts, with a dot or a comma, and finite", "[exchange][readers]")
{
    CHECK(numberFromText(" 1.5 ") == 1.5);
    CHECK(numberFromText("1,5") == 1.5);
    CHECK(numberFromText("+2e1") == 20.0);
    for (const auto* text : {"", "1.5x", "1,000,000", "1,000.5", "inf", "nan", "0x10", "1e999", "--1"})
        CHECK_FALSE(numberFromText(text));
    CHECK(secondsFromText("1:02:03.5") == 3723.5);
    CHECK(secondsFromText("2:03,25") == 123.25);
    for (const auto* text : {"1:2:3:4", ":1", "-1:00", "1:-5", "1:"})
        CHECK_FALSE(secondsFromText(text));
}
