#include "base/FastHash.h"

#include "base/Errors.h"
#include "base/Parallel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace reprise
{
namespace
{
constexpr std::size_t blockBytes = std::size_t{1} << 20;

std::string textOf(const XXH128_hash_t& hash)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const auto byte : canonical.digest)
    {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

struct OpenFile
{
    explicit OpenFile(const std::filesystem::path& path)
        : descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
    }
    ~OpenFile()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int descriptor;
};
} // namespace

std::uint64_t fastHashOf(std::span<const std::byte> bytes)
{
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::string fastHashOf(const std::string& text)
{
    return textOf(XXH3_128bits(text.data(), text.size()));
}

std::string fastHashOfFile(const std::filesystem::path& path, const Progress& progress)
{
    const auto fail = [&](int error)
    { throw FileError(path.string(), std::string("cannot be read: ") + std::strerror(error)); };
    const OpenFile file(path);
    if (file.descriptor < 0)
        fail(errno);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (error)
        fail(error.value());
    // A hash of the hashes of the blocks, so that several threads can work.
    std::vector<XXH128_hash_t> hashes(static_cast<std::size_t>((bytes + blockBytes - 1) / blockBytes));
    inParallel(
        hashes.size(),
        [&](std::size_t i)
        {
            thread_local std::vector<char> block(blockBytes);
            const auto from = static_cast<std::uintmax_t>(i) * blockBytes;
            const auto wanted = static_cast<std::size_t>(std::min<std::uintmax_t>(blockBytes, bytes - from));
            std::size_t have = 0;
            while (have < wanted)
            {
                const auto count = ::pread(file.descriptor, block.data() + have, wanted - have,
                                           static_cast<off_t>(from + have));
                if (count < 0 && errno == EINTR)
                    continue;
                if (count <= 0)
                    fail(count < 0 ? errno : EIO);
                have += static_cast<std::size_t>(count);
            }
            hashes[i] = XXH3_128bits(block.data(), wanted);
        },
        progress);
    const auto inner = XXH3_128bits(hashes.data(), hashes.size() * sizeof(XXH128_hash_t));
    const std::array all{XXH128_hash_t{bytes, 0}, inner};
    return textOf(XXH3_128bits(all.data(), sizeof(all)));
}
} // namespace reprise
