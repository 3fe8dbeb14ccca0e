#pragma once

#include "exchange/Format.h"

namespace reprise
{
/** What there is to tell after an export. */
struct ExportReport
{
    double largestErrorSeconds = 0.0;    ///< as WriteReport
    SampleIndex largestErrorSamples = 0; ///< by which a position read back differs; 0: sample-exact
    std::vector<std::string> warnings;   ///< whole sentences for the user
    std::vector<std::string> notes;      ///< what is worth knowing and no cause for concern
};

/** Writes annotations in a format: into a temporary file beside the target (a temporary folder for
    OutputKind::folder), reads that back, compares it with what was to be written, then renames it.

    Order    Annotations are written in order of time, those of the same time in the given order.
    Errors   OutputError when the target cannot be written, lies on the annotations' audio file, is a folder
             that is not empty, or when what was read back differs: nothing is left behind then and what was
             there before stays. InvalidSettings for a format that cannot be written, options out of range, an
             offset that puts a position before 0, or annotations without a rate. InvalidInput for an
             annotation outside the recording or text that is not UTF-8. FileError, for formats that hold the
             audio, when it cannot be read or is not, at the end, what annotations.audioSha256 says.
    Source   The order write, read back, compare, rename is the lesson of autosaves that saved damage. */
ExportReport exportAnnotations(const Annotations& annotations, const Format& format,
                               const ExportOptions& options, const std::filesystem::path& out,
                               const Progress& progress = {});

/** Reads a file in a format; positions are then those of the recording in `options.audio`, if any. Throws
    FileError, also for positions outside the recording and for a stated rate that is not the recording's. */
Annotations importAnnotations(const std::filesystem::path& file, const Format& format,
                              const ImportOptions& options);

/** What is to be known about positions in files of lossy codecs, as sentences; none for lossless ones. */
std::vector<std::string> decoderNotes(const AudioFileInfo& audio);
} // namespace reprise
