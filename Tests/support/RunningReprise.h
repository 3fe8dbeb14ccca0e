#pragma once

#include "support/RunReprise.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <thread>
#include <unistd.h>

namespace reprise::test
{
/** An example with a session of one answered and one open question. */
struct SessionExample : Example
{
    std::string session() const { return file("s.reprise"); }
    nlohmann::json stored() const { return nlohmann::json::parse(readText(session())); }
    std::vector<std::string> beginning(const std::string& length = "0.5") const
    {
        return {"find", audio(),     "--start", "1",       "--length", length,
                "-i",   "--session", session(), "--label", "burst"};
    }
    Outcome begin(const std::string& keys) const { return runReprise(beginning(), keys); }
    Outcome goOn(const std::string& keys) const
    {
        return runReprise({"find", "--session", session(), "-i"}, keys);
    }
};

/** reprise while it runs: answers are typed one at a time, what it says goes to a file, or without a name nowhere: its
    standard error is closed. */
class Running
{
public:
    Running(std::vector<std::string> words, std::string fileForWhatItSays)
        : file(std::move(fileForWhatItSays))
    {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        input = ends[1];
        ::fcntl(input, F_SETFD, FD_CLOEXEC);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, ends[0], 0);
        posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
        if (file.empty())
            posix_spawn_file_actions_addclose(&files, 2);
        else
            posix_spawn_file_actions_addopen(&files, 2, file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        words.insert(words.begin(), REPRISE_EXECUTABLE);
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        if (!file.empty())
            writeText(file, "");
        const auto error =
            ::posix_spawn(&process, REPRISE_EXECUTABLE, &files, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&files);
        ::close(ends[0]);
        REQUIRE(error == 0);
    }
    ~Running()
    {
        kill();
        ::close(input);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    void type(const std::string& keys) const
    {
        REQUIRE(::write(input, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
    }
    std::string said() const { return readText(file); }
    bool waitFor(const std::string& text) const
    {
        for (int i = 0; i < 12000 && said().find(text) == std::string::npos; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return said().find(text) != std::string::npos;
    }
    void kill() { end(SIGKILL); }

    /** Its exit code; minus the signal where that ended it. */
    int end(int signal)
    {
        int status = 0;
        if (process > 0)
        {
            if (signal != 0)
                ::kill(process, signal);
            ::waitpid(process, &status, 0);
        }
        process = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    /** What it ends with by itself. */
    int wait() { return end(0); }

private:
    std::string file;
    int input = -1;
    pid_t process = 0;
};
} // namespace reprise::test
