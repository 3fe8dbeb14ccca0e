#pragma once

namespace reprise::cli
{
/** What the process returns; `reprise --help` prints this table. */
enum ExitCode : int
{
    exitOk = 0,
    exitInternal = 1,  ///< a mistake of ours
    exitUsage = 2,     ///< unknown option, value out of range, unknown method or feature
    exitInput = 3,     ///< an input file is missing, unreadable or not what it should be
    exitData = 4,      ///< readable input that cannot be worked on: mark outside the file, without sound ...
    exitOutput = 5,    ///< an output file cannot be written
    exitDifferent = 6, ///< a replay came to something else than its session holds
    exitCancelled = 130
};

inline constexpr const char* exitCodeHelp =
    "Exit codes:\n"
    "  0    done\n"
    "  1    internal error\n"
    "  2    unknown option, or a value that is not allowed\n"
    "  3    an input file is missing, unreadable or malformed\n"
    "  4    the input cannot be worked on (a mark outside the file, without sound ...)\n"
    "  5    an output file cannot be written\n"
    "  6    a replay came to something else than its session holds\n"
    "  130  cancelled\n";
} // namespace reprise::cli
