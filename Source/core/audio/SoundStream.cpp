#include "audio/SoundStream.h"

#include "audio/AudioBytes.h"
#include "audio/Id3Tags.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <string_view>
#include <sys/stat.h>

namespace reprise
{
namespace
{
/** The library keeps the reason of the last failure for all threads. */
std::mutex oneAtATime;

template <typename Open>
SoundHandle opened(const Open& open, std::string& reason)
{
    const std::lock_guard lock(oneAtATime);
    SoundHandle file(open());
    if (file == nullptr)
        reason = sf_strerror(nullptr);
    return file;
}

SoundStream& streamOf(void* self)
{
    return *static_cast<SoundStream*>(self);
}
} // namespace

SoundStream::SoundStream(const std::filesystem::path& path, Mode modeToOpen)
    : mode(modeToOpen),
      file(mode == Mode::read ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC)
                              : ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666))
{
    if (!file.isOpen())
        reason = std::strerror(errno);
    if (mode == Mode::write)
        return;
    struct stat status = {};
    if (file.isOpen() && ::fstat(file.get(), &status) == 0)
        bytesOfFile = status.st_size;
    char head[4] = {};
    if (!file.read(head, sizeof(head), 0))
        return;
    const std::string_view beginning(head, sizeof(head));
    // Of a W64 file libsndfile takes all that follows the audio for samples.
    if (beginning == "riff")
        if (const auto bytes = audioBytesOf(path); bytes && bytes->stated > 0)
            bytesOfFile = std::min(bytesOfFile, static_cast<sf_count_t>(bytes->end));
    if (beginning.starts_with("ID3"))
    {
        std::ifstream tagged(path, std::ios::binary);
        tagBytes = static_cast<sf_count_t>(bytesOfId3Tags(tagged));
    }
    others = endingLists(path, static_cast<std::uint64_t>(tagBytes));
    // The library knows these by their older name only.
    if (beginning == "BW64")
        others.push_back({0, "RF64"});
}

SoundHandle SoundStream::open(SF_INFO& info, std::string& failure)
{
    static SF_VIRTUAL_IO calls{
        [](void* self) { return streamOf(self).bytesOfFile; },
        [](sf_count_t offset, int from, void* self) { return streamOf(self).seek(offset, from); },
        [](void* target, sf_count_t bytes, void* self) { return streamOf(self).read(target, bytes); },
        [](const void* source, sf_count_t bytes, void* self) { return streamOf(self).write(source, bytes); },
        [](void* self) { return streamOf(self).position; }};
    const auto kind = mode == Mode::read ? SFM_READ : SFM_WRITE;
    // With calls of ours the library would find its own places in a tagged file, but not the end of it.
    start = std::min(tagBytes, bytesOfFile);
    bytesOfFile -= start;
    tagBytes = 0;
    auto sound = isOpen() ? opened([&] { return sf_open_virtual(&calls, kind, &info, this); }, failure)
                          : SoundHandle();
    if (sound == nullptr && !reason.empty())
        failure = reason;
    return sound;
}

sf_count_t SoundStream::seek(sf_count_t offset, int from)
{
    const auto base = from == SEEK_SET ? 0 : from == SEEK_CUR ? position : bytesOfFile;
    if (base + offset < 0)
        return -1;
    return position = base + offset;
}

sf_count_t SoundStream::read(void* target, sf_count_t bytes)
{
    sf_count_t done = 0;
    while (done < bytes && reason.empty())
    {
        const auto count = ::pread(
            file.get(), static_cast<char*>(target) + done,
            static_cast<std::size_t>(std::min(bytes - done, std::max<sf_count_t>(0, bytesOfFile - position))),
            start + position);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            reason = std::strerror(errno);
        if (count <= 0)
            break;
        done += count;
        position += count;
    }
    for (const auto& other : others)
    {
        const auto first = start + position - done, at = static_cast<sf_count_t>(other.at),
                   end = at + static_cast<sf_count_t>(other.bytes.size());
        for (auto i = std::max(at, first); i < std::min(end, start + position); ++i)
            static_cast<char*>(target)[i - first] = other.bytes[static_cast<std::size_t>(i - at)];
    }
    // Whoever looks for more has to see that there is none.
    if (!reason.empty())
        position = std::max(position, bytesOfFile);
    return done;
}

sf_count_t SoundStream::write(const void* source, sf_count_t bytes)
{
    sf_count_t done = 0;
    while (done < bytes && reason.empty())
    {
        const auto count = ::pwrite(file.get(), static_cast<const char*>(source) + done,
                                    static_cast<std::size_t>(bytes - done), position);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
        {
            reason = std::strerror(count < 0 ? errno : ENOSPC);
            break;
        }
        done += count;
        position += count;
        bytesOfFile = std::max(bytesOfFile, position);
    }
    return done;
}

void SoundStream::sync()
{
    if (reason.empty() && ::fsync(file.get()) != 0)
        reason = std::strerror(errno);
}

SoundHandle openSound(const std::filesystem::path& path, SF_INFO& info, std::string& reason)
{
    return opened([&] { return sf_open((path == "-" ? "./-" : path).c_str(), SFM_READ, &info); }, reason);
}
} // namespace reprise
