#include "session/AnswerJournal.h"

#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "base/FileDescriptor.h"
#include "base/JsonFields.h"
#include "base/Sha256.h"
#include "session/SessionJson.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace reprise
{
namespace
{
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t digits = 16;
constexpr auto formatName = "reprise.journal";
constexpr int formatVersion = 1;
constexpr auto linkReason = "is a symbolic link, which a journal never is; move it away";

std::string systemReason()
{
    return std::strerror(errno);
}

std::string checksum(const std::string& before, std::string_view json)
{
    Sha256 hash;
    hash.add(before);
    hash.add(json);
    return hash.finish().substr(0, digits);
}

fs::path sessionOf(fs::path journal)
{
    return journal.replace_extension();
}

Json toJson(const JournalStep& step, const fs::path& journal)
{
    switch (step.kind)
    {
    case JournalStep::Kind::perform:
        return {{"do", "perform"}, {"action", toJson(step.action.value())}};
    case JournalStep::Kind::undo:
        return {{"do", "undo"}};
    case JournalStep::Kind::redo:
        return {{"do", "redo"}};
    case JournalStep::Kind::relink:
        return {{"do", "relink"}, {"audio", toJson(step.audio.value(), sessionOf(journal))}};
    case JournalStep::Kind::save:
        return {{"do", "save"}, {"as", step.save}};
    }
    return {};
}

JournalStep stepFromJson(const JsonFields& fields, const fs::path& journal)
{
    const auto kind = fields.text("do");
    if (kind == "perform")
        return {JournalStep::Kind::perform, actionFromJson(fields.child("action"))};
    if (kind == "undo")
        return {JournalStep::Kind::undo};
    if (kind == "redo")
        return {JournalStep::Kind::redo};
    if (kind == "relink")
        return {JournalStep::Kind::relink, {}, {}, audioFromJson(fields.child("audio"), sessionOf(journal))};
    if (kind == "save")
        return {JournalStep::Kind::save, {}, fields.text("as")};
    fields.fail("the step '" + kind.substr(0, 40) + "' is unknown");
}

/** A line with its end, and its digits. */
std::pair<std::string, std::string> lineAfter(const std::string& before, const std::string& json)
{
    auto sum = checksum(before, json);
    return {sum + " " + json + "\n", sum};
}

std::string saveFromHeader(const JsonFields& fields)
{
    if (fields.textOr("format", "") != formatName ||
        fields.integer("version", 1, std::int64_t{1} << 53) > formatVersion)
        fields.fail("is no journal, or was written by a newer version of Reprise");
    return fields.anyText("save");
}

std::string wholeContent(int descriptor, const fs::path& file)
{
    std::string content;
    std::string block(1 << 16, '\0');
    for (;;)
    {
        const auto count =
            ::pread(descriptor, block.data(), block.size(), static_cast<off_t>(content.size()));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw FileError(file.string(), "cannot be read: " + systemReason());
        if (count == 0)
            return content;
        content.append(block, 0, static_cast<std::size_t>(count));
    }
}

/** Opens and locks; never what a link leads to, which nobody chose: sessions come with what lies beside them. What has other
    names, too, as in a backup of hard links, is replaced by a copy of its own, or only read where that cannot be. -1 when
    the file that was locked is no longer the one of this name. */
int openLocked(const fs::path& file)
{
    constexpr mode_t permissions = 0644;
    const auto forReading = [&]
    { return ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW); };
    FileDescriptor journal(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, permissions));
    const auto code = errno;
    if (!journal.isOpen() && code == ELOOP)
        throw OutputError(file.string(), linkReason);
    if (!journal.isOpen())
        journal = FileDescriptor(forReading());
    const auto requireOpen = [&]
    {
        if (!journal.isOpen())
            throw OutputError(file.string(), std::string("cannot be opened: ") + std::strerror(code));
    };
    const auto lock = [&]
    {
        if (::flock(journal.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
            throw FileError(sessionOf(file).string(), "is open in another Reprise; close it there first");
    };
    requireOpen();
    struct stat opened = {}, named = {};
    if (::fstat(journal.get(), &opened) != 0 || !S_ISREG(opened.st_mode))
        throw OutputError(file.string(), "is not a regular file; move it away");
    lock();
    // Its last user may have removed it between opening and locking. File systems without locks go on without.
    if (::stat(file.c_str(), &named) != 0 || named.st_ino != opened.st_ino || named.st_dev != opened.st_dev)
        return -1;
    if (opened.st_nlink > 1)
        try
        {
            writeFileAtomically(file, wholeContent(journal.get(), file), Links::replace);
            return -1;
        }
        catch (const Error&)
        {
            journal = FileDescriptor(forReading());
            requireOpen();
            lock();
        }
    return journal.release();
}

JournalContent contentFrom(const std::string& text, const fs::path& file)
{
    const auto name = file.string();
    JournalContent content;
    std::string before;
    for (std::size_t start = 0; start < text.size();)
    {
        const auto end = text.find('\n', start);
        if (end == std::string::npos)
        {
            content.tornEnd = true;
            break;
        }
        const auto whole = std::string_view(text).substr(start, end - start);
        const auto json = whole.size() > digits ? whole.substr(digits + 1) : std::string_view();
        const auto number = content.lines.size() + 1;
        auto sum = checksum(before, json);
        try
        {
            if (whole.substr(0, digits) != sum)
                throw FileError(name, "line " + std::to_string(number) + " is damaged");
            const auto parsed = parseStrictly(json, name);
            const JsonFields fields(parsed, name, "line " + std::to_string(number));
            if (number == 1)
                content.save = saveFromHeader(fields);
            else
                content.steps.push_back(stepFromJson(fields, file));
        }
        catch (const FileError&)
        {
            if (number == 1)
                throw;
            content.damagedLine = number;
            content.linesAfter = static_cast<std::size_t>(
                std::count(text.begin() + static_cast<std::ptrdiff_t>(start), text.end(), '\n'));
            break;
        }
        start = end + 1;
        before = sum;
        content.lines.push_back({static_cast<std::int64_t>(start), std::move(sum)});
    }
    return content;
}
} // namespace

AnswerJournal::AnswerJournal(fs::path journalFile) : file(std::move(journalFile))
{
    std::error_code error;
    const auto isNew = !fs::exists(file, error);
    while (descriptor < 0)
        descriptor = openLocked(file);
    if (isNew)
        syncFolderOf(file);
}

AnswerJournal::~AnswerJournal()
{
    struct stat status = {};
    // Where ours was removed, the name may be that of another one by now.
    if (isUnderItsName() && ::fstat(descriptor, &status) == 0 && (isOurs ? steps == 0 : status.st_size == 0))
        ::unlink(file.c_str());
    ::close(descriptor);
}

bool AnswerJournal::isUnderItsName() const
{
    struct stat opened = {}, named = {};
    return ::fstat(descriptor, &opened) == 0 && ::lstat(file.c_str(), &named) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

bool AnswerJournal::isAway() const
{
    struct stat opened = {};
    std::error_code error;
    return ::fstat(descriptor, &opened) == 0 &&
           (opened.st_nlink == 0 || (!isUnderItsName() && fs::exists(sessionOf(file), error)));
}

JournalContent AnswerJournal::read() const
{
    return contentFrom(wholeContent(descriptor, file), file);
}

JournalContent AnswerJournal::peek(const fs::path& file)
{
    std::error_code error;
    std::string text;
    if (fs::is_symlink(file, error))
        throw FileError(file.string(), linkReason);
    try
    {
        text = readWholeFile(file);
    }
    catch (const FileError&)
    {
        // Whoever had it open may have removed it just now.
        if (!fs::exists(file, error))
            return {};
        throw;
    }
    return contentFrom(text, file);
}

void AnswerJournal::continueAfter(const JournalContent& content, std::size_t stepsToKeep)
{
    const auto& last = content.lines.at(stepsToKeep);
    struct stat status = {};
    chain = last.digits;
    pending.clear();
    goodBytes = last.end;
    steps = stepsToKeep;
    isOurs = true;
    cutNeeded = ::fstat(descriptor, &status) != 0 || status.st_size > goodBytes;
    write();
}

void AnswerJournal::restart(const std::string& save)
{
    auto [line, sum] =
        lineAfter("", Json{{"format", formatName}, {"version", formatVersion}, {"save", save}}.dump());
    pending = std::move(line);
    chain = std::move(sum);
    goodBytes = 0;
    cutNeeded = true;
    steps = 0;
    isOurs = true;
    write();
}

void AnswerJournal::append(const JournalStep& step)
{
    // The names of files need not be UTF-8; their bytes stand beside them.
    auto [line, sum] =
        lineAfter(chain, toJson(step, file).dump(-1, ' ', false, Json::error_handler_t::replace));
    pending += line;
    chain = std::move(sum);
    ++steps;
    write();
}

void AnswerJournal::comeBack()
{
    auto again = wholeContent(descriptor, file);
    again.resize(static_cast<std::size_t>(goodBytes));
    again += pending;
    auto fresh = -1;
    while (fresh < 0)
        fresh = openLocked(file);
    // Somebody else may have used the session meanwhile.
    try
    {
        if (const auto other = wholeContent(fresh, file); !other.empty())
            keepCopyOf(other);
    }
    catch (...)
    {
        ::close(fresh);
        throw;
    }
    // In place: another thread may be waiting for the old one to reach the disk. The lock moves along.
    const auto isMoved = ::dup3(fresh, descriptor, O_CLOEXEC) >= 0;
    const auto reason = systemReason();
    ::close(fresh);
    if (!isMoved)
        throw OutputError(file.string(), "cannot be opened: " + reason);
    pending = std::move(again);
    goodBytes = 0;
    cutNeeded = true;
    syncFolderOf(file);
}

void AnswerJournal::write()
{
    if (isAway())
        try
        {
            comeBack();
        }
        catch (const Error& e)
        {
            lastError = e.what();
            return;
        }
    const auto fail = [&] { lastError = file.string() + ": cannot be written: " + systemReason(); };
    if (cutNeeded && ::ftruncate(descriptor, goodBytes) != 0)
    {
        // Only what was opened for reading cannot be cut; nothing of ours is in it.
        fail();
        return;
    }
    cutNeeded = false;
    std::size_t written = 0;
    while (written < pending.size())
    {
        const auto count = ::pwrite(descriptor, pending.data() + written, pending.size() - written,
                                    static_cast<off_t>(goodBytes) + static_cast<off_t>(written));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
        {
            fail();
            cutNeeded = ::ftruncate(descriptor, goodBytes) != 0;
            return;
        }
        written += static_cast<std::size_t>(count);
    }
    goodBytes += static_cast<std::int64_t>(written);
    pending.clear();
    lastError.clear();
}

std::optional<std::string> AnswerJournal::sync() const
{
    if (::fdatasync(descriptor) == 0)
        return {};
    return file.string() + ": cannot be written to the disk: " + systemReason();
}

fs::path AnswerJournal::keepCopy() const
{
    return keepCopyOf(wholeContent(descriptor, file));
}

fs::path AnswerJournal::keepCopyOf(const std::string& content) const
{
    auto kept = fs::path(file) += ".kept";
    std::error_code error;
    for (int number = 2; fs::exists(kept, error); ++number)
        kept = fs::path(file) += ".kept-" + std::to_string(number);
    writeFileAtomically(kept, content, Links::replace);
    return kept;
}
} // namespace reprise
