#include "matching/CachedAnalysis.h"

#include "audio/SilenceMap.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

using namespace reprise;
using namespace reprise::test;
namespace fs = std::filesystem;

namespace
{
/** Half a minute in stereo, at a rate that is resampled, with a sound at 1, 9 and 20 s. */
void writeRecording(const fs::path& path, std::uint32_t seed = 1)
{
    constexpr int rate = 32000;
    auto signal = noise(rate * 31 * 2, 0.02f, seed);
    const auto sound = noise(rate, 0.3f, 7);
    for (const auto at : {1, 9, 20})
        mixInto(signal, sound, static_cast<std::size_t>(at * rate * 2));
    writeAudio(path, signal, rate, 2);
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::minutes(1));
}

struct Found
{
    Recording recording;
    std::vector<Candidate> candidates;
    bool fromCache;
};

bool areSame(const std::vector<Candidate>& some, const std::vector<Candidate>& others)
{
    return std::equal(some.begin(), some.end(), others.begin(), others.end(),
                      [](const Candidate& a, const Candidate& b) {
                          return a.start == b.start && a.similarity == b.similarity &&
                                 a.confidence == b.confidence;
                      });
}

/** Searches, and keeps. */
Found search(const fs::path& path, const std::optional<FileCache>& cache, const MethodSettings& settings = {})
{
    CachedAnalysis file(path, settings, cache);
    auto recording = std::make_shared<Recording>(file.load());
    const std::shared_ptr<const Analysis> analysis = file.analyse(*recording);
    const SampleRange query{32000, 16000};
    const std::vector<Judgement> judgements{{{9 * 32000, 16000}, Answer::yes},
                                            {{15 * 32000, 16000}, Answer::no}};
    auto candidates = analysis->matcherFor(query)->rank(judgements, {}).candidates;
    const auto fromCache = file.isFromCache();
    file.keepInBackground(recording, analysis);
    file.finishKeeping();
    return {std::move(*recording), std::move(candidates), fromCache};
}
} // namespace

TEST_CASE("An analysis from the cache finds the same to the bit as a new one", "[matching][cache]")
{
    const TemporaryFolder folder;
    const FileCache cache(folder / "cache");
    writeRecording(folder / "a.wav");
    const auto made = search(folder / "a.wav", cache);
    REQUIRE(cache.count() == 1);
    const auto kept = search(folder / "a.wav", cache);
    CHECK_FALSE(made.fromCache);
    CHECK(kept.fromCache);
    CHECK(made.candidates.size() > 10);
    CHECK(areSame(made.candidates, kept.candidates));
    CHECK(made.recording.analysisSignal == kept.recording.analysisSignal);
    CHECK(made.recording.info.samples == kept.recording.info.samples);
    CHECK(made.recording.info.decoder == kept.recording.info.decoder);
    CHECK(made.recording.silence->level() == kept.recording.silence->level());

    // The content counts, wherever it lies; the name only by its extension.
    fs::rename(folder / "a.wav", folder / "b.wav");
    CHECK(search(folder / "b.wav", cache).fromCache);
    CHECK(cache.count() == 1);

    // Of the same size, but another sound.
    writeRecording(folder / "b.wav", 2);
    const auto other = search(folder / "b.wav", cache);
    CHECK_FALSE(other.fromCache);
    CHECK(areSame(other.candidates, search(folder / "b.wav", std::nullopt).candidates));
    CHECK(cache.count() == 2);

    // What is damaged is made and kept again.
    for (const auto& file : fs::directory_iterator(cache.folder()))
        fs::resize_file(file, fs::file_size(file) / 2);
    CHECK_FALSE(search(folder / "b.wav", cache).fromCache);
    CHECK(areSame(search(folder / "b.wav", cache).candidates, other.candidates));
    CHECK(search(folder / "b.wav", cache).fromCache);
}

TEST_CASE("What may have changed while it was read, is short or cannot be taken back is not kept",
          "[matching][cache]")
{
    const TemporaryFolder folder;
    const FileCache cache(folder / "cache");
    const auto path = folder / "a.wav";
    MethodSettings settings;
    SECTION("written a moment ago")
    {
        writeRecording(path);
        fs::last_write_time(path, fs::file_time_type::clock::now());
        search(path, cache);
    }
    SECTION("changed since")
    {
        writeRecording(path);
        CachedAnalysis file(path, settings, cache);
        const auto recording = file.load();
        const auto analysis = file.analyse(recording);
        writeRecording(path, 2);
        file.keep(recording, *analysis);
    }
    SECTION("gone since")
    {
        writeRecording(path);
        CachedAnalysis file(path, settings, cache);
        const auto recording = file.load();
        const auto analysis = file.analyse(recording);
        fs::remove(path);
        CHECK_NOTHROW(file.keep(recording, *analysis));
    }
    SECTION("short")
    {
        writeAudio(path, noise(32000 * 8, 0.1f, 1), 32000);
        fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::minutes(1));
        CachedAnalysis file(path, settings, cache);
        const auto recording = file.load();
        file.keep(recording, *file.analyse(recording));
    }
    SECTION("the paper's method")
    {
        writeRecording(path);
        settings.method = "paper";
        settings.paper.useNmf = false;
        CachedAnalysis file(path, settings, cache);
        const auto recording = file.load();
        file.keep(recording, *file.analyse(recording));
    }
    CHECK(cache.count() == 0);
}

TEST_CASE("The user's cache lies where the environment says", "[matching][cache]")
{
    const auto folderWith = [](const char* chosen, const char* caches)
    {
        const auto set = [](const char* name, const char* value)
        { value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1); };
        const auto* before = std::getenv("REPRISE_CACHE");
        const std::string kept = before == nullptr ? "" : before;
        set("REPRISE_CACHE", chosen);
        set("XDG_CACHE_HOME", caches);
        const auto cache = cacheOfUser();
        ::unsetenv("XDG_CACHE_HOME");
        set("REPRISE_CACHE", before == nullptr ? nullptr : kept.c_str());
        return cache ? cache->folder() : fs::path();
    };
    CHECK(folderWith("off", "/c") == "");
    CHECK(folderWith("/else/where", "/c") == "/else/where");
    CHECK(folderWith(nullptr, "/c") == "/c/reprise");
    CHECK(folderWith("", "relative") == fs::path(std::getenv("HOME")) / ".cache/reprise");
}
