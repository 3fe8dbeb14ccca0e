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

/** Permissions a newly created file would have; mkstemp's are for the owner alone. */
mode_t defaultPermissions()
{
    const auto mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}
} // namespace

void requireWritable(const fs::path& path)
{
    std::error_code error;
    if (path.empty())
        throw OutputError("(no name)", "an output file name is needed");
    if (fs::is_directory(path, error))
        throw OutputError(path.string(), "is a folder; name a file in it");
    if (!fs::is_directory(folderOf(path), error))
        throw OutputError(path.string(),
                          "its folder does not exist; create " + folderOf(path).string() + " first");
    if (::access(folderOf(path).c_str(), W_OK) != 0)
        throw OutputError(path.string(),
                          "its folder cannot be written to: " + std::string(std::strerror(errno)));
}

void writeFileAtomically(const fs::path& path, std::string_view content)
{
    requireWritable(path);
    TemporaryFile temporary(path);
    const auto fail = [&]
    { throw OutputError(path.string(), std::string("writing failed: ") + std::strerror(errno)); };
    while (!content.empty())
    {
        const auto written = ::write(temporary.descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            fail();
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fchmod(temporary.descriptor, defaultPermissions()) != 0 || ::fsync(temporary.descriptor) != 0 ||
        ::rename(temporary.name.c_str(), path.c_str()) != 0)
        fail();
    temporary.renamed = true;
}
} // namespace reprise
