// The promise kept here: places travel between programs by the commands the README shows, to the sample, and wrong
// use ends with one line, the documented exit code and no file.

#include "support/RunReprise.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace reprise::test;
using Catch::Contains;

namespace
{
/** An example with an events JSON of its three bursts. */
struct Searched : Example
{
    Searched()
    {
        const auto outcome = runReprise(
            {"find", audio(), "--truth", truth(), "--budget", "2", "--rejected", "-o", file("events.json")});
        INFO(outcome.error);
        REQUIRE(outcome.code == 0);
        starts = startsIn("events.json", "confirmed");
        REQUIRE(starts.size() == 3);
    }

    std::vector<std::int64_t> startsIn(const std::string& name, const std::string& state) const
    {
        std::vector<std::int64_t> found;
        const auto json = nlohmann::json::parse(readText(file(name)));
        for (const auto& event : json.at("events"))
            if (event.at("state") == state)
                found.push_back(event.at("sample"));
        return found;
    }

    std::vector<std::int64_t> starts;
};
} // namespace

TEST_CASE("Every format that is listed takes a search's events and gives them back", "[cli][exchange]")
{
    const Searched example;
    const auto list = runReprise({"formats", "--json"});
    REQUIRE(list.code == 0);
    const auto formats = nlohmann::json::parse(list.out).at("formats");
    CHECK(formats.size() >= 9);
    for (const auto& format : formats)
    {
        const auto name = format.at("name").get<std::string>();
        INFO(name);
        CHECK_THAT(runReprise({"--list-formats"}).out, Contains("\n" + name + " "));
        CHECK_THAT(runReprise({"export", "--list-formats"}).out, Contains("\n" + name + " "));
        const auto there = runReprise({"export", example.file("events.json"), "--audio", example.audio(),
                                       "--format", name, "-o", example.file("out-" + name)});
        INFO(there.error);
        REQUIRE(there.code == 0);
        CHECK_THAT(there.out, Contains("3 events written to") && Contains("read back and compared"));
        if (!format.at("reads").get<bool>() || format.at("precision") != "seconds, 9 decimals")
            continue;
        const auto back = runReprise({"convert", example.file("out-" + name), example.file(name + ".json"),
                                      "--from", name, "--audio", example.audio()});
        INFO(back.error);
        REQUIRE(back.code == 0);
        CHECK(example.startsIn(name + ".json", "confirmed") == example.starts);
    }
}

TEST_CASE("Several formats are written at once, with states chosen", "[cli][exchange]")
{
    const Searched example;
    const auto outcome =
        runReprise({"export", example.file("events.json"), "--format", "audacity,csv,audition", "--states",
                    "all", "--offset", "2", "--json", "-o", example.file("song")});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    const auto files = nlohmann::json::parse(outcome.out).at("files");
    REQUIRE(files.size() == 3);
    const auto all = example.startsIn("events.json", "rejected").size() + 3;
    for (const auto& file : files)
        CHECK(file.at("events") == all);
    CHECK_THAT(readText(example.file("song.txt")), Contains("3.000000000\t3.500000000\t"));
    CHECK_THAT(readText(example.file("song.csv")),
               Contains("\n44100,66150,44100,1.000000000,0.500000000,confirmed,") &&
                   Contains(",132300,3.000000000\n"));
    CHECK(files.at(2).at("file").get<std::string>() == example.file("song.audition.csv"));
}

TEST_CASE("MIDI files and hits are written as asked for", "[cli][exchange]")
{
    const Searched example;
    const auto exported = [&](std::vector<std::string> more)
    {
        std::vector<std::string> arguments{"export", example.file("events.json"), "--audio", example.audio()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runReprise(arguments);
    };
    auto outcome = exported({"-o", example.file("a.mid"), "--midi-bpm", "90", "--midi-ticks", "481"});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK_THAT(outcome.error, Contains("off by up to"));
    CHECK_THAT(readText(example.file("a.mid")), Contains("(90 BPM)"));
    CHECK(readText(example.file("a.mid")).substr(12, 2) == std::string("\x01\xe1", 2)); // 481
    REQUIRE(exported({"-o", example.file("b.mid"), "--bpm", "100"}).code == 0);
    CHECK_THAT(readText(example.file("b.mid")), Contains("(100 BPM)"));
    REQUIRE(exported({"-o", example.file("c.mid"), "--bpm", "100", "--midi-bpm", "60"}).code == 0);
    CHECK_THAT(readText(example.file("c.mid")), Contains("(60 BPM)"));

    outcome = exported({"--format", "hits", "-o", example.file("hits"), "--hit-name",
                        "BANG_{number}_{sample}", "--hit-format", "flac", "--pre-roll", "10", "--post-roll",
                        "20", "--fade-in", "5", "--fade-out", "5"});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    outcome = runReprise({"info", example.file("hits/BANG_02_176400.flac"), "--json"});
    CHECK(nlohmann::json::parse(outcome.out).at("samples") == 22050 + 1323);

    checkRefused(exported({"--format", "hits", "-o", example.file("x"), "--hit-name", "a/b"}), 2, "template");
    checkRefused(exported({"--format", "hits", "-o", example.file("x"), "--hit-format", "mp3"}), 2,
                 "wav or flac");
    checkRefused(exported({"--format", "hits", "-o", example.file("x"), "--fade-in", "-1"}), 2, "60000 ms");
    checkRefused(exported({"-o", example.file("x.mid"), "--midi-ticks", "5"}), 2, "24 to 32767");
    CHECK_FALSE(std::filesystem::exists(example.file("x")));
    CHECK_FALSE(std::filesystem::exists(example.file("x.mid")));
}

TEST_CASE("Labels become a session to go on with, marks, or the truth", "[cli][exchange]")
{
    const Example example;
    writeText(example.file("labels.txt"), "1.0\t1.5\tburst\n4.0\t4.5\tburst\n7.5\t8.0\tburst\n");
    const auto import = [&](std::vector<std::string> more)
    {
        std::vector<std::string> arguments{"import", example.file("labels.txt"), "--audio", example.audio()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runReprise(arguments);
    };
    auto outcome = import({"-o", example.file("s.reprise")});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("1 sound with 3 places"));
    REQUIRE(runReprise({"export", example.file("s.reprise"), "-o", example.file("again.txt")}).code == 0);
    CHECK(readText(example.file("again.txt")) ==
          "1.000000000\t1.500000000\tburst\n4.000000000\t4.500000000\tburst\n"
          "7.500000000\t8.000000000\tburst\n");
    checkRefused(import({"-o", example.file("s.reprise")}), 5, "name a new session");

    CHECK(import({"--as", "marks", "-o", example.file("m.reprise")}).out.find("3 sounds") !=
          std::string::npos);
    REQUIRE(import({"--as", "truth", "-o", example.file("t.json")}).code == 0);
    outcome = runReprise({"find", example.audio(), "--truth", example.file("t.json"), "--budget", "2"});
    CHECK_THAT(outcome.out, Contains("Found 2 of 2 other occurrences"));
    REQUIRE(import({"-o", example.file("e.json"), "--name", "bird"}).code == 0);
    CHECK(nlohmann::json::parse(readText(example.file("e.json"))).at("events").at(1).at("sound") == "bird");

    writeText(example.file("labels.txt"), "1.0\t1.0\tburst\n");
    REQUIRE(import({"-o", example.file("i.json"), "--length", "0.25"}).code == 0);
    CHECK(nlohmann::json::parse(readText(example.file("i.json"))).at("events").at(0).at("duration") == 0.25);
}

TEST_CASE("What cannot be exported or imported is said in a line", "[cli][exchange]")
{
    const Example example;
    writeText(example.file("labels.txt"), "1.0\t1.0\tburst\n");
    const auto labels = example.file("labels.txt");
    checkRefused(runReprise({"export", labels, "-o", example.file("a.json")}), 2, "--audio");
    checkRefused(runReprise({"convert", labels, example.file("a.docx"), "--audio", example.audio()}), 2,
                 "does not tell the format");
    checkRefused(
        runReprise({"convert", labels, example.file("a.csv"), "--to", "xls", "--audio", example.audio()}), 2,
        "there is no format 'xls'");
    checkRefused(runReprise({"convert", labels, labels, "--audio", example.audio()}), 5, "also read");
    checkRefused(runReprise({"convert", labels, example.audio(), "--audio", example.audio(), "--to", "csv"}),
                 5, "also read");
    checkRefused(
        runReprise({"convert", labels, example.file("a.csv"), "--audio", example.audio(), "--sound", "x"}), 2,
        "no sound 'x'");
    checkRefused(
        runReprise({"convert", labels, example.file("a.csv"), "--audio", example.audio(), "--states", "x"}),
        2, "no state 'x'");
    checkRefused(
        runReprise({"convert", labels, example.file("a.csv"), "--audio", example.audio(), "--bpm", "-3"}), 2,
        "beats a minute");
    checkRefused(runReprise({"import", labels, "--audio", example.audio(), "-o", example.file("s.reprise")}),
                 4, "--length");
    checkRefused(
        runReprise({"import", labels, "--audio", example.audio(), "--as", "x", "-o", example.file("s")}), 2,
        "--as cannot be 'x'");
    checkRefused(runReprise({"export", example.file("none.reprise"), "-o", example.file("a.txt")}), 3,
                 "no such file");
    writeText(labels, "11\t12\tburst\n");
    checkRefused(runReprise({"convert", labels, example.file("a.csv"), "--audio", example.audio()}), 3,
                 "is it the right one?");
    CHECK_FALSE(std::filesystem::exists(example.file("a.csv")));
    CHECK_FALSE(std::filesystem::exists(example.file("s.reprise")));
}

TEST_CASE("A search by examples of another file is gone on with in a session, as its refusal says",
          "[cli][exchange]")
{
    const Searched example;
    auto signal = noise(220500, 0.01f, 3);
    const auto burst = noise(22050, 0.5f, 2);
    mixInto(signal, burst, 44100);
    mixInto(signal, burst, 132300);
    writeAudio(example.file("b.wav"), signal, 44100);
    checkRefused(runReprise({"find", example.file("b.wav"), "--like", example.file("events.json"),
                             "--session", example.file("s.reprise"), "-i"}),
                 2, "reprise import FOUND.json --audio AUDIO -o NEW.reprise");
    const auto found = runReprise({"find", example.file("b.wav"), "--like", example.file("events.json"), "-i",
                                   "--rejected", "-o", example.file("found.json")},
                                  "y\ny\nn\nq\n");
    INFO(found.error);
    REQUIRE(found.code == 0);
    const auto made = runReprise({"import", example.file("found.json"), "--audio", example.file("b.wav"),
                                  "--name", "burst", "-o", example.file("s.reprise")});
    INFO(made.error);
    REQUIRE(made.code == 0);

    // Nothing was searched in it yet: that nothing is predicted would look like a result.
    const std::vector<std::string> exporting{"export", example.file("s.reprise"), "--format", "csv",
                                             "-o",     example.file("p.csv"),     "--states"};
    const auto with = [&](const std::string& states)
    {
        auto words = exporting;
        words.push_back(states);
        return runReprise(words);
    };
    checkRefused(with("predicted"), 3, "no predicted places are stored for 'burst'");
    const auto all = with("all");
    CHECK(all.code == 0);
    CHECK_THAT(all.error, Contains("note: no predicted places are stored for 'burst'"));
    CHECK_THAT(all.out, Contains("3 events written"));

    const auto on = runReprise({"find", "--session", example.file("s.reprise"), "-i"}, "q\n");
    INFO(on.error);
    CHECK(on.code == 0);
    CHECK_THAT(on.error, Contains("\n3.  "));
    CHECK(with("predicted").code == 0);
}

TEST_CASE("An option that nothing would come of is refused", "[cli][exchange]")
{
    const Searched example;
    const auto refused = [&](std::vector<std::string> words, const std::string& says)
    {
        words.insert(words.begin() + 1, example.file("events.json"));
        words.insert(words.end(), {"-o", example.file("out")});
        checkRefused(runReprise(words), 2, says);
    };
    refused({"export", "--format", "csv", "--hit-name", "{nonsense"}, "--hit-name has no effect");
    refused({"export", "--format", "csv", "--fade-in", "-4"}, "--fade-in has no effect");
    refused({"export", "--format", "csv", "--midi-bpm", "99999"}, "--midi-bpm has no effect");
    refused({"export", "--format", "csv", "--frame-rate", "0"}, "frame rate must be from 1");
    refused({"export", "--format", "csv", "--bpm", "0", "--beats-per-bar", "7"}, "tempo must be from 1");
    refused({"import", "--as", "marks", "--name", "call", "--audio", example.audio()},
            "--name has no effect");
    checkRefused(runReprise({"features", example.audio(), "--seed", "4", "-o", example.file("f.npy")}), 2,
                 "--seed has no effect without --components");
    const auto both = runReprise(
        {"find", example.audio(), "--start", "1", "--length", "0.5", "--auto", "0.9", "--predicted", "0.1"});
    CHECK(both.code == 2);
    CHECK_THAT(both.error, Contains("--predicted") && Contains("--auto"));

    REQUIRE(runReprise({"import", example.file("events.json"), "--audio", example.audio(), "-o",
                        example.file("s.reprise")})
                .code == 0);
    checkRefused(runReprise({"import", example.file("s.reprise"), "--audio", example.audio(), "--offset", "5",
                             "-o", example.file("out")}),
                 2, "--offset is for files of other programs");
}
