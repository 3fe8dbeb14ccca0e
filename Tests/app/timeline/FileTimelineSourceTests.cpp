#include "app/timeline/FileTimelineSource.h"

#include "base/Errors.h"
#include "spectral/SpectrogramTile.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <chrono>

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
/** Runs the message loop until something is true, for at most ten seconds. */
template <typename Condition>
bool waitFor(Condition&& isTrue)
{
    const auto deadline = juce::Time::getMillisecondCounter() + 60'000;
    while (!isTrue())
    {
        if (juce::Time::getMillisecondCounter() > deadline)
            return false;
        juce::MessageManager::getInstance()->runDispatchLoopUntil(5);
    }
    return true;
}

struct Counter : TimelineSource::Listener
{
    void overviewGrew() override { ++grown; }
    void detailArrived() override { ++arrived; }
    int grown = 0, arrived = 0;
};
} // namespace

TEST_CASE("A file's overview and samples and tiles arrive and are the file's", "[app][timeline][source]")
{
    const TemporaryFolder folder;
    const auto stereo = noise(2 * 200'000, 0.4f, 11);
    writeAudio(folder / "a.wav", stereo, 44100, 2);
    FileTimelineSource source(folder / "a.wav");
    Counter counter;
    source.addListener(&counter);
    CHECK(source.length() == 200'000);
    REQUIRE(waitFor([&] { return source.isComplete(); }));
    CHECK(counter.grown > 0);
    CHECK(source.samplesRead() == 200'000);

    REQUIRE(waitFor([&] { return source.block(1) != nullptr; }));
    const auto block = source.block(1);
    REQUIRE(block->curves.size() == 2);
    REQUIRE(block->length() == TimelineSource::blockSamples);
    CHECK(block->curves[1][10] == stereo[2 * (65536 + 10) + 1]);
    REQUIRE(waitFor([&] { return source.block(3) != nullptr; }));
    CHECK(source.block(3)->length() == 200'000 - 3 * 65536);
    CHECK(source.block(4) == nullptr);

    CHECK(source.tileAtHand(8, 2) == nullptr);
    REQUIRE(waitFor([&] { return source.tile(8, 2) != nullptr; }));
    std::vector<float> mono;
    for (std::size_t i = 0; i < stereo.size(); i += 2)
        mono.push_back(0.5f * (stereo[i] + stereo[i + 1]));
    SpectrogramColumns columns(44100.0, 256);
    CHECK(source.tile(8, 2)->levels == columns.tile(8, 2, mono, 0).levels);
    CHECK(source.tile(12, 0) != nullptr); // from the overview, at once
    CHECK(counter.arrived > 0);
    source.removeListener(&counter);
}

TEST_CASE("A file that is damaged shows what can be read and says so once", "[app][timeline][source]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.flac", noise(400'000, 0.3f, 4), 44100, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    std::filesystem::resize_file(folder / "a.flac", std::filesystem::file_size(folder / "a.flac") / 2);
    FileTimelineSource source(folder / "a.flac");
    std::vector<juce::String> messages;
    source.onFailed = [&](const juce::String& message) { messages.push_back(message); };
    REQUIRE(waitFor([&] { return source.isComplete() && !messages.empty(); }));
    CHECK(messages.size() == 1);
    CHECK(messages[0].contains("damaged or cut short"));
    CHECK(source.length() > 0);
    CHECK(source.length() < 400'000);
    CHECK_THROWS_AS(FileTimelineSource(folder / "missing.wav"), FileError);
}

TEST_CASE("A file that is cut or deleted while it is shown says so at most once", "[app][timeline][source]")
{
    const TemporaryFolder folder;
    for (const auto isCut : {true, false})
    {
        writeAudio(folder / "a.flac", noise(400'000, 0.3f, 4), 44100, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
        FileTimelineSource source(folder / "a.flac");
        std::vector<juce::String> messages;
        source.onFailed = [&](const juce::String& message) { messages.push_back(message); };
        REQUIRE(waitFor([&] { return source.isComplete(); }));
        if (isCut)
            std::filesystem::resize_file(folder / "a.flac", 5000);
        else
            std::filesystem::remove(folder / "a.flac");
        for (const auto index : {2, 1, 0})
        {
            source.block(index);
            source.tile(8, index);
            waitFor([&] { return !messages.empty() || source.tile(8, index) != nullptr; });
        }
        CHECK(messages.size() <= 1);
        CHECK(source.length() == 400'000);
        if (!isCut)
            CHECK(source.tile(8, 2) != nullptr); // it is still open
    }
}

TEST_CASE("A source of a rate at which a tile takes seconds is dropped at once", "[app][timeline][source]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", noise(6'000'000, 0.4f, 1), 10'000'000);
    auto source = std::make_unique<FileTimelineSource>(folder / "a.wav");
    source->tile(8, 5);
    juce::MessageManager::getInstance()->runDispatchLoopUntil(300);
    const auto before = std::chrono::steady_clock::now();
    source.reset();
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(3));
}

TEST_CASE("A source can be dropped while it reads", "[app][timeline][source]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", noise(3'000'000, 0.4f, 1), 44100);
    for (int i = 0; i < 3; ++i)
    {
        FileTimelineSource source(folder / "a.wav");
        source.block(2);
        source.tile(8, 5);
    }
    SUCCEED();
}
