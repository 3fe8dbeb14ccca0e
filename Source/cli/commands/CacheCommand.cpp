#include "cli/ExitCodes.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"
#include "matching/CachedAnalysis.h"

#include <iostream>
#include <memory>

namespace reprise::cli
{
namespace
{
std::string megabytes(std::uintmax_t bytes)
{
    return fixed(static_cast<double>(bytes) / 1e6, 0) + " MB";
}

int runCache(bool clear)
{
    const auto cache = cacheOfUser();
    if (!cache)
    {
        std::cout << "cache   off\n";
        return exitOk;
    }
    if (clear)
        cache->clear();
    std::cout << "folder  " << printable(cache->folder().string()) << "\n"
              << "size    " << megabytes(cache->bytes()) << " (" << cache->count()
              << (cache->count() == 1 ? " recording" : " recordings") << ")\n"
              << "bound   " << megabytes(cache->mostBytes()) << "\n";
    return exitOk;
}
} // namespace

void addCacheCommand(CLI::App& app, Action& chosen)
{
    const auto clear = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("cache", "Tell how much is kept of analysed recordings, or delete it");
    command->add_flag("--clear", *clear, "Delete everything that is kept");
    command->footer(
        "The desktop application, find -i and find --session keep the analysis of a recording, 1 GB for an "
        "hour, so that\nthe next search begins at once. What was not used for longest goes first. It can be "
        "deleted at any time.\n\n"
        "Environment:\n"
        "  REPRISE_CACHE  another folder, or \"off\"\n");
    command->callback([&chosen, clear] { chosen = [clear] { return runCache(*clear); }; });
}
} // namespace reprise::cli
