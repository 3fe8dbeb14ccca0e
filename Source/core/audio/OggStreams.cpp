#include "audio/OggStreams.h"

#include <fstream>
#include <ogg/ogg.h>

namespace reprise
{
bool hasJoinedStreams(const std::filesystem::path& path)
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
} // namespace reprise
