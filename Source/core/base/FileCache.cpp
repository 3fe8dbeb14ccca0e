#include "base/FileCache.h"

#include "base/FastHash.h"
#include "base/FileDescriptor.h"
#include "base/Parallel.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#if defined(__linux__)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

constexpr auto extension = ".cached";
constexpr std::uintmax_t largestBound = std::uintmax_t{16} << 30;

struct File
{
    fs::path path;
    std::uintmax_t bytes;
    fs::file_time_type used;
};

/** The entries of a folder; none where it cannot be read. */
std::vector<File> entriesIn(const fs::path& folder)
{
    std::vector<File> entries;
    std::error_code error;
    for (auto at = fs::directory_iterator(folder, error); !error && at != fs::directory_iterator();
         at.increment(error))
    {
        std::error_code gone;
        if (at->path().extension() != extension || at->symlink_status(gone).type() != fs::file_type::regular)
            continue;
        const auto bytes = at->file_size(gone);
        const auto used = at->last_write_time(gone);
        if (!gone)
            entries.push_back({at->path(), bytes, used});
    }
    return entries;
}

std::uintmax_t bytesOf(const std::vector<File>& entries)
{
    std::uintmax_t sum = 0;
    for (const auto& entry : entries)
        sum += entry.bytes;
    return sum;
}

#if defined(__linux__)
// A page with the sizes of the arrays, the arrays, each from a page's beginning on, the checksums of the blocks all this
// consists of, and a checksum of those and of the entry's name.
constexpr std::size_t pageBytes = 4096, blockBytes = std::size_t{1} << 20;

struct Header
{
    std::array<char, 8> magic{'r', 'e', 'p', 'r', 'i', 's', 'e', '1'};
    std::uint64_t count = 0;
    std::array<std::uint64_t, pageBytes / sizeof(std::uint64_t) - 2> bytes{};
};
static_assert(sizeof(Header) == pageBytes);

std::size_t wholePages(std::size_t bytes)
{
    return (bytes + pageBytes - 1) / pageBytes * pageBytes;
}

std::size_t blocksIn(std::size_t bytes)
{
    return (bytes + blockBytes - 1) / blockBytes;
}

std::uint64_t sealOf(const std::vector<std::uint64_t>& checksums, const std::string& name)
{
    const std::array seals{fastHashOf(std::as_bytes(std::span(checksums))),
                           fastHashOf(std::as_bytes(std::span(name)))};
    return fastHashOf(std::as_bytes(std::span(seals)));
}

/** Where the arrays lie in the file; nothing where the header cannot be that of a file of this size. */
std::optional<std::vector<std::pair<std::size_t, std::size_t>>> placesFrom(const Header& header,
                                                                           std::size_t fileBytes)
{
    if (header.magic != Header().magic || header.count > header.bytes.size())
        return {};
    std::vector<std::pair<std::size_t, std::size_t>> places;
    auto end = pageBytes;
    for (std::size_t i = 0; i < header.count; ++i)
    {
        if (header.bytes[i] > fileBytes)
            return {};
        places.emplace_back(end, header.bytes[i]);
        end += wholePages(header.bytes[i]);
        if (end > fileBytes)
            return {};
    }
    if (fileBytes != end + (blocksIn(end) + 1) * sizeof(std::uint64_t))
        return {};
    return places;
}

/** Reads everything: a file on a failing disk is found out here and not when its pages are first touched. */
bool isSound(const FileDescriptor& file, std::size_t bodyBytes, const std::string& name,
             const Progress& progress)
{
    std::vector<std::uint64_t> checksums(blocksIn(bodyBytes));
    std::uint64_t seal = 0;
    if (!file.read(checksums.data(), checksums.size() * sizeof(std::uint64_t), bodyBytes) ||
        !file.read(&seal, sizeof(seal), bodyBytes + checksums.size() * sizeof(std::uint64_t)) ||
        seal != sealOf(checksums, name))
        return false;
    std::atomic<bool> sound{true};
    inParallel(
        checksums.size(),
        [&](std::size_t i)
        {
            thread_local std::vector<std::byte> block(blockBytes);
            const auto from = i * blockBytes;
            const auto part = std::span(block).first(std::min(blockBytes, bodyBytes - from));
            if (sound && (!file.read(part.data(), part.size(), from) || fastHashOf(part) != checksums[i]))
                sound = false;
        },
        progress);
    return sound;
}

/** Writes what is added, block by block with their checksums. */
class BlockWriter
{
public:
    BlockWriter(const FileDescriptor& target, const Progress& reportTo, std::size_t bytesInAll)
        : file(target), progress(reportTo), whole(static_cast<double>(bytesInAll))
    {
        block.reserve(blockBytes);
    }

    void add(std::span<const std::byte> bytes)
    {
        while (!bytes.empty() && good)
        {
            const auto part = bytes.first(std::min(bytes.size(), blockBytes - block.size()));
            block.insert(block.end(), part.begin(), part.end());
            bytes = bytes.subspan(part.size());
            if (block.size() == blockBytes)
                flush();
        }
    }

    /** True when everything was written. */
    bool finish(const std::string& name)
    {
        flush();
        const auto seal = sealOf(checksums, name);
        return good && file.write(checksums.data(), checksums.size() * sizeof(std::uint64_t)) &&
               file.write(&seal, sizeof(seal));
    }

private:
    void flush()
    {
        if (block.empty())
            return;
        done += block.size();
        progress.step(static_cast<double>(done) / whole);
        checksums.push_back(fastHashOf(block));
        good = good && file.write(block.data(), block.size());
        block.clear();
    }

    const FileDescriptor& file;
    const Progress& progress;
    double whole;
    std::size_t done = 0;
    std::vector<std::byte> block;
    std::vector<std::uint64_t> checksums;
    bool good = true;
};
#endif
} // namespace

FileCache::FileCache(fs::path folder, std::optional<std::uintmax_t> mostBytes)
    : root(std::move(folder)), bound(mostBytes)
{
}

fs::path FileCache::pathOf(const std::string& name) const
{
    return root / (name + extension);
}

bool FileCache::holdsAny(const std::string& beginning) const
{
    const auto entries = entriesIn(root);
    return std::any_of(entries.begin(), entries.end(),
                       [&](const File& entry)
                       { return entry.path.filename().string().starts_with(beginning); });
}

std::uintmax_t FileCache::bytes() const
{
    return bytesOf(entriesIn(root));
}

std::size_t FileCache::count() const
{
    return entriesIn(root).size();
}

std::uintmax_t FileCache::mostBytes() const
{
    if (bound)
        return *bound;
    std::error_code error;
    const auto space = fs::space(root, error);
    return error ? 0 : std::min(largestBound, (space.available + bytes()) / 10);
}

void FileCache::remove(const std::string& name) const
{
    std::error_code error;
    fs::remove(pathOf(name), error);
}

void FileCache::clear() const
{
    std::error_code error;
    for (const auto& entry : entriesIn(root))
        fs::remove(entry.path, error);
}

void FileCache::makeRoomFor(std::uintmax_t wanted) const
{
    auto entries = entriesIn(root);
    std::sort(entries.begin(), entries.end(), [](const File& a, const File& b) { return a.used < b.used; });
    auto total = bytesOf(entries);
    const auto most = mostBytes();
    for (const auto& entry : entries)
    {
        if (total + wanted <= most)
            return;
        std::error_code error;
        fs::remove(entry.path, error);
        total -= entry.bytes;
    }
}

#if defined(__linux__)
std::optional<CacheEntry> FileCache::find(const std::string& name, const Progress& progress) const
{
    const FileDescriptor file(::open(pathOf(name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.isOpen())
        return {};
    struct stat status = {};
    Header header;
    const auto size = ::fstat(file.get(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
    if (S_ISREG(status.st_mode) && file.read(&header, sizeof(header), 0))
        if (const auto places = placesFrom(header, size))
        {
            const auto bodyBytes =
                places->empty() ? pageBytes : places->back().first + wholePages(places->back().second);
            if (isSound(file, bodyBytes, name, progress))
            {
                auto* memory =
                    ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file.get(), 0);
                if (memory == MAP_FAILED)
                    return {};
                const std::shared_ptr<const void> owner(memory,
                                                        [size](void* mapped) { ::munmap(mapped, size); });
                ::futimens(file.get(), nullptr); // used now
                std::vector<std::span<std::byte>> arrays;
                for (const auto& [from, bytes] : *places)
                    arrays.emplace_back(static_cast<std::byte*>(memory) + from, bytes);
                return CacheEntry({static_cast<std::byte*>(memory), size}, owner, std::move(arrays));
            }
        }
    remove(name);
    return {};
}

bool FileCache::keep(const std::string& name, const CacheArrays& content, const Progress& progress) const
{
    Header header;
    header.count = content.arrays.size();
    if (header.count > header.bytes.size())
        return false;
    auto bodyBytes = pageBytes;
    for (std::size_t i = 0; i < content.arrays.size(); ++i)
    {
        header.bytes[i] = content.arrays[i].bytes.size();
        bodyBytes += wholePages(content.arrays[i].bytes.size());
    }
    const auto fileBytes = bodyBytes + (blocksIn(bodyBytes) + 1) * sizeof(std::uint64_t);

    std::error_code error;
    if (!fs::exists(root, error))
    {
        fs::create_directories(root, error);
        fs::permissions(root, fs::perms::owner_all, error);
    }
    if (fileBytes > mostBytes())
        return false;
    makeRoomFor(fileBytes);
    const FileDescriptor file(::open(root.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR));
    // The space is reserved: a disk that is too full is found out before anything is written.
    if (!file.isOpen() || ::posix_fallocate(file.get(), 0, static_cast<off_t>(fileBytes)) != 0)
        return false;
    BlockWriter writer(file, progress, bodyBytes);
    writer.add(std::as_bytes(std::span(&header, 1)));
    constexpr std::array<std::byte, pageBytes> zeros{};
    for (const auto& array : content.arrays)
    {
        for (std::size_t first = 0; first < array.bytes.size(); first += blockBytes)
        {
            const auto part = array.bytes.subspan(first, std::min(blockBytes, array.bytes.size() - first));
            writer.add(part);
            array.written(first, part.size());
        }
        writer.add(std::span(zeros).first(wholePages(array.bytes.size()) - array.bytes.size()));
    }
    if (!writer.finish(name))
        return false;
    // Another process may have kept the same meanwhile.
    const auto self = "/proc/self/fd/" + std::to_string(file.get());
    return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, pathOf(name).c_str(), AT_SYMLINK_FOLLOW) == 0 ||
           errno == EEXIST;
}
#else
std::optional<CacheEntry> FileCache::find(const std::string&, const Progress&) const
{
    return {};
}

bool FileCache::keep(const std::string&, const CacheArrays&, const Progress&) const
{
    return false;
}
#endif
} // namespace reprise
