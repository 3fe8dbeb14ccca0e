#include "base/FastHash.h"

#include "base/Errors.h"
#include "base/FileDescriptor.h"
#include "base/Hex.h"
#include "base/Parallel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
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
    return hexOf(std::as_bytes(std::span(canonical.digest)));
}
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
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen())
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
            if (!file.read(block.data(), wanted, static_cast<std::size_t>(from)))
                fail(errno);
            hashes[i] = XXH3_128bits(block.data(), wanted);
        },
        progress);
    const auto inner = XXH3_128bits(hashes.data(), hashes.size() * sizeof(XXH128_hash_t));
    const std::array all{XXH128_hash_t{bytes, 0}, inner};
    return textOf(XXH3_128bits(all.data(), sizeof(all)));
}
} // namespace reprise
