#pragma once

#include "base/Progress.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace reprise
{
/** Hashes that tell contents apart at the speed of the memory (XXH3), where nobody has a reason to forge one. */
std::uint64_t fastHashOf(std::span<const std::byte> bytes);

/** 128 bits of a file's content as 32 lower-case hexadecimal digits; several threads read. Throws FileError where
    it cannot be read; Cancelled. */
std::string fastHashOfFile(const std::filesystem::path& path, const Progress& progress = {});

/** 128 bits of a text, likewise. */
std::string fastHashOf(const std::string& text);
} // namespace reprise
