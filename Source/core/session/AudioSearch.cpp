#include "session/AudioSearch.h"

#include "base/Errors.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

bool isFile(const fs::path& path)
{
    std::error_code error;
    return !path.empty() && fs::is_regular_file(path, error);
}

bool isLossy(const AudioFileInfo& info)
{
    const auto about = info.container + " " + info.encoding;
    for (const auto* name : {"MPEG", "Vorbis", "Opus"})
        if (about.find(name) != std::string::npos)
            return true;
    return false;
}

std::string difference(const std::string& what, const std::string& found, const std::string& wanted)
{
    return what + ": " + found + ", was " + wanted;
}

} // namespace

std::vector<std::string> differencesOf(const AudioFileInfo& found, const AudioFileInfo& wanted)
{
    std::vector<std::string> differences;
    const auto compare = [&](const std::string& what, auto now, auto was, const std::string& unit)
    {
        if (now != was)
            differences.push_back(difference(what, std::to_string(now) + unit, std::to_string(was) + unit));
    };
    compare("sample rate", found.sampleRateHz, wanted.sampleRateHz, " Hz");
    compare("channels", found.channels, wanted.channels, "");
    if (found.samples != 0 && !isLossy(found))
        compare("length", found.samples, wanted.samples, " samples");
    return differences;
}

namespace
{
class Search
{
public:
    Search(const SessionAudio& audio, const Progress& reportTo) : wanted(audio), progress(reportTo) {}

    /** True when this is it. Another file of this name is remembered. */
    bool tryNamed(const fs::path& path, const Progress& part)
    {
        if (!isFile(path))
            return false;
        const auto hash = hashOf(path, part);
        if (hash == wanted.sha256)
            return take(path);
        if (match.state == AudioState::missing && !hash.empty())
            rememberChanged(path, hash);
        return false;
    }

    bool searchIn(const fs::path& folder)
    {
        std::error_code error;
        if (!fs::is_directory(folder, error))
            throw FileError(folder.string(), "is no folder to look for audio in");
        std::vector<fs::path> named, others;
        for (auto entry = fs::recursive_directory_iterator(
                 folder, fs::directory_options::skip_permission_denied, error);
             !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
        {
            progress.step(0.2);
            if (entry->is_regular_file(error))
                (entry->path().filename() == wanted.info.path.filename() ? named : others)
                    .push_back(entry->path());
        }
        // The order of a folder is the file system's; the answer must not depend on it.
        std::sort(named.begin(), named.end());
        std::sort(others.begin(), others.end());
        for (const auto& path : named)
            if (tryNamed(path, progress.part(0.2, 0.4)))
                return true;
        for (std::size_t i = 0; i < others.size(); ++i)
        {
            const auto share = static_cast<double>(i) / static_cast<double>(others.size());
            progress.step(0.4 + 0.6 * share);
            if (mayBe(others[i]) && hashOf(others[i], progress.withoutReports()) == wanted.sha256)
                return take(others[i]);
        }
        return false;
    }

    AudioMatch match;

private:
    bool take(const fs::path& path)
    {
        match = {AudioState::same, wanted, {}};
        std::error_code error;
        match.audio.info.path = fs::absolute(path, error);
        match.audio.hint.clear();
        try
        {
            const auto found = AudioFile(path).info();
            if (!differencesOf(found, wanted.info).empty())
                rememberChanged(path, wanted.sha256); // the session is wrong about its own audio
            else if (isLossy(wanted.info) && found.decoder != wanted.info.decoder)
                match.differences.push_back(difference("decoder", found.decoder, wanted.info.decoder) +
                                            " (positions in lossy files may differ)");
        }
        catch (const FileError&)
        {
            match.differences.push_back("this system cannot decode it");
        }
        return true;
    }

    void rememberChanged(const fs::path& path, const std::string& hash)
    {
        AudioFileInfo info;
        try
        {
            info = AudioFile(path).info();
        }
        catch (const FileError&)
        {
            return; // no audio at all
        }
        std::error_code error;
        info.path = fs::absolute(path, error);
        match = {AudioState::changed, {info, hash}, differencesOf(info, wanted.info)};
        if (hash != wanted.sha256)
            match.differences.push_back(difference("content (SHA-256)", hash, wanted.sha256));
    }

    bool mayBe(const fs::path& path) const
    {
        try
        {
            return differencesOf(AudioFile(path).info(), wanted.info).empty();
        }
        catch (const FileError&)
        {
            return false;
        }
    }

    std::string hashOf(const fs::path& path, const Progress& part) const
    {
        try
        {
            return sha256OfFile(path, part);
        }
        catch (const FileError&)
        {
            return "";
        }
    }

    const SessionAudio& wanted;
    const Progress& progress;
};
} // namespace

AudioMatch findAudio(const SessionAudio& wanted, const fs::path& sessionFile, const fs::path& searchFolder,
                     const Progress& progress)
{
    Search search(wanted, progress);
    search.match.audio = wanted;
    std::vector<fs::path> tried;
    std::error_code error;
    for (const auto& path : {wanted.info.path, wanted.hint,
                             fs::absolute(sessionFile, error).parent_path() / wanted.info.path.filename()})
    {
        if (std::find(tried.begin(), tried.end(), path) != tried.end())
            continue;
        tried.push_back(path);
        if (search.tryNamed(path, progress.part(0.0, 0.2)))
            return search.match;
    }
    if (!searchFolder.empty())
        search.searchIn(searchFolder);
    return search.match;
}
} // namespace reprise
