#pragma once

#include "app/playback/Player.h"

namespace reprise::app
{
/** What is heard in the words of the window: the query, the excerpt in question, both in turn, a range, or from the
    play head on. Message thread. */
class Transport
{
public:
    enum class Heard
    {
        nothing,
        range, ///< a mark, a hit, or from the play head on
        query,
        excerpt,
        both
    };

    explicit Transport(Player& playerToUse) : player(playerToUse) {}

    void playFrom(SampleIndex position, SampleIndex end);
    void playRange(const SampleRange& range);
    void playQuery(const SampleRange& query);
    void playExcerpt(const SampleRange& excerpt);

    /** One after the other, the excerpt at the query's level. */
    void playBoth(const SampleRange& query, const SampleRange& excerpt);
    void stop();

    bool isPlaying() const { return player.isPlaying(); }
    Heard heard() const { return isPlaying() ? now : Heard::nothing; }

    /** Of the query or the excerpt, 0 ... 1; below 0: it is not heard. */
    double queryProgress() const;
    double excerptProgress() const;
    std::optional<SampleIndex> position() const;

    /** Ranges are repeated until stopped. What plays starts again that way. */
    void setLoops(bool repeats);
    bool loops() const { return isLooping; }

    /** Excerpts are heard with half a second on either side. */
    void setPlaysAround(bool around) { playsAround = around; }
    void setSampleRate(int rateHz) { sampleRateHz = rateHz; }

private:
    void play(Heard what, std::vector<SampleRange> parts, bool canLoop, bool matchLevels);
    double progress(const SampleRange& of, int part) const;

    Player& player;
    Heard now = Heard::nothing;
    std::vector<SampleRange> asked;
    bool isLooping = false, playsAround = false;
    int sampleRateHz = 44100;
};
} // namespace reprise::app
