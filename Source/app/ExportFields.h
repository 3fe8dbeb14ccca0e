#pragma once

#include "app/dialogs/OptionList.h"
#include "exchange/Format.h"

namespace reprise::app
{
/** The options of a format as lines of a form, with their present values. */
std::vector<Option> exportFields(const Format& format, const ExportOptions& options);

/** Takes what was typed into a line. Returns what is wrong with it, in words; empty: it was taken. A comma counts as
    decimal point. */
juce::String setExportField(ExportOptions& options, const juce::String& key, const juce::String& typed);
} // namespace reprise::app
