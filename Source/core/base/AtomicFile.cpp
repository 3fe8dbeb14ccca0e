#include "base/AtomicFile.h"

#include "base/Errors.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/** Removes the temporary file unless it was renamed. */
struct TemporaryFile
{
    // A fixed name: the target's own may be as long as the file system allows.
    explicit TemporaryFile(const fs::path& target) : name((folderOf(target) / ".reprise.XXXXXX").string())
    {
        descriptor = ::mkstemp(name.data());
        if (descriptor < 0)
            throw OutputError(target.string(), std::string("cannot be written: ") + std::strerror(errno));
    }

    ~TemporaryFile()
    {
        if (descriptor >= 0)
            ::close(descriptor);
        if (!renamed)
            ::unlink(name.c_str());
    }

    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    std::string name;
    int descriptor = -1;
    bool renamed = false;
};

/** Those of the file that is replaced, or what a newly created file would have; mkstemp's are the owner's alone. */
mode_t permissionsFor(const fs::path& target)
{
    struct stat status = {};
    if (::stat(target.c_str(), &status) == 0)
        return status.st_mode & 0777; // not what runs as its owner: the owner may change
    return 0666 & ~hiddenPermissions();
}
} // namespace

unsigned hiddenPermissions()
{
    // It can only be read by setting it, for all threads.
    static const auto mask = []
    {
        const auto before = ::umask(0);
        ::umask(before);
        return before;
    }();
    return mask;
}

void syncFolderOf(const fs::path& path)
{
    const auto folder = ::open(folderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    ::fsync(folder);
    ::close(folder);
}

void requireWritable(const fs::path& path)
{
    std::error_code error;
    if (path.empty())
        throw OutputError("(no name)", "an output file name is needed");
    const auto status = fs::status(path, error);
    if (fs::is_directory(status))
        throw OutputError(path.string(), "is a folder; name a file in it");
    if (fs::exists(status) && !fs::is_regular_file(status))
        throw OutputError(path.string(), "is a device or pipe; name a file");
    if (fs::exists(status) && ::access(path.c_str(), W_OK) != 0)
        throw OutputError(path.string(), "cannot be replaced: " + std::string(std::strerror(errno)));
    if (!fs::is_directory(folderOf(path), error))
        throw OutputError(path.string(),
                          "its folder does not exist; create " + folderOf(path).string() + " first");
    if (::access(folderOf(path).c_str(), W_OK) != 0)
        throw OutputError(path.string(),
                          "its folder cannot be written to: " + std::string(std::strerror(errno)));
}

void requireDistinct(const fs::path& output, const std::vector<fs::path>& inputs)
{
    std::error_code error;
    for (const auto& input : inputs)
        if (!input.empty() && fs::equivalent(output, input, error))
            throw OutputError(output.string(), "is also read; name another file to write");
}

namespace
{
void replaceFile(const fs::path& namedPath, Links links, const std::function<void(TemporaryFile&)>& fill)
{
    std::error_code error;
    auto path = namedPath;
    if (links == Links::follow || !fs::is_symlink(namedPath, error))
    {
        requireWritable(namedPath);
        if (fs::is_symlink(namedPath, error))
            if (auto target = fs::weakly_canonical(namedPath, error); !error && !target.empty())
                path = std::move(target);
    }
    TemporaryFile temporary(path);
    fill(temporary);
    // What was written through another descriptor is flushed through any of the same file.
    if (::fchmod(temporary.descriptor, permissionsFor(path)) != 0 || ::fsync(temporary.descriptor) != 0 ||
        ::rename(temporary.name.c_str(), path.c_str()) != 0)
        throw OutputError(path.string(), std::string("writing failed: ") + std::strerror(errno));
    temporary.renamed = true;
    syncFolderOf(path);
}
} // namespace

void replaceFileAtomically(const fs::path& path, const std::function<void(const fs::path&)>& fill)
{
    replaceFile(path, Links::follow, [&](const TemporaryFile& temporary) { fill(temporary.name); });
}

void writeFileAtomically(const fs::path& path, std::string_view content, Links links)
{
    replaceFile(path, links,
                [&](const TemporaryFile& temporary)
                {
                    while (!content.empty())
                    {
                        const auto written = ::write(temporary.descriptor, content.data(), content.size());
                        if (written < 0 && errno == EINTR)
                            continue;
                        if (written <= 0)
                            throw OutputError(path.string(),
                                              std::string("writing failed: ") + std::strerror(errno));
                        content.remove_prefix(static_cast<std::size_t>(written));
                    }
                });
}
} // namespace reprise
