#include "base/Errors.h"
#include "base/Progress.h"
#include "base/StandardStreams.h"
#include "cli/ExitCodes.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"

#include <csignal>
#include <iostream>
#include <new>

namespace
{
using namespace reprise;

/** Errors reach the user as one line, whatever a file name or a library's message holds. */
int complain(const std::string& message, int code)
{
    cli::tell("reprise: " + message);
    return code;
}

/** A full disk behind standard output is an error like any other. */
int flushed(int code)
{
    std::cout.flush();
    if (!std::cout)
        throw OutputError("standard output", "writing failed");
    return code;
}

int run(int argc, char** argv)
{
    CLI::App app("Finds every other place where a marked sound occurs in a recording.", "reprise");
    app.set_version_flag("--version", REPRISE_VERSION);
    app.require_subcommand(1);
    app.footer(std::string(cli::exitCodeHelp) +
               "\nExamples:\n"
               "  reprise info song.flac\n"
               "  reprise find song.flac --start 12.5 --length 1.4 --interactive -o onsets.json\n"
               "  reprise find song.flac --start 12.5 --length 1.4 --auto 0.5 -o onsets.json\n"
               "  reprise find other.flac --like onsets.json --interactive -o other.json\n"
               "  reprise find song.flac --start 12.5 --length 1.4 -i --session song.reprise\n"
               "  reprise replay song.reprise\n"
               "  reprise export onsets.json --format audacity -o labels.txt\n"
               "  reprise evaluate --manifest bench/manifest.json -o results.json\n"
               "\n'reprise COMMAND --help' explains one command.");
    cli::Action action;
    cli::addFindCommand(app, action);
    cli::addExportCommand(app, action);
    cli::addImportCommand(app, action);
    cli::addConvertCommand(app, action);
    cli::addFormatsCommand(app, action);
    cli::addEvaluateCommand(app, action);
    cli::addFeaturesCommand(app, action);
    cli::addInfoCommand(app, action);
    cli::addReplayCommand(app, action);
    cli::addCacheCommand(app, action);
    try
    {
        app.parse(argc, argv);
    }
    catch (const CLI::ParseError& e)
    {
        if (e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
            return flushed(app.exit(e)); // --help and --version
        const auto unknownCommand = app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-';
        return complain((unknownCommand ? "there is no command '" + std::string(argv[1]) + "'" : e.what()) +
                            std::string(" (see reprise --help)"),
                        cli::exitUsage);
    }
    const auto code = action();
    return flushed(code);
}
} // namespace

int main(int argc, char** argv)
{
    occupyClosedStreams();
    std::signal(SIGXFSZ, SIG_IGN); // a file as large as files may be is an error of writing
    try
    {
        return run(argc, argv);
    }
    catch (const Cancelled&)
    {
        return complain("cancelled; nothing was written", cli::exitCancelled);
    }
    catch (const InvalidSettings& e)
    {
        return complain(e.what(), cli::exitUsage);
    }
    catch (const FileError& e)
    {
        return complain(e.what(), cli::exitInput);
    }
    catch (const OutputError& e)
    {
        return complain(e.what(), cli::exitOutput);
    }
    catch (const Error& e)
    {
        return complain(e.what(), cli::exitData);
    }
    catch (const std::bad_alloc&)
    {
        return complain("out of memory; close other programs or use a shorter file", cli::exitData);
    }
    catch (const std::exception& e)
    {
        return complain(std::string("internal error: ") + e.what(), cli::exitInternal);
    }
}
