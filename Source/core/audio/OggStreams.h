#pragma once

#include <filesystem>

namespace reprise
{
/** Whether an Ogg file goes on with other streams where its first ones end ("chained", RFC 3533, 4), as recorded
    broadcasts do: libsndfile decodes the first. Reads the whole file; false where it cannot be read. */
bool hasJoinedStreams(const std::filesystem::path& path);
} // namespace reprise
