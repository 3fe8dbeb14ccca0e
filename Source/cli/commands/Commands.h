#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace reprise::cli
{
/** A subcommand once its arguments are parsed; returns the exit code and throws the core's errors. */
using Action = std::function<int()>;

/** Each adds one subcommand to the application. `chosen` is set to its action when the user asked for it. */
void addFindCommand(CLI::App& app, Action& chosen);
void addCacheCommand(CLI::App& app, Action& chosen);
void addEvaluateCommand(CLI::App& app, Action& chosen);
void addExportCommand(CLI::App& app, Action& chosen);
void addImportCommand(CLI::App& app, Action& chosen);
void addConvertCommand(CLI::App& app, Action& chosen);
void addFormatsCommand(CLI::App& app, Action& chosen);
void addFeaturesCommand(CLI::App& app, Action& chosen);
void addInfoCommand(CLI::App& app, Action& chosen);
void addReplayCommand(CLI::App& app, Action& chosen);

/** The option --list-formats, which prints them and ends the program. */
void addListFormats(CLI::App& command);
} // namespace reprise::cli
