// The promise kept here: whatever becomes of files, streams and the terminal while the program runs, no answer is lost,
// nothing wrong is written, and the message names the cause.

#include "support/RunningReprise.h"

#include <catch2/catch.hpp>
#include <functional>

using namespace reprise::test;
namespace fs = std::filesystem;

namespace
{
/** Ten seconds of something else, of the same length. */
void writeOtherAudio(const std::string& path)
{
    writeAudio(path, noise(441000, 0.1f, 9), 44100);
}

struct Change
{
    std::string name;
    std::function<void(const std::string& file)> make;
    std::string refusal; ///< of a session that is gone on with
};

const std::vector<Change> changesOfAudio{
    {"deleted", [](const std::string& file) { fs::remove(file); }, "is missing"},
    {"cut", [](const std::string& file) { fs::resize_file(file, 200000); },
     "length: 49980 samples, was 441000"},
    {"rewritten", writeOtherAudio, "is not the audio that"},
    {"replaced",
     [](const std::string& file)
     {
         writeOtherAudio(file + ".new");
         fs::rename(file + ".new", file);
     },
     "is not the audio that"},
    {"emptied", [](const std::string& file) { fs::resize_file(file, 0); }, "is missing"}};

std::size_t linesOf(const std::string& file)
{
    const auto text = readText(file);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}
} // namespace

TEST_CASE("Audio that changes while questions are asked costs no answer, and is named", "[cli][changed]")
{
    for (const auto& change : changesOfAudio)
    {
        if (change.name == "rewritten" || change.name == "emptied")
            continue; // much as replaced and cut
        INFO("the audio is " << change.name);
        const SessionExample example;
        const auto original = readText(example.audio());
        auto words = example.beginning();
        words.insert(words.end(), {"-o", example.file("events.json")});
        Running search(words, example.file("said"));
        REQUIRE(search.waitFor("\n1.  "));
        change.make(example.audio());
        search.type("y\nn\nq\n");
        CHECK(search.wait() == 0);
        INFO(search.said());
        CHECK(search.said().find("a.wav was changed or removed since it was read") != std::string::npos);
        const auto events = nlohmann::json::parse(readText(example.file("events.json")));
        CHECK(events["events"].size() == 2);
        CHECK(events["audio"]["sha256"] == example.stored()["audio"]["sha256"]);
        CHECK(example.stored()["sounds"][0]["hits"].size() == 2);

        checkRefused(example.goOn("q\n"), 3, change.refusal);
        checkRefused(runReprise({"replay", example.session()}), 3, change.refusal);
        writeText(example.audio(), original);
        CHECK(runReprise({"replay", example.session()}).code == 0);
        CHECK(example.goOn("y\nq\n").code == 0);
        CHECK(example.stored()["sounds"][0]["hits"].size() == 3);
    }
}

TEST_CASE("Without a session, too, what was answered is written when the audio is gone", "[cli][changed]")
{
    const SessionExample example;
    Running search({"find", example.audio(), "--start", "1", "--length", "0.5", "-i", "-o",
                    example.file("events.json"), "--shared-sound", example.file("shared.wav")},
                   example.file("said"));
    REQUIRE(search.waitFor("\n1.  "));
    fs::remove(example.audio());
    search.type("y\nq\n");
    CHECK(search.wait() == 0);
    CHECK(nlohmann::json::parse(readText(example.file("events.json")))["events"].size() == 2);
    CHECK(fs::exists(example.file("shared.wav")));
}

TEST_CASE("No export takes samples of other audio for those of the session", "[cli][changed]")
{
    const SessionExample example;
    REQUIRE(example.begin("y\nq\n").code == 0);
    REQUIRE(runReprise({"export", example.session(), "-o", example.file("events.json")}).code == 0);
    for (const auto& change : changesOfAudio)
    {
        const auto original = readText(example.audio());
        change.make(example.audio());
        for (const auto& from : {example.session(), example.file("events.json")})
            for (const std::string format : {"hits", "wav"})
            {
                INFO("the audio is " << change.name << ", the format " << format);
                const auto output = example.file("out");
                const auto isSought = !fs::exists(example.audio()) && from == example.session();
                checkRefused(runReprise({"export", from, "--format", format, "-o", output}), 3,
                             isSought ? "a.wav' is missing; name the file" : "a.wav: ");
                CHECK_FALSE(fs::exists(output));
            }
        // Positions need no audio.
        CHECK(runReprise({"export", example.session(), "-o", example.file("labels.csv")}).code == 0);
        writeText(example.audio(), original);
    }
}

TEST_CASE("What another program makes of an open session is kept beside it", "[cli][changed]")
{
    const std::vector<std::pair<std::string, std::string>> others{
        {"half a file", R"({"format": "reprise.sess)"}, {"removed", "-"}};
    for (const auto& [name, text] : others)
    {
        INFO(name);
        const SessionExample example;
        REQUIRE(example.begin("y\nq\n").code == 0);
        Running search({"find", "--session", example.session(), "-i"}, example.file("said"));
        REQUIRE(search.waitFor("\n2.  "));
        if (text == "-")
            fs::remove(example.session());
        else
            writeText(example.session(), text);
        search.type("n\n");
        REQUIRE(search.waitFor("\n3.  "));
        if (text != "-") // only looked at: the journal follows what is no longer there
            CHECK(runReprise({"export", example.session(), "-o", example.file("o.csv")}).code == 3);
        search.type("q\n");
        CHECK(search.wait() == 0);
        INFO(search.said());
        CHECK(example.stored()["sounds"][0]["hits"].size() == 2);
        const auto isKept =
            search.said().find("is kept as " + example.session() + ".other") != std::string::npos;
        CHECK(isKept == (text != "-"));
        if (isKept)
            CHECK(readText(example.session() + ".other") == text);
        CHECK(example.goOn("q\n").code == 0);
        CHECK(fs::exists(example.session() + ".other") == isKept); // our own saves are no news
        CHECK_FALSE(fs::exists(example.session() + ".other-2"));
    }
}

TEST_CASE("A journal that is removed while it is written to is written anew", "[cli][changed]")
{
    const SessionExample example;
    Running search(example.beginning(), example.file("said"));
    search.type("y\n");
    REQUIRE(search.waitFor("\n2.  "));
    REQUIRE(fs::remove(example.session() + ".journal"));
    search.type("n\n");
    REQUIRE(search.waitFor("\n3.  "));
    checkRefused(example.goOn("q\n"), 3, "is open in another Reprise");
    search.kill();
    const auto again = example.goOn("q\n");
    INFO(again.error);
    CHECK(again.error.find("Recovered 3 steps") != std::string::npos);
    CHECK(example.stored()["sounds"][0]["hits"].size() == 2);
}

TEST_CASE("Streams that are closed swallow what is said, and no file does", "[cli][changed]")
{
    const SessionExample example;
    Running search(example.beginning(), "");
    search.type("y\nn\n");
    for (int i = 0; i < 12000 && linesOf(example.session() + ".journal") < 4; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    search.kill();
    const auto again = example.goOn("q\n");
    INFO(again.error);
    CHECK(again.code == 0);
    CHECK(again.error.find("Recovered 3 steps") != std::string::npos);

    const auto whole = quoted(REPRISE_EXECUTABLE) + " info " + quoted(example.audio());
    const auto codeOf = [&](const std::string& redirection)
    { return WEXITSTATUS(std::system((whole + redirection).c_str())); };
    CHECK(codeOf(" >/dev/null 2>&- <&-") == 0);
    CHECK(codeOf(" 2>/dev/null >&-") == 5);
}

TEST_CASE("Without a home, a folder for temporary files, a known locale and a working folder, the result is "
          "the same",
          "[cli][changed]")
{
    const Example example;
    const auto find = [&](const std::string& name)
    {
        return quoted(REPRISE_EXECUTABLE) + " find " + quoted(example.audio()) +
               " --start 1 --length 0.5 --auto 0.5 -o " + quoted(example.file(name)) + " >/dev/null";
    };
    REQUIRE(std::system(find("usual").c_str()) == 0);
    fs::create_directory(example.folder / "gone");
    const auto elsewhere = "cd " + quoted(example.file("gone")) +
                           " && rmdir ../gone && env -i TMPDIR=/nonexistent LC_ALL=xx_YY " + find("bare");
    REQUIRE(std::system(elsewhere.c_str()) == 0);
    CHECK(readText(example.file("bare")) == readText(example.file("usual")));
}

TEST_CASE("Of very many sounds, a message names the first", "[cli][changed]")
{
    const SessionExample example;
    REQUIRE(example.begin("q\n").code == 0);
    auto json = example.stored();
    auto& sounds = json["sounds"];
    auto sound = sounds[0];
    for (int id = 2; id <= 3000; ++id)
    {
        sound["id"] = id;
        sound["name"] = std::string(id == 2 ? 990 : 1, 'x') + std::to_string(id);
        sound["query"]["start"] = id;
        sounds.push_back(sound);
        json["history"].push_back({{"action", "addSound"}, {"sound", sound}});
    }
    json["done"] = json["history"].size();
    json["nextSound"] = 4000;
    json["predicted"] = nlohmann::json::object();
    writeText(example.session(), json.dump());
    const auto other = runReprise({"find", "--session", example.session(), "-i", "--sound", "bell"});
    checkRefused(other, 2, "20 (x20) and 2980 more");
    CHECK(other.error.size() < 1000);
    const auto exported = runReprise(
        {"export", example.session(), "--states", "confirmed,predicted", "-o", example.file("o.csv")});
    CHECK(exported.code == 0);
    CHECK(exported.error.size() < 1000);
}

TEST_CASE("A signal or a closed terminal ends a search with every answer saved", "[cli][changed]")
{
    for (const auto signal : {SIGINT, SIGTERM, SIGHUP})
    {
        INFO("signal " << signal);
        const SessionExample example;
        Running search(example.beginning(), example.file("said"));
        search.type("y\n");
        REQUIRE(search.waitFor("\n2.  "));
        CHECK(search.end(signal) == 130);
        CHECK(example.stored()["sounds"][0]["hits"].size() == 1);
        CHECK_FALSE(fs::exists(example.session() + ".journal"));
    }
}
