#include "audio/JoinedStreams.h"

#include "audio/AudioBytes.h"
#include "audio/Id3Tags.h"
#include "audio/SoundStream.h"
#include "base/InputFile.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <ogg/ogg.h>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

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
    file.seekg(static_cast<std::streamoff>(bytesOfId3Tags(file)) + 1); // behind where the first one begins
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

bool hasMoreFlacThanStated(const std::filesystem::path& path)
{
    SoundStream input(path, SoundStream::Mode::read);
    SF_INFO info{};
    std::string reason;
    const auto sound = input.open(info, reason);
    if (sound == nullptr || info.frames <= 0 || info.frames == SF_COUNT_MAX ||
        sf_seek(sound.get(), info.frames - 1, SEEK_SET) != info.frames - 1)
        return false;
    std::vector<float> last(static_cast<std::size_t>(info.channels));
    if (sf_readf_float(sound.get(), last.data(), 1) != 1)
        return false;
    std::error_code error;
    const auto fileBytes = std::filesystem::file_size(path, error),
               left = static_cast<std::uintmax_t>(input.bytesLeft());
    constexpr std::uintmax_t leastBytes = 1 << 16;
    if (error || left < leastBytes || left > fileBytes)
        return false;
    const auto next = fileBytes - left;
    const auto bytesPerSample = static_cast<double>(next) / static_cast<double>(info.frames);
    if (static_cast<double>(left) < bytesPerSample * info.samplerate || isPadding(path, next))
        return false;
    // The decoder reads a little ahead. An APE tag ends with a footer, behind which an ID3v1 tag may lie.
    std::ifstream file(path, std::ios::binary);
    const auto ahead = std::min(next, leastBytes);
    const auto before = bytesAt(file, next - ahead, static_cast<std::size_t>(ahead));
    constexpr std::size_t footers = 160;
    const auto end = bytesAt(file, fileBytes - footers, footers);
    constexpr std::array<std::string_view, 5> tags{"ID3\2", "ID3\3", "ID3\4", "APETAGEX", "3DI"};
    return std::none_of(tags.begin(), tags.end(),
                        [&](std::string_view tag) {
                            return before.find(tag) != std::string::npos ||
                                   end.find(tag) != std::string::npos;
                        });
}
} // namespace reprise
