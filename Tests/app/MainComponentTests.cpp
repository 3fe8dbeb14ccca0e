#include "app/MainComponent.h"

#include "app/MainWindow.h"
#include "app/Views.h"
#include "app/model/MessageLoop.h"
#include "playback/PumpedDevice.h"
#include "support/AudioFiles.h"
#include "support/EnvironmentVariable.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
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
                     [&](juce::Component& child)
                     {
                         const auto* editor = dynamic_cast<juce::TextEditor*>(&child);
                         found |= child.getTitle().contains(words) ||
                                  child.getDescription().contains(words) ||
                                  (editor != nullptr && editor->getText().contains(words));
                     });
        return found;
    }

    void open(const char* name)
    {
        content.filesDropped({path(name)}, 700, 400);
        REQUIRE(waitUntil([&] { return model.hasSession() && model.audioInfo()->path == folder / name; }));
    }

    bool isActive(juce::CommandID id)
    {
        juce::ApplicationCommandInfo info(id);
        content.getCommandInfo(id, info);
        return (info.flags & juce::ApplicationCommandInfo::isDisabled) == 0;
    }

    void invoke(juce::CommandID id) { content.commandManager().invokeDirectly(id, false); }

    /** JUCE's own, for the session of a recording. */
    void openSaveDialog()
    {
        content.setPlainDialogs(true);
        open("track.wav");
        invoke(commands::saveAs);
        REQUIRE(fileButton("Cancel") != nullptr);
    }

    /** The button of JUCE's own file dialogue; null: it is not open. */
    juce::TextButton* fileButton(const juce::String& words)
    {
        juce::TextButton* found = nullptr;
        forEachShown(content,
                     [&](juce::Component& child)
                     {
                         if (auto* button = dynamic_cast<juce::TextButton*>(&child);
                             button != nullptr && button->getButtonText() == words)
                             found = button;
                     });
        return found;
    }

    int countMessages()
    {
        const auto& children = content.getChildren();
        return static_cast<int>(std::count_if(children.begin(), children.end(),
                                              [](auto* child)
                                              { return dynamic_cast<MessageDialog*>(child) != nullptr; }));
    }

    /** Leaves a draft of a recording with a marked sound of this name. */
    void leaveDraft(const char* recording, const std::string& soundName)
    {
        SessionAudio audio;
        audio.info = AudioFile(folder / "track.wav").info();
        audio.info.path = folder / recording;
        audio.sha256 = std::string(64, 'a');
        auto store = SessionStore::createUnnamed(folder / "drafts", SessionDocument(audio));
        Sound sound;
        sound.name = soundName;
        sound.query = {1000, 2000};
        store.perform(AddSound{sound});
    }

    TemporaryFolder folder;
    Settings settings{juce::File(juce::String((folder / "settings").string()))};
    AppModel model{folder / "drafts"};
    Player player;
    MainComponent content{model, settings, player};
};

/** As its own button does where there is a screen. */
void cancelFileDialog()
{
    auto* const shown = juce::ModalComponentManager::getInstance()->getModalComponent(0);
    REQUIRE(shown != nullptr);
    shown->exitModalState(0);
}
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

TEST_CASE("While a file dialogue is open nothing can be done behind it but quit", "[app][window]")
{
    Inside inside;
    inside.openSaveDialog();
    for (const auto& entry : commands::all())
        CHECK(inside.isActive(entry.id) == (entry.id == commands::quit));
    inside.invoke(commands::closeFile);
    inside.invoke(commands::settings);
    inside.content.perform(juce::ApplicationCommandTarget::InvocationInfo(commands::closeFile));
    CHECK(inside.model.hasSession());
    CHECK_FALSE(inside.shows("Theme"));
    cancelFileDialog();
    CHECK(waitUntil([&] { return inside.isActive(commands::closeFile); }));

    // Quitting takes the dialogue along.
    auto quits = 0;
    inside.content.onQuit = [&] { ++quits; };
    inside.invoke(commands::saveAs);
    REQUIRE(inside.fileButton("Cancel") != nullptr);
    inside.invoke(commands::quit);
    CHECK(quits == 1);
    CHECK(inside.fileButton("Cancel") == nullptr);
}

TEST_CASE("Escape in the name of a file closes its dialogue", "[app][window]")
{
    Inside inside;
    inside.openSaveDialog();
    juce::TextEditor* name = nullptr;
    forEachShown(inside.content,
                 [&](juce::Component& child)
                 {
                     if (dynamic_cast<juce::FileBrowserComponent*>(child.getParentComponent()) != nullptr)
                         if (auto* editor = dynamic_cast<juce::TextEditor*>(&child))
                             name = editor;
                 });
    REQUIRE(name != nullptr);
    static_cast<juce::Component*>(name)->keyPressed(juce::KeyPress(juce::KeyPress::escapeKey));
    CHECK(waitUntil([&] { return inside.isActive(commands::closeFile); }));
    CHECK(inside.fileButton("Cancel") == nullptr);
}

TEST_CASE("A hit that is chosen elsewhere is alone selected in the table", "[app][window]")
{
    Inside inside;
    SessionDocument document(SessionAudio{AudioFile(inside.folder / "track.wav").info(),
                                          sha256OfFile(inside.folder / "track.wav")});
    Sound sound;
    sound.query = {1000, 2000};
    for (SampleIndex i = 1; i <= 3; ++i)
    {
        JudgedHit hit;
        hit.excerpt = hit.asked = {1000 + 2000 * i, 1000};
        sound.hits.push_back(hit);
    }
    document.perform(AddSound{sound});
    SessionStore::create(inside.folder / "s.reprise", document).save();
    inside.content.filesDropped({inside.path("s.reprise")}, 700, 400);
    REQUIRE(waitUntil([&] { return inside.model.sound() != nullptr; }));
    pump();
    HitTable* table = nullptr;
    forEachShown(inside.content,
                 [&](juce::Component& child)
                 {
                     if (auto* found = dynamic_cast<HitTable*>(&child))
                         table = found;
                 });
    REQUIRE(table != nullptr);
    table->setSelectedKeys({1, 2, 3});
    table->onSelectionChanged({1, 2, 3});
    pump();
    CHECK(table->selectedKeys().size() == 3);
    inside.invoke(commands::nextHit);
    pump();
    CHECK(table->selectedKeys() == std::vector<std::int64_t>{2});
    inside.invoke(commands::remove);
    CHECK(inside.model.sound()->hits.size() == 2);
}

TEST_CASE("A name that is chosen for a session which is no longer open saves nothing, and that is said",
          "[app][window]")
{
    Inside inside;
    inside.content.setPlainDialogs(true);
    inside.open("track.wav");
    inside.invoke(commands::saveAs);
    REQUIRE(inside.fileButton("Save") != nullptr);
    // As a session does that was being opened.
    inside.model.close();
    inside.fileButton("Save")->triggerClick();
    CHECK(waitUntil([&] { return inside.shows("no longer open"); }));
    CHECK_FALSE(std::filesystem::exists(inside.folder / "track.reprise"));
}

TEST_CASE("A message that comes while a file dialogue is open waits behind it", "[app][window]")
{
    Inside inside;
    inside.content.setPlainDialogs(true);
    inside.open("track.wav");
    inside.invoke(commands::openFile);
    REQUIRE(inside.fileButton("Cancel") != nullptr);
    inside.content.filesDropped({inside.path("notes.txt")}, 700, 400);
    pump(300);
    CHECK(inside.countMessages() == 0);
    cancelFileDialog();
    CHECK(waitUntil([&] { return inside.shows("notes.txt"); }));
}

TEST_CASE("Nothing but the answer to a question loses what can be kept nowhere", "[app][window]")
{
    std::optional<EnvironmentVariable> home,
        temporary; // outlive the model, which tries to keep things as it goes
    Inside inside;
    home.emplace("HOME", inside.path("none").toStdString());
    temporary.emplace("TMPDIR", inside.path("none").toStdString());
    writeText(inside.folder / "drafts", "in the way of every journal");
    auto signal = noise(12 * 22050, 0.02f, 1);
    for (const auto second : {1, 5, 9})
        mixInto(signal, sine(440.0, 0.5, 22050), static_cast<std::size_t>(second * 22050));
    writeAudio(inside.folder / "long.wav", signal, 22050);
    inside.open("long.wav");
    inside.model.setMark(SampleRange{22050, 11025});
    inside.model.find();
    REQUIRE(waitUntil([&] { return inside.model.phase() == SearchPhase::asking; }));
    inside.model.answer(Answer::yes);

    auto quits = 0;
    inside.content.onQuit = [&] { ++quits; };
    // As a key that is held does, with and without its going up being seen.
    juce::ApplicationCommandTarget::InvocationInfo held(commands::quit);
    held.invocationMethod = juce::ApplicationCommandTarget::InvocationInfo::fromKeyPress;
    for (int i = 0; i < 10; ++i)
    {
        inside.content.perform(held);
        if (i > 5)
            inside.content.keyWasReleased();
    }
    for (int i = 0; i < 3; ++i)
        inside.content.leave();
    CHECK(quits == 0);
    CHECK(inside.countMessages() == 1);
    CHECK(inside.shows("can be kept nowhere"));
    REQUIRE(press(inside.content, "Stay"));
    CHECK(inside.countMessages() == 0);
    CHECK(inside.model.hasSession());
    inside.content.leave();
    for (auto* child : inside.content.getChildren())
        if (auto* question = dynamic_cast<MessageDialog*>(child))
        {
            question->keyPressed(juce::KeyPress(juce::KeyPress::escapeKey));
            break;
        }
    pump();
    CHECK(quits == 0);
    inside.content.leave();
    REQUIRE(press(inside.content, "Quit and lose 1 answer"));
    CHECK(quits == 1);
}

TEST_CASE("Drafts are offered with the latest first and no more at once than there is room for",
          "[app][window]")
{
    Inside inside;
    auto none = 0;
    inside.content.offerDrafts([&] { ++none; });
    CHECK(waitUntil([&] { return none == 1; }));
    CHECK(inside.countMessages() == 0);

    for (int i = 0; i < 6; ++i)
        inside.leaveDraft(("take " + std::to_string(i) + ".wav").c_str(), "sound " + std::to_string(i));
    for (int i = 0; i < 6; ++i)
        for (const auto* ending : {".reprise", ".reprise.journal"})
            std::filesystem::last_write_time(
                inside.folder / "drafts" / ("take " + std::to_string(i) + ending),
                std::filesystem::file_time_type::clock::now() - std::chrono::hours(i));
    writeText(inside.folder / "drafts" / "damaged.reprise", "{");
    inside.content.offerDrafts([&] { ++none; });
    REQUIRE(waitUntil([&] { return inside.countMessages() == 1; }));
    CHECK(none == 1);
    CHECK(titled(inside.content, "Go on with take 0.wav") != nullptr);
    CHECK(titled(inside.content, "Go on with take 3.wav") != nullptr);
    CHECK(titled(inside.content, "Go on with take 4.wav") == nullptr);
    inside.content.setSize(900, 600);
    checkControls(inside.content);
    REQUIRE(press(inside.content, "Older ones"));
    CHECK(titled(inside.content, "Go on with take 3.wav") == nullptr);
    REQUIRE(press(inside.content, "Go on with take 5.wav"));
    REQUIRE(waitUntil([&] { return inside.model.sound() != nullptr; }));
    CHECK(inside.model.sound()->name == "sound 5");
    // Told after what can be gone on with.
    CHECK(waitUntil([&] { return inside.shows("damaged.reprise"); }));
}

TEST_CASE("A draft that cannot be read is named until it is set aside", "[app][window]")
{
    Inside inside;
    std::filesystem::create_directory(inside.folder / "drafts");
    writeText(inside.folder / "drafts" / "damaged.reprise", "{");
    auto none = 0;
    inside.content.offerDrafts([&] { ++none; });
    CHECK(waitUntil([&] { return inside.shows("damaged.reprise"); }));
    CHECK(none == 1);
    inside.content.setSize(900, 600);
    checkControls(inside.content);
    REQUIRE(press(inside.content, "Leave it"));
    inside.content.offerDrafts([&] { ++none; });
    CHECK(waitUntil([&] { return inside.shows("damaged.reprise"); }));
    writeText(inside.folder / "drafts" / "damaged.reprise.journal.kept", "as it was");
    REQUIRE(press(inside.content, "Set it aside"));
    CHECK(inside.countMessages() == 0);
    CHECK(readText(inside.folder / "drafts" / "unreadable" / "damaged.reprise") == "{");
    CHECK(readText(inside.folder / "drafts" / "unreadable" / "damaged.reprise.journal.kept") == "as it was");
    inside.content.offerDrafts([&] { ++none; });
    CHECK(waitUntil([&] { return none == 3; }));
    CHECK(inside.countMessages() == 0);
}

TEST_CASE(
    "A recording that was searched before asks whether to go on, and another file takes the question along",
    "[app][window]")
{
    Inside inside;
    writeAudio(inside.folder / "other.wav", sine(220.0, 0.5, 22050), 22050);
    inside.open("track.wav");
    inside.model.setMark(SampleRange{1000, 4000});
    inside.model.find();
    REQUIRE(inside.model.sound() != nullptr);
    inside.open("other.wav");
    CHECK(inside.countMessages() == 0);
    inside.open("track.wav");
    CHECK(inside.model.sound() == nullptr);
    REQUIRE(waitUntil([&] { return inside.shows("Go on where you stopped?"); }));
    inside.open("other.wav");
    CHECK(waitUntil([&] { return inside.countMessages() == 0; }));
    inside.open("track.wav");
    REQUIRE(waitUntil([&] { return inside.countMessages() == 1; }));
    REQUIRE(press(inside.content, "Start anew"));
    CHECK(inside.model.sound() == nullptr);
    inside.model.close();
    inside.open("track.wav");
    REQUIRE(waitUntil([&] { return inside.countMessages() == 1; }));
    REQUIRE(press(inside.content, "Go on with track.wav"));
    REQUIRE(waitUntil([&] { return inside.model.sound() != nullptr; }));
    CHECK(inside.model.sound()->query == SampleRange{1000, 4000});
}

TEST_CASE("Find is there for a session without its audio, and asks for that again", "[app][window]")
{
    Inside inside;
    inside.open("track.wav");
    inside.model.saveAs(inside.folder / "kept.reprise");
    inside.model.close();
    std::filesystem::remove(inside.folder / "track.wav");
    inside.content.filesDropped({inside.path("kept.reprise")}, 700, 400);
    REQUIRE(waitUntil([&] { return inside.countMessages() == 1; }));
    REQUIRE(press(inside.content, "Later"));
    REQUIRE(inside.isActive(commands::find));
    REQUIRE(press(inside.content, "Find the audio"));
    CHECK(waitUntil([&] { return inside.countMessages() == 1; }));
}

TEST_CASE("What the window itself finds wrong is in the log of events, too", "[app][window][log]")
{
    Inside inside;
    EventLog log(inside.model, inside.folder / "events.jsonl");
    inside.content.setEventLog(&log);
    writeAudio(inside.folder / "cut.flac", noise(400'000, 0.3f, 4), 44100, 1,
               SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    std::filesystem::resize_file(inside.folder / "cut.flac",
                                 std::filesystem::file_size(inside.folder / "cut.flac") / 2);
    inside.content.filesDropped({inside.path("cut.flac")}, 700, 400);
    CHECK(waitUntil(
        [&]
        {
            return readText(inside.folder / "events.jsonl").find("\"title\":\"The file is damaged\"") !=
                   std::string::npos;
        }));
    inside.content.setEventLog(nullptr);
}

TEST_CASE("A window that was left larger than any screen comes back inside it", "[app][window]")
{
    const juce::Rectangle<int> usable(0, 0, 1600, 1000);
    CHECK(placeOn(usable, {0, 0, 16384, 16384}) == usable);
    CHECK(placeOn(usable, {100, 80, 16384, 700}) == juce::Rectangle<int>(0, 80, 1600, 700));
    CHECK(placeOn(usable, {1200, 80, 1000, 700}) == juce::Rectangle<int>(1200, 80, 1000, 700));
}

TEST_CASE("Settings that are no numbers count as not set", "[app][settings]")
{
    const TemporaryFolder folder;
    const juce::File file(juce::String((folder / "settings").string()));
    for (const auto* value : {"nan", "inf", "-inf"})
    {
        {
            juce::PropertiesFile written(file, {});
            for (const auto* key : {"scale", "alpha", "l1Ratio"})
                written.setValue(key, value);
        }
        const Settings settings(file);
        CHECK(settings.scale() == 1.0);
        const auto paper = settings.soundDefaults().method.paper;
        CHECK(paper.alpha == NmfMatcherSettings{}.alpha);
        CHECK(paper.l1Ratio == NmfMatcherSettings{}.l1Ratio);
    }
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
