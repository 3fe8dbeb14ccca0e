#include "base/InputFile.h"

#include "base/Errors.h"

namespace reprise
{
std::ifstream openForReading(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw FileError(path.string(), "no such file");
    if (!std::filesystem::is_regular_file(path, error))
        throw FileError(path.string(), "is not a regular file (a folder, device or pipe)");
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw FileError(path.string(), "cannot be opened for reading; check its permissions");
    return stream;
}
} // namespace reprise
