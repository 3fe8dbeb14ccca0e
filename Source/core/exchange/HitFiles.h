#pragma once

#include "exchange/Format.h"

#include <string>
#include <vector>

namespace reprise
{
/** One audio file of a hit. */
struct HitFile
{
    std::string name;  ///< of the file, without a folder
    SampleRange range; ///< what is cut, with pre-roll and post-roll as far as the recording goes
};

/** Names and cuts, one for each annotation, in their order; those with nothing to cut (an instant without roll) have
    a range of length 0 and no name.

    Names    The template's {sound} {label} {number} {time} {sample} {state} {confidence} {audio} are filled in; other
             text stays, capitals too, so that names of the Universal Category System can be written. {number} counts
             from 1 in order of time, {time} is 00h01m12.931s, {audio} the recording's name. In what is filled in,
             characters that file systems refuse (/ \ : * ? " < > | and controls) become blanks: no name leads out of
             the folder. Names that some systems keep for devices get an underscore, and those that differ at most in
             capitals a number. At most 200 bytes and the extension.
    Errors   InvalidSettings for an unknown field, a template with such characters, times below 0 or over a minute,
             or an unknown container. */
std::vector<HitFile> planHitFiles(const Annotations& annotations, const HitFileOptions& options);

/** Writes those files into a folder. Channels and rate are the recording's, and so is the depth where the container
    can (FLAC: 24 bits at most; lossy sources: 32-bit float, 24 bits in FLAC). Outside the fades, which follow a raised
    cosine, every sample is the recording's. The recording is decoded once, from start to end, so that lossy files are
    cut where positions were counted. Throws OutputError, FileError, InvalidSettings. */
WriteReport writeHitFiles(const Annotations& annotations, const HitFileOptions& options,
                          const std::filesystem::path& folder, const Progress& progress = {});

/** Compares every file of the folder with the recording; throws OutputError for a difference. */
void verifyHitFiles(const Annotations& annotations, const HitFileOptions& options,
                    const std::filesystem::path& folder, const Progress& progress = {});
} // namespace reprise
