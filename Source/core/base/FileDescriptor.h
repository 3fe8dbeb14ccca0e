#pragma once

#include <cerrno>
#include <cstddef>
#include <unistd.h>
#include <utility>

namespace reprise
{
/** An open file, closed at the end. Threads: reads are re-entrant. */
class FileDescriptor
{
public:
    /** Below 0: nothing was opened. */
    explicit FileDescriptor(int opened) : number(opened) {}
    ~FileDescriptor()
    {
        if (isOpen())
            ::close(number);
    }
    FileDescriptor(FileDescriptor&& other) noexcept : number(other.release()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept
    {
        std::swap(number, other.number);
        return *this;
    }

    bool isOpen() const { return number >= 0; }
    int get() const { return number; }

    /** Whoever takes it closes it. */
    int release() { return std::exchange(number, -1); }

    /** So many bytes from this place on. False, with the reason in errno (EIO: the file ends before), where they cannot
        be read. */
    bool read(void* target, std::size_t bytes, std::size_t from) const
    {
        for (auto* at = static_cast<char*>(target); bytes > 0;)
        {
            const auto count = ::pread(number, at, bytes, static_cast<off_t>(from));
            if (count < 0 && errno == EINTR)
                continue;
            if (count == 0)
                errno = EIO;
            if (count <= 0)
                return false;
            at += count;
            from += static_cast<std::size_t>(count);
            bytes -= static_cast<std::size_t>(count);
        }
        return true;
    }

    /** Where the file stands. False, with the reason in errno, where not all can be written. */
    bool write(const void* source, std::size_t bytes) const
    {
        for (const auto* at = static_cast<const char*>(source); bytes > 0;)
        {
            const auto count = ::write(number, at, bytes);
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return false;
            at += count;
            bytes -= static_cast<std::size_t>(count);
        }
        return true;
    }

private:
    int number;
};
} // namespace reprise
