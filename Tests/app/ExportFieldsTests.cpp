#include "app/ExportController.h"
#include "app/ExportFields.h"
#include "model/MessageLoop.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;

namespace
{
juce::StringArray keysOf(const char* format, const ExportOptions& options = {})
{
    juce::StringArray keys;
    for (const auto& option : exportFields(formatFromName(format), options))
        keys.add(option.key);
    return keys;
}
} // namespace

TEST_CASE("Each format asks for what it can do", "[app][export]")
{
    CHECK(keysOf("audacity") == juce::StringArray{"offset"});
    CHECK(keysOf("midi") == juce::StringArray{"offset", "midiTempo", "midiTicks"});
    CHECK(keysOf("hits") ==
          juce::StringArray{"names", "container", "preRoll", "postRoll", "fadeIn", "fadeOut"});
    ExportOptions withGrid;
    withGrid.grid = TempoGrid{};
    CHECK(keysOf("events", withGrid).contains("beatsPerBar"));
    CHECK_FALSE(keysOf("events").contains("beatsPerBar"));
}

TEST_CASE("What is typed is taken or refused and never guessed", "[app][export]")
{
    ExportOptions options;
    CHECK(setExportField(options, "offset", "-44100").isEmpty());
    CHECK(options.offsetSamples == -44100);
    CHECK(setExportField(options, "offset", "1.5").isNotEmpty());
    CHECK(setExportField(options, "offset", "12-3").isNotEmpty());
    CHECK(options.offsetSamples == -44100);
    CHECK(setExportField(options, "frameRate", "29,97").isEmpty());
    CHECK(options.frameRate == Approx(29.97));
    CHECK(setExportField(options, "frameRate", "fast").isNotEmpty());
    CHECK(setExportField(options, "frameRate", "").isEmpty());
    CHECK_FALSE(options.frameRate);
    CHECK(setExportField(options, "midiTicks", "480").isEmpty());
    CHECK(options.midi.ticksPerQuarter == 480);
    CHECK(setExportField(options, "midiTicks", "7").isNotEmpty());
    CHECK(setExportField(options, "tempo", "128").isEmpty());
    CHECK(setExportField(options, "firstBeat", "-0.25").isEmpty());
    CHECK(options.grid->beatsPerMinute == Approx(128.0));
    CHECK(options.grid->firstBeatSeconds == Approx(-0.25));
    CHECK(setExportField(options, "container", "FLAC").isEmpty());
    CHECK(options.hitFiles.container == "flac");
    CHECK(setExportField(options, "names", " ").isNotEmpty());
}

TEST_CASE("A field that is left because the export dialogue is closed changes nothing more", "[app][export]")
{
    const test::TemporaryFolder folder;
    test::writeAudio(folder / "a.wav", test::noise(22050, 0.2f, 1), 22050);
    AppModel model(folder / "drafts");
    model.open(folder / "a.wav");
    REQUIRE(test::waitUntil([&] { return model.hasSession(); }));
    model.setMark(SampleRange{2000, 4000});
    model.find();
    REQUIRE(model.sound() != nullptr);

    juce::Component window;
    window.setSize(1200, 800);
    ExportController exporting(model);
    exporting.open(window, {});
    auto* dialog = dynamic_cast<ExportDialog*>(window.getChildComponent(0));
    REQUIRE(dialog != nullptr);
    dialog->onOption("offset", "7");
    // JUCE tells a field that it lost the focus by a message, which comes between closing and the end of the dialogue.
    dialog->keyPressed(juce::KeyPress(juce::KeyPress::escapeKey));
    REQUIRE_FALSE(exporting.isOpen());
    dialog->onOption("offset", "8");
    dialog->onChange({});
    juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
    CHECK(window.getNumChildComponents() == 0);
}
