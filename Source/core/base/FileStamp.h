#pragma once

#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

namespace reprise
{
/** What changes when another program writes to a file or puts another in its place; nothing of one that is not there. */
struct FileStamp
{
    std::filesystem::file_time_type time{};
    std::uintmax_t bytes = 0;

    bool operator==(const FileStamp&) const = default;
};

inline FileStamp stampOf(const std::filesystem::path& path)
{
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (error)
        return {};
    const auto time = std::filesystem::last_write_time(path, error);
    return error ? FileStamp{} : FileStamp{time, bytes};
}
} // namespace reprise
