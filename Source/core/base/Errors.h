#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace reprise
{
/** Base of every error the core reports about something the user gave it. The message is one line that names
    the file or value, the reason and what is allowed. Mistakes of our own are std::logic_error and friends
    instead. */
class Error : public std::runtime_error
{
public:
    /** What a message quotes may hold a zero, at which what() would end; a blank stands in its place. */
    explicit Error(std::string message) : std::runtime_error(withoutZeros(std::move(message))) {}

private:
    static std::string withoutZeros(std::string text)
    {
        std::replace(text.begin(), text.end(), '\0', ' ');
        return text;
    }
};

/** A file cannot be found, opened or read, or does not hold what its reader expects. */
class FileError : public Error
{
public:
    FileError(const std::string& path, const std::string& reason) : Error(path + ": " + reason) {}

    /** The same problem, with what to do about it. */
    FileError(const FileError& problem, const std::string& remedy)
        : Error(std::string(problem.what()) + "; " + remedy)
    {
    }
};

/** A file or folder cannot be written. */
class OutputError : public Error
{
public:
    OutputError(const std::string& path, const std::string& reason) : Error(path + ": " + reason) {}
};

/** A setting is outside its allowed range, or names something unknown. */
class InvalidSettings : public Error
{
public:
    using Error::Error;
};

/** Data handed to an algorithm cannot be worked on (empty, NaN, a mark outside the recording ...). */
class InvalidInput : public Error
{
public:
    using Error::Error;
};
} // namespace reprise
