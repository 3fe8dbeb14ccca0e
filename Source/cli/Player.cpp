#include "cli/Player.h"

#include "cli/Terminal.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

extern char** environ;

namespace reprise::cli
{
namespace
{
std::string replaced(std::string word, const std::vector<std::pair<std::string, std::string>>& values)
{
    for (const auto& [name, value] : values)
        for (auto at = word.find(name); at != std::string::npos; at = word.find(name, at + value.size()))
            word.replace(at, name.size(), value);
    return word;
}
} // namespace

Player::Player(std::string command) : commandTemplate(std::move(command)) {}

std::string Player::play(const std::filesystem::path& file, double startSeconds, double lengthSeconds) const
{
    const std::vector<std::pair<std::string, std::string>> values{
        {"{start}", fixed(startSeconds, 6)},
        {"{length}", fixed(lengthSeconds, 6)},
        {"{end}", fixed(startSeconds + lengthSeconds, 6)},
        {"{file}", file.string()}};
    std::vector<std::string> words;
    std::istringstream stream(commandTemplate);
    for (std::string word; stream >> word;)
        words.push_back(replaced(word, values));
    if (words.empty())
        return "the play command is empty";

    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t process = 0;
    // What it prints must not mix with our own output, and our keys are not its input.
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    const auto error = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        return "cannot start '" + words[0] + "': " + std::strerror(error);
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
    {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        return "'" + words[0] + "' ended with code " + std::to_string(WEXITSTATUS(status));
    return {};
}
} // namespace reprise::cli
