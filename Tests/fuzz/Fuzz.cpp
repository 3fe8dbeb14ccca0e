#include "fuzz/Fuzz.h"

#include "fuzz/Scratch.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

// Asked by the sanitizers, where there are any.
extern "C"
{
    const char* __asan_default_options();
    const char* __asan_default_options()
    {
        // What cannot be had is an error the program answers, not a finding.
        return "allocator_may_return_null=1";
    }

    const char* __lsan_default_suppressions();
    const char* __lsan_default_suppressions()
    {
        // libsndfile 1.2.0 forgets a decoder for each Ogg Vorbis file that it refuses to open.
        return "leak:vorbis_info_init\n";
    }
}

namespace reprise::fuzz
{
namespace
{
namespace fs = std::filesystem;

class Folder
{
public:
    Folder()
    {
        std::error_code error;
        const fs::path memory = "/dev/shm";
        auto name =
            ((fs::is_directory(memory, error) ? memory : fs::temp_directory_path()) / "reprise-fuzz-XXXXXX")
                .string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("cannot make a temporary folder");
        path = name;
    }
    ~Folder()
    {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }

    fs::path path;
};
} // namespace

std::span<const Target> targets()
{
    static const std::array all{audioTarget(),    sessionTarget(), journalTarget(),  importTarget(),
                                manifestTarget(), answersTarget(), argumentsTarget()};
    return all;
}

const Target* targetNamed(std::string_view name)
{
    const auto all = targets();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Target& t) { return t.name == name; });
    return found == all.end() ? nullptr : &*found;
}

void require(bool isKept, std::string_view promise)
{
    if (isKept)
        return;
    std::fprintf(stderr, "A promise was broken: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
}

ScratchFile::ScratchFile(std::string_view content) : descriptor(memfd_create("fuzz", MFD_CLOEXEC))
{
    while (!content.empty())
    {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written <= 0)
            throw std::runtime_error("cannot make a file in memory");
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

ScratchFile::~ScratchFile()
{
    ::close(descriptor);
}

const fs::path& emptyFolder()
{
    static const Folder folder;
    for (const auto& entry : fs::directory_iterator(folder.path))
        fs::remove_all(entry.path());
    return folder.path;
}

void writeFile(const fs::path& path, std::string_view content)
{
    std::ofstream(path, std::ios::binary) << content;
}

std::string contentOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
} // namespace reprise::fuzz
