#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace reprise
{
/** Opens a regular file. Throws FileError when it is missing, is none (a pipe would wait for somebody to write), or
    cannot be opened. */
std::ifstream openForReading(const std::filesystem::path& path);

/** The bytes from one place on; fewer where the file ends before or cannot be read. */
std::string bytesAt(std::ifstream& stream, std::uint64_t offset, std::size_t count);
} // namespace reprise
