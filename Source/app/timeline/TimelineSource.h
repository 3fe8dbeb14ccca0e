#pragma once

#include "audio/Overview.h"
#include "spectral/SpectrogramTile.h"

#include <juce_events/juce_events.h>
#include <memory>
#include <span>
#include <vector>

namespace reprise::app
{
/** A stretch of the recording's own samples, as the waveform shows them. Immutable. */
struct SampleBlock
{
    SampleIndex start = 0;
    /// one or two curves of equal length: the channels of mono and stereo, else the least and the most of all channels
    std::vector<std::vector<float>> curves;

    SampleIndex length() const
    {
        return curves.empty() ? 0 : static_cast<SampleIndex>(curves.front().size());
    }
};

/** Where the timeline gets what it draws. Answers at once from what is there; what is missing is worked out elsewhere
    and announced. All calls and announcements on the message thread. */
class TimelineSource
{
public:
    virtual ~TimelineSource() = default;

    struct Listener
    {
        virtual ~Listener() = default;

        /** More of the overview has been read; the length may have changed with it. */
        virtual void overviewGrew() {}

        /** A block or tile that was asked for has arrived. */
        virtual void detailArrived() {}
    };

    virtual int sampleRateHz() const = 0;

    /** Samples per channel; what the header states, or what has been read if that is more. */
    virtual SampleIndex length() const = 0;

    /** Samples the overview knows already. */
    virtual SampleIndex samplesRead() const = 0;

    /** As Overview::columns. Columns not read yet are empty. */
    virtual void overview(double firstSample, double samplesPerColumn,
                          std::span<OverviewColumn> columns) const = 0;

    static constexpr SampleIndex blockSamples = 1 << 16;

    /** Block `index` starts at sample index * blockSamples. Null: not there yet, or outside the recording. */
    virtual std::shared_ptr<const SampleBlock> block(SampleIndex index) = 0;

    /** The tile, or null: not there yet. Levels as in SpectrogramTile. */
    virtual std::shared_ptr<const SpectrogramTile> tile(int level, SampleIndex index) = 0;

    /** The tile if it is there, without asking for it. */
    virtual std::shared_ptr<const SpectrogramTile> tileAtHand(int level, SampleIndex index) = 0;

    static constexpr int finestTileLevel = 4, coarsestTileLevel = 24;

    /** Forgets what was asked for and has not been begun, because something else is visible now. */
    virtual void dropRequests() = 0;

    void addListener(Listener* listener) { listeners.add(listener); }
    void removeListener(Listener* listener) { listeners.remove(listener); }

protected:
    juce::ListenerList<Listener> listeners;
};
} // namespace reprise::app
