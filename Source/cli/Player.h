#pragma once

#include <filesystem>
#include <string>

namespace reprise::cli
{
/** Plays a stretch of a file with a program of the user's choice.

    The command is split at blanks; {file}, {start}, {length} and {end} (seconds) are replaced within its
    words. No shell takes part, so names with blanks or quotes are safe. Example: "play -q {file} trim
    {start} {length}". */
class Player
{
public:
    Player() = default;
    explicit Player(std::string command);

    bool isSet() const { return !commandTemplate.empty(); }

    /** Starts the program and waits for it. Returns an empty text, or what went wrong. */
    std::string play(const std::filesystem::path& file, double startSeconds, double lengthSeconds) const;

private:
    std::string commandTemplate;
};
} // namespace reprise::cli
