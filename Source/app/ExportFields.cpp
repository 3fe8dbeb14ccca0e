#include "app/ExportFields.h"

#include "app/dialogs/TypedNumber.h"

#include <cmath>

namespace reprise::app
{
namespace
{
juce::String numberText(double value)
{
    return juce::String(value, 6).trimCharactersAtEnd("0").trimCharactersAtEnd(".");
}

template <typename Number>
juce::String numberText(const std::optional<Number>& value)
{
    return value ? numberText(static_cast<double>(*value)) : juce::String();
}

struct Field
{
    const char* key;
    double least, most;
    bool isWhole, mayBeEmpty;
    std::function<void(ExportOptions&, std::optional<double>)> set;
};

const std::vector<Field>& fields()
{
    const auto grid = [](ExportOptions& o) -> TempoGrid& { return o.grid ? *o.grid : o.grid.emplace(); };
    static const std::vector<Field> all{
        {"offset", -1e12, 1e12, true, false,
         [](ExportOptions& o, std::optional<double> v) { o.offsetSamples = static_cast<SampleIndex>(*v); }},
        {"frameRate", 1.0, 1000.0, false, true,
         [](ExportOptions& o, std::optional<double> v) { o.frameRate = v; }},
        {"tempo", 1.0, 1000.0, false, true,
         [grid](ExportOptions& o, std::optional<double> v)
         {
             if (v)
                 grid(o).beatsPerMinute = *v;
             else
                 o.grid.reset();
         }},
        {"beatsPerBar", 1.0, 64.0, true, false,
         [grid](ExportOptions& o, std::optional<double> v) { grid(o).beatsPerBar = static_cast<int>(*v); }},
        {"firstBeat", -1e6, 1e6, false, false,
         [grid](ExportOptions& o, std::optional<double> v) { grid(o).firstBeatSeconds = *v; }},
        {"midiTempo", 4.0, 1000.0, false, true,
         [](ExportOptions& o, std::optional<double> v) { o.midi.beatsPerMinute = v; }},
        {"midiTicks", 24.0, 32767.0, true, true,
         [](ExportOptions& o, std::optional<double> v)
         { o.midi.ticksPerQuarter = v ? std::optional(static_cast<int>(*v)) : std::nullopt; }},
        {"preRoll", 0.0, 60000.0, false, false,
         [](ExportOptions& o, std::optional<double> v) { o.hitFiles.preRollMs = *v; }},
        {"postRoll", 0.0, 60000.0, false, false,
         [](ExportOptions& o, std::optional<double> v) { o.hitFiles.postRollMs = *v; }},
        {"fadeIn", 0.0, 60000.0, false, false,
         [](ExportOptions& o, std::optional<double> v) { o.hitFiles.fadeInMs = *v; }},
        {"fadeOut", 0.0, 60000.0, false, false,
         [](ExportOptions& o, std::optional<double> v) { o.hitFiles.fadeOutMs = *v; }},
    };
    return all;
}
} // namespace

std::vector<Option> exportFields(const Format& format, const ExportOptions& options)
{
    std::vector<Option> made;
    const auto add = [&](const char* key, const juce::String& title, const juce::String& value,
                         const juce::String& hint, OptionKind kind = OptionKind::number) {
        made.push_back({key, title, kind, value, hint});
    };
    if (!format.holdsAudio && format.output == OutputKind::file)
        add("offset", TRANS("Offset in samples"), juce::String(options.offsetSamples),
            TRANS("Where the recording's first sample lies on the other program's timeline"));
    if (format.hasAdditionalFields)
    {
        add("frameRate", TRANS("Frames a second"), numberText(options.frameRate),
            TRANS("Adds frame numbers; samples stay. Empty: none"));
        add("tempo", TRANS("Beats a minute"),
            options.grid ? numberText(options.grid->beatsPerMinute) : juce::String(),
            TRANS("Adds bars and beats; samples stay. Empty: none"));
    }
    if (format.hasAdditionalFields && options.grid)
    {
        add("beatsPerBar", TRANS("Beats of a bar"), juce::String(options.grid->beatsPerBar), {});
        add("firstBeat", TRANS("First bar at"), numberText(options.grid->firstBeatSeconds),
            TRANS("Seconds into the recording"));
    }
    if (format.unit == PositionUnit::ticks)
    {
        add("midiTempo", TRANS("Beats a minute"), numberText(options.midi.beatsPerMinute),
            TRANS("4 to 1000. Empty: so that every sample is a tick, where that is possible"));
        add("midiTicks", TRANS("Ticks of a quarter note"), numberText(options.midi.ticksPerQuarter),
            TRANS("24 to 32767. Empty: as above"));
    }
    if (format.output == OutputKind::folder)
    {
        add("names", TRANS("File names"), juce::String::fromUTF8(options.hitFiles.nameTemplate.c_str()),
            "{sound} {label} {number} {time} {sample} {state} {confidence} {audio}", OptionKind::text);
        add("container", TRANS("Audio format"), juce::String(options.hitFiles.container).toUpperCase(), {},
            OptionKind::choice);
        made.back().choices = {"WAV", "FLAC"};
        add("preRoll", TRANS("Before the hit, in ms"), numberText(options.hitFiles.preRollMs), {});
        add("postRoll", TRANS("After the hit, in ms"), numberText(options.hitFiles.postRollMs), {});
        add("fadeIn", TRANS("Fade in, in ms"), numberText(options.hitFiles.fadeInMs), {});
        add("fadeOut", TRANS("Fade out, in ms"), numberText(options.hitFiles.fadeOutMs), {});
    }
    return made;
}

juce::String setExportField(ExportOptions& options, const juce::String& key, const juce::String& typed)
{
    if (key == "container")
    {
        options.hitFiles.container = typed.toLowerCase().toStdString();
        return {};
    }
    if (key == "names")
    {
        if (typed.trim().isEmpty())
            return TRANS("Files need names");
        options.hitFiles.nameTemplate = typed.trim().toStdString();
        return {};
    }
    for (const auto& field : fields())
    {
        if (key != field.key)
            continue;
        const auto value = typedNumber(typed, field.least, field.most);
        const auto isNone = field.mayBeEmpty && typed.trim().isEmpty();
        if (!isNone && (!value || (field.isWhole && std::floor(*value) != *value)))
            return (field.isWhole ? TRANS("A whole number from %a to %b is needed")
                                  : TRANS("A number from %a to %b is needed"))
                .replace("%a", numberText(field.least))
                .replace("%b", numberText(field.most));
        field.set(options, value);
        return {};
    }
    return {};
}
} // namespace reprise::app
