// The promise kept here: what the README shows works as shown, every wrong use ends with one line that names
// the file or value and the documented exit code, and no output file is ever half written.

#include "support/RunReprise.h"

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

using namespace reprise::test;

namespace
{
void checkAnswersRefused(const Example& example, const std::string& answers, const std::string& text)
{
    writeText(example.file("bad.txt"), answers);
    checkRefused(runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--answers",
                             example.file("bad.txt")}),
                 3, text);
}
} // namespace

TEST_CASE("Exactly one must answer", "[cli][find]")
{
    const Example example;
    std::vector<std::string> words{"find", example.audio(), "--start", "1", "--length", "0.5"};
    checkRefused(runReprise(words), 2, "who answers? Give one of");
    words.insert(words.end(), {"--auto", "0.5", "--truth", example.truth()});
    checkRefused(runReprise(words), 2, "who answers? Give only one of");
}

TEST_CASE("An empty word is refused like any other that is too many", "[cli][find]")
{
    const Example example;
    checkRefused(runReprise({"find", example.audio(), "", "--auto", "0.5"}), 2, "not expected");
    checkRefused(runReprise({"find", example.audio(), "", "--length"}), 2, "--length");
    checkRefused(runReprise({""}), 2, "there is no command ''");
}

TEST_CASE("Truth answers the questions and the events are written", "[cli][find]")
{
    const Example example;
    const auto outcome = runReprise({"find", example.audio(), "--truth", example.truth(), "--budget", "2",
                                     "--label", "burst", "-o", example.file("events.json")});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.out.find("Found 2 of 2 other occurrences") != std::string::npos);
    const auto json = nlohmann::json::parse(readText(example.file("events.json")));
    REQUIRE(json.at("events").size() == 3);
    CHECK(json.at("events").at(0).at("sample") == 44100);
    for (std::size_t i = 0; i < 3; ++i)
    {
        CHECK(json.at("events").at(i).at("label") == "burst");
        CHECK(json.at("events").at(i).at("time").get<double>() ==
              Approx(std::array{1.0, 4.0, 7.5}[i]).margin(0.025)); // one frame
    }
}

TEST_CASE("The same session gives the same bytes", "[cli][find]")
{
    const Example example;
    const std::vector<std::string> arguments{"find", example.audio(), "--truth", example.truth(), "--json"};
    const auto first = runReprise(arguments);
    CHECK(first.code == 0);
    CHECK(first.out == runReprise(arguments).out);
    CHECK(nlohmann::json::parse(first.out).at("audio").at("sampleRate") == 44100);
}

TEST_CASE("What is no list of answers is refused in a line, however long it is", "[cli][find]")
{
    const Example example;
    checkAnswersRefused(example, std::string(17 << 20, '\n'), "longer than 16 MiB");
    checkAnswersRefused(example, std::string("\xff\xfey\0e\0s\0", 8), "UTF-16; save it as UTF-8");
    checkAnswersRefused(example, std::string("y\0es\n", 5), "is no answer; allowed are");
    checkRefused(
        runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--answers", "/dev/zero"}), 3,
        "longer than 16 MiB");
}

TEST_CASE("A file of answers is replayed with undo and comments", "[cli][find]")
{
    const Example example;
    writeText(example.file("answers.txt"),
              "# two bursts\nyes\nno   # a slip\nundo\nyes\n\nunsure\nquit\nno\n");
    const auto outcome = runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--answers",
                                     example.file("answers.txt"), "--json"});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(nlohmann::json::parse(outcome.out).at("events").size() == 3);

    checkAnswersRefused(example, "yes\nperhaps\n", "line 2: 'perhaps' is no answer");
}

TEST_CASE("The interactive loop keeps what was found when the user leaves", "[cli][find]")
{
    const Example example;
    const auto outcome = runReprise({"find", example.audio(), "--start", "1", "--length", "0.5",
                                     "--interactive", "-o", example.file("events.json")},
                                    "what\ny\nn\nundo\nY\nredo\nplay\nq\n");
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.error.find("no left >") != std::string::npos);
    CHECK(outcome.error.find("nothing to redo") != std::string::npos);
    CHECK(outcome.error.find("--play-command") != std::string::npos);
    CHECK(nlohmann::json::parse(readText(example.file("events.json"))).at("events").size() == 3);
    // End of input is leaving too.
    CHECK(runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "-i"}, "y\n").code == 0);
}

TEST_CASE("The play command gets file and times as words of their own", "[cli][find]")
{
    const Example example;
    const auto outcome = runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "-i",
                                     "--play-command", "cp {file} " + example.file("played-{length}")},
                                    "a\nq\n");
    CHECK(outcome.code == 0);
    CHECK(std::filesystem::exists(example.file("played-0.500000")));
    const auto broken = runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "-i",
                                    "--play-command", "no-such-program {file}"},
                                   "p\nq\n");
    CHECK(broken.code == 0);
    CHECK(broken.error.find("no-such-program") != std::string::npos);
}

TEST_CASE("Automatic search takes what is above the threshold", "[cli][find]")
{
    const Example example;
    const auto outcome =
        runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--auto", "0.5", "--json"});
    REQUIRE(outcome.code == 0);
    const auto events = nlohmann::json::parse(outcome.out).at("events");
    REQUIRE(events.size() == 3);
    CHECK(events.at(1).at("state") == "predicted");
    const auto none =
        runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--auto", "1", "--json"});
    CHECK(nlohmann::json::parse(none.out).at("events").size() == 1);
}

TEST_CASE("Evaluation prints the figures and writes the results", "[cli][evaluate]")
{
    const Example example;
    const auto outcome =
        runReprise({"evaluate", "--manifest", example.truth(), "-o", example.file("results.json"), "--method",
                    "paper", "--feature", "cqt", "--components", "6", "--selected", "4", "--quick"});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.out.find("1.000") != std::string::npos);
    const auto json = nlohmann::json::parse(readText(example.file("results.json")));
    CHECK(json.at("tasks").at(0).at("id") == "burst");
    CHECK(json.at("tasks").at(0).at("asked").at(0).at("answer") == true);
    CHECK(json.at("settings").at("components") == 6);
    const auto figures =
        runReprise({"evaluate", "--manifest", example.truth(), "--json", "--method", "paper", "--no-nmf"});
    const auto group = nlohmann::json::parse(figures.out).at(0);
    CHECK(group.at("recall") == 1.0);
    CHECK_FALSE(group.contains("leftAtEnd")); // its confidences are no probabilities
}

TEST_CASE("Evaluation tells how little is asked and how sure it is", "[cli][evaluate]")
{
    const Example example;
    const auto outcome = runReprise({"evaluate", "--manifest", example.truth(), "--accept-after", "1"});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    for (const auto* text : {"asked/found", "recall @1", "in range @end", "Brier score", "0.9 to 1.0"})
        CHECK(outcome.out.find(text) != std::string::npos);
    const auto figures =
        runReprise({"evaluate", "--manifest", example.truth(), "--json", "--accept-after", "1"});
    const auto group = nlohmann::json::parse(figures.out).at(0);
    CHECK(group.at("acceptedRecall") == 1.0);
    CHECK(group.at("questionsPerFound").get<double>() > 1.0);
    CHECK(group.at("calibration").at("bins").size() == 10);
    CHECK(group.at("leftAtEnd").at("tasks") == 1);
    CHECK_FALSE(group.contains("asUserJudges"));
}

TEST_CASE("Sloppy marks are judged by the unchanged truth and as the user would", "[cli][evaluate]")
{
    const Example example;
    const std::vector<std::string> arguments{
        "evaluate", "--manifest", example.truth(), "--sloppy", "7", "-o", example.file("results.json")};
    const auto outcome = runReprise(arguments);
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.out.find("sloppy marks of seed 7") != std::string::npos);
    CHECK(outcome.out.find("As the user would judge") != std::string::npos);
    CHECK(outcome.out == runReprise(arguments).out);
    const auto results = nlohmann::json::parse(readText(example.file("results.json")));
    CHECK(results.at("sloppy").at("seed") == 7);
    const auto& mark = results.at("tasks").at(0).at("mark");
    CHECK(mark.at("start").get<double>() == Approx(1.0).margin(0.1));
    CHECK(results.at("tasks").at(0).at("asked").at(0).at("length") == mark.at("length"));
    const auto figures = runReprise({"evaluate", "--manifest", example.truth(), "--sloppy", "7", "--json"});
    CHECK(nlohmann::json::parse(figures.out).at(0).at("asUserJudges").at("recall") == 1.0);
}

TEST_CASE("The search ends with an estimate of what is left", "[cli][find]")
{
    const Example example;
    writeText(example.file("answers.txt"), "yes\n");
    const std::vector<std::string> arguments{
        "find", example.audio(), "--start", "1", "--length", "0.5", "--answers", example.file("answers.txt")};
    const auto outcome = runReprise(arguments);
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.out.find("Found 1, probably ") != std::string::npos);
    auto more = arguments;
    more.insert(more.end(), {"--predicted", "0.5"});
    CHECK(runReprise(more).out.find("listed as predicted: ") != std::string::npos);
    more = arguments;
    more.push_back("--json");
    const auto left = nlohmann::json::parse(runReprise(more).out).at("left");
    CHECK(left.at("low").get<int>() <= 1);
    CHECK(left.at("high").get<int>() >= 1);
    // The paper's method gives no probabilities.
    more.insert(more.end(), {"--method", "paper", "--no-nmf"});
    CHECK_FALSE(nlohmann::json::parse(runReprise(more).out).contains("left"));
    // Without an answer nothing is known.
    CHECK(runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--auto", "0.5"})
              .out.find("probably") == std::string::npos);
}

TEST_CASE("Why a place is asked is told at the terminal and in the events", "[cli][find][why]")
{
    const Example example;
    writeText(example.file("answers.txt"), "yes\nyes\n");
    std::vector<std::string> arguments{"find",     example.audio(), "--start",   "1",
                                       "--length", "0.5",           "--answers", example.file("answers.txt"),
                                       "--method", "paper",         "--no-nmf",  "--json"};
    const auto silent = runReprise(arguments);
    CHECK(silent.error.find("nearest") == std::string::npos);
    const auto silentEvents = nlohmann::json::parse(silent.out).at("events");
    for (const auto& event : silentEvents)
        CHECK_FALSE(event.contains("why"));
    arguments.push_back("--why");
    const auto outcome = runReprise(arguments);
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.error.find("20 mfcc rows") != std::string::npos);
    CHECK(outcome.error.find("nearest: your mark") != std::string::npos);
    const auto events = nlohmann::json::parse(outcome.out).at("events");
    REQUIRE(events.size() == 3);
    CHECK_FALSE(events.at(0).contains("why")); // the mark itself
    CHECK(events.at(1).at("why").at("kinds").at(0).at("kind") == "20 mfcc rows");
    CHECK(events.at(1).at("why").at("answers").size() == 1);

    const auto interactive = runReprise(
        {"find", example.audio(), "--start", "1", "--length", "0.5", "-i", "--method", "paper", "--no-nmf"},
        "w\nq\n");
    CHECK(interactive.error.find("nearest: your mark") != std::string::npos);
    checkAnswersRefused(example, "why\n", "'why' is no answer");
}

TEST_CASE("The shared sound is written as a WAV file of the mark's length", "[cli][find][shared]")
{
    const Example example;
    const std::vector<std::string> find{"find", example.audio(), "--truth", example.truth(), "--budget", "1"};
    auto arguments = find;
    arguments.insert(arguments.end(), {"--shared-sound", example.file("shared.wav")});
    const auto outcome = runReprise(arguments);
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.out.find("What 3 excerpts share was written to") != std::string::npos);
    const auto info = nlohmann::json::parse(runReprise({"info", example.file("shared.wav"), "--json"}).out);
    CHECK(info.at("samples") == 22050);
    CHECK(info.at("sampleRate") == 44100);
    const auto bytes = readText(example.file("shared.wav"));
    CHECK(runReprise(arguments).code == 0);
    CHECK(readText(example.file("shared.wav")) == bytes);

    const auto refused = [&](const std::vector<std::string>& more, const std::string& text)
    {
        auto all = find;
        all.insert(all.end(), more.begin(), more.end());
        checkRefused(runReprise(all), 5, text);
    };
    refused({"--shared-sound", example.audio()}, "is also read");
    refused({"--shared-sound", example.truth()}, "is also read");
    refused({"--shared-sound", "/no/such/folder/s.wav"}, "folder does not exist");
    refused({"--shared-sound", example.file("x"), "-o", example.file("./x")}, "is also written by --output");
    CHECK_FALSE(std::filesystem::exists(example.file("x")));
}

TEST_CASE("Features are saved as numpy files and info tells what a file is", "[cli]")
{
    const Example example;
    const auto features =
        runReprise({"features", example.audio(), "-o", example.file("f.npy"), "--components", "5"});
    INFO(features.error);
    CHECK(features.code == 0);
    CHECK(features.out.find("5 x 431") != std::string::npos);
    CHECK(readText(example.file("f.npy")).substr(1, 5) == "NUMPY");
    const auto info = nlohmann::json::parse(runReprise({"info", example.audio(), "--json"}).out);
    CHECK(info.at("samples") == 441000);
    CHECK(info.at("sha256").get<std::string>().size() == 64);
    CHECK(runReprise({"info", example.audio()}).out.find("0:10.000") != std::string::npos);
}

TEST_CASE("No name of a file steers the terminal", "[cli]")
{
    const Example example;
    // ESC, a newline, and the other kind of control characters, in UTF-8.
    const std::string name = "a\x1b[2J\n\xc2\x9b"
                             "31mb";
    const auto checkPlain = [](const Outcome& outcome, const std::string& shown)
    {
        INFO(outcome.out << outcome.error);
        CHECK(outcome.code == 0);
        for (const auto* control : {"\x1b", "\xc2\x9b", "\x07", "[2J\n"})
            CHECK((outcome.out + outcome.error).find(control) == std::string::npos);
        CHECK((outcome.out + outcome.error).find(shown) != std::string::npos);
    };
    const auto audio = example.file(name + ".wav"), shown = std::string("a [2J   31mb");
    std::filesystem::copy_file(example.audio(), audio);
    const auto info = runReprise({"info", audio});
    checkPlain(info, shown + ".wav\n");
    CHECK(std::count(info.out.begin(), info.out.end(), '\n') == 7);
    CHECK(nlohmann::json::parse(runReprise({"info", audio, "--json"}).out).at("file") == audio);
    checkPlain(runReprise({"find", audio, "--start", "1", "--length", "0.5", "--auto", "0.5", "-o",
                           example.file(name + ".json"), "--shared-sound", example.file(name + ".shared")}),
               shown + ".shared\n");
    checkPlain(runReprise({"convert", example.file(name + ".json"), example.file(name + ".txt")}),
               shown + ".txt (");
    checkPlain(runReprise({"import", example.file(name + ".txt"), "--audio", audio, "-o",
                           example.file(name + ".reprise")}),
               shown + ".reprise\n");
    checkPlain(runReprise({"features", audio, "-o", example.file(name + ".npy")}), shown + ".npy: ");
}

TEST_CASE("Help names every command and the exit codes", "[cli]")
{
    const auto help = runReprise({"--help"});
    CHECK(help.code == 0);
    for (const auto* word : {"find", "evaluate", "features", "info", "Exit codes", "130"})
        CHECK(help.out.find(word) != std::string::npos);
    CHECK(runReprise({"--version"}).out.find('.') != std::string::npos);
    for (const auto* command : {"find", "evaluate", "features", "info"})
        CHECK(runReprise({command, "--help"}).code == 0);
}

TEST_CASE("Wrong use is refused with one line and exit code 2", "[cli][errors]")
{
    const Example example;
    checkRefused(runReprise({}), 2, "subcommand is required");
    checkRefused(runReprise({"fnid"}), 2, "fnid");
    checkRefused(runReprise({"find", example.audio()}), 2, "who answers?");
    const auto find = [&](std::vector<std::string> more)
    {
        more.insert(more.begin(), {"find", example.audio(), "--start", "1", "--length", "0.5"});
        return runReprise(more);
    };
    checkRefused(find({"--auto", "0.5", "--method", "magic"}), 2, "method 'magic' is unknown; allowed are");
    checkRefused(find({"--auto", "0.5", "--feature", "mfc"}), 2, "allowed are stft, cqt, mfcc");
    checkRefused(find({"--auto", "0.5", "--init", "svd"}), 2, "nndsvda");
    checkRefused(find({"--auto", "0.5", "--budget", "0"}), 2, "budget");
    checkRefused(find({"--auto", "0.5", "--method", "paper", "--components", "0"}), 2, "components");
    checkRefused(find({"--auto", "0.5", "--components", "1e9"}), 2, "1e9");
    checkRefused(find({"--auto", "0.5", "--method", "paper", "--l1-ratio", "7"}), 2, "l1-ratio");
    checkRefused(find({"--auto", "nan"}), 2, "--auto");
    checkRefused(find({"--auto", "0.5", "--ask", "always"}), 2, "uncertain");
    checkRefused(find({"--auto", "0.5", "--ask", "uncertain", "--method", "paper"}), 2,
                 "needs a method whose confidence is a probability");
    checkRefused(find({"--auto", "0.5", "--interactive"}), 2, "");
    checkRefused(runReprise({"find", example.audio(), "--start", "1", "--auto", "0.5"}), 2, "--length");
    checkRefused(runReprise({"find", example.audio(), "--start", "nan", "--length", "1", "--auto", "0.5"}), 2,
                 "--start");
    const auto evaluate = [&](std::vector<std::string> more)
    {
        more.insert(more.begin(), {"evaluate", "--manifest", example.truth()});
        return runReprise(more);
    };
    checkRefused(evaluate({"--budget", "0"}), 2, "budget");
    checkRefused(evaluate({"--accept-after=-1"}), 2, "--accept-after: -1 given");
    checkRefused(evaluate({"--sloppy", "often"}), 2, "--sloppy");
    checkRefused(evaluate({"--sloppy=-1"}), 2, "--sloppy");
    checkRefused(evaluate({"--sloppy-answers", "truth"}), 2, "--sloppy");
    checkRefused(evaluate({"--without", "magic"}), 2, "allowed are tiles, ");
    checkRefused(evaluate({"--without", "tiles", "--without", "levels"}), 2, "needs some evidence");
    checkRefused(evaluate({"--without", "tiles", "--method", "paper"}), 2, "belongs to --method default");
    checkRefused(evaluate({"--sloppy", "1", "--sloppy-answers", "both"}), 2, "allowed are mark, truth");
}

TEST_CASE("Options of another method are refused rather than ignored", "[cli][errors]")
{
    const Example example;
    checkRefused(runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--auto", "0.5",
                             "--feature", "cqt"}),
                 2, "--feature belongs to --method paper");
}

TEST_CASE("Input that cannot be read is refused with one line and exit code 3", "[cli][errors]")
{
    const Example example;
    const auto find = [&](const std::string& file)
    {
        return runReprise(
            {"find", file, "--start", "1", "--length", "0.5", "--auto", "0.5", "-o", example.file("o.json")});
    };
    checkRefused(find(example.file("missing.wav")), 3, "missing.wav: no such file");
    writeText(example.file("empty.wav"), "");
    checkRefused(find(example.file("empty.wav")), 3, "empty.wav: is empty");
    writeText(example.file("text.wav"), "not a sound");
    checkRefused(find(example.file("text.wav")), 3, "text.wav: cannot be read as audio");
    std::vector<float> broken(100000, 0.1f);
    broken[70000] = std::numeric_limits<float>::quiet_NaN();
    writeAudio(example.file("nan.wav"), broken, 44100);
    checkRefused(find(example.file("nan.wav")), 3, "sample 70000");
    writeText(example.file("strange\nname.wav"), "x");
    checkRefused(find(example.file("strange\nname.wav")), 3, "cannot be read as audio");
    CHECK_FALSE(std::filesystem::exists(example.file("o.json")));

    writeText(example.file("broken.json"), "{\"version\": 1, \"tasks\": [{}]}");
    checkRefused(runReprise({"evaluate", "--manifest", example.file("broken.json")}), 3, "tasks 1");
    checkRefused(runReprise({"evaluate", "--manifest", example.file("no.json")}), 3, "no.json");
    auto longName = nlohmann::json::parse(readText(example.truth()));
    longName["tasks"][0]["audio"] = std::string(300, 'a') + ".wav"; // longer than any name can be
    writeText(example.file("long.json"), longName.dump());
    checkRefused(runReprise({"evaluate", "--manifest", example.file("long.json")}), 3, "does not exist");
    checkRefused(runReprise({"find", example.audio(), "--truth", example.truth(), "--task", "other"}), 3,
                 "burst");
    checkRefused(
        runReprise({"find", example.audio(), "--start", "1", "--length", "0.5", "--answers", "/no/file"}), 3,
        "/no/file");
}

TEST_CASE("Marks that do not fit the recording are refused with one line and exit code 4", "[cli][errors]")
{
    const Example example;
    const auto find = [&](const std::string& start, const std::string& length) {
        return runReprise(
            {"find", example.audio(), "--start=" + start, "--length=" + length, "--auto", "0.5"});
    };
    checkRefused(find("9.8", "0.5"), 4, "outside the recording");
    checkRefused(find("-1", "0.5"), 4, "outside the recording");
    checkRefused(find("1", "0"), 4, "no length");
    checkRefused(find("1", "-0.5"), 4, "no length");
    checkRefused(find("1", "6"), 4, "longer than half");
}

TEST_CASE("Output that cannot be written is refused before the work with exit code 5", "[cli][errors]")
{
    const Example example;
    const auto find = [&](const std::string& output)
    {
        return runReprise(
            {"find", example.audio(), "--start", "1", "--length", "0.5", "--auto", "0.5", "-o", output});
    };
    checkRefused(find("/no/such/folder/o.json"), 5, "folder does not exist");
    checkRefused(find(example.folder.path), 5, "is a folder");
    checkRefused(find("/dev/null"), 5, "is a device or pipe");
    checkRefused(find(example.audio()), 5, "is also read");
    checkRefused(runReprise({"evaluate", "--manifest", example.truth(), "-o", example.audio()}), 5,
                 "is also read");
    checkRefused(runReprise({"features", example.audio(), "-o", example.audio()}), 5, "is also read");
    checkRefused(runReprise({"features", example.audio(), "-o", "/no/such/f.npy"}), 5, "/no/such/f.npy");
    checkRefused(runReprise({"evaluate", "--manifest", example.truth(), "-o", "/no/such/r.json"}), 5,
                 "/no/such/r.json");
}

TEST_CASE("A full standard output is an error", "[cli][errors]")
{
    if (!std::filesystem::exists("/dev/full"))
        return;
    const Example example;
    const auto status = std::system(
        (quoted(REPRISE_EXECUTABLE) + " info " + quoted(example.audio()) + " --json >/dev/full 2>/dev/null")
            .c_str());
    CHECK(WEXITSTATUS(status) == 5);
}

TEST_CASE("The last no can be taken back after it spent the budget", "[cli][find]")
{
    const Example example;
    const auto outcome = runReprise(
        {"find", example.audio(), "--start", "1", "--length", "0.5", "-i", "--budget", "1", "--json"},
        "n\nz\ny\nq\n");
    INFO(outcome.error);
    CHECK(outcome.code == 0);
    CHECK(outcome.error.find("budget is spent") != std::string::npos);
    CHECK(nlohmann::json::parse(outcome.out).at("events").size() == 2);
}

TEST_CASE("A damaged manifest however deep is refused", "[cli][errors]")
{
    const Example example;
    const std::string deep(100000, '[');
    writeText(example.file("deep.json"),
              R"({"version": 1, "tasks": [{"id": "a", "track": "t", "audio": "a.wav", "query":
        {"start": )" +
                  deep + std::string(100000, ']') + R"(, "length": 1}, "occurrences": []}]})");
    checkRefused(runReprise({"evaluate", "--manifest", example.file("deep.json")}), 3,
                 "nests deeper than 64 levels");
    writeText(example.file("far.json"),
              R"({"version": 1, "tasks": [{"id": "a", "track": "t", "audio": "a.wav", "query":
        {"start": 1e300, "length": 1}, "occurrences": []}]})");
    checkRefused(runReprise({"evaluate", "--manifest", example.file("far.json")}), 3, "0 to 1e9");
}

namespace
{
/** The burst of Example under other music: quieter, stereo, at 2.25 and 6 s. Its first search is done. */
struct LikeExample : Example
{
    LikeExample()
    {
        auto signal = noise(400000, 0.002f, 7);
        const auto hum = sine(180.0, 9.0, 44100, 0.004);
        mixInto(signal, hum, 0);
        const auto burst = noise(22050, 0.5f, 2);
        for (const auto at : {99225u, 264600u})
            mixInto(signal, burst, at, 0.05f);
        std::vector<float> stereo;
        for (const auto value : signal)
            stereo.insert(stereo.end(), {value, value});
        writeAudio(other(), stereo, 44100, 2);
        writeText(file("other-truth.json"),
                  R"({"version": 1, "tasks": [{"id": "burst", "track": "test", "audio": "b.wav",
            "query": {"start": 2.25, "length": 0.5}, "occurrences": [{"start": 2.25, "length": 0.5,
            "query": true}, {"start": 6, "length": 0.5}]}]})");
        learned =
            runReprise({"find", audio(), "--truth", truth(), "--budget", "2", "--rejected", "-o", events()});
    }
    std::string other() const { return file("b.wav"); }
    std::string events() const { return file("events.json"); }
    Outcome find(std::vector<std::string> more) const
    {
        more.insert(more.begin(), {"find", other(), "--like", events()});
        return runReprise(more);
    }

    Outcome learned;
};

std::vector<long> samplesOf(const nlohmann::json& events)
{
    std::vector<long> samples;
    for (const auto& event : events)
        samples.push_back(event.at("sample"));
    return samples;
}
} // namespace

TEST_CASE("What was learned in one file is found in another, whoever answers", "[cli][like]")
{
    const LikeExample example;
    INFO(example.learned.error);
    REQUIRE(example.learned.code == 0);
    const std::vector<long> places{99225, 264600};

    const auto truth = example.find({"--truth", example.file("other-truth.json"), "--budget", "2", "-o",
                                     example.file("other.json"), "--label", "burst"});
    INFO(truth.error);
    REQUIRE(truth.code == 0);
    CHECK(truth.out.find("b.wav: like " + example.audio() + " 0:01.000 to 0:01.500, with 2 yes and 2 no") !=
          std::string::npos);
    CHECK(truth.out.find("Found 2 of 2 occurrences with 4 questions and 2 'no' answers") !=
          std::string::npos);
    CHECK(truth.out.find("marked") == std::string::npos);
    const auto json = nlohmann::json::parse(readText(example.file("other.json")));
    CHECK(samplesOf(json.at("events")) == places);
    CHECK(json.at("audio").at("file") == "b.wav");
    CHECK(json.at("audio").at("samples") == 400000);
    CHECK_FALSE(json.contains("query"));
    const auto source = nlohmann::json::parse(readText(example.events()));
    CHECK(json.at("like").at("file") == "a.wav");
    CHECK(json.at("like").at("sha256") == source.at("audio").at("sha256"));
    CHECK(json.at("like").at("query") == source.at("query"));

    const auto automatic = example.find({"--auto", "0.5", "--json"});
    REQUIRE(automatic.code == 0);
    CHECK(samplesOf(nlohmann::json::parse(automatic.out).at("events")) == places);

    writeText(example.file("answers.txt"), "no\nundo\nyes\nyes\n");
    const auto replayed = example.find({"--answers", example.file("answers.txt"), "--json"});
    REQUIRE(replayed.code == 0);
    CHECK(samplesOf(nlohmann::json::parse(replayed.out).at("events")) == places);
    writeText(example.file("undo.txt"), "undo\n"); // examples cannot be taken back
    checkRefused(example.find({"--answers", example.file("undo.txt")}), 3, "nothing was answered");

    const auto paper = example.find({"--auto", "0.2", "--json", "--method", "paper", "--no-nmf"});
    REQUIRE(paper.code == 0);
    CHECK(nlohmann::json::parse(paper.out).at("events").size() == 2);
    const auto nothing = example.find({"--auto", "1"});
    CHECK(nothing.out.find("Nothing was found.") != std::string::npos);

    // What was found there is itself something to learn from.
    const auto back = runReprise(
        {"find", example.audio(), "--like", example.file("other.json"), "--auto", "0.5", "--json"});
    INFO(back.error);
    REQUIRE(back.code == 0);
    CHECK(samplesOf(nlohmann::json::parse(back.out).at("events")) ==
          std::vector<long>{44100, 176400, 330750});
}

TEST_CASE("Examples from another file explain hits and belong to the shared sound",
          "[cli][like][why][shared]")
{
    const LikeExample example;
    const auto outcome = example.find({"--auto", "0.2", "--json", "--method", "paper", "--no-nmf", "--why",
                                       "--shared-sound", example.file("shared.wav")});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.error.find("What 3 excerpts share was written to") != std::string::npos);
    const auto events = nlohmann::json::parse(outcome.out).at("events");
    REQUIRE(events.size() == 2);
    for (const auto& event : events)
        CHECK_FALSE(event.at("why").at("answers").at(0).contains("sample")); // no place in this file
    writeText(example.file("answers.txt"), "no\n");
    CHECK(example.find({"--answers", example.file("answers.txt"), "--why", "--method", "paper", "--no-nmf"})
              .error.find("other file") != std::string::npos);
    checkRefused(example.find({"--auto", "0.5", "--shared-sound", example.audio()}), 5, "is also read");
    checkRefused(example.find({"--auto", "0.5", "--shared-sound", example.events()}), 5, "is also read");
}

TEST_CASE("Nothing is said about a mark in another file, but answers are compared with it", "[cli][like]")
{
    const LikeExample example;
    // A mark that begins too early is worth a note where it was made, and only there.
    const auto early = runReprise({"find", example.audio(), "--start", "0.94", "--length", "0.5", "--auto",
                                   "0.5", "-o", example.events()});
    INFO(early.error);
    CHECK(early.error.find("after your mark's start") != std::string::npos);
    const auto found = example.find({"--auto", "0.1", "--json"});
    REQUIRE(found.code == 0);
    CHECK(found.error.find("Note:") == std::string::npos);
    CHECK_FALSE(nlohmann::json::parse(found.out).contains("advice"));

    writeText(example.file("no.txt"), "no\n");
    const auto denied = runReprise(
        {"find", example.audio(), "--like", example.events(), "--answers", example.file("no.txt"), "--json"});
    INFO(denied.error);
    REQUIRE(denied.code == 0);
    const auto remark = nlohmann::json::parse(denied.out).at("advice").at("remarks").at(0);
    CHECK(remark.at("code") == "contradiction");
    CHECK(remark.at("text").get<std::string>().find("The mark and the excerpt at 0:0") == 0);
    CHECK(remark.at("places").size() == 1);
    CHECK(remark.at("places").at(0).at("sample") < 441000);
}

TEST_CASE("The mark of another file is played from that file", "[cli][like]")
{
    const LikeExample example;
    const auto outcome = runReprise({"find", example.other(), "--like", example.events(), "-i",
                                     "--play-command", "cp {file} " + example.file("played-{start}")},
                                    "a\np\nq\n");
    INFO(outcome.error);
    CHECK(outcome.code == 0);
    CHECK(readText(example.file("played-1.000000")) == readText(example.audio()));
    CHECK(outcome.error.find("confidence") != std::string::npos);
}

TEST_CASE("Examples that cannot be used are refused with one line that says what to do",
          "[cli][like][errors]")
{
    const LikeExample example;
    const auto automatic = [&] { return example.find({"--auto", "0.5"}); };
    checkRefused(example.find({"--auto", "0.5", "--start", "1", "--length", "0.5"}), 2, "--like");
    checkRefused(runReprise({"find", example.other(), "--start", "1", "--length", "0.5", "--auto", "0.5",
                             "--like-audio", example.audio()}),
                 2, "--like");
    checkRefused(example.find({"--auto", "0.5", "-o", example.audio()}), 5, "is also read");
    checkRefused(example.find({"--auto", "0.5", "-o", example.events()}), 5, "is also read");
    checkRefused(runReprise({"find", example.other(), "--like", example.truth(), "--auto", "0.5"}), 3,
                 "\"format\" is missing");
    checkRefused(runReprise({"find", example.other(), "--like", example.file("no.json"), "--auto", "0.5"}), 3,
                 "no.json: no such file");

    writeAudio(example.file("short.wav"), noise(20000, 0.1f, 3), 44100);
    checkRefused(runReprise({"find", example.file("short.wav"), "--like", example.events(), "--auto", "0.5"}),
                 4, "longer than the recording (20000 samples)");

    const auto events = readText(example.events());
    auto json = nlohmann::json::parse(events);
    json["audio"]["sampleRate"] = 48000;
    writeText(example.events(), json.dump());
    checkRefused(automatic(), 3, "\"sampleRate\" must be 44100");
    json = nlohmann::json::parse(events);
    json["audio"]["samples"] = 900000;
    json["query"]["sample"] = 800000;
    json["query"]["endSample"] = 822050;
    writeText(example.events(), json.dump());
    checkRefused(automatic(), 4, "sample 800000");
    json["version"] = 2;
    writeText(example.events(), json.dump());
    checkRefused(automatic(), 3, "version 2 cannot be read");
    writeText(example.events(), events);

    // Moved: named by --like-audio. Gone or another: refused.
    std::filesystem::rename(example.audio(), example.file("moved.wav"));
    checkRefused(automatic(), 3, "'a.wav', is not beside it; put it there or name it with --like-audio");
    CHECK(example.find({"--auto", "0.5", "--like-audio", example.file("moved.wav")}).code == 0);
    checkRefused(example.find({"--auto", "0.5", "--like-audio", example.file("none.wav")}), 3,
                 "none.wav: no such file");
    checkRefused(example.find({"--auto", "0.5", "--like-audio", example.other()}), 3,
                 "b.wav: is not the audio that " + example.events() + " was made from");
    std::filesystem::copy_file(example.other(), example.audio());
    checkRefused(automatic(), 3, "SHA-256 differs");
}

TEST_CASE("The half of the demo that was searched finds the call in the other half", "[cli][like][demo]")
{
    // The README's example: the demo cut at 40 s.
    const TemporaryFolder folder;
    SF_INFO info{};
    auto* demo = sf_open((std::string(REPRISE_DEMO_DIR) + "/demo.flac").c_str(), SFM_READ, &info);
    REQUIRE(demo != nullptr);
    std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
    REQUIRE(sf_readf_float(demo, samples.data(), info.frames) == info.frames);
    sf_close(demo);
    const auto cut = samples.begin() + 40 * info.samplerate * info.channels;
    constexpr auto flac = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    writeAudio(folder / "first.flac", {samples.begin(), cut}, info.samplerate, info.channels, flac);
    writeAudio(folder / "second.flac", {cut, samples.end()}, info.samplerate, info.channels, flac);

    const auto learned = runReprise({"find", folder / "first.flac", "--start", "3.1", "--length", "1.6", "-i",
                                     "--rejected", "-o", folder / "call.json"},
                                    "y\ny\ny\ny\ny\ny\nn\nn\nn\nq\n");
    INFO(learned.error);
    REQUIRE(learned.code == 0);
    const auto found = runReprise(
        {"find", folder / "second.flac", "--like", folder / "call.json", "--auto", "0.5", "--json"});
    INFO(found.error);
    REQUIRE(found.code == 0);
    const auto events = nlohmann::json::parse(found.out).at("events");
    constexpr std::array truth{3.96551, 8.96206, 17.15517, 20.72413, 26.72413, 32.93104};
    REQUIRE(events.size() == truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i)
        CHECK(events.at(i).at("time").get<double>() == Approx(truth[i]).margin(0.005));
}

TEST_CASE("Marks without sound are refused with one line and exit code 4", "[cli][errors]")
{
    const Example example;
    std::vector<float> signal(441000, 0.0f);
    mixInto(signal, noise(22050, 0.5f, 2), 44100);
    std::fill(signal.begin() + 264600, signal.begin() + 352800, 0.25f);
    writeAudio(example.file("hard.wav"), signal, 44100);
    for (const std::string method : {"default", "paper"})
    {
        const auto find = [&](const std::string& start, const std::string& length)
        {
            return runReprise({"find", example.file("hard.wav"), "--start", start, "--length", length,
                               "--auto", "0.5", "--method", method});
        };
        checkRefused(find("4", "0.5"), 4, "the mark is silent");
        checkRefused(find("6.5", "0.5"), 4, "constant level (DC)");
        checkRefused(find("1.2", "0.00002"), 4, "single sample");
    }
}

TEST_CASE("Notes and suggested marks are printed once and are part of the printed JSON", "[cli][find]")
{
    const Example example;
    writeText(example.file("answers.txt"), "yes\nno\n");
    const auto outcome =
        runReprise({"find", example.audio(), "--start", "0.94", "--length", "0.5", "--answers",
                    example.file("answers.txt"), "--json", "-o", example.file("events.json")});
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    const auto note = outcome.error.find("Note: the sound seems to begin ");
    REQUIRE(note != std::string::npos);
    CHECK(outcome.error.find("ms after your mark's start; --start 1.00") != std::string::npos);
    CHECK(outcome.error.find("Note: the sound seems", note + 1) == std::string::npos);
    const auto advice = nlohmann::json::parse(outcome.out).at("advice");
    REQUIRE(advice.at("marks").size() >= 1);
    CHECK(advice.at("marks").at(0).at("from") == "onset");
    CHECK(advice.at("marks").at(0).at("time").get<double>() == Approx(1.0).margin(0.008));
    // The second question is the third burst.
    REQUIRE(advice.at("remarks").size() == 1);
    CHECK(advice.at("remarks").at(0).at("code") == "contradiction");
    CHECK(advice.at("remarks").at(0).at("places").size() == 1);
    CHECK(outcome.error.find("The mark and the excerpt at") != std::string::npos);
    CHECK(outcome.error.find("are nearly the same sound") != std::string::npos);
    CHECK(readText(example.file("events.json")) == outcome.out);
}

TEST_CASE("An analysis is kept where that was asked for, found again, and deleted on demand", "[cli][cache]")
{
    const TemporaryFolder folder;
    auto signal = noise(31 * 22050, 0.01f, 1);
    const auto burst = noise(11025, 0.5f, 2);
    for (const auto at : {22050u, 176400u, 330750u})
        mixInto(signal, burst, at);
    const auto audio = folder / "a.wav";
    writeAudio(audio, signal, 22050);
    std::filesystem::last_write_time(audio,
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    const auto find = [&](const std::vector<std::string>& more)
    {
        std::vector<std::string> arguments{"find", audio,    "--start", "1",     "--length",
                                           "0.5",  "--auto", "0.5",     "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto outcome = runReprise(arguments);
        INFO(outcome.error);
        CHECK(outcome.code == 0);
        return outcome.out;
    };
    const auto size = [](const std::vector<std::string>& arguments)
    {
        const auto out = runReprise(arguments).out;
        const auto from = out.find('(');
        return from == std::string::npos ? out : out.substr(from, out.find(')') - from + 1);
    };
    ::setenv("REPRISE_CACHE", (folder / "cache").c_str(), 1);
    const auto before = find({});
    CHECK(size({"cache"}) == "(0 recordings)"); // scripts do not fill disks
    CHECK(find({"--cache"}) == before);
    CHECK(size({"cache"}) == "(1 recording)");
    CHECK(find({}) == before);
    CHECK(find({"--no-cache"}) == before);
    CHECK(size({"cache", "--clear"}) == "(0 recordings)");
    CHECK(runReprise({"find", audio, "--start", "1", "--length", "0.5", "--auto", "0.5", "--session",
                      folder / "s.reprise"})
              .code == 0);
    CHECK(size({"cache"}) == "(1 recording)");
    ::setenv("REPRISE_CACHE", "off", 1);
    CHECK(size({"cache"}) == "cache   off\n");
}
