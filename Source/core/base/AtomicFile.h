#pragma once

#include <filesystem>
#include <string_view>

namespace reprise
{
/** Writes a whole file or nothing: into a temporary file beside the target, flushed to the disk, then renamed
   over it. Throws OutputError (path, reason); what was there before stays then. */
void writeFileAtomically(const std::filesystem::path& path, std::string_view content);

/** Throws OutputError when writeFileAtomically could not succeed now: no such folder, a folder in its place,
   no permission. Lets a long job fail before it starts instead of at its end. */
void requireWritable(const std::filesystem::path& path);
} // namespace reprise
