// What a replay asks and finds is the command line's to test (SessionCommandTests.cpp); here is what it costs.

#include "session/SessionReplay.h"

#include "support/AudioFiles.h"
#include "support/Sessions.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <sys/resource.h>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** The most memory this process has had. */
long peakMegabytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}
} // namespace

TEST_CASE("A replay of many methods takes the memory of two", "[session][replay]")
{
    const TemporaryFolder folder;
    constexpr int rate = 22050, seconds = 60;
    const auto file = folder / "a.wav";
    writeAudio(file, noise(rate * seconds, 0.1f, 1), rate);
    auto audio = someAudio();
    audio.info = AudioFile(file).info();
    SessionDocument document(audio);
    auto sound = someSound();
    sound.method.method = "paper";
    sound.method.paper.feature = FeatureKind::Stft;
    sound.method.paper.useNmf = false;
    document.perform(AddSound{sound});
    constexpr int methods = 12; // about 80 MB each
    for (int i = 0; i < methods; ++i)
    {
        sound.method.paper.seed = static_cast<std::uint32_t>(i + 1);
        document.perform(SetMethod{1, sound.method});
        document.perform(Judge{1, {someHit(rate * (5 + 4 * i), Answer::no)}});
    }
    const auto before = peakMegabytes();
    const auto replay = replaySession(document, file);
    REQUIRE(replay.sounds.size() == 1);
    CHECK(replay.sounds[0].questions == methods);
    CHECK(peakMegabytes() - before < 550); // checks for faults keep 256 MB of what is free
}
