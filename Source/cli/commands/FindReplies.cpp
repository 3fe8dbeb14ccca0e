#include "cli/commands/FindReplies.h"

#include "base/Errors.h"
#include "cli/Terminal.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace reprise::cli
{
std::optional<Reply> replyFromText(const std::string& text)
{
    static const std::vector<std::pair<std::vector<std::string>, Reply>> words{
        {{"y", "yes"}, Reply::yes},
        {{"n", "no"}, Reply::no},
        {{"u", "unsure", "?"}, Reply::unsure},
        {{"z", "undo"}, Reply::undo},
        {{"r", "redo"}, Reply::redo},
        {{"p", "play"}, Reply::play},
        {{"a", "query"}, Reply::playQuery},
        {{"w", "why"}, Reply::why},
        {{"q", "quit"}, Reply::quit},
        {{"h", "help"}, Reply::help}};
    for (const auto& [names, reply] : words)
        if (std::find(names.begin(), names.end(), text) != names.end())
            return reply;
    return {};
}

Answer answerOf(Reply reply)
{
    return reply == Reply::yes ? Answer::yes : reply == Reply::no ? Answer::no : Answer::unsure;
}

std::vector<Reply> readReplies(const std::string& path)
{
    std::ifstream file(path);
    std::error_code error;
    if (!file || std::filesystem::is_directory(path, error))
        throw FileError(path, "cannot be opened for reading");
    // A pipe may be meant, and a device may never end.
    constexpr std::size_t most = 16 << 20, block = 1 << 16;
    std::string text;
    for (std::size_t got = 1; got > 0 && text.size() <= most;)
    {
        const auto before = text.size();
        text.resize(before + block);
        file.read(text.data() + before, block);
        got = static_cast<std::size_t>(file.gcount());
        text.resize(before + got);
    }
    if (file.bad())
        throw FileError(path, "cannot be read to its end; check the disk");
    if (text.size() > most)
        throw FileError(path, "is longer than 16 MiB, which no list of answers is");
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
        throw FileError(path, "is UTF-16; save it as UTF-8");
    if (text.starts_with("\xef\xbb\xbf"))
        text.erase(0, 3); // a byte order mark
    std::vector<Reply> replies;
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number)
    {
        line.erase(std::find(line.begin(), line.end(), '#'), line.end());
        line.erase(0, line.find_first_not_of(" \t\r"));
        line.erase(line.find_last_not_of(" \t\r") + 1);
        if (line.empty())
            continue;
        const auto reply = replyFromText(lowerCase(line));
        if (!reply || *reply == Reply::play || *reply == Reply::playQuery || *reply == Reply::why ||
            *reply == Reply::help)
            throw FileError(path, "line " + std::to_string(number) + ": '" + line.substr(0, 40) +
                                      "' is no answer; allowed are yes, no, unsure, undo, redo, quit");
        replies.push_back(*reply);
    }
    return replies;
}
} // namespace reprise::cli
