#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace reprise
{
/** Writes a whole file or nothing: into a temporary file beside the target, flushed to the disk, then
    renamed over it; a symbolic link keeps pointing to its target, which is replaced. A file that was there
    keeps its permissions. Throws OutputError (path, reason); what was there before stays then. */
void writeFileAtomically(const std::filesystem::path& path, std::string_view content);

/** The same for a file that something else writes and checks: `fill` is given the name of an empty temporary file
    beside the target, writes into it, and throws where the file shall not be kept. */
void replaceFileAtomically(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path& temporary)>& fill);

/** Throws OutputError when writeFileAtomically could not succeed now: no such folder, a folder, device or
    pipe in its place, no permission, a read-only file. Lets a long job fail before it starts instead of at
    its end. */
void requireWritable(const std::filesystem::path& path);

/** Throws OutputError when `output` is one of the files that are read: it would be lost. */
void requireDistinct(const std::filesystem::path& output, const std::vector<std::filesystem::path>& inputs);
} // namespace reprise
