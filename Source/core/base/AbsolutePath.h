#pragma once

#include <filesystem>
#include <system_error>

namespace reprise
{
/** The path from the root; as it is where that cannot be told, as in a working folder that was removed. */
inline std::filesystem::path absolutePath(const std::filesystem::path& path)
{
    std::error_code error;
    auto absolute = std::filesystem::absolute(path, error);
    return error ? path : absolute;
}
} // namespace reprise
