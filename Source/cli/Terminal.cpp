#include "cli/Terminal.h"

#include "base/ClockTime.h"
#include "base/Utf8.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <iomanip>
#include <iostream>
#include <locale>
#include <memory>
#include <poll.h>
#include <sstream>
#include <system_error>
#include <termios.h>
#include <unistd.h>

namespace reprise::cli
{
namespace
{
CancelToken& interruptToken()
{
    static CancelToken token;
    return token;
}

/** A pipe that has something to read from the first interrupt on: a prompt waits for it and for an answer alike.
    An interrupt just before a plain read would be noticed only after the next answer. */
struct InterruptPipe
{
    int ends[2] = {-1, -1};

    InterruptPipe()
    {
        if (::pipe(ends) != 0)
            throw std::system_error(errno, std::generic_category(), "Cannot make a pipe for Ctrl-C");
        for (const auto end : ends)
        {
            ::fcntl(end, F_SETFD, FD_CLOEXEC);
            ::fcntl(end, F_SETFL, O_NONBLOCK);
        }
    }
};

const InterruptPipe& interruptPipe()
{
    static const InterruptPipe pipe; // never closed: a signal may come until the very end
    return pipe;
}

extern "C" void handleInterrupt(int)
{
    const auto before = errno;
    interruptToken().cancel();
    [[maybe_unused]] const auto written = ::write(interruptPipe().ends[1], "", 1);
    errno = before;
}

/** Waits until standard input has something to read, or has ended. False after an interrupt. */
bool waitForInput()
{
    std::array<pollfd, 2> sources{{{STDIN_FILENO, POLLIN, 0}, {interruptPipe().ends[0], POLLIN, 0}}};
    while (::poll(sources.data(), sources.size(), -1) < 0)
        if (errno != EINTR)
            return false;
    return sources[1].revents == 0;
}

/** Draws at most ten times a second; wipes its line at the end. */
class Bar
{
public:
    explicit Bar(std::string barTitle) : title(std::move(barTitle)) {}

    ~Bar()
    {
        if (drawn)
            std::fputs("\r\033[K", stderr);
    }

    void draw(double fraction)
    {
        using namespace std::chrono;
        const auto now = steady_clock::now();
        if (now - last < milliseconds(100))
            return;
        last = now;
        const auto elapsed = duration<double>(now - begin).count();
        constexpr int width = 30;
        const auto filled = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * width);
        std::string line = "\r\033[K" + title + " [" + std::string(static_cast<std::size_t>(filled), '#') +
                           std::string(static_cast<std::size_t>(width - filled), '.') + "] " +
                           std::to_string(static_cast<int>(fraction * 100.0)) + " %";
        if (fraction > 0.02 && elapsed > 1.0)
        {
            const auto left = clockTime(std::ceil(elapsed * (1.0 - fraction) / fraction));
            line += ", " + left.substr(0, left.find('.')) + " left";
        }
        std::fputs(line.c_str(), stderr);
        std::fflush(stderr);
        drawn = true;
    }

private:
    std::string title;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now(), last = begin;
    bool drawn = false;
};

std::string trimmedLowerCase(std::string text)
{
    const auto isBlank = [](unsigned char c) { return c <= ' '; };
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isBlank));
    text.erase(std::find_if_not(text.rbegin(), text.rend(), isBlank).base(), text.end());
    return lowerCase(std::move(text));
}
} // namespace

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

const CancelToken& cancelOnInterrupt()
{
    static const bool installed = []
    {
        interruptPipe();
        struct sigaction action = {};
        action.sa_handler = handleInterrupt;
        sigaction(SIGINT, &action, nullptr);
        sigaction(SIGTERM, &action, nullptr);
        // The terminal was closed; whoever ignores that (nohup) means it.
        struct sigaction before = {};
        if (sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(SIGHUP, &action, nullptr);
        return true;
    }();
    static_cast<void>(installed);
    return interruptToken();
}

Progress terminalProgress(std::string title)
{
    if (isatty(STDERR_FILENO) == 0)
        return Progress({}, &cancelOnInterrupt());
    auto bar = std::make_shared<Bar>(std::move(title));
    return Progress([bar](double fraction) { bar->draw(fraction); }, &cancelOnInterrupt());
}

struct CommandPrompt::KeyMode
{
    termios before{};
};

CommandPrompt::CommandPrompt()
{
    termios settings{};
    if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &settings) != 0)
        return;
    keyMode = new KeyMode{settings};
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &settings);
}

CommandPrompt::~CommandPrompt()
{
    if (keyMode != nullptr)
        tcsetattr(STDIN_FILENO, TCSANOW, &keyMode->before);
    delete keyMode;
}

std::optional<std::string> CommandPrompt::ask(std::string_view prompt)
{
    // A key that was pressed before the question was there is no answer to it.
    if (keyMode != nullptr)
        tcflush(STDIN_FILENO, TCIFLUSH);
    std::cerr << prompt << std::flush;
    if (cancelOnInterrupt().isCancelled())
        return {};
    if (keyMode == nullptr)
        return nextLine();
    char key = 0;
    if (!waitForInput() || ::read(STDIN_FILENO, &key, 1) != 1 || key == 4)
        return {};
    if (key == 27) // arrow and function keys send several characters: none of them is an answer
    {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        while (::poll(&input, 1, 20) > 0 && ::read(STDIN_FILENO, &key, 1) == 1)
        {
        }
        std::cerr << '\n';
        return "escape";
    }
    std::cerr << (key >= ' ' ? key : ' ') << '\n';
    return trimmedLowerCase(std::string(1, key));
}

std::optional<std::string> CommandPrompt::nextLine()
{
    for (;;)
    {
        if (const auto end = typed.find('\n'); end != std::string::npos)
        {
            const auto line = typed.substr(0, end);
            typed.erase(0, end + 1);
            return trimmedLowerCase(line);
        }
        std::array<char, 4096> block;
        const auto count = waitForInput() ? ::read(STDIN_FILENO, block.data(), block.size()) : 0;
        if (count > 0)
            typed.append(block.data(), static_cast<std::size_t>(count));
        else if (typed.empty() || cancelOnInterrupt().isCancelled())
            return {};
        else
            typed += '\n'; // the last line needs no end
    }
}

std::string printable(std::string text)
{
    const auto byteAt = [&](std::size_t i)
    { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
    for (std::size_t i = 0; i < text.size(); ++i)
        if (byteAt(i) < ' ' || byteAt(i) == 0x7f)
            text[i] = ' ';
        else if (byteAt(i) == 0xc2 && byteAt(i + 1) >= 0x80 && byteAt(i + 1) < 0xa0) // U+0080 ... U+009F
            text[i] = text[i + 1] = ' ';
    return text;
}

void tell(const std::string& line)
{
    std::cerr << printable(line) << std::endl;
}

std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths;
    const auto widen = [&](const std::vector<std::string>& row)
    {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    };
    widen(header);
    for (const auto& row : rows)
        widen(row);

    std::string text;
    const auto append = [&](const std::vector<std::string>& row)
    {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            const std::string padding(widths[i] - row[i].size(), ' ');
            line += i == 0 ? row[i] + padding : "  " + padding + row[i];
        }
        line = printable(std::move(line));
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    };
    append(header);
    for (const auto& row : rows)
        append(row);
    return text;
}

std::string listed(const std::vector<std::string>& names)
{
    constexpr std::size_t most = 20, longest = 80;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i)
    {
        auto name = names[i].substr(0, longest);
        if (const auto cut = firstInvalidUtf8(name); cut && name.size() < names[i].size())
            name.resize(*cut);
        text += (i == 0 ? "" : ", ") + name + (name.size() < names[i].size() ? "..." : "");
    }
    return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
}

std::string fixed(double value, int decimals)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::fixed << std::setprecision(decimals) << value;
    return text.str();
}
} // namespace reprise::cli
