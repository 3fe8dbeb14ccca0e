#pragma once

#include "base/Progress.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::cli
{
/** Set by Ctrl-C (SIGINT), SIGTERM and a closed terminal from then on. */
const CancelToken& cancelOnInterrupt();

/** A Progress that draws a bar with the time left on stderr, where that is a terminal, and is cancelled by
    Ctrl-C. Reports may come from several threads, one at a time. The bar is wiped when the last copy goes. */
Progress terminalProgress(std::string title);

/** What the work returns; empty where it was cancelled and what is known without it will do. */
template <typename Work>
auto unlessCancelled(const Work& work) -> std::optional<decltype(work())>
{
    try
    {
        return work();
    }
    catch (const Cancelled&)
    {
        return {};
    }
}

/** Asks for one command at a time on standard input: a single key where it is a terminal, else a line. */
class CommandPrompt
{
public:
    CommandPrompt();
    ~CommandPrompt();
    CommandPrompt(const CommandPrompt&) = delete;
    CommandPrompt& operator=(const CommandPrompt&) = delete;

    /** Prints the prompt to stderr and waits. Empty at the end of input or on Ctrl-C. Text is lower-case
        without surrounding blanks. */
    std::optional<std::string> ask(std::string_view prompt);

private:
    std::optional<std::string> nextLine();

    struct KeyMode;
    KeyMode* keyMode = nullptr; ///< only where standard input is a terminal
    std::string typed;          ///< else: what was read and not yet asked for
};

/** The text with blanks for all control characters, as long as before: what files hold, and their names, must not steer
    the terminal. */
std::string printable(std::string text);

/** Prints a line for people to standard error, whatever it quotes. */
void tell(const std::string& line);

/** Lays out rows in columns: the first column to the left, the others to the right. Control characters become
    blanks. */
std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

std::string lowerCase(std::string text);

/** Names with commas between; of many, the first ones and how many more there are. */
std::string listed(const std::vector<std::string>& names);

/** A number with a fixed count of decimals, always with a dot. */
std::string fixed(double value, int decimals);
} // namespace reprise::cli
