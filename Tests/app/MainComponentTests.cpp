#include "app/MainComponent.h"

#include "app/Views.h"
#include "app/model/MessageLoop.h"
#include "playback/PumpedDevice.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <fstream>

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
/** The inside of the window, without one. */
struct Inside
{
    Inside()
    {
        content.setSize(1440, 900);
        writeAudio(folder / "track.wav", sine(440.0, 0.5, 22050), 22050);
        std::ofstream(folder / "notes.txt") << "not audio\n";
    }

    juce::String path(const char* name) const { return juce::String((folder / name).string()); }

    bool shows(const juce::String& words)
    {
        auto found = false;
        forEachShown(content,
                     [&](juce::Component& child) {
                         found |= child.getTitle().contains(words) || child.getDescription().contains(words);
                     });
        return found;
    }

    TemporaryFolder folder;
    Settings settings{juce::File(juce::String((folder / "settings").string()))};
    AppModel model{folder / "drafts"};
    Player player;
    MainComponent content{model, settings, player};
};
} // namespace

TEST_CASE("A recording dropped on the window opens, and two at once are not taken", "[app][window]")
{
    Inside inside;
    CHECK(inside.content.isInterestedInFileDrag({inside.path("track.wav")}));
    CHECK_FALSE(inside.content.isInterestedInFileDrag({inside.path("track.wav"), inside.path("notes.txt")}));
    inside.content.filesDropped({inside.path("track.wav")}, 700, 400);
    REQUIRE(waitUntil([&] { return inside.model.hasSession(); }));
    CHECK(inside.model.audioInfo()->path == inside.folder / "track.wav");
    CHECK(waitUntil([&] { return inside.settings.recentFiles().contains(inside.path("track.wav")); }));
}

TEST_CASE("What is dropped and no audio is named in a message, and the open recording stays", "[app][window]")
{
    Inside inside;
    inside.content.filesDropped({inside.path("track.wav")}, 700, 400);
    REQUIRE(waitUntil([&] { return inside.model.hasSession(); }));
    inside.content.filesDropped({inside.path("notes.txt")}, 700, 400);
    CHECK(waitUntil([&] { return inside.shows("notes.txt"); }));
    CHECK(inside.model.audioInfo()->path == inside.folder / "track.wav");
}

TEST_CASE("Saving under a name without its ending asks before another session is replaced", "[app][window]")
{
    Inside inside;
    inside.content.filesDropped({inside.path("track.wav")}, 700, 400);
    REQUIRE(waitUntil([&] { return inside.model.hasSession(); }));
    std::ofstream(inside.folder / "other.reprise") << "answers of another search\n";
    inside.content.saveAs(juce::File(inside.path("other")));
    CHECK(inside.shows("other.reprise exists already"));
    CHECK(readText(inside.folder / "other.reprise") == "answers of another search\n");
    CHECK(inside.model.sessionPath().empty());
    CHECK(press(inside.content, "Replace it"));
    CHECK(inside.model.sessionPath() == inside.folder / "other.reprise");
    inside.content.saveAs(juce::File(inside.path("new")));
    CHECK(inside.model.sessionPath() == inside.folder / "new.reprise");

    // The open session under another name is the open session.
    std::filesystem::create_symlink(inside.folder / "new.reprise", inside.folder / "link.reprise");
    inside.content.filesDropped({inside.path("link.reprise")}, 700, 400);
    pump(200);
    CHECK_FALSE(inside.shows("is open in another"));
    CHECK(inside.model.sessionPath() == inside.folder / "new.reprise");
}

TEST_CASE("A stretch that is marked while it plays is what was heard between the keys", "[app][window]")
{
    PumpedDevice* device = nullptr; // outlives the player
    Inside inside;
    openPumped(inside.player.devices(), 22050.0, device);
    REQUIRE(device != nullptr);
    writeAudio(inside.folder / "long.wav", noise(10 * 22050, 0.1f, 1), 22050);
    inside.content.filesDropped({inside.path("long.wav")}, 700, 400);
    REQUIRE(waitUntil([&] { return inside.model.hasSession(); }));
    const auto press = [&](juce::CommandID key)
    { inside.content.commandManager().invokeDirectly(key, false); };
    const auto hear = [&]
    {
        const auto before = inside.player.position()->sample;
        return waitUntil(
            [&]
            {
                device->pump();
                return inside.player.position() && inside.player.position()->sample >= before + 1000;
            });
    };
    press(commands::playStop);
    REQUIRE(waitUntil(
        [&]
        {
            device->pump();
            return inside.player.position().has_value();
        }));
    REQUIRE(hear());
    const auto first = inside.player.position()->sample;
    press(commands::markAtPlayHead);
    REQUIRE(hear());
    const auto second = inside.player.position()->sample;
    press(commands::markAtPlayHead);
    CHECK(inside.model.mark() == SampleRange{first, second - first});
}

TEST_CASE("Settings of a search are the same in the next run", "[app][settings]")
{
    const TemporaryFolder folder;
    const juce::File file(juce::String((folder / "settings").string()));
    SoundDefaults chosen;
    chosen.budget = 7;
    chosen.order = AskOrder::uncertain;
    chosen.method.method = "paper";
    chosen.method.paper.components = 12;
    chosen.method.paper.selected = 9;
    chosen.method.paper.useNmf = false;
    chosen.method.paper.feature = FeatureKind::Cqt;
    chosen.method.paper.alpha = 0.5;
    chosen.method.paper.l1Ratio = 0.25;
    chosen.method.paper.initialisation = NmfInitialisation::nndsvd;
    chosen.method.paper.seed = 3;
    Settings(file).setSoundDefaults(chosen);
    const auto kept = Settings(file).soundDefaults();
    CHECK(kept.budget == chosen.budget);
    CHECK(kept.order == chosen.order);
    CHECK((kept.method == chosen.method));
}
