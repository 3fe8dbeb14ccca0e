#include "app/ExportFields.h"

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
