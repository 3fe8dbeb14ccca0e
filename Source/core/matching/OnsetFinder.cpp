#include "matching/OnsetFinder.h"

#include "audio/Resampler.h"
#include "base/Parallel.h"
#include "base/Rms.h"
#include "spectral/Fft.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
constexpr double rateHz = 22050.0;
constexpr std::ptrdiff_t step = 2; ///< samples of the signal in one lag

constexpr std::ptrdiff_t lagsIn(double seconds)
{
    return static_cast<std::ptrdiff_t>(seconds * rateHz);
}

// At 1.5 s a step of 0.1 % moves the ends by 0.4 ms: half a period of 1.3 kHz.
constexpr std::size_t openingSamples = 66150;
constexpr int speedsEachWay = 45;
constexpr double speedStep = 0.001;

constexpr auto nearReach = lagsIn(0.06), farReach = lagsIn(1.0); // beats further off are not this one

/** What is far from the place and plays at the query's speed is the query's background, repeated. */
constexpr double unalteredSpeeds = 0.0015;
constexpr auto blurredByIt = lagsIn(0.002);

constexpr auto sameOnset = lagsIn(OnsetFinder::sameStartSeconds), peakWidth = lagsIn(0.0005);
constexpr float leastProminence = 8.0f; ///< in standard deviations of what chance gives
constexpr float nearlyAsStrong = 0.9f, muchStronger = 1.5f;
} // namespace

std::ptrdiff_t OnsetFinder::Curve::strongest(std::ptrdiff_t within) const
{
    const auto from = values.begin() + (reach() - within);
    return std::max_element(from, from + (2 * within + 1)) - values.begin() - reach();
}

bool OnsetFinder::Curve::isPeak(std::ptrdiff_t lag) const
{
    if (std::abs(lag) == reach())
        return false; // it may rise beyond
    const auto from = std::max(lag - peakWidth, -reach()), to = std::min(lag + peakWidth, reach());
    const auto middle = values.begin() + reach();
    return *std::max_element(middle + from, middle + to + 1) == at(lag);
}

std::optional<std::ptrdiff_t> OnsetFinder::Curve::nearestPeak(float least, std::ptrdiff_t within) const
{
    for (std::ptrdiff_t distance = 0; distance <= within; ++distance)
        for (const auto lag : {distance, -distance})
            if (at(lag) >= least && isPeak(lag))
                return lag;
    return {};
}

OnsetFinder::OnsetFinder(const CompactSignal& whitenedSignal, std::ptrdiff_t queryStart,
                         std::size_t queryLength)
    : signal(whitenedSignal), length(queryLength),
      farthest(std::min(farReach, static_cast<std::ptrdiff_t>(queryLength / 2) / step)),
      opening(read(queryStart, std::min(openingSamples, queryLength))), unaltered{queryAt(1.0)}
{
}

std::vector<float> OnsetFinder::read(std::ptrdiff_t first, std::size_t count) const
{
    std::vector<float> samples(count, 0.0f);
    const auto size = static_cast<std::ptrdiff_t>(signal.size());
    const auto from = std::clamp<std::ptrdiff_t>(first, 0, size);
    const auto to = std::clamp<std::ptrdiff_t>(first + static_cast<std::ptrdiff_t>(count), from, size);
    signal.read(static_cast<std::size_t>(from),
                std::span(samples).subspan(static_cast<std::size_t>(from - std::min(first, from)),
                                           static_cast<std::size_t>(to - from)));
    return samples;
}

OnsetFinder::Template OnsetFinder::queryAt(double speed) const
{
    Template made{speed, resample(opening, step * speed, 1.0)};
    const auto energy = energyOf(made.samples);
    if (energy > 0.0)
        for (auto& sample : made.samples)
            sample /= static_cast<float>(std::sqrt(energy));
    return made;
}

OnsetFinder::Curve OnsetFinder::correlate(std::ptrdiff_t place, std::ptrdiff_t reach,
                                          const std::vector<Template>& templates,
                                          const Progress& progress) const
{
    std::size_t longest = 0;
    for (const auto& one : templates)
        longest = std::max(longest, one.samples.size());
    const auto lags = static_cast<std::size_t>(2 * reach + 1);
    const auto around =
        resample(read(place - step * reach, static_cast<std::size_t>(step) * (longest + lags)), step, 1.0);
    const RealFft<float> fft(RealFft<float>::fastSize(static_cast<int>(around.size())));
    const auto spectrumOf = [&](const std::vector<float>& samples)
    {
        auto padded = samples;
        padded.resize(static_cast<std::size_t>(fft.size()), 0.0f);
        Eigen::ArrayXcf spectrum(fft.bins());
        fft.forward(padded, {spectrum.data(), static_cast<std::size_t>(fft.bins())});
        return spectrum;
    };
    const auto spectrum = spectrumOf(around);
    std::vector<std::vector<float>> curves(templates.size());
    inParallel(
        templates.size(),
        [&](std::size_t i)
        {
            Eigen::ArrayXcf product = spectrum * spectrumOf(templates[i].samples).conjugate();
            curves[i].resize(static_cast<std::size_t>(fft.size()));
            fft.inverse({product.data(), static_cast<std::size_t>(fft.bins())}, curves[i]);
            curves[i].resize(lags);
            curves[i].shrink_to_fit();
        },
        progress);

    Curve curve{curves.front(), 0.0f};
    std::vector<std::size_t> best(lags, 0);
    std::vector<float> magnitudes;
    for (std::size_t i = 0; i < curves.size(); ++i)
        for (std::size_t lag = 0; lag < lags; ++lag)
        {
            if (curves[i][lag] > curve.values[lag])
            {
                curve.values[lag] = curves[i][lag];
                best[lag] = i;
            }
            magnitudes.push_back(std::abs(curves[i][lag]));
        }
    std::vector<bool> isBackground(lags, false);
    for (std::ptrdiff_t lag = -reach; lag <= reach; ++lag)
        if (std::abs(lag) > 2 * nearReach &&
            std::abs(templates[best[static_cast<std::size_t>(reach + lag)]].speed - 1.0) < unalteredSpeeds)
            for (auto near = std::max(lag - blurredByIt, -reach); near <= std::min(lag + blurredByIt, reach);
                 ++near)
                isBackground[static_cast<std::size_t>(reach + near)] = true;
    for (std::size_t lag = 0; lag < lags; ++lag)
        if (isBackground[lag])
            curve.values[lag] = 0.0f;
    const auto median = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
    std::nth_element(magnitudes.begin(), median, magnitudes.end());
    curve.chance = *median / 0.6745f;
    return curve;
}

std::ptrdiff_t OnsetFinder::startNear(std::ptrdiff_t place, const Progress& progress)
{
    if (farthest <= sameOnset)
        return place;
    const auto first = std::min(nearReach, farthest);
    // Most sounds are not altered, and settled by the matcher.
    const auto asItIs = correlate(place, first, unaltered, {});
    const auto here = asItIs.at(asItIs.strongest(sameOnset));
    if (here > leastProminence * asItIs.chance && here == asItIs.at(asItIs.strongest(first)))
        return place;

    if (altered.empty())
    {
        std::vector<Template> made(2 * speedsEachWay + 1);
        inParallel(
            made.size(),
            [&](std::size_t i)
            { made[i] = queryAt(1.0 + speedStep * (static_cast<double>(i) - speedsEachWay)); },
            progress.part(0.0, 0.3));
        altered = std::move(made);
    }
    auto curve = correlate(place, std::min(2 * nearReach, farthest), altered, progress.part(0.3, 0.5));
    std::optional<std::ptrdiff_t> found;
    auto strength = 0.0f;
    for (auto reach = first;; reach = std::min(2 * reach, farthest))
    {
        if (reach > curve.reach())
            curve = correlate(place, farthest, altered, progress.part(0.5, 1.0));
        const auto strongest = curve.at(curve.strongest(reach));
        if (found && strongest < muchStronger * strength)
            break;
        const auto nearest = strongest > leastProminence * curve.chance
                                 ? curve.nearestPeak(nearlyAsStrong * strongest, reach)
                                 : std::nullopt;
        if (nearest)
        {
            found = nearest;
            strength = strongest;
        }
        if (reach == farthest)
            break;
    }
    if (!found || std::abs(*found) <= sameOnset || strength < muchStronger * here)
        return place;
    const auto last = static_cast<std::ptrdiff_t>(signal.size() - length);
    return std::clamp<std::ptrdiff_t>(place + step * *found, 0, last);
}
} // namespace reprise
