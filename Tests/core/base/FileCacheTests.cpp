#include "base/FileCache.h"

#include "support/CancelAtReport.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <numeric>
#include <thread>

using namespace reprise;
using namespace reprise::test;
namespace fs = std::filesystem;

namespace
{
std::vector<float> ramp(std::size_t count)
{
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), 1.0f);
    return values;
}

bool keep(const FileCache& cache, const std::string& name, const std::vector<float>& values)
{
    CacheArrays arrays;
    const std::vector<std::uint32_t> few{7, 8};
    arrays.add(std::span<const std::uint32_t>(few));
    arrays.add(std::span<const float>());
    arrays.add(std::span<const float>(values));
    return cache.keep(name, arrays);
}

fs::path fileOf(const FileCache& cache)
{
    return fs::directory_iterator(cache.folder())->path();
}

void useAt(const fs::path& path, int secondsAgo)
{
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::seconds(secondsAgo));
}
} // namespace

TEST_CASE("What was kept comes back, also after it was deleted meanwhile", "[base][cache]")
{
    const TemporaryFolder folder;
    const FileCache cache(folder / "deeper/cache");
    CHECK_FALSE(cache.find("12-a"));
    const auto values = ramp(1'000'000); // several blocks
    REQUIRE(keep(cache, "12-a", values));
    CHECK(keep(cache, "12-a", values)); // as another process would
    CHECK(cache.count() == 1);
    CHECK(cache.bytes() > values.size() * sizeof(float));
    CHECK(cache.holdsAny("12-"));
    CHECK_FALSE(cache.holdsAny("1-"));
    CHECK(fs::status(fileOf(cache)).permissions() == (fs::perms::owner_read | fs::perms::owner_write));

    const auto entry = cache.find("12-a");
    REQUIRE(entry);
    cache.clear();
    CHECK(cache.count() == 0);
    CHECK(entry->count() == 3);
    CHECK(entry->array<std::uint32_t>(0)[1] == 8);
    CHECK(entry->array<float>(1).empty());
    auto mapped = entry->vector<float>(2);
    CHECK(std::equal(mapped.begin(), mapped.end(), values.begin(), values.end()));
    // A vector like any other: growing and copying move it into memory of its own.
    const auto copy = mapped;
    mapped.resize(mapped.size() + 1);
    CHECK(mapped.back() == 0.0f);
    mapped[0] = 5.0f;
    CHECK(copy[0] == 1.0f);
    CHECK(entry->array<float>(2)[0] == 1.0f);
}

TEST_CASE("A damaged, cut, longer or renamed entry is not there, and is removed", "[base][cache]")
{
    const TemporaryFolder folder;
    const FileCache cache(folder / "cache");
    const auto values = ramp(600'000);
    REQUIRE(keep(cache, "a", values));
    const auto path = fileOf(cache);
    const auto whole = readText(path);
    auto check = [&](const std::string& what, const std::string& content)
    {
        INFO(what);
        writeText(path, content);
        CHECK_FALSE(cache.find("a"));
        CHECK(cache.count() == 0);
    };
    writeText(path, whole);
    REQUIRE(cache.find("a"));
    for (const std::size_t at : {std::size_t{0}, std::size_t{8}, std::size_t{17}, std::size_t{5000},
                                 std::size_t{1 << 20}, whole.size() - 20, whole.size() - 1})
    {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 4);
        check("byte " + std::to_string(at), damaged);
    }
    for (const std::size_t bytes :
         {std::size_t{0}, std::size_t{100}, std::size_t{4096}, whole.size() / 2, whole.size() - 8})
        check("cut to " + std::to_string(bytes), whole.substr(0, bytes));
    check("longer", whole + std::string(8, '\0'));
    check("text", std::string(10000, 'x'));
    REQUIRE(keep(cache, "b", values));
    fs::rename(fileOf(cache), path);
    CHECK_FALSE(cache.find("a"));
    REQUIRE(keep(cache, "a", values));
    CHECK(cache.find("a"));
}

TEST_CASE("What was not used for longest makes room, and what is too large is not kept", "[base][cache]")
{
    const TemporaryFolder folder;
    const FileCache cache(folder / "cache", 1'100'000); // two entries and a bit
    const auto values = ramp(125'000);
    const auto at = [&](const std::string& name) { return cache.folder() / (name + ".cached"); };
    REQUIRE(keep(cache, "a", values));
    useAt(at("a"), 300);
    REQUIRE(keep(cache, "b", values));
    useAt(at("b"), 200);
    REQUIRE(cache.find("a"));
    REQUIRE(keep(cache, "c", values));
    CHECK(cache.find("a"));
    CHECK_FALSE(cache.find("b"));
    CHECK(cache.find("c"));
    CHECK(cache.bytes() <= cache.mostBytes());
    CHECK_FALSE(keep(cache, "d", ramp(300'000)));
    CHECK(cache.count() == 2);
    writeText(cache.folder() / "mine.txt", "mine");
    cache.clear();
    CHECK(fs::exists(cache.folder() / "mine.txt"));
}

TEST_CASE("Where nothing can be kept, nothing is, and no error comes of it", "[base][cache]")
{
    const TemporaryFolder folder;
    writeText(folder / "file", "in the way");
    for (const auto& place :
         {folder / "file", folder / "file/deeper", fs::path("/proc/reprise"), fs::path("/dev/full")})
    {
        INFO(place);
        const FileCache cache(place);
        CHECK_FALSE(keep(cache, "a", ramp(10)));
        CHECK_FALSE(cache.find("a"));
        CHECK(cache.bytes() == 0);
        CHECK_NOTHROW(cache.clear());
    }
}

TEST_CASE("A cancelled keeping leaves nothing behind", "[base][cache]")
{
    const TemporaryFolder folder;
    const FileCache cache(folder / "cache");
    const auto values = ramp(1'000'000);
    CacheArrays arrays;
    arrays.add(std::span<const float>(values));
    const CancelAtReport cancelled(2);
    CHECK_THROWS_AS(cache.keep("a", arrays, cancelled.progress), Cancelled);
    CHECK(fs::is_empty(cache.folder()));
}

TEST_CASE("Several at once neither disturb each other nor find anything but what was kept", "[base][cache]")
{
    const TemporaryFolder folder;
    const auto values = ramp(100'000);
    std::atomic<int> wrong{0}, found{0};
    const auto work = [&](int seed)
    {
        const FileCache cache(folder / "cache", 1'000'000);
        for (int i = 0; i < 60; ++i)
        {
            const auto name = std::to_string((i * seed) % 4);
            if (const auto entry = cache.find(name))
            {
                ++found;
                const auto kept = entry->array<float>(2);
                if (!std::equal(kept.begin(), kept.end(), values.begin(), values.end()))
                    ++wrong;
            }
            else
                keep(cache, name, values);
            if (i % 20 == 19)
                cache.clear();
        }
    };
    {
        const std::jthread one(work, 1), two(work, 3), three(work, 5);
    }
    CHECK(wrong == 0);
    CHECK(found > 0);
    const FileCache cache(folder / "cache");
    cache.clear();
    CHECK(fs::is_empty(cache.folder()));
}
