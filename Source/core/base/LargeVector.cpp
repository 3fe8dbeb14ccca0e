#include "base/LargeVector.h"

#include "base/Errors.h"

#if defined(__linux__)
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>
#endif

namespace reprise::detail
{
#if defined(__linux__)
namespace
{
std::string spillFolder()
{
    const auto* chosen = std::getenv("TMPDIR");
    return chosen != nullptr && *chosen != '\0' ? chosen : "/var/tmp";
}

/** How many files are being given back to the system. */
std::atomic<int> leaving{0};
} // namespace

void* allocateSpilled(std::size_t bytes)
{
    // Their room may be what is missing.
    for (auto count = leaving.load(); count != 0; count = leaving.load())
        leaving.wait(count);
    const auto folder = spillFolder();
    const auto fail = [&](int error) -> void*
    {
        throw OutputError(folder, "a recording this long needs " + std::to_string((bytes >> 20) + 1) +
                                      " MB of temporary disk space here (" + std::strerror(error) +
                                      "); free some, or name another folder with TMPDIR");
    };
    auto name = folder + "/reprise-XXXXXX";
    const auto file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0)
        return fail(errno);
    ::unlink(name.c_str());
    // Without the space reserved, a full disk would end the program when a page is written.
    auto error = ::posix_fallocate(file, 0, static_cast<off_t>(bytes));
    void* memory = MAP_FAILED;
    if (error == 0)
    {
        memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        error = errno;
    }
    ::close(file);
    return memory == MAP_FAILED ? fail(error) : memory;
}

void deallocateSpilled(void* memory, std::size_t bytes) noexcept
{
    const auto giveBack = [=]
    {
        ::munmap(memory, bytes);
        --leaving;
        leaving.notify_all();
    };
    ++leaving;
    try
    {
        std::thread(giveBack).detach();
    }
    catch (const std::exception&)
    {
        giveBack(); // no thread or no memory to be had
    }
}

void pageOutSpilled(const void* first, std::size_t bytes) noexcept
{
    // Of a mapped file this unmaps the pages that lie within; what was written stays in the file.
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = (reinterpret_cast<std::uintptr_t>(first) + page - 1) / page * page;
    const auto end = (reinterpret_cast<std::uintptr_t>(first) + bytes) / page * page;
    if (begin < end)
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}
#else
void* allocateSpilled(std::size_t bytes)
{
    return ::operator new(bytes);
}

void deallocateSpilled(void* memory, std::size_t) noexcept
{
    ::operator delete(memory);
}

void pageOutSpilled(const void*, std::size_t) noexcept {}
#endif
} // namespace reprise::detail
