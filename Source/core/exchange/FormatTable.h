#pragma once

#include "exchange/Format.h"

namespace reprise
{
/** What positions a format carries, in words. */
std::string precisionOf(const Format& format);

/** All formats as a table for a terminal: name, extensions, reads, writes, precision, and what is lost. */
std::string formatTable();

/** The section of a format for the documentation, in Markdown: what it is, what is lost, and an example: the
    content of a file that was written, empty where there is nothing to show. */
std::string formatSection(const Format& format, std::string_view example);
} // namespace reprise
