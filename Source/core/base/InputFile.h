#pragma once

#include <filesystem>
#include <fstream>

namespace reprise
{
/** Opens a regular file. Throws FileError when it is missing, is none (a pipe would wait for somebody to write), or
    cannot be opened. */
std::ifstream openForReading(const std::filesystem::path& path);
} // namespace reprise
