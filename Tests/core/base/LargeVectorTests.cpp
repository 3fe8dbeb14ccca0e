#include "base/LargeVector.h"

#include "base/Errors.h"
#include "support/EnvironmentVariable.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <string>

using namespace reprise;
using namespace reprise::test;

namespace
{
constexpr auto tooMany = spillBytes / sizeof(float);

/** Memory of this process that files back, in bytes. */
std::size_t residentOfFiles()
{
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (word == "RssFile:" || word == "RssShmem:")
        {
            std::size_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes << 10;
        }
    return 0;
}
} // namespace

TEST_CASE("What is large lies in a file, and comes back after its memory was given up", "[base][large]")
{
    const TemporaryFolder folder;
    const EnvironmentVariable there("TMPDIR", folder.path.string());
    LargeVector<float> signal;
    signal.reserve(tooMany);
    constexpr std::size_t count = 16 << 20;
    for (std::size_t i = 0; i < count; ++i)
        signal.push_back(static_cast<float>(i));
    const auto before = residentOfFiles();
    pageOut(signal, 0, count);
    CHECK(residentOfFiles() + count * sizeof(float) / 2 < before);
    for (std::size_t i = 0; i < count; i += 1001)
        REQUIRE(signal[i] == static_cast<float>(i));
    const auto copy = signal;
    CHECK(copy.back() == static_cast<float>(count - 1));
    CHECK(std::filesystem::is_empty(folder.path)); // the file has no name
}

TEST_CASE("The room of what was large is there again for what comes next", "[base][large]")
{
    const TemporaryFolder folder;
    const EnvironmentVariable there("TMPDIR", folder.path.string());
    const auto mappedFiles = [&]
    {
        std::ifstream maps("/proc/self/maps");
        int count = 0;
        for (std::string line; std::getline(maps, line);)
            count += line.find(folder.path.string()) != std::string::npos ? 1 : 0;
        return count;
    };
    for (int repeat = 0; repeat < 5; ++repeat)
    {
        LargeVector<float> signal;
        signal.reserve(tooMany);
        CHECK(mappedFiles() == 1);
        signal.resize(16 << 20, 0.5f);
    }
}

TEST_CASE("What is small stays in memory and keeps its values", "[base][large]")
{
    LargeVector<float> signal(1000, 0.5f);
    pageOut(signal, 0, signal.size());
    CHECK(signal == LargeVector<float>(1000, 0.5f));
}

TEST_CASE("Missing room for what is large is an error that names the folder", "[base][large]")
{
    const EnvironmentVariable nowhere("TMPDIR", "/nonexistent/folder");
    LargeVector<float> signal;
    CHECK_THROWS_WITH(signal.reserve(tooMany), Catch::Matchers::Contains("/nonexistent/folder") &&
                                                   Catch::Matchers::Contains("TMPDIR"));
    CHECK(signal.capacity() == 0);
}
