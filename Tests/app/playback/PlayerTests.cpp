#include "app/playback/Player.h"
#include "playback/PumpedDevice.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;

namespace
{
/** A player on a device of the test's own. */
struct Deck
{
    explicit Deck(double deviceRateHz)
    {
        test::openPumped(player.devices(), deviceRateHz, device);
        REQUIRE(device != nullptr);
    }

    /** Pumps until the player is done, or for so many blocks. */
    void hear(int blocks = 4000)
    {
        for (int i = 0; i < blocks && player.isPlaying(); ++i)
        {
            device->pump();
            if (i % 8 == 0)
                juce::Thread::sleep(1); // the reading thread has no clock to keep up with
        }
    }

    const std::vector<float>& left() const { return device->heard[0]; }
    const std::vector<float>& right() const { return device->heard[1]; }

    test::PumpedDevice* device = nullptr;
    Player player;
};

AudioFileInfo written(const test::TemporaryFolder& folder, const std::vector<float>& samples, int rate,
                      int channels = 1)
{
    const auto path = folder / "played.wav";
    test::writeAudio(path, samples, rate, channels);
    return AudioFile(path).info();
}

/** Where one signal lies in another, bit for bit; -1: nowhere. */
std::ptrdiff_t placeOf(const std::vector<float>& wanted, const std::vector<float>& in)
{
    const auto at = std::search(in.begin(), in.end(), wanted.begin(), wanted.end());
    return at == in.end() ? -1 : at - in.begin();
}
} // namespace

TEST_CASE("What is played are the marked samples bit for bit", "[app][playback]")
{
    const test::TemporaryFolder folder;
    const auto samples = test::noise(2 * 60000, 0.5f, 1);
    Deck deck(44100.0);
    deck.player.setFile(written(folder, samples, 44100, 2));
    const SampleRange marked{20000, 9001};
    REQUIRE(deck.player.play({{marked}}));
    deck.hear();
    REQUIRE_FALSE(deck.player.isPlaying());
    std::vector<float> left, right;
    for (auto i = marked.start; i < marked.end(); ++i)
    {
        left.push_back(samples[static_cast<std::size_t>(2 * i)]);
        right.push_back(samples[static_cast<std::size_t>(2 * i + 1)]);
    }
    const auto at = placeOf(left, deck.left());
    REQUIRE(at >= 0);
    CHECK(placeOf(right, deck.right()) == at);
    // Around it nothing but the short fades is heard.
    const auto fade = 44100 * 3 / 1000;
    for (const auto i : {at - fade - 1, at + static_cast<std::ptrdiff_t>(left.size()) + fade + 1})
        if (i >= 0 && i < static_cast<std::ptrdiff_t>(deck.left().size()))
            CHECK(deck.left()[static_cast<std::size_t>(i)] == 0.0f);
}

TEST_CASE("A loop repeats its samples without a gap until it is stopped", "[app][playback]")
{
    const test::TemporaryFolder folder;
    const auto samples = test::noise(30000, 0.5f, 2);
    Deck deck(48000.0);
    deck.player.setFile(written(folder, samples, 48000));
    REQUIRE(deck.player.play({{{1000, 3000}}, true}));
    deck.hear(200);
    REQUIRE(deck.player.isPlaying());
    std::vector<float> thrice;
    for (int round = 0; round < 3; ++round)
        thrice.insert(thrice.end(), samples.begin() + 1000, samples.begin() + 4000);
    CHECK(placeOf(thrice, deck.left()) >= 0);
    deck.player.stop();
    CHECK_FALSE(deck.player.isPlaying());
    deck.device->pump();
    deck.device->pump();
    CHECK(std::all_of(deck.left().end() - test::PumpedDevice::blockSize, deck.left().end(),
                      [](float value) { return value == 0.0f; }));
}

TEST_CASE("A file at another rate keeps its pitch and its length", "[app][playback]")
{
    const test::TemporaryFolder folder;
    const auto tone = test::sine(1000.0, 1.0, 22050.0);
    Deck deck(48000.0);
    deck.player.setFile(written(folder, tone, 22050));
    REQUIRE(deck.player.play({{{0, 22050}}}));
    deck.hear();
    const auto& heard = deck.left();
    const auto isSound = [](float value) { return std::abs(value) > 1e-4f; };
    const auto first = std::find_if(heard.begin(), heard.end(), isSound);
    const auto last = std::find_if(heard.rbegin(), heard.rend(), isSound).base();
    CHECK(static_cast<double>(last - first) == Approx(48000.0).margin(200.0));
    auto crossings = 0;
    for (auto i = first + 1; i < last; ++i)
        crossings += *(i - 1) < 0.0f && *i >= 0.0f ? 1 : 0;
    CHECK(crossings == Approx(1000).margin(3));
}

TEST_CASE("Two parts in turn are heard equally loud when asked for", "[app][playback]")
{
    const test::TemporaryFolder folder;
    auto samples = test::noise(40000, 0.4f, 3);
    std::transform(samples.begin() + 20000, samples.end(), samples.begin() + 20000,
                   [](float value) { return 0.5f * value; });
    Deck deck(44100.0);
    deck.player.setFile(written(folder, samples, 44100));
    REQUIRE(deck.player.play({{{2000, 8000}, {25000, 8000}}, false, true}));
    deck.hear();
    const std::vector<float> first(samples.begin() + 2000, samples.begin() + 10000);
    const auto at = placeOf(first, deck.left());
    REQUIRE(at >= 0);
    const auto rms = [&](std::ptrdiff_t from)
    {
        auto sum = 0.0;
        for (auto i = from; i < from + 8000; ++i)
            sum += static_cast<double>(deck.left()[static_cast<std::size_t>(i)]) *
                   static_cast<double>(deck.left()[static_cast<std::size_t>(i)]);
        return std::sqrt(sum / 8000.0);
    };
    // 3 ms of fade on either side of the edge and 0.15 s of silence lie between the parts.
    const auto second = at + 8000 + 132 + 6615 + 132;
    CHECK(rms(second) == Approx(rms(at)).epsilon(0.03));
}

TEST_CASE("The play head is where the device is", "[app][playback]")
{
    const test::TemporaryFolder folder;
    Deck deck(44100.0);
    deck.player.setFile(written(folder, test::noise(50000, 0.5f, 4), 44100));
    REQUIRE(deck.player.play({{{10000, 20000}}}));
    juce::Thread::sleep(50); // the buffer fills
    for (int i = 0; i < 40; ++i)
        deck.device->pump();
    const auto position = deck.player.position();
    REQUIRE(position);
    CHECK(position->part == 0);
    CHECK(position->sample == 10000 + 40 * test::PumpedDevice::blockSize - 132);
}

TEST_CASE("Without a device nothing plays and the player says why", "[app][playback]")
{
    const test::TemporaryFolder folder;
    Player player;
    player.setFile(written(folder, test::noise(500, 0.5f, 5), 44100));
    CHECK_FALSE(player.play({{{0, 500}}}));
    CHECK_FALSE(player.isPlaying());
    CHECK(player.deviceProblem().isNotEmpty());
}

TEST_CASE("A file that breaks off while it plays ends with a reason", "[app][playback]")
{
    const test::TemporaryFolder folder;
    Deck deck(44100.0);
    const auto info = written(folder, test::noise(50000, 0.5f, 6), 44100);
    deck.player.setFile(info);
    std::filesystem::remove(info.path);
    REQUIRE(deck.player.play({{{0, 50000}}}));
    for (int i = 0; i < 200 && deck.player.error().isEmpty(); ++i)
    {
        deck.device->pump();
        juce::Thread::sleep(1);
    }
    CHECK(deck.player.error().contains("played.wav"));
    CHECK_FALSE(deck.player.isPlaying());
}

TEST_CASE("A file that was replaced by one of other channels or another rate is not played as if it were the "
          "old one",
          "[app][playback]")
{
    for (const auto& [rate, channels] : {std::pair{44100, 1}, {48000, 2}, {44100, 6}})
    {
        INFO(channels << " channels at " << rate << " Hz");
        const test::TemporaryFolder folder;
        Deck deck(44100.0);
        const auto info = written(folder, test::noise(2 * 50000, 0.5f, 6), 44100, 2);
        deck.player.setFile(info);
        written(folder, test::noise(6 * 50000, 0.5f, 6), rate, channels);
        REQUIRE(deck.player.play({{{0, 50000}}}));
        for (int i = 0; i < 200 && deck.player.error().isEmpty(); ++i)
        {
            deck.device->pump();
            juce::Thread::sleep(1);
        }
        CHECK(deck.player.error().contains("was replaced by a file of"));
    }
}

TEST_CASE("A file that was replaced by one of the same format is not played as if it were the old one",
          "[app][playback]")
{
    const test::TemporaryFolder folder;
    Deck deck(44100.0);
    const auto info = written(folder, test::noise(2 * 50000, 0.5f, 6), 44100, 2);
    deck.player.setFile(info);
    written(folder, test::noise(2 * 50001, 0.5f, 7), 44100, 2);
    REQUIRE(deck.player.play({{{0, 50000}}}));
    for (int i = 0; i < 200 && deck.player.error().isEmpty(); ++i)
    {
        deck.device->pump();
        juce::Thread::sleep(1);
    }
    CHECK(deck.player.error().contains("was changed since it was opened"));
}

TEST_CASE("A device that is unplugged ends what plays, and is looked for again", "[app][playback]")
{
    const test::TemporaryFolder folder;
    const auto samples = test::noise(40000, 0.5f, 4);
    Deck deck(44100.0);
    deck.player.setFile(written(folder, samples, 44100));
    REQUIRE(deck.player.play({{{0, 30000}}, true}));
    deck.hear(20);
    REQUIRE(deck.player.isPlaying());
    deck.device->unplug();
    CHECK_FALSE(deck.player.isPlaying());
    CHECK_FALSE(deck.player.position());
    CHECK(deck.player.deviceProblem() == "No such device");

    REQUIRE(deck.player.play({{{1000, 3000}}}));
    CHECK(deck.device->getLastError().isEmpty()); // another one
    CHECK(deck.player.deviceProblem().isEmpty());
    deck.hear();
    const std::vector<float> asked(samples.begin() + 1000, samples.begin() + 4000);
    CHECK(placeOf(asked, deck.left()) >= 0);
}
