#include "cli/Like.h"

#include "audio/AudioFile.h"
#include "base/ClockTime.h"
#include "base/Errors.h"
#include "evaluation/Evaluation.h"
#include "exchange/EventsJson.h"

#include <algorithm>
#include <filesystem>

namespace reprise::cli
{
LearnedSound learnedSoundFrom(const std::string& eventsFile, const std::string& likeAudio)
{
    auto sound = readLearnedSound(eventsFile);
    std::error_code error;
    if (!likeAudio.empty())
        sound.audio = likeAudio;
    else if (!std::filesystem::exists(sound.audio, error))
        throw FileError(eventsFile, "the audio it was made from, '" + sound.audio.filename().string() +
                                        "', is not beside it; put it there or name it with --like-audio");
    if (sha256OfFile(sound.audio) != sound.audioSha256)
        throw FileError(sound.audio.string(), "is not the audio that " + eventsFile +
                                                  " was made from (the SHA-256 differs); name that file with "
                                                  "--like-audio, or search this one again");
    const auto rate = AudioFile(sound.audio).info().sampleRateHz;
    if (rate != sound.sampleRateHz)
        throw FileError(eventsFile, "audio: \"sampleRate\" must be " + std::to_string(rate) +
                                        ", the rate of the audio; it is " +
                                        std::to_string(sound.sampleRateHz));
    return sound;
}

std::string describeExamples(const LearnedSound& sound, const std::vector<Judgement>& examples)
{
    const auto mark = toSeconds(sound.query, sound.sampleRateHz);
    const auto count = [&](Answer answer)
    {
        return std::to_string(std::count_if(examples.begin(), examples.end(),
                                            [&](const Judgement& j) { return j.answer == answer; }));
    };
    return "like " + sound.audio.string() + " " + clockTime(mark.start) + " to " +
           clockTime(mark.start + mark.length) + ", with " + count(Answer::yes) + " yes and " +
           count(Answer::no) + " no from there";
}
} // namespace reprise::cli
