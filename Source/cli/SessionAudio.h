#pragma once

#include "session/SessionDocument.h"

#include <string>
#include <vector>

namespace reprise::cli
{
/** What differs between audio files, with semicolons between. */
std::string inOneLine(const std::vector<std::string>& differences);

/** Finds the audio of a session: the file or in the folder that was named, or, when `named` is empty, where the
    session says. Throws FileError that says what to do when it is missing, and what differs when it is another
    file. Notes about decoders go to standard error. */
SessionAudio audioOf(const SessionAudio& wanted, const std::string& sessionFile, const std::string& named);
} // namespace reprise::cli
