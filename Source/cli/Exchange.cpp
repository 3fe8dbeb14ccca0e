#include "cli/Exchange.h"

#include "base/AbsolutePath.h"
#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "cli/SessionAudio.h"
#include "cli/Terminal.h"
#include "exchange/TextFormat.h"
#include "session/AudioSearch.h"
#include "session/SessionStore.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

namespace reprise::cli
{
namespace
{
namespace fs = std::filesystem;

AudioFileInfo countedAt(const fs::path& audio)
{
    auto info = countedInfo(audio, Progress({}, &cancelOnInterrupt()));
    info.path = absolutePath(audio).lexically_normal();
    return info;
}

/** A sound that is not there would give an empty export that looks right. */
void requireSounds(const std::set<std::string>& wanted, const std::set<std::string>& known,
                   const std::string& file)
{
    for (const auto& name : wanted)
        if (!known.contains(name))
        {
            std::vector<std::string> others;
            for (const auto& other : known)
                others.push_back(shownText(other));
            throw InvalidSettings(file + ": there is no sound " + shownText(name) + " in it" +
                                  (others.empty() ? "" : "; there are " + listed(others)));
        }
}

/** A session's own numbers say where its places are. They are right for the audio it was made with; what lies there
    now may be something else. */
void tellOtherAudio(const SessionAudio& wanted)
{
    std::error_code error;
    if (!fs::is_regular_file(wanted.info.path, error))
        return;
    std::string differences;
    try
    {
        differences = inOneLine(differencesOf(AudioFile(wanted.info.path).info(), wanted.info));
    }
    catch (const FileError&)
    {
        return; // no audio any more
    }
    if (!differences.empty())
        tell("warning: " + wanted.info.path.string() + " is not what the session says (" + differences +
             "); times are those of the session");
}

/** What was never worked out, or was forgotten with an answer, must not look like nothing found. */
void reportPredicted(const SessionDocument& document, const AnnotationSelection& selection,
                     const std::string& file)
{
    if (!selection.states.contains(HitState::predicted))
        return;
    std::vector<std::string> missing;
    auto isAnyStored = false;
    for (const auto& sound : document.sounds())
    {
        if (!selection.sounds.empty() && !selection.sounds.contains(sound.name))
            continue;
        if (document.hasPredicted(sound.id))
            isAnyStored = true;
        else
            missing.push_back(shownText(sound.name));
    }
    if (missing.empty())
        return;
    const auto reason =
        "no predicted places are stored for " + listed(missing) +
        "; go on with the search (reprise find --session FILE -i, then q) to have them worked "
        "out";
    if (!isAnyStored && selection.states.size() == 1)
        throw FileError(file, reason);
    tell("note: " + reason);
}

Annotations fromSession(const Source& source, const AnnotationSelection& selection)
{
    if (source.offset != 0.0)
        throw InvalidSettings(
            "--offset is for files of other programs; a session's positions are samples of its "
            "audio already");
    // An export looks at a session that may be open elsewhere, and takes nothing over.
    const auto [document, report] = readSnapshot(source.file);
    for (const auto& remark : report.remarks)
        tell("note: " + remark);
    std::set<std::string> names;
    for (const auto& sound : document.sounds())
        names.insert(sound.name);
    requireSounds(selection.sounds, names, source.file);
    reportPredicted(document, selection, source.file);
    auto annotations = annotationsOf(document, selection);
    if (source.audio.empty() && !source.needsAudio)
    {
        tellOtherAudio(document.audio());
        return annotations;
    }
    std::error_code error;
    if (source.audio.empty() && fs::is_regular_file(document.audio().info.path, error))
        AudioFile(document.audio().info.path); // says what is wrong with it
    annotations.audio = countedAt(audioOf(document.audio(), source.file, source.audio).info.path);
    return annotations;
}

Annotations fromFormat(const Source& source, const AnnotationSelection& selection)
{
    const auto& format =
        source.format.empty() ? formatForReading(source.file) : formatFromName(source.format);
    ImportOptions options;
    if (!source.audio.empty())
    {
        options.audio = countedAt(source.audio);
        options.audioSha256 = sha256OfFile(source.audio);
        options.offsetSamples = std::llround(source.offset * options.audio.sampleRateHz);
    }
    else if (source.offset != 0.0)
        throw InvalidSettings("--offset needs --audio, whose rate it is counted at");
    const auto annotations = importAnnotations(source.file, format, options);
    std::set<std::string> names;
    for (const auto& item : annotations.items)
        names.insert(item.sound);
    requireSounds(selection.sounds, names, source.file);
    return selected(annotations, selection);
}

struct Job
{
    const Format* format = nullptr;
    fs::path file;
};

std::vector<Job> jobsFor(const Target& target)
{
    if (target.formats.empty())
        return {{&formatForWriting(target.output), target.output}};
    std::vector<Job> jobs;
    for (const auto& name : target.formats)
    {
        const auto& format = formatFromName(name);
        auto file = target.output;
        if (target.formats.size() > 1)
            file += format.output == OutputKind::folder ? "-" + name : std::string(format.extensions.front());
        jobs.push_back({&format, file});
    }
    return jobs;
}

void say(const Job& job, const Annotations& annotations, const ExportReport& report)
{
    const auto count = annotations.items.size();
    std::cout << count << (count == 1 ? " event" : " events") << " written to "
              << printable(job.file.string()) << " (" << job.format->title << "), read back and compared\n";
    for (const auto& warning : report.warnings)
        tell("warning: " + warning);
    for (const auto& note : report.notes)
        tell("note: " + note);
}
} // namespace

bool needsAudio(const Target& target)
{
    const auto jobs = jobsFor(target);
    return std::any_of(jobs.begin(), jobs.end(), [](const Job& job) { return job.format->holdsAudio; });
}

void SelectionOptions::addTo(CLI::App& command, const std::string& standard)
{
    states = {standard};
    command
        .add_option("--states", states,
                    "Which places: confirmed, predicted, rejected, or all; several with commas")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->capture_default_str();
    command.add_option("--sound", sounds, "Only the sound of this name; may be given several times")
        ->allow_extra_args(false);
}

AnnotationSelection SelectionOptions::selection() const
{
    AnnotationSelection selection;
    selection.states.clear();
    selection.sounds = {sounds.begin(), sounds.end()};
    const auto all = {HitState::confirmed, HitState::predicted, HitState::rejected};
    for (const auto& name : states)
    {
        const auto before = selection.states.size();
        for (const auto state : all)
            if (name == "all" || name == nameOf(state))
                selection.states.insert(state);
        if (selection.states.size() == before && name != "all" &&
            std::none_of(all.begin(), all.end(), [&](HitState state) { return name == nameOf(state); }))
            throw InvalidSettings("there is no state '" + name +
                                  "'; there are confirmed, predicted, rejected, all");
    }
    return selection;
}

void WritingOptions::addTo(CLI::App& command)
{
    const auto group = "Positions";
    command
        .add_option("--offset", offset,
                    "Where the recording starts on the other program's timeline, in seconds")
        ->group(group);
    command
        .add_option("--frame-rate", frameRate,
                    "Frames a second: adds frame numbers where the format has fields")
        ->group(group);
    auto* tempo = command
                      .add_option("--bpm", beatsPerMinute,
                                  "A constant tempo: adds bars and beats where the format has fields")
                      ->group(group);
    command.add_option("--beats-per-bar", beatsPerBar, "Beats of a bar")
        ->needs(tempo)
        ->capture_default_str()
        ->group(group);
    command.add_option("--first-beat", firstBeat, "Where bar 1 starts in the recording, in seconds")
        ->needs(tempo)
        ->group(group);
    const auto midiGroup = "MIDI files";
    ofMidi = {
        command
            .add_option("--midi-bpm", midi.beatsPerMinute,
                        "The file's tempo, 4 to 1000; left out: that of --bpm, else one at which every "
                        "sample is a tick")
            ->group(midiGroup),
        command
            .add_option(
                "--midi-ticks", midi.ticksPerQuarter,
                "Ticks of a quarter note, 24 to 32767; left out: so that every sample is a tick, else 960")
            ->group(midiGroup)};
    addHitFilesTo(command);
}

void WritingOptions::addHitFilesTo(CLI::App& command)
{
    const auto group = "Hits as audio files";
    ofHitFiles = {
        command
            .add_option("--hit-name", hitFiles.nameTemplate,
                        "Name of each file: text with {sound} {label} {number} {time} {sample} {state} "
                        "{confidence} {audio}")
            ->capture_default_str()
            ->group(group),
        command.add_option("--hit-format", hitFiles.container, "wav or flac")
            ->capture_default_str()
            ->group(group)};
    const auto addMilliseconds = [&](const char* name, double& value, const char* meaning)
    { ofHitFiles.push_back(command.add_option(name, value, meaning)->group(group)); };
    addMilliseconds("--pre-roll", hitFiles.preRollMs, "What is cut before the hit, too, in milliseconds");
    addMilliseconds("--post-roll", hitFiles.postRollMs, "What is cut after it, too, in milliseconds");
    addMilliseconds("--fade-in", hitFiles.fadeInMs, "Fade at the start of what is cut, in milliseconds");
    addMilliseconds("--fade-out", hitFiles.fadeOutMs, "Fade at its end, in milliseconds");
}

ExportOptions WritingOptions::settings(int sampleRateHz) const
{
    ExportOptions options;
    if (!(std::abs(offset) <= 1e6))
        throw InvalidSettings("--offset must be within a million seconds");
    options.offsetSamples = std::llround(offset * sampleRateHz);
    options.frameRate = frameRate;
    if (beatsPerMinute)
        options.grid = TempoGrid{*beatsPerMinute, beatsPerBar, firstBeat};
    options.hitFiles = hitFiles;
    options.midi = midi;
    // Whoever names a tempo means that of the notes as well.
    if (!midi.beatsPerMinute && options.grid)
        options.midi.beatsPerMinute = beatsPerMinute;
    return options;
}

void WritingOptions::requireUse(const Target& target) const
{
    const auto jobs = jobsFor(target);
    const auto require =
        [&](const std::vector<const CLI::Option*>& options, auto isUser, const std::string& format)
    {
        if (std::any_of(jobs.begin(), jobs.end(), [&](const Job& job) { return isUser(*job.format); }))
            return;
        for (const auto* option : options)
            if (option->count() > 0)
                throw InvalidSettings(option->get_name() + " has no effect without " + format);
    };
    require(
        ofMidi, [](const Format& format) { return format.unit == PositionUnit::ticks; }, "--format midi");
    require(
        ofHitFiles, [](const Format& format) { return format.output == OutputKind::folder; },
        "--format hits");
}

Annotations readAnnotations(const Source& source, const AnnotationSelection& selection)
{
    if (source.format.empty() && isSessionFile(source.file))
        return fromSession(source, selection);
    return fromFormat(source, selection);
}

void writeAnnotations(const Annotations& annotations, const Target& target, const ExportOptions& options,
                      const std::vector<fs::path>& inputs)
{
    const auto jobs = jobsFor(target);
    for (const auto& job : jobs)
    {
        requireDistinct(job.file, inputs);
        for (const auto& input : inputs)
            if (!input.empty() && isSessionFile(input))
                requireNotOfSession(job.file, input);
        if (job.format->output == OutputKind::file)
            requireWritable(job.file);
    }
    auto files = nlohmann::ordered_json::array();
    for (const auto& job : jobs)
    {
        auto progress = std::make_optional(terminalProgress("Writing " + std::string(job.format->name)));
        const auto report = exportAnnotations(annotations, *job.format, options, job.file, *progress);
        progress.reset();
        files.push_back({{"file", job.file.string()},
                         {"format", job.format->name},
                         {"events", annotations.items.size()},
                         {"largestErrorSeconds", report.largestErrorSeconds},
                         {"largestErrorSamples", report.largestErrorSamples},
                         {"warnings", report.warnings},
                         {"notes", report.notes}});
        if (!target.json)
            say(job, annotations, report);
    }
    if (target.json)
        std::cout << nlohmann::ordered_json{{"files", files}}.dump(
                         2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                  << "\n";
}
} // namespace reprise::cli
