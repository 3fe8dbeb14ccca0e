// The promise kept here: a session's audio is found wherever it went, and other audio is never taken for it.

#include "session/AudioSearch.h"

#include "base/Errors.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;
namespace fs = std::filesystem;

namespace
{
struct Example
{
    Example()
    {
        for (const auto* name : {"project", "archive/deep", "elsewhere"})
            fs::create_directories(folder / name);
        writeAudio(song(), noise(4410, 0.5f, 1), 44100);
        audio.info = AudioFile(song()).info();
        audio.info.path = song();
        audio.sha256 = sha256OfFile(song());
    }
    std::string song() const { return folder / "project/song.wav"; }
    AudioMatch find(const std::string& searchFolder = "") const
    {
        return findAudio(audio, folder / "project/s.reprise",
                         searchFolder.empty() ? fs::path() : folder / searchFolder);
    }
    void moveTo(const std::string& name) const { fs::rename(song(), folder / name); }

    TemporaryFolder folder;
    SessionAudio audio;
};
} // namespace

TEST_CASE("Audio is found where it should lie, lay, or lies beside the session", "[session][audiosearch]")
{
    Example example;
    CHECK(example.find().state == AudioState::same);
    CHECK(example.find().audio.info.path == example.song());
    CHECK(example.find().differences.empty());

    example.moveTo("elsewhere/renamed.wav");
    CHECK(example.find().state == AudioState::missing);
    example.audio.hint = example.folder / "elsewhere/renamed.wav";
    CHECK(example.find().audio.info.path == example.audio.hint);
    CHECK(example.find().audio.hint.empty());

    example.audio.hint.clear();
    fs::rename(example.folder / "elsewhere/renamed.wav", example.song());
    example.audio.info.path = "/no/such/folder/song.wav";
    CHECK(example.find().audio.info.path == example.song());
}

TEST_CASE("Moved audio is found in a folder by its name, renamed audio by its content",
          "[session][audiosearch]")
{
    const Example example;
    example.moveTo("archive/deep/song.wav");
    CHECK(example.find().state == AudioState::missing);
    CHECK(example.find("elsewhere").state == AudioState::missing);
    CHECK(example.find("archive").audio.info.path == example.folder / "archive/deep/song.wav");

    fs::rename(example.folder / "archive/deep/song.wav", example.folder / "archive/other name.wav");
    writeText(example.folder / "archive/a note.txt", "no audio");
    writeAudio(example.folder / "archive/deep/song.wav", noise(4410, 0.5f, 2), 44100);
    const auto found = example.find("archive");
    CHECK(found.state == AudioState::same);
    CHECK(found.audio.info.path == example.folder / "archive/other name.wav");
    CHECK_THROWS_AS(example.find("archive/a note.txt"), FileError);
}

TEST_CASE("Other audio in its place is reported with what differs", "[session][audiosearch]")
{
    const Example example;
    writeAudio(example.song(), noise(5000, 0.5f, 1), 48000);
    const auto found = example.find();
    CHECK(found.state == AudioState::changed);
    CHECK(found.audio.info.samples == 5000);
    REQUIRE(found.differences.size() == 3);
    CHECK(found.differences[0] == "sample rate: 48000 Hz, was 44100 Hz");
    CHECK(found.differences[1] == "length: 5000 samples, was 4410 samples");
    CHECK_THAT(found.differences[2], Catch::StartsWith("content (SHA-256): "));
    writeText(example.song(), "no audio");
    CHECK(example.find().state == AudioState::missing);
}

TEST_CASE("The search for audio can be cancelled", "[session][audiosearch]")
{
    const Example example;
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(findAudio(example.audio, example.folder / "s.reprise", {}, Progress({}, &token)),
                    Cancelled);
}
