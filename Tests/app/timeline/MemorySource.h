#pragma once

#include "app/timeline/TimelineSource.h"
#include "spectral/SpectrogramOverview.h"

#include <cmath>
#include <numbers>
#include <optional>

namespace reprise::test
{
/** A timeline source of samples in memory: answers everything at once, or nothing in detail if so wished. */
class MemorySource : public app::TimelineSource
{
public:
    MemorySource(std::vector<float> samples, int rateHz)
        : signal(std::move(samples)), rate(rateHz), waveform(1, static_cast<SampleIndex>(signal.size())),
          coarse(rateHz, static_cast<SampleIndex>(signal.size())), columns(rateHz, 256)
    {
        waveform.append(signal);
        waveform.finish();
        coarse.append(signal);
        coarse.finish();
    }

    bool hasDetail = true;

    void announceDetail()
    {
        listeners.call([](Listener& l) { l.detailArrived(); });
    }

    int sampleRateHz() const override { return rate; }
    SampleIndex length() const override { return static_cast<SampleIndex>(signal.size()); }
    SampleIndex samplesRead() const override { return length(); }
    void overview(double first, double samplesPerColumn, std::span<OverviewColumn> result) const override
    {
        waveform.columns(first, samplesPerColumn, result);
    }

    std::shared_ptr<const app::SampleBlock> block(SampleIndex index) override
    {
        const auto start = index * blockSamples;
        if (!hasDetail || start < 0 || start >= length())
            return nullptr;
        auto made = std::make_shared<app::SampleBlock>();
        made->start = start;
        made->curves = {{signal.begin() + start, signal.begin() + std::min(length(), start + blockSamples)}};
        return made;
    }

    std::shared_ptr<const SpectrogramTile> tileAtHand(int level, SampleIndex index) override
    {
        if (level >= coarse.baseLevel())
            if (auto tile = coarse.tile(level, index))
                return std::make_shared<const SpectrogramTile>(std::move(*tile));
        return nullptr;
    }

    std::shared_ptr<const SpectrogramTile> tile(int level, SampleIndex index) override
    {
        if (level >= coarse.baseLevel() || !hasDetail)
            return tileAtHand(level, index);
        return std::make_shared<const SpectrogramTile>(columns.tile(level, index, signal, 0));
    }

    void dropRequests() override {}

private:
    std::vector<float> signal;
    int rate;
    Overview waveform;
    SpectrogramOverview coarse;
    SpectrogramColumns columns;
};

/** Decaying tones with overtones over a bass: something to look at. */
inline std::vector<float> music(double seconds, int rateHz)
{
    std::vector<float> signal(static_cast<std::size_t>(seconds * rateHz));
    constexpr double notes[]{220.0, 277.2, 329.6, 440.0, 246.9, 311.1, 370.0, 493.9};
    for (std::size_t i = 0; i < signal.size(); ++i)
    {
        const auto t = static_cast<double>(i) / rateHz;
        const auto beat = static_cast<std::size_t>(t / 0.4);
        const auto age = t - static_cast<double>(beat) * 0.4;
        const auto pitch = notes[beat % 8] * 2.0 * std::numbers::pi;
        auto value = 0.2 * std::sin(2.0 * std::numbers::pi * 65.4 * t);
        for (int k = 1; k <= 12; ++k)
            value += 0.5 / k * std::exp(-age * (4.0 + 2.0 * k)) * std::sin(pitch * k * t);
        signal[i] = static_cast<float>(0.7 * value);
    }
    return signal;
}
} // namespace reprise::test
