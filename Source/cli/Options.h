#pragma once

#include "matching/Methods.h"
#include "session/RetrievalSession.h"

#include <CLI/CLI.hpp>

namespace reprise::cli
{
/** Adds --ask, which is read into `order`. A wrong name is refused as the command line is read. */
CLI::Option* addAskOrder(CLI::App& command, AskOrder& order);

/** Throws InvalidSettings for an order that the method cannot ask in. */
void checkAskOrder(AskOrder order, const MethodSettings& settings);

/** Adds the options that choose and set up a method. Names are checked when the command runs, so that a
    wrong one gets the core's own message. */
class MethodOptions
{
public:
    void addTo(CLI::App& command);

    /** Throws InvalidSettings for an unknown name, and for the paper's options where another method is chosen. */
    MethodSettings settings() const;

    /** True when the user chose a method or set one up. */
    bool areGiven() const;

private:
    MethodSettings values;
    const CLI::Option* methodOption = nullptr;
    std::vector<const CLI::Option*> paperOptions;
    std::string feature = "mfcc", initialisation = "auto";
    bool withoutNmf = false;
};
} // namespace reprise::cli
