#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace reprise::fuzz
{
/** A file in memory that has a name as long as this object lives. */
class ScratchFile
{
public:
    explicit ScratchFile(std::string_view content);
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor); }

private:
    int descriptor = -1;
};

/** A folder, in memory where the system has such a place, that is emptied each time it is asked for and removed when
    the process ends. */
const std::filesystem::path& emptyFolder();

void writeFile(const std::filesystem::path& path, std::string_view content);
std::string contentOf(const std::filesystem::path& path);
} // namespace reprise::fuzz
