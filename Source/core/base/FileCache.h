#pragma once

#include "base/LargeVector.h"
#include "base/Progress.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace reprise
{
/** Arrays of numbers to be kept, in the order in which they are added. What is added must outlive this object. */
class CacheArrays
{
public:
    template <typename T>
    void add(std::span<const T> values)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        arrays.push_back({std::as_bytes(values), [](std::size_t, std::size_t) {}});
    }

    /** Gives its pages up as they are written, where it lies in a file. */
    template <typename T>
    void add(const LargeVector<T>& values)
    {
        add(std::span<const T>(values));
        arrays.back().written = [&values](std::size_t first, std::size_t bytes)
        { pageOut(values, first / sizeof(T), bytes / sizeof(T)); };
    }

    struct Array
    {
        std::span<const std::byte> bytes;
        std::function<void(std::size_t first, std::size_t bytes)> written;
    };
    std::vector<Array> arrays;
};

/** What was kept, mapped into memory: as long as a vector of it lives, also when the file is deleted meanwhile. */
class CacheEntry
{
public:
    CacheEntry(std::span<std::byte> mappedFile, std::shared_ptr<const void> ownerOfMapped,
               std::vector<std::span<std::byte>> arraysOfFile)
        : arrays(std::move(arraysOfFile)), owner(std::move(ownerOfMapped)), size(mappedFile.size())
    {
    }

    std::size_t count() const { return arrays.size(); }

    /** The array's elements; empty where there is no such array or its bytes are no whole number of elements. */
    template <typename T>
    std::span<const T> array(std::size_t index) const
    {
        return elements<T>(index);
    }

    /** The same as a vector, without a copy. */
    template <typename T>
    LargeVector<T> vector(std::size_t index) const
    {
        return mappedVector(elements<T>(index), owner);
    }

    std::size_t bytes() const { return size; }

private:
    template <typename T>
    std::span<T> elements(std::size_t index) const
    {
        if (index >= arrays.size() || arrays[index].size() % sizeof(T) != 0)
            return {};
        return {reinterpret_cast<T*>(arrays[index].data()), arrays[index].size() / sizeof(T)};
    }

    std::vector<std::span<std::byte>> arrays;
    std::shared_ptr<const void> owner;
    std::size_t size;
};

/** A folder of large files that can be made again at any time, so that nothing about it is an error: what cannot be
    read is not there, what cannot be written is not kept. Anybody may delete anything in it at any time, and several
    processes may use it at once.

    Whole      An entry is written into a nameless file, which gets its name at the end: it is there whole or not at
               all, and nothing is left of a process that died. File systems without nameless files (those of
               networks among them) keep nothing.
    Verified   Each is checked against its checksums when it is looked up. What is damaged, cut short or another's
               is removed.
    Bounded    The entries not used for longest go first. One that alone is larger than the bound is not kept.
    Private    Readable by the user alone.
    Systems    Linux; elsewhere nothing is kept.
    Threads    const calls are re-entrant. */
class FileCache
{
public:
    /** Without a bound: a tenth of what would be free without the cache, at most 16 GB. The folder is made when it is
        first written to. */
    explicit FileCache(std::filesystem::path folder, std::optional<std::uintmax_t> mostBytes = {});

    /** Whether there is an entry whose name begins so. Fast: nothing is read. */
    bool holdsAny(const std::string& beginning) const;

    /** Marks the entry as used. Throws Cancelled. */
    std::optional<CacheEntry> find(const std::string& name, const Progress& progress = {}) const;

    /** False where it is not kept. Throws Cancelled. */
    bool keep(const std::string& name, const CacheArrays& content, const Progress& progress = {}) const;

    void remove(const std::string& name) const;

    /** Removes all entries, and nothing else. */
    void clear() const;

    /** Of all entries together. */
    std::uintmax_t bytes() const;
    std::size_t count() const;

    std::uintmax_t mostBytes() const;
    const std::filesystem::path& folder() const { return root; }

private:
    std::filesystem::path pathOf(const std::string& name) const;
    void makeRoomFor(std::uintmax_t bytes) const;

    std::filesystem::path root;
    std::optional<std::uintmax_t> bound;
};
} // namespace reprise
