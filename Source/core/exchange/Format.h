#pragma once

#include "base/Progress.h"
#include "exchange/Annotations.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reprise
{
/** A constant tempo laid over the recording. */
struct TempoGrid
{
    double beatsPerMinute = 120.0; ///< 1 ... 1000
    int beatsPerBar = 4;           ///< 1 ... 64
    double firstBeatSeconds = 0.0; ///< where bar 1, beat 1 lies in the recording

    bool operator==(const TempoGrid&) const = default;
};

/** How audio files of single hits are cut and named. */
struct HitFileOptions
{
    /// {sound} {label} {number} {time} {sample} {state} and ordinary text; no folders
    std::string nameTemplate = "{sound}_{number}";
    std::string container = "wav"; ///< wav or flac
    double preRollMs = 0.0, postRollMs = 0.0;
    double fadeInMs = 0.0, fadeOutMs = 0.0; ///< inside what is cut

    bool operator==(const HitFileOptions&) const = default;
};

/** Standard MIDI Files hold one constant tempo. */
struct MidiOptions
{
    std::optional<double> beatsPerMinute = {}; ///< none: chosen so that ticks are samples, or 120
    std::optional<int> ticksPerQuarter = {}; ///< 24 ... 32767; none: chosen so that ticks are samples, or 960

    bool operator==(const MidiOptions&) const = default;
};

/** What a user can wish for an export, beside which places. Formats ignore what does not concern them. */
struct ExportOptions
{
    /** Where sample 0 of the recording lies on the other program's timeline. Formats with additional fields
        say both positions; the others only that on the timeline. Those that hold the audio refuse it. */
    SampleIndex offsetSamples = 0;
    std::optional<double> frameRate = {}; ///< frames a second; an additional field, never instead of samples
    std::optional<TempoGrid> grid = {};   ///< bars and beats: additional fields, never instead of samples
    HitFileOptions hitFiles = {};
    MidiOptions midi = {};
};

struct ImportOptions
{
    /** The recording the positions lie in. Positions in seconds need its rate; `sampleRateHz` 0: not known,
        only formats that state a rate can be read then. */
    AudioFileInfo audio = {};
    std::string audioSha256 = {};
    SampleIndex offsetSamples = 0; ///< where its sample 0 lies on the file's timeline
};

/** What there is to say about a file that was written. */
struct WriteReport
{
    double largestErrorSeconds = 0.0;  ///< by which a written position or end misses its sample's time
    std::vector<std::string> warnings; ///< whole sentences for the user
};

/** What positions are counted in. */
enum class PositionUnit
{
    samples,
    seconds, ///< decimal fractions of a second; see Format::decimals
    ticks    ///< of a tempo
};

enum class OutputKind
{
    file,
    folder ///< a new folder with one file for each annotation
};

/** One interchange format: a line of the registry.

    Positions  Readers and writers take and give samples of the recording and know of no offset:
               exportAnnotations() and importAnnotations() move positions before and after.
    Writing    `write` makes the file at `out`, a name of its own that nobody reads yet: checking, renaming and
               clearing away are exportAnnotations()'s. Annotations come in order of time.
    Reading    `read` returns the annotations in the order of the file, with `audio` and `audioSha256` as far as
               they are known (those of the options win). It checks that positions are no lower than 0 and
               fit into 2^48, and that a rate the file states is that of the options' recording; whether
               positions lie inside the recording is checked by importAnnotations().
    Errors     `write` OutputError, InvalidSettings for options it cannot fulfil. `read` FileError with line or
               place, InvalidSettings where the audio is needed and not given.
    Threads    re-entrant. */
struct Format
{
    std::string_view name;                    ///< on the command line: lower-case letters, digits, hyphens
    std::string_view title;                   ///< for people
    std::vector<std::string_view> extensions; ///< with dot, lower case; the first is the usual one
    PositionUnit unit = PositionUnit::samples;
    int decimals = 0;            ///< of seconds
    std::string_view lost;       ///< what does not survive, in words; empty: nothing
    std::string_view notes = {}; ///< what else its users should know, in Markdown, for docs/formats.md
    OutputKind output = OutputKind::file;
    bool holdsAudio = false;          ///< positions are those of audio inside: no offset can be applied
    bool hasAdditionalFields = false; ///< offset, frame rate and grid become fields of their own

    /** Null: cannot be written. */
    std::function<WriteReport(const Annotations&, const ExportOptions&, const std::filesystem::path& out,
                              const Progress&)>
        write = {};

    /** Null: cannot be read. */
    std::function<Annotations(const std::filesystem::path&, const ImportOptions&)> read = {};

    /** Whether the first bytes of a file (at most 4096) are of this format, for extensions that several formats
        share and for names that tell nothing. Null: the extension decides. */
    std::function<bool(std::string_view head)> recognises = {};

    /** What is left of an annotation after writing and reading, but for the rounding of its positions. What
        the format does not carry has the value of a new Annotation. */
    std::function<Annotation(const Annotation&)> kept = {};

    /** How far a position may be off after writing and reading, in samples. Null: by the rounding of `decimals`. */
    std::function<SampleIndex(const Annotations&, const ExportOptions&)> toleranceSamples = {};

    /** Checks a written file another way than by `read` and `kept`, which it replaces; throws OutputError for
        a difference. `out` is the temporary place; messages do not name it. */
    std::function<void(const Annotations&, const ExportOptions&, const std::filesystem::path& out,
                       const Progress&)>
        verify = {};
};

/** All formats, in the order of the documentation. One line each in Formats.cpp. */
std::span<const Format> exchangeFormats();

/** Throws InvalidSettings that lists the allowed names. */
const Format& formatFromName(std::string_view name);

/** The format to write for a file name's extension: the first of the registry that has it and can be written.
    Throws InvalidSettings. */
const Format& formatForWriting(const std::filesystem::path& file);

/** The format of a file that is there: by extension, by its first bytes where several share it or the name
    tells none. Throws FileError. */
const Format& formatForReading(const std::filesystem::path& file);
} // namespace reprise
