#pragma once

#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <vector>

namespace reprise::test
{
struct Outcome
{
    int code = -1;
    std::string out, error;
};

inline std::string quoted(const std::string& text)
{
    std::string result = "'";
    for (const auto c : text)
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

/** Runs reprise with these arguments, standard input from a text, and no cache but one that the test names. */
inline Outcome runReprise(const std::vector<std::string>& arguments, const std::string& input = "")
{
    const TemporaryFolder folder;
    ::setenv("REPRISE_CACHE", "off", 0);
    writeText(folder / "in", input);
    std::string command = quoted(REPRISE_EXECUTABLE);
    for (const auto& argument : arguments)
        command += " " + quoted(argument);
    command +=
        " <" + quoted(folder / "in") + " >" + quoted(folder / "out") + " 2>" + quoted(folder / "error");
    const auto status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, readText(folder / "out"),
            readText(folder / "error")};
}

/** Ten seconds of faint noise with the same burst at 1, 4 and 7.5 s, and its truth. */
struct Example
{
    Example()
    {
        auto signal = noise(441000, 0.01f, 1);
        const auto burst = noise(22050, 0.5f, 2);
        for (const auto at : {44100u, 176400u, 330750u})
            mixInto(signal, burst, at);
        writeAudio(audio(), signal, 44100);
        writeText(
            truth(),
            R"({"version": 1, "tasks": [{"id": "burst", "track": "test", "audio": "a.wav", "quick": true,
            "query": {"start": 1, "length": 0.5}, "occurrences": [{"start": 1, "length": 0.5, "query": true},
            {"start": 4, "length": 0.5}, {"start": 7.5, "length": 0.5}]}]})");
    }
    std::string audio() const { return folder / "a.wav"; }
    std::string truth() const { return folder / "truth.json"; }
    std::string file(const std::string& name) const { return folder / name; }

    TemporaryFolder folder;
};

/** One line on standard error that holds the text, nothing on standard output, the code. */
inline void checkRefused(const Outcome& outcome, int code, const std::string& text)
{
    INFO(outcome.error);
    CHECK(outcome.code == code);
    CHECK(outcome.error.find(text) != std::string::npos);
    CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
    CHECK(outcome.out.empty());
}
} // namespace reprise::test
