#include "base/InputFile.h"

#include "base/Errors.h"

#include <cerrno>
#include <cstring>

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
        throw FileError(path.string(), "cannot be opened for reading: " + std::string(std::strerror(errno)));
    return stream;
}

std::string bytesAt(std::ifstream& stream, std::uint64_t offset, std::size_t count)
{
    std::string bytes(count, '\0');
    stream.clear();
    stream.seekg(static_cast<std::streamoff>(offset));
    stream.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}
} // namespace reprise
