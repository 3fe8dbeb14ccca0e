#pragma once

#include <filesystem>

namespace reprise
{
/// @name Files of which libsndfile decodes the first part only
/// Read the whole file; false where it cannot be read.
/// @{
/** Whether an Ogg file goes on with other streams where its first ones end ("chained", RFC 3533, 4), as recorded
    broadcasts do. */
bool hasJoinedOggStreams(const std::filesystem::path& path);

/** Whether another FLAC stream begins within a FLAC file (RFC 9639, 6: the marker and the header of STREAMINFO). */
bool hasJoinedFlacStreams(const std::filesystem::path& path);

/** Whether a FLAC file goes on for at least a second, and 64 KiB, behind the last sample that its STREAMINFO states, as
    what was joined without its headers does. Tags and zeros are not taken for audio. Reads the last frame only. */
bool hasMoreFlacThanStated(const std::filesystem::path& path);
/// @}
} // namespace reprise
