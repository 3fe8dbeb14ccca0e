#pragma once

#include "exchange/Export.h"
#include "exchange/SessionAnnotations.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace reprise::cli
{
/** The options that choose places. */
class SelectionOptions
{
public:
    /** `states` are chosen where the user says nothing. */
    void addTo(CLI::App& command, const std::string& states);

    /** Throws InvalidSettings for an unknown state. */
    AnnotationSelection selection() const;

private:
    std::vector<std::string> states;
    std::vector<std::string> sounds;
};

/** Where annotations go to. */
struct Target
{
    std::string output;
    std::vector<std::string>
        formats; ///< none: told by the output's extension; several: each adds its extension
    bool json = false;
};

/** The options that say how positions are written (offset, frames, bars and beats), and those of MIDI files and of
    hits as audio files. */
class WritingOptions
{
public:
    void addTo(CLI::App& command);
    ExportOptions settings(int sampleRateHz) const;

    /** Throws InvalidSettings where an option is given that no format of these uses. */
    void requireUse(const Target& target) const;

private:
    void addHitFilesTo(CLI::App& command);

    std::vector<const CLI::Option*> ofMidi, ofHitFiles;
    HitFileOptions hitFiles;
    MidiOptions midi;
    std::optional<double> frameRate, beatsPerMinute;
    double offset = 0.0, firstBeat = 0.0;
    int beatsPerBar = 4;
};

/** Where annotations come from. */
struct Source
{
    std::string file;
    std::string format; ///< empty: told by the file
    std::string audio;  ///< empty: what the file says
    double offset = 0.0;
    bool needsAudio = false; ///< of a session it is looked for then, wherever it went
};

/** Reads a session, or a file in any format that can be read. Throws FileError when a sound is named that it does not
    have. */
Annotations readAnnotations(const Source& source, const AnnotationSelection& selection);

/** Whether one of the formats asked for holds the recording's audio. */
bool needsAudio(const Target& target);

/** Writes annotations in every format asked for, says so on standard output, and warnings and notes on standard
    error. All targets are checked before the first is written. */
void writeAnnotations(const Annotations& annotations, const Target& target, const ExportOptions& options,
                      const std::vector<std::filesystem::path>& inputs);
} // namespace reprise::cli
