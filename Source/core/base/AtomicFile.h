#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace reprise
{
/** What to do where a symbolic link has the name of the file. */
enum class Links
{
    follow, ///< it keeps pointing to its target, which is replaced: for names that a person chose
    replace ///< it is replaced: for names that are derived from others, where nobody looks
};

/** Writes a whole file or nothing: into a temporary file beside the target, flushed to the disk, then
    renamed over it, and the folder flushed: it is there after a power cut, too. A file that was there keeps its
    permissions. Throws OutputError (path, reason); what was there before stays then. */
void writeFileAtomically(const std::filesystem::path& path, std::string_view content,
                         Links links = Links::follow);

/** The same for a file that something else writes and checks: `fill` is given the name of an empty temporary file
    beside the target, writes into it, and throws where the file shall not be kept. */
void replaceFileAtomically(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path& temporary)>& fill);

/** Permissions that are not given to new files and folders: the program's umask, as it was when first asked for. */
unsigned hiddenPermissions();

/** Makes names that were added to a file's folder last beyond a power cut, where the file system can. */
void syncFolderOf(const std::filesystem::path& path);

/** Throws OutputError when writeFileAtomically could not succeed now: no such folder, a folder, device or
    pipe in its place, no permission, a read-only file. Lets a long job fail before it starts instead of at
    its end. */
void requireWritable(const std::filesystem::path& path);

/** Throws OutputError when `output` is one of the files that are read: it would be lost. */
void requireDistinct(const std::filesystem::path& output, const std::vector<std::filesystem::path>& inputs);
} // namespace reprise
