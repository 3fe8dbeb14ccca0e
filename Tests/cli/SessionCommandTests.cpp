// The promise kept here: a session on the command line goes on where it stopped, also after the program was
// killed, and its replay arrives at the same questions and hits or says where it does not.

#include "support/EnvironmentVariable.h"
#include "support/RunningReprise.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>

using namespace reprise::test;
namespace fs = std::filesystem;

TEST_CASE("A session goes on where it stopped, with the mark and every answer", "[cli][session]")
{
    const SessionExample example;
    const auto first = example.begin("y\nq\n");
    INFO(first.error);
    REQUIRE(first.code == 0);
    const auto second = example.goOn("n\nz\ny\nz\nr\nq\n");
    INFO(second.error);
    REQUIRE(second.code == 0);
    CHECK(second.error.find("\n1.  ") == std::string::npos); // the first question is answered
    CHECK(second.error.find("\n2.  ") != std::string::npos);
    const auto json = example.stored();
    REQUIRE(json.at("sounds").size() == 1);
    CHECK(json["sounds"][0]["name"] == "burst");
    CHECK(json["sounds"][0]["query"]["start"] == 44100);
    REQUIRE(json["sounds"][0]["hits"].size() == 2);
    CHECK(json["sounds"][0]["hits"][1]["answer"] == "yes");
    CHECK(json["audio"]["file"] == "a.wav");
    CHECK(json["predicted"].contains("1"));
    CHECK_FALSE(fs::exists(example.session() + ".journal"));
    CHECK(fs::exists(example.session() + ".bak"));

    // Another sound of the same recording, then the first one again.
    const auto other = runReprise({"find", example.audio(), "--start", "5", "--length", "0.5", "--auto",
                                   "0.9", "--session", example.session(), "--budget", "3"});
    INFO(other.error);
    REQUIRE(other.code == 0);
    REQUIRE(example.stored()["sounds"].size() == 2);
    CHECK(example.stored()["sounds"][1]["budget"] == 3);
    CHECK(example.stored()["sounds"][1]["threshold"] == 0.9);
    const auto chosen =
        runReprise({"find", "--session", example.session(), "--sound", "burst", "-i", "--json"}, "q\n");
    CHECK(nlohmann::json::parse(chosen.out).at("events").size() == 3);
    checkRefused(runReprise({"find", "--session", example.session(), "--sound", "bell", "-i"}), 2,
                 "it has 1 (burst), 2 (Sound 2)");
}

TEST_CASE("A hit that is off is named, and moved when asked for, and the move is part of the session",
          "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\ny\nq\n").code == 0);
    const auto exact = example.stored()["sounds"][0]["hits"];
    auto json = example.stored();
    const auto off = exact[1]["start"].get<int>() + 6000;
    json["history"][2]["hits"][0]["start"] = off; // as if its edges had been dragged before the "yes"
    json["sounds"][0]["hits"][1]["start"] = off;
    writeText(example.session(), json.dump());

    const auto named = example.goOn("q\n");
    INFO(named.error);
    REQUIRE(named.code == 0);
    CHECK(named.error.find("fits the others better at") != std::string::npos);
    CHECK(named.error.find("--settle moves") != std::string::npos);
    CHECK(example.stored()["sounds"][0]["hits"][1]["start"] == off);

    const auto moved =
        runReprise({"find", "--session", example.session(), "-i", "--settle", "--json"}, "q\n");
    INFO(moved.error);
    REQUIRE(moved.code == 0);
    CHECK(moved.error.find("was moved to") != std::string::npos);
    CHECK(moved.error.find("fits the others better") == std::string::npos);
    CHECK(example.stored()["sounds"][0]["hits"] == exact);
    CHECK(example.stored()["history"].back()["action"] == "editHit");
    CHECK(runReprise({"replay", example.session()}).code == 0);
}

TEST_CASE("A killed search has every answer whose next question was asked", "[cli][session]")
{
    const SessionExample example;
    Running search(example.beginning(), example.file("said"));
    search.type("y\nn\n");
    REQUIRE(search.waitFor("\n3.  "));
    // Another one must not work on it meanwhile.
    checkRefused(example.goOn(""), 3, "is open in another Reprise");
    // An export only looks at it, and has the answers that no save holds.
    const auto exported = [&](const std::string& command)
    {
        const auto output = example.file("onsets.csv");
        const auto outcome = command == "export" ? runReprise({"export", example.session(), "--states", "all",
                                                               "--format", "csv", "-o", output})
                                                 : runReprise({"convert", example.session(), output});
        INFO(outcome.error);
        CHECK(outcome.code == 0);
        CHECK(outcome.error.find("With 3 steps that no save holds yet") != std::string::npos);
        const auto text = readText(output);
        return std::count(text.begin(), text.end(), '\n') - 1;
    };
    CHECK(exported("export") == 3); // the mark and two answers
    search.kill();

    CHECK(exported("convert") == 3);
    CHECK(example.stored()["history"].size() == 0); // the file itself is as it was begun
    const auto again = example.goOn("q\n");
    INFO(again.error);
    CHECK(again.code == 0);
    CHECK(again.error.find("Recovered 3 steps") != std::string::npos); // the mark and two answers
    CHECK(again.error.find("\n3.  ") != std::string::npos);
    CHECK(example.stored()["sounds"][0]["hits"].size() == 2);
}

TEST_CASE("A search that is killed again and again loses no answer it went on from", "[cli][session]")
{
    const SessionExample example;
    const auto keyOf = [](int question) { return std::string(1, "ynu"[question % 3]) + "\n"; };
    const auto asked = [](int question) { return "\n" + std::to_string(question) + ".  "; };
    std::mt19937 random(3);
    const auto waitAtMost = [&](unsigned milliseconds)
    { std::this_thread::sleep_for(std::chrono::microseconds(random() % (milliseconds * 1000))); };
    int next = 1; // all before this question were answered, and the program said so by asking it
    for (int kills = 0; kills < 12; ++kills)
    {
        auto words = kills == 0 ? example.beginning("0.1")
                                : std::vector<std::string>{"find", "--session", example.session(), "-i"};
        words.insert(words.end(), {"--budget", "50"});
        Running search(std::move(words), example.file("said"));
        INFO("kill " << kills << " at question " << next << ": " << search.said());
        if (kills % 4 == 3)
        {
            waitAtMost(300); // while it reads and analyses
            continue;
        }
        // The last answer before the kill may have been kept although nobody was told.
        REQUIRE(search.waitFor(".  "));
        next += search.said().find(asked(next)) == std::string::npos ? 1 : 0;
        REQUIRE(search.waitFor(asked(next)));
        for (auto more = random() % 4; more > 0; --more)
        {
            search.type(keyOf(next));
            REQUIRE(search.waitFor(asked(++next)));
        }
        search.type(keyOf(next));
        waitAtMost(40);
        search.kill();
        next += search.said().find(asked(next + 1)) == std::string::npos ? 0 : 1;
    }
    REQUIRE(example.goOn("q\n").code == 0);
    const auto hits = example.stored().at("sounds").at(0).at("hits");
    CHECK(
        (hits.size() == static_cast<std::size_t>(next) - 1 || hits.size() == static_cast<std::size_t>(next)));
    CHECK(hits.size() > 9);
    int question = 0;
    for (const auto& hit : hits)
        CHECK(hit.at("answer").get<std::string>().substr(0, 1) + "\n" == keyOf(++question));
}

TEST_CASE("No result is written over a session that is yet to be made", "[cli][session]")
{
    const SessionExample example;
    for (const std::string option : {"-o", "--shared-sound"})
        for (const std::string ending : {"", ".bak", ".journal"})
        {
            auto words = example.beginning();
            words.insert(words.end(), {option, (example.folder.path / "." / "s.reprise").string() + ending});
            checkRefused(runReprise(words, "y\nq\n"), 5, "is the session, or kept for it");
        }
    CHECK_FALSE(fs::exists(example.session()));
}

TEST_CASE("Undo and redo pass over the settings of a run", "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nn\nq\n").code == 0);
    writeText(example.file("undo"), "undo\nundo\nredo\n");
    const auto undone = runReprise({"find", "--session", example.session(), "--budget", "7", "--predicted",
                                    "0.8", "--answers", example.file("undo")});
    INFO(undone.error);
    REQUIRE(undone.code == 0);
    REQUIRE(example.stored()["sounds"][0]["hits"].size() == 1);
    writeText(example.file("redo"), "redo\n");
    REQUIRE(runReprise({"find", "--session", example.session(), "--answers", example.file("redo")}).code ==
            0);
    CHECK(example.stored()["sounds"][0]["hits"].size() == 2);
    CHECK(example.stored()["sounds"][0]["budget"] == 7);
}

namespace
{
/** Options of a run, and that the sound holds what they say. */
const std::vector<std::string> otherSettings{"--budget", "7", "--ask", "uncertain", "--predicted", "0.25"};

void checkOtherSettings(const nlohmann::json& sound)
{
    CHECK(sound["budget"] == 7);
    CHECK(sound["order"] == "uncertain");
    CHECK(sound["threshold"] == 0.25);
}

std::vector<std::string> goingOn(const SessionExample& example, const std::vector<std::string>& options,
                                 const std::string& answers)
{
    std::vector<std::string> words{"find", "--session", example.session(), "--answers",
                                   example.file(answers)};
    words.insert(words.end(), options.begin(), options.end());
    return words;
}
} // namespace

TEST_CASE("What a run was told to set stays, whatever it takes back", "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nn\nq\n").code == 0);
    writeText(example.file("again"), "undo\nno\n");
    const auto outcome = runReprise(goingOn(example, otherSettings, "again"));
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(example.stored()["sounds"][0]["hits"].size() == 2);
    checkOtherSettings(example.stored()["sounds"][0]);
}

TEST_CASE("Answers that were taken back outlive a run with other settings", "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nn\nz\nq\n").code == 0);
    REQUIRE(runReprise({"find", "--session", example.session(), "--auto", "0.3"}).code == 0);
    writeText(example.file("redo"), "redo\n");
    const auto outcome = runReprise(goingOn(example, otherSettings, "redo"));
    INFO(outcome.error);
    REQUIRE(outcome.code == 0);
    CHECK(example.stored()["sounds"][0]["hits"].size() == 2);
    checkOtherSettings(example.stored()["sounds"][0]);
}

TEST_CASE("A truth file goes on with its own sound of a session, or adds it", "[cli][session]")
{
    const SessionExample example;
    // The mark is somewhere else than the truth's.
    REQUIRE(runReprise({"find", example.audio(), "--start", "2.5", "--length", "0.5", "--auto", "0.9",
                        "--session", example.session(), "--label", "noise"})
                .code == 0);
    const auto search = [&](std::vector<std::string> words)
    {
        words.insert(words.begin(),
                     {"find", "--session", example.session(), "--truth", example.truth(), "--budget", "1"});
        return runReprise(words);
    };
    const auto added = search({"--label", "burst"});
    INFO(added.error);
    REQUIRE(added.code == 0);
    REQUIRE(example.stored()["sounds"].size() == 2);
    const auto sound = example.stored()["sounds"][1];
    CHECK(sound["name"] == "burst");
    CHECK(sound["query"]["start"] == 44100);
    CHECK(std::count_if(sound["hits"].begin(), sound["hits"].end(),
                        [](const auto& hit) { return hit["answer"] == "yes"; }) == 2);

    REQUIRE(search({}).code == 0);
    CHECK(example.stored()["sounds"].size() == 2);
    CHECK(example.stored()["sounds"][0]["hits"].empty());
    REQUIRE(search({"--sound", "noise"}).code == 0); // told so, whatever its mark
    CHECK_FALSE(example.stored()["sounds"][0]["hits"].empty());
    checkRefused(runReprise({"find", example.audio(), "--session", example.file("new.reprise"), "--truth",
                             example.truth(), "--sound", "burst"}),
                 2, "is new and has no sound yet");
}

TEST_CASE("A sound is chosen by its number before its name, and by a name that is its own", "[cli][session]")
{
    const SessionExample example;
    for (const auto& [start, name] : {std::pair{"1", "2"}, {"2.5", "1"}, {"5", "1"}})
        REQUIRE(runReprise({"find", example.audio(), "--start", start, "--length", "0.5", "--auto", "0.9",
                            "--session", example.session(), "--label", name})
                    .code == 0);
    writeText(example.file("no"), "no\n");
    const auto answer = [&](const std::string& sound)
    {
        return runReprise(
            {"find", "--session", example.session(), "--sound", sound, "--answers", example.file("no")});
    };
    REQUIRE(answer("1").code == 0);
    CHECK(example.stored()["sounds"][0]["hits"].size() == 1);
    auto json = example.stored();
    for (auto& action : json["history"])
        if (action["action"] == "addSound")
            action["sound"]["name"] = "same";
    for (auto& sound : json["sounds"])
        sound["name"] = "same";
    writeText(example.session(), json.dump());
    checkRefused(answer("same"), 2, "several sounds 'same'; choose one by its number");
}

TEST_CASE("A session is one under any name", "[cli][session]")
{
    const SessionExample example;
    auto words = example.beginning();
    words[8] = example.file("unnamed");
    REQUIRE(runReprise(words, "y\nq\n").code == 0);
    const auto outcome =
        runReprise({"export", example.file("unnamed"), "--format", "csv", "-o", example.file("x.csv")});
    INFO(outcome.error);
    CHECK(outcome.code == 0);
    CHECK(runReprise({"replay", example.file("unnamed")}).code == 0);
    const auto bytes = readText(example.file("unnamed"));
    for (const std::string ending : {"", ".bak"})
        checkRefused(runReprise({"export", example.file("unnamed"), "--format", "csv", "-o",
                                 example.file("unnamed" + ending)}),
                     5, ending.empty() ? "is also read" : "is the session, or kept for it");
    CHECK(readText(example.file("unnamed")) == bytes);
}

TEST_CASE("A session that is wrong about its own audio is not searched, and its export says so",
          "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nq\n").code == 0);
    for (const auto& [key, value, says] :
         {std::tuple{"sampleRate", 8000, "sample rate: 44100 Hz, was 8000 Hz"},
          std::tuple{"samples", 500000, "length: 441000 samples"},
          std::tuple{"channels", 7, "channels: 1, was 7"}})
    {
        auto json = example.stored();
        json["audio"][key] = value;
        writeText(example.file("wrong.reprise"), json.dump());
        for (const auto* command : {"find", "replay"})
        {
            std::vector<std::string> words{command, example.file("wrong.reprise")};
            if (words[0] == "find")
                words = {"find", "--session", example.file("wrong.reprise"), "-i"};
            checkRefused(runReprise(words, "q\n"), 3, says);
        }
        const auto outcome = runReprise(
            {"export", example.file("wrong.reprise"), "--format", "csv", "-o", example.file("x.csv")});
        CHECK(outcome.error.find(says) != std::string::npos);
        checkRefused(runReprise({"export", example.file("wrong.reprise"), "--format", "hits", "-o",
                                 example.file("hits")}),
                     3, says);
    }
}

TEST_CASE("A session whose numbers are used up says so instead of becoming unreadable", "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nq\n").code == 0);
    auto json = example.stored();
    json["nextHit"] = std::int64_t{1} << 53;
    writeText(example.session(), json.dump());
    writeText(example.file("no"), "no\n");
    const auto outcome =
        runReprise({"find", "--session", example.session(), "--answers", example.file("no")});
    CHECK(outcome.code == 4);
    CHECK(outcome.error.find("no number left for another judged excerpt") != std::string::npos);
    CHECK(example.goOn("q\n").code == 0);
}

TEST_CASE("Answers that a folder does not take are kept in another", "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nq\n").code == 0);
    // Folders in the way, as root may write everywhere.
    fs::remove(example.session() + ".bak");
    fs::create_directories(example.session() + ".bak/in the way");
    fs::create_directories(example.session() + ".journal/in the way");
    fs::create_directories(example.folder / "home");
    const EnvironmentVariable home("HOME", example.file("home"));
    const auto outcome = example.goOn("n\nq\n");
    INFO(outcome.error);
    CHECK(outcome.code == 5);
    CHECK(outcome.error.find("every answer is kept in") != std::string::npos);
    CHECK(example.stored()["sounds"][0]["hits"].size() == 1);
    const auto rescued = example.folder / "home" / "s (rescued).reprise";
    REQUIRE(fs::exists(rescued));
    CHECK(nlohmann::json::parse(readText(rescued))["sounds"][0]["hits"].size() == 2);
    CHECK(runReprise({"replay", rescued.string()}).code == 0);
}

TEST_CASE("A replay asks the same and finds the same, or names what differs", "[cli][session][replay]")
{
    const SessionExample example;
    for (const auto& [method, order] :
         {std::pair{"default", "likeliest"}, {"paper", "likeliest"}, {"default", "uncertain"}})
    {
        fs::remove(example.session());
        REQUIRE(runReprise({"find", example.audio(), "--truth", example.truth(), "--budget", "2", "--method",
                            method, "--ask", order, "--session", example.session()})
                    .code == 0);
        const auto same = runReprise({"replay", example.session()});
        INFO(same.out << same.error);
        CHECK(same.code == 0);
        CHECK(same.out.find("same questions and finds the same hits") != std::string::npos);
    }
    auto json = example.stored();
    auto& asked = json["history"][1]["hits"][0]["asked"]["start"];
    asked = asked.get<int>() + 1;
    json["sounds"][0]["hits"][0]["asked"]["start"] = asked;
    writeText(example.session(), json.dump());
    const auto other = runReprise({"replay", example.session(), "--json"});
    CHECK(other.code == 6);
    const auto report = nlohmann::json::parse(other.out);
    CHECK(report.at("same") == false);
    REQUIRE(report["sounds"][0]["differences"].size() == 1);
    CHECK(
        report["sounds"][0]["differences"][0].get<std::string>().starts_with("question 1 (hit 1): sample "));
}

TEST_CASE("A replay goes to and fro between more methods than it keeps analyses of", "[cli][session][replay]")
{
    const SessionExample example;
    writeText(example.file("answers"), "yes\n");
    const auto answer = [&](std::vector<std::string> how)
    {
        how.insert(how.begin(),
                   {"find", "--answers", example.file("answers"), "--session", example.session()});
        const auto outcome = runReprise(how);
        INFO(outcome.error);
        CHECK(outcome.code == 0);
    };
    answer({example.audio(), "--start", "1", "--length", "0.5"});
    for (const auto* feature : {"mfcc", "stft"})
        answer(
            {example.audio(), "--start", "1", "--length", "0.5", "--method", "paper", "--feature", feature});
    for (const auto* sound : {"1", "2", "3"})
        answer({"--sound", sound});
    REQUIRE(example.stored()["sounds"].size() == 3);
    const auto replay = runReprise({"replay", example.session()});
    INFO(replay.out << replay.error);
    CHECK(replay.code == 0);
}

TEST_CASE("What a session says of its audio does not steer the terminal", "[cli][session]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nq\n").code == 0);
    writeAudio(example.file("a.ogg"), noise(441000, 0.1f, 9), 44100, 1, SF_FORMAT_OGG | SF_FORMAT_VORBIS);
    const auto info = nlohmann::json::parse(runReprise({"info", example.file("a.ogg"), "--json"}).out);
    auto json = example.stored();
    auto& audio = json["audio"];
    audio["file"] = "a.ogg";
    audio["lastPath"] = example.file("a.ogg");
    for (const auto* key : {"sha256", "samples", "container", "encoding"})
        audio[key] = info.at(key);
    audio["decoder"] = "\x1b[2Jdecoder";
    writeText(example.session(), json.dump());
    const auto replay = runReprise({"replay", example.session()});
    INFO(replay.error);
    CHECK(replay.error.find("was  [2Jdecoder") != std::string::npos);
    CHECK(replay.error.find('\x1b') == std::string::npos);

    audio["file"] = "b\x1b[2J.wav";
    audio["lastPath"] = example.file("b\x1b[2J.wav");
    writeText(example.session(), json.dump());
    writeAudio(example.file("b\x1b[2J.wav"), noise(48000, 0.1f, 9), 48000);
    const auto exported = runReprise({"export", example.session(), "-o", example.file("o.csv")});
    INFO(exported.error);
    CHECK(exported.code == 0);
    CHECK(exported.error.find("b [2J.wav is not what the session says") != std::string::npos);
    CHECK(exported.error.find('\x1b') == std::string::npos);
}

TEST_CASE("A session finds its audio where it was moved, and takes no other", "[cli][session][replay]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nq\n").code == 0);
    const auto bytes = readText(example.session());
    fs::create_directories(example.folder / "away");
    fs::copy_file(example.session(), example.folder / "away/s.reprise"); // the session moves alone
    const auto cut = runReprise(
        {"export", example.file("away/s.reprise"), "--format", "hits", "-o", example.file("away/hits")});
    INFO(cut.error);
    CHECK(cut.code == 0);
    fs::create_directories(example.folder / "moved/deep");
    fs::rename(example.audio(), example.folder / "moved/deep/b.wav");
    checkRefused(example.goOn("q\n"), 3, "is missing; name the file, or a folder");
    CHECK(runReprise({"replay", example.session(), "--audio", example.file("moved")}).code == 0);
    CHECK(runReprise(
              {"export", example.session(), "--audio", example.file("moved"), "-o", example.file("copy.wav")})
              .code == 0);
    CHECK(readText(example.session()) == bytes); // a replay changes nothing
    CHECK(runReprise({"find", example.file("moved/deep/b.wav"), "--session", example.session(), "-i"}, "q\n")
              .code == 0);
    CHECK(example.stored()["audio"]["file"] == "moved/deep/b.wav");
    CHECK(example.goOn("q\n").code == 0);

    writeAudio(example.audio(), noise(441000, 0.1f, 9), 44100);
    checkRefused(runReprise({"find", example.audio(), "--session", example.session(), "-i"}), 3,
                 "is not the audio that");
    checkRefused(runReprise({"replay", example.file("none.reprise")}), 3, "no such file");
    checkRefused(runReprise({"find", "--session", example.file("none.reprise"), "-i"}), 3, "no such file");
    checkRefused(runReprise({"find", "-i"}), 2, "the audio file is missing");
}
