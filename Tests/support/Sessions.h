#pragma once

#include "session/SessionDocument.h"

#include <array>
#include <random>
#include <string>

namespace reprise::test
{
/** Ten seconds of mono audio that need not exist. */
inline SessionAudio someAudio()
{
    SessionAudio audio;
    audio.info = {"/audio/song.wav", 44100, 1, 441000, "WAV (Microsoft)", "Signed 16 bit PCM", "test"};
    audio.sha256 = std::string(64, 'a');
    return audio;
}

inline Sound someSound(const std::string& name = "bell")
{
    Sound sound;
    sound.name = name;
    sound.colour = 0x2080c0;
    sound.query = {44100, 22050};
    return sound;
}

inline JudgedHit someHit(SampleIndex start, Answer answer = Answer::yes)
{
    JudgedHit hit;
    hit.excerpt = hit.asked = {start, 22050};
    hit.answer = answer;
    hit.confidence = 0.7f;
    hit.answeredAtMs = 1700000000000;
    return hit;
}

/** Actions as a lively user would do them; one in ten is not allowed. The same seed gives the same ones. */
class RandomActions
{
public:
    explicit RandomActions(std::uint32_t seed) : random(seed) {}

    Action next(const SessionDocument& document)
    {
        const auto& sounds = document.sounds();
        if (sounds.empty() || below(12) == 0)
        {
            auto sound = someSound(text());
            sound.query = range();
            sound.hits.assign(below(3), someHit(static_cast<SampleIndex>(below(400000))));
            return AddSound{sound};
        }
        const auto& sound = sounds[below(sounds.size())];
        const auto id = below(10) == 0 ? 1000 : sound.id;
        const auto hit =
            sound.hits.empty() || below(10) == 0 ? 1000 : sound.hits[below(sound.hits.size())].id;
        switch (below(14))
        {
        case 0:
            return below(3) == 0 ? Action(RemoveSound{id}) : RenameSound{id, text()};
        case 1:
            return RecolourSound{id, static_cast<std::uint32_t>(below(0x1100000))};
        case 2:
            return MoveQuery{id, range()};
        case 3:
            return SetMethod{id, {below(2) == 0 ? "paper" : "default", {}}};
        case 4:
            return below(2) == 0 ? Action(SetBudget{id, static_cast<int>(below(12))})
                                 : SetAskOrder{id, below(2) == 0 ? AskOrder::likeliest : AskOrder::uncertain};
        case 5:
            return SetThreshold{id, static_cast<float>(below(12)) / 10.0f};
        case 6:
            return ChangeAnswer{id, hit, answer()};
        case 7:
            return EditHit{id, hit, range()};
        case 8:
            return LabelHit{id, hit, text()};
        case 9:
            return RemoveHits{id, {hit}};
        default:
        {
            Judge judge{id, {}};
            for (auto count = below(10) == 0 ? below(4) : 1; count > 0; --count)
            {
                judge.hits.push_back(someHit(0, answer()));
                judge.hits.back().excerpt = judge.hits.back().asked = range();
                judge.hits.back().confidence = static_cast<float>(below(1001)) / 1000.0f;
            }
            return judge;
        }
        }
    }

    /** A number from 0 to one less than `limit`. */
    std::size_t below(std::size_t limit) { return random() % limit; }

private:
    SampleRange range()
    {
        return {static_cast<SampleIndex>(below(400000)), 1 + static_cast<SampleIndex>(below(45000))};
    }
    Answer answer() { return std::array{Answer::yes, Answer::no, Answer::unsure}[below(3)]; }
    std::string text()
    {
        const std::array texts{"",    "bell", "tab\tquote\"line\nnul", "\xf0\x9f\x94\x94", "\xff not UTF-8",
                               "=1+1"};
        return texts[below(texts.size())];
    }

    std::mt19937 random;
};
} // namespace reprise::test
