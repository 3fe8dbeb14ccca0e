#include "app/playback/Transport.h"

#include <algorithm>
#include <utility>

namespace reprise::app
{
void Transport::playFrom(SampleIndex position, SampleIndex end)
{
    play(Heard::range, {{position, end - position}}, false, false);
}

void Transport::playRange(const SampleRange& range)
{
    play(Heard::range, {range}, true, false);
}

void Transport::playQuery(const SampleRange& query)
{
    play(Heard::query, {query}, true, false);
}

void Transport::playExcerpt(const SampleRange& excerpt)
{
    play(Heard::excerpt, {excerpt}, true, false);
}

void Transport::playBoth(const SampleRange& query, const SampleRange& excerpt)
{
    play(Heard::both, {query, excerpt}, true, true);
}

void Transport::stop()
{
    player.stop();
    now = Heard::nothing;
}

void Transport::play(Heard what, std::vector<SampleRange> parts, bool canLoop, bool matchLevels)
{
    asked = parts;
    const auto around = static_cast<SampleIndex>(sampleRateHz / 2);
    if (playsAround && canLoop && !isLooping)
        for (auto& part : parts)
        {
            const auto start = std::max<SampleIndex>(0, part.start - around);
            part = {start, part.end() + around - start};
        }
    now = player.play({std::move(parts), canLoop && isLooping, matchLevels}) ? what : Heard::nothing;
}

void Transport::setLoops(bool repeats)
{
    if (isLooping == repeats)
        return;
    isLooping = repeats;
    if (!isPlaying())
        return;
    if (repeats)
        play(now, asked, true, now == Heard::both);
    else
        stop();
}

double Transport::progress(const SampleRange& of, int part) const
{
    const auto at = player.position();
    if (!at || at->part != part || of.length == 0)
        return -1.0;
    const auto fraction = static_cast<double>(at->sample - of.start) / static_cast<double>(of.length);
    return fraction >= 0.0 && fraction <= 1.0 ? fraction : -1.0;
}

double Transport::queryProgress() const
{
    const auto what = heard();
    return what == Heard::query || what == Heard::both ? progress(asked.front(), 0) : -1.0;
}

double Transport::excerptProgress() const
{
    switch (heard())
    {
    case Heard::excerpt:
        return progress(asked.front(), 0);
    case Heard::both:
        return progress(asked.back(), 1);
    case Heard::nothing:
    case Heard::range:
    case Heard::query:
        break;
    }
    return -1.0;
}

std::optional<SampleIndex> Transport::position() const
{
    const auto at = player.position();
    return at ? std::optional(at->sample) : std::nullopt;
}
} // namespace reprise::app
