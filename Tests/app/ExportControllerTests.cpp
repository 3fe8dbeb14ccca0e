#include "app/ExportController.h"

#include "Views.h"
#include "model/MessageLoop.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
/** A model, a window's content, and an export. */
struct Exporting
{
    Exporting()
    {
        window.setSize(1100, 720);
        writeAudio(folder / "a.wav", noise(8 * rate, 0.1f, 1), rate);
        writeAudio(folder / "b.wav", noise(8 * rate, 0.1f, 2), rate);
    }

    /** A session with these sounds, each with one confirmed hit a second after its mark. */
    std::filesystem::path session(const std::string& name, const std::string& audio,
                                  const std::vector<std::string>& sounds)
    {
        auto info = AudioFile(folder / audio).info();
        SessionDocument document(SessionAudio{info, sha256OfFile(folder / audio)});
        for (std::size_t i = 0; i < sounds.size(); ++i)
        {
            Sound sound;
            sound.name = sounds[i];
            sound.query = {static_cast<SampleIndex>(2 * i * rate + 1000), 5000};
            JudgedHit hit;
            hit.excerpt = hit.asked = {sound.query.start + rate, 5000};
            hit.answer = Answer::yes;
            sound.hits = {hit};
            document.perform(AddSound{sound});
        }
        SessionStore::create(folder / name, document).save();
        return folder / name;
    }

    void open(const std::filesystem::path& file)
    {
        model.open(file);
        REQUIRE(waitUntil([&] { return model.hasSession() && model.sessionPath() == file; }));
    }

    ExportDialog& dialog()
    {
        auto* found = dynamic_cast<ExportDialog*>(window.getChildComponent(0));
        REQUIRE(found != nullptr);
        return *found;
    }

    bool says(const juce::String& words)
    {
        auto found = false;
        forEachShown(dialog(),
                     [&](juce::Component& child)
                     {
                         const auto* label = dynamic_cast<juce::Label*>(&child);
                         const auto* editor = dynamic_cast<juce::TextEditor*>(&child);
                         found |= (label != nullptr && label->getText().contains(words)) ||
                                  (editor != nullptr && editor->getText().contains(words));
                     });
        return found;
    }

    void choose(const char* format)
    {
        ExportChoice choice;
        choice.format = format;
        for (const auto& sound : model.document()->sounds())
            choice.sounds.insert(sound.id);
        dialog().onChange(choice);
    }

    static constexpr int rate = 22050;
    TemporaryFolder folder;
    AppModel model{folder / "drafts"};
    juce::Component window;
    ExportController controller{model};
};
} // namespace

TEST_CASE("An export ends with its session, and follows what becomes of its hits", "[app][export]")
{
    Exporting exporting;
    const auto first = exporting.session("a.reprise", "a.wav", {"call"});
    const auto second = exporting.session("b.reprise", "b.wav", {"zap", "hum"});
    exporting.open(first);
    exporting.controller.open(exporting.window, {});
    CHECK(titled(exporting.dialog(), "Export 2 hits") != nullptr);
    const auto hit = exporting.model.document()->sounds()[0].hits[0].id;
    exporting.model.judgeRows({hit}, Answer::no);
    CHECK(titled(exporting.dialog(), "Export 1 hit") != nullptr);

    exporting.open(second);
    CHECK(waitUntil([&] { return !exporting.controller.isOpen(); }));
    CHECK(exporting.window.getNumChildComponents() == 0);
    exporting.controller.open(exporting.window, {});
    CHECK(titled(exporting.dialog(), "Export 4 hits") != nullptr);
    exporting.model.close();
    CHECK(waitUntil([&] { return !exporting.controller.isOpen(); }));
}

TEST_CASE("An export does not take the place of the session", "[app][export]")
{
    Exporting exporting;
    const auto session = exporting.session("a.reprise", "a.wav", {"call"});
    exporting.open(session);
    const auto before = readText(session);
    exporting.controller.open(exporting.window, {});
    for (const auto* ending : {"", ".bak", ".journal"})
    {
        exporting.controller.setDestination(juce::File(juce::String(session.string()) + ending));
        exporting.dialog().onExport();
        CHECK(exporting.says("is the session, or kept for it"));
    }
    CHECK(readText(session) == before);
    exporting.controller.setDestination(juce::File(juce::String((exporting.folder / "x.json").string())));
    exporting.dialog().onExport();
    CHECK(waitUntil([&] { return exporting.says("Wrote 2 hits"); }));
}

TEST_CASE("An offset counts where it is asked for, and for its own recording", "[app][export]")
{
    Exporting exporting;
    exporting.open(exporting.session("a.reprise", "a.wav", {"call"}));
    exporting.controller.open(exporting.window, {});
    exporting.choose("csv");
    exporting.dialog().onOption("offset", "12345");
    CHECK(waitUntil([&] { return exporting.says("13345"); })); // in the preview
    exporting.choose("wav");
    exporting.controller.setDestination(juce::File(juce::String((exporting.folder / "x.wav").string())));
    exporting.dialog().onExport();
    CHECK(waitUntil([&] { return exporting.says("Wrote 2 hits"); }));

    exporting.open(exporting.session("b.reprise", "b.wav", {"zap"}));
    REQUIRE(waitUntil([&] { return !exporting.controller.isOpen(); }));
    exporting.controller.open(exporting.window, {});
    exporting.choose("csv");
    CHECK(waitUntil([&] { return exporting.says("1000"); }));
    CHECK_FALSE(exporting.says("13345"));
}

TEST_CASE("Likely hits that nobody worked out are named, and what is selected is exported whatever it is",
          "[app][export]")
{
    Exporting exporting;
    exporting.open(exporting.session("a.reprise", "a.wav", {"call", "zap"}));
    const auto call = exporting.model.document()->sounds()[0].id;
    REQUIRE(waitUntil([&] { return exporting.model.document()->hasPredicted(call); }));
    exporting.controller.open(exporting.window, {0});
    ExportChoice choice;
    choice.format = "csv";
    choice.predicted = true;
    choice.sounds = {call};
    exporting.dialog().onChange(choice);
    CHECK_FALSE(exporting.says("not worked out"));
    choice.sounds.insert(exporting.model.document()->sounds()[1].id);
    exporting.dialog().onChange(choice);
    CHECK(exporting.says("The likely hits of zap are not worked out yet"));
    choice.onlySelected = true;
    exporting.dialog().onChange(choice);
    CHECK(titled(exporting.dialog(), "Export 1 hit") != nullptr); // the mark
}

TEST_CASE("What is typed into an option counts without being confirmed, and a wrong one keeps from exporting",
          "[app][export]")
{
    Exporting exporting;
    exporting.open(exporting.session("a.reprise", "a.wav", {"call"}));
    exporting.controller.open(exporting.window, {});
    exporting.choose("csv");
    // At once: without a screen nothing has the focus, and the next preview puts back what is set.
    const auto typeAndExport = [&](const char* words)
    {
        auto* field = titled<juce::TextEditor>(exporting.dialog(), "Offset in samples");
        auto* button = titled<juce::Button>(exporting.dialog(), "Export 2 hits");
        REQUIRE(field != nullptr);
        REQUIRE(button != nullptr);
        field->setText(words, false);
        button->onClick();
    };
    exporting.controller.setDestination(juce::File(juce::String((exporting.folder / "x.csv").string())));
    typeAndExport("much");
    pump(200);
    CHECK_FALSE(std::filesystem::exists(exporting.folder / "x.csv"));
    typeAndExport("100000");
    CHECK(waitUntil([&] { return exporting.says("Wrote 2 hits"); }));
    CHECK_THAT(readText(exporting.folder / "x.csv"), Catch::Contains("101000"));
}

TEST_CASE("An export stays open when the session's audio is found", "[app][export]")
{
    Exporting exporting;
    exporting.open(exporting.session("a.reprise", "a.wav", {"call"}));
    REQUIRE(waitUntil([&] { return !exporting.model.isLookingForAudio(); }));
    std::filesystem::copy_file(exporting.folder / "a.wav", exporting.folder / "c.wav");
    exporting.controller.open(exporting.window, {});
    exporting.model.relink(exporting.folder / "c.wav", false);
    REQUIRE(waitUntil([&] { return exporting.model.audioInfo()->path == exporting.folder / "c.wav"; }));
    CHECK(exporting.controller.isOpen());
    CHECK(titled(exporting.dialog(), "Export 2 hits") != nullptr);
}
