#include "audio/JoinedStreams.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <ogg/ogg.h>
#include <string>
#include <string_view>

namespace reprise
{
bool hasJoinedOggStreams(const std::filesystem::path& path)
{
    constexpr long block = 1 << 16;
    std::ifstream file(path, std::ios::binary);
    ogg_sync_state sync;
    ogg_sync_init(&sync);
    auto areBegun = false, isJoined = false;
    while (file && !isJoined)
    {
        auto* const buffer = ogg_sync_buffer(&sync, block);
        if (buffer == nullptr)
            break;
        file.read(buffer, block);
        ogg_sync_wrote(&sync, static_cast<long>(file.gcount()));
        ogg_page page;
        // Negative: bytes that are no page were skipped.
        for (int found = 1; found != 0 && !isJoined;)
        {
            found = ogg_sync_pageout(&sync, &page);
            if (found != 1)
                continue;
            const auto isFirstOfStream = ogg_page_bos(&page) != 0;
            isJoined = isFirstOfStream && areBegun;
            areBegun = areBegun || !isFirstOfStream;
        }
    }
    ogg_sync_clear(&sync);
    return isJoined;
}

bool hasJoinedFlacStreams(const std::filesystem::path& path)
{
    constexpr std::size_t block = 1 << 20;
    constexpr std::string_view marker = "fLaC";
    // Which block it is, behind a bit that says whether it is the last, and its length: 34 bytes.
    constexpr std::string_view streamInfo("\0\0\0\x22", 4);
    const std::boyer_moore_horspool_searcher markers(marker.begin(), marker.end());
    std::ifstream file(path, std::ios::binary);
    file.seekg(1); // behind where the first one begins
    std::string bytes;
    while (file)
    {
        // A marker may lie across two blocks.
        bytes.erase(0, bytes.size() - std::min(bytes.size(), marker.size() + streamInfo.size() - 1));
        const auto kept = bytes.size();
        bytes.resize(kept + block);
        file.read(bytes.data() + kept, block);
        bytes.resize(kept + static_cast<std::size_t>(file.gcount()));
        for (auto found = bytes.begin();; ++found)
        {
            found = std::search(found, bytes.end(), markers);
            const auto left = static_cast<std::size_t>(std::distance(found, bytes.end()));
            if (left < marker.size() + streamInfo.size())
                break;
            std::string header(found + marker.size(), found + marker.size() + streamInfo.size());
            header.front() &= '\x7f';
            if (header == streamInfo)
                return true;
        }
    }
    return false;
}
} // namespace reprise
