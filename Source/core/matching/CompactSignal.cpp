#include "matching/CompactSignal.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace reprise
{
CompactSignal::CompactSignal(std::size_t samples)
    : values(samples), steps((samples + blockSamples - 1) / blockSamples, 0.0f)
{
}

CompactSignal::CompactSignal(LargeVector<std::int16_t> keptValues, std::span<const float> keptSteps)
    : values(std::move(keptValues)), steps(keptSteps.begin(), keptSteps.end())
{
}

void CompactSignal::keepIn(CacheArrays& arrays) const
{
    arrays.add(values);
    arrays.add(std::span<const float>(steps));
}

void CompactSignal::write(std::size_t first, std::span<const float> samples)
{
    for (std::size_t done = 0; done < samples.size(); done += blockSamples)
    {
        const auto block = samples.subspan(done, std::min(blockSamples, samples.size() - done));
        auto largest = 0.0f;
        for (const auto sample : block)
            largest = std::max(largest, std::abs(sample));
        steps[(first + done) / blockSamples] = largest / 32767.0f;
        const auto inverse = largest > 0.0f ? 32767.0f / largest : 0.0f;
        std::transform(block.begin(), block.end(), values.begin() + static_cast<std::ptrdiff_t>(first + done),
                       [inverse](float sample)
                       {
                           const auto scaled = sample * inverse;
                           return static_cast<std::int16_t>(scaled + std::copysign(0.5f, scaled));
                       });
    }
}

void CompactSignal::scale(float factor)
{
    for (auto& step : steps)
        step *= factor;
}

void CompactSignal::read(std::size_t first, std::span<float> samples) const
{
    for (std::size_t done = 0; done < samples.size();)
    {
        const auto from = first + done;
        const auto count = std::min(samples.size() - done, blockSamples - from % blockSamples);
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(from);
        std::transform(begin, begin + static_cast<std::ptrdiff_t>(count),
                       samples.begin() + static_cast<std::ptrdiff_t>(done),
                       [step = steps[from / blockSamples]](std::int16_t value)
                       { return static_cast<float>(value) * step; });
        done += count;
    }
}

SampleSource::SampleSource(std::span<const float> signal)
    : size(signal.size()), read(
                               [signal](std::size_t first, std::span<float> samples) {
                                   std::copy_n(signal.begin() + static_cast<std::ptrdiff_t>(first),
                                               samples.size(), samples.begin());
                               }),
      pageOut([](std::size_t, std::size_t) {})
{
}

SampleSource::SampleSource(const LargeVector<float>& signal) : SampleSource(std::span<const float>(signal))
{
    pageOut = [&signal](std::size_t first, std::size_t count) { reprise::pageOut(signal, first, count); };
}

SampleSource::SampleSource(const CompactSignal& signal)
    : size(signal.size()),
      read([&signal](std::size_t first, std::span<float> samples) { signal.read(first, samples); }),
      pageOut([&signal](std::size_t first, std::size_t count) { signal.pageOut(first, count); })
{
}
} // namespace reprise
