#include "cli/SessionAudio.h"

#include "base/AbsolutePath.h"
#include "base/Errors.h"
#include "cli/Terminal.h"
#include "session/AudioSearch.h"

#include <filesystem>

namespace reprise::cli
{
std::string inOneLine(const std::vector<std::string>& differences)
{
    std::string line;
    for (const auto& difference : differences)
        line += (line.empty() ? "" : "; ") + difference;
    return line;
}

SessionAudio audioOf(const SessionAudio& wanted, const std::string& sessionFile, const std::string& named)
{
    std::error_code error;
    const auto isFolder = !named.empty() && std::filesystem::is_directory(named, error);
    auto sought = wanted;
    if (!named.empty() && !isFolder)
    {
        AudioFile file(named); // says what is wrong with it
        sought.info.path = absolutePath(named);
        sought.hint.clear();
    }
    const auto match =
        findAudio(sought, sessionFile, isFolder ? named : "", Progress({}, &cancelOnInterrupt()));
    const auto differences = inOneLine(match.differences);
    if (match.state == AudioState::missing)
        throw FileError(sessionFile, "its audio '" + wanted.info.path.string() +
                                         "' is missing; name the file, or a folder to look for it");
    // Told to use a file, it is no help that the right one lies elsewhere.
    if (match.state == AudioState::same && !named.empty() && !isFolder &&
        !std::filesystem::equivalent(match.audio.info.path, named, error))
        throw FileError(named, "is not the audio that " + sessionFile + " was made with; that is " +
                                   match.audio.info.path.string());
    if (match.state == AudioState::changed)
        throw FileError(match.audio.info.path.string(),
                        "is not the audio that " + sessionFile + " was made with (" + differences + ")");
    if (!differences.empty())
        tell("Note: " + match.audio.info.path.string() + ": " + differences + ".");
    return match.audio;
}
} // namespace reprise::cli
