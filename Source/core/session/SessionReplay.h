#pragma once

#include "session/SessionDocument.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace reprise
{
/** What came of one sound. */
struct ReplayedSound
{
    SoundId id = 0;
    std::string name;
    std::size_t questions = 0; ///< asked again
    std::size_t confirmed = 0; ///< hits, with the mark
    std::size_t predicted = 0; ///< expected by the matcher now
    bool comparedPredicted = false;
    std::vector<std::string> differences; ///< for people, in the order they came up
};

struct Replay
{
    std::vector<ReplayedSound> sounds;

    /** True when everything came out as it is stored. */
    bool isSame() const;
};

/** Goes through a session again, from its audio and its answers alone: at every answer to a question that was
    asked, the matcher must ask that very excerpt with that very confidence, and in the end it must predict the
    stored places, to the last bit. Questions about sounds that were removed later are asked too; answers that
    were taken back are not in force and are not.

    Limits   Confidences are the same on the same build and kind of processor; on others the last digits may
             differ, which is reported as the difference it is.
    Errors   FileError when the audio cannot be read, InvalidInput when it is not as long as the session says;
             Cancelled.
    Cost     one analysis for each method in use, one ranking for each question. The analyses used last are kept, two
             at most: where the questions go to and fro between more methods, a recording is analysed again. */
Replay replaySession(const SessionDocument& document, const std::filesystem::path& audioFile,
                     const Progress& progress = {});
} // namespace reprise
