#include "matching/LevelMatcher.h"

#include "base/Parallel.h"
#include "features/MelSpectrogram.h"
#include "matching/CoherenceSettings.h"
#include "matching/Peaks.h"
#include "spectral/Fft.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace reprise
{
namespace
{
constexpr double rateHz = coherenceRateHz;
constexpr int windowSamples = 1024, bands = 40;
constexpr Eigen::Index smallestBlock = 2048; // frames correlated at a time
constexpr float deepestDb = -25.0f;          // under a band's mean: below that nothing is heard of it
constexpr float leastProminence = 0.15f, mostProminence = 2.0f;
// Prior spread of a cell among positives, in dB or against the RMS of their mean, and how many it counts.
constexpr float agreementDb = 6.0f, agreementShare = 1.0f, agreementCount = 2.0f;
constexpr float extraEnergy = 0.4f; // cost of extra against missing energy
constexpr float largestDb = 20.0f;  // one cell cannot outvote the others
constexpr std::array speedRange{0.96, 0.97, 0.98, 0.99, 1.0, 1.01, 1.02, 1.03, 1.04};
constexpr Eigen::Index candidatesAtOnce = 64; // the unit of work of one thread

/** The query's levels at one speed, as they are correlated with the recording. */
struct SpeedKernel
{
    Eigen::ArrayXXcf ofSquares, ofLevels; ///< bins x bands
    float ownDistance = 0.0f;             ///< the part of the distance that is the same everywhere
};
/** The mel spectrogram, stretch by stretch. */
Matrix melPower(const SampleSource& signal, const Progress& progress)
{
    constexpr MelSettings settings{{windowSamples, LevelMap::hop}, bands, 40.0, 16000.0};
    constexpr Eigen::Index framesAtOnce = 1024, hop = LevelMap::hop;
    constexpr auto around = windowSamples / hop; // frames that reach beyond a stretch's edge, and one more
    const auto samples = static_cast<Eigen::Index>(signal.size);
    Matrix result(bands, frameCount(signal.size, hop));
    inParallel(
        static_cast<std::size_t>((result.cols() + framesAtOnce - 1) / framesAtOnce),
        [&](std::size_t i)
        {
            const auto first = static_cast<Eigen::Index>(i) * framesAtOnce;
            const auto count = std::min(framesAtOnce, result.cols() - first);
            const auto before = std::min<Eigen::Index>(around, first);
            const auto from = (first - before) * hop;
            const auto to = std::min(samples, (first + count + around) * hop);
            std::vector<float> stretch(static_cast<std::size_t>(to - from));
            signal.read(static_cast<std::size_t>(from), stretch);
            signal.pageOut(static_cast<std::size_t>(from), stretch.size());
            result.middleCols(first, count) =
                melSpectrogram(stretch, rateHz, settings, progress.withoutReports())
                    .middleCols(before, count);
        },
        progress);
    return result;
}
} // namespace

Matrix LevelMap::at(double firstFrame, double framesPerStep, Eigen::Index steps) const
{
    Matrix result(levels.rows(), steps);
    const auto last = std::max(0.0, static_cast<double>(levels.cols() - 1) - 1e-3);
    for (Eigen::Index i = 0; i < steps; ++i)
    {
        const auto position = std::clamp(firstFrame + static_cast<double>(i) * framesPerStep, 0.0, last);
        const auto frame = static_cast<Eigen::Index>(position);
        const auto share = static_cast<float>(position - static_cast<double>(frame));
        const auto next = std::min(frame + 1, levels.cols() - 1);
        result.col(i) = levels.col(frame) * (1.0f - share) + levels.col(next) * share;
    }
    return result;
}

std::vector<LevelMap> levelMaps(const SampleSource& signal, const Progress& progress)
{
    const auto power = melPower(signal, progress);
    LevelMap decibels{LevelScale::decibels, {}, {}};
    // The floor lies under the quietest 16-bit noise; without it silence would be minus infinity.
    decibels.levels = (4.3429448f * (power.array() + 1e-12f).log()).matrix();
    decibels.levels.colwise() -= decibels.levels.rowwise().mean().eval();
    decibels.levels = decibels.levels.cwiseMax(deepestDb);
    decibels.levels.colwise() -= decibels.levels.rowwise().mean().eval();
    LevelMap magnitude{LevelScale::magnitude, power.cwiseSqrt(), {}};
    magnitude.levels /= std::sqrt(magnitude.levels.squaredNorm() /
                                  static_cast<float>(std::max<Eigen::Index>(1, magnitude.levels.size()))) +
                        1e-9f;
    LevelMap root{LevelScale::root, magnitude.levels.cwiseSqrt(), {}};
    std::vector<LevelMap> maps{std::move(decibels), std::move(root), std::move(magnitude)};
    for (auto& map : maps)
        map.spread = map.levels.array().square().rowwise().mean().sqrt() + 1e-3f;
    return maps;
}

void keepLevelMaps(const std::vector<LevelMap>& maps, CacheArrays& arrays)
{
    const auto valuesOf = [](const auto& values)
    { return std::span<const float>(values.data(), static_cast<std::size_t>(values.size())); };
    for (const auto& map : maps)
    {
        // Roots are as soon drawn again as read.
        arrays.add(map.scale == LevelScale::root ? std::span<const float>() : valuesOf(map.levels));
        arrays.add(valuesOf(map.spread));
    }
}

std::vector<LevelMap> keptLevelMaps(const CacheEntry& kept, std::size_t firstArray)
{
    std::vector<LevelMap> maps;
    for (const auto scale : {LevelScale::decibels, LevelScale::root, LevelScale::magnitude})
    {
        const auto levels = kept.array<float>(firstArray++), spread = kept.array<float>(firstArray++);
        maps.push_back(
            {scale,
             Eigen::Map<const Matrix>(levels.data(), bands, static_cast<Eigen::Index>(levels.size()) / bands),
             Eigen::Map<const Eigen::ArrayXf>(spread.data(), static_cast<Eigen::Index>(spread.size()))});
    }
    maps[1].levels = maps[2].levels.cwiseSqrt();
    return maps;
}

LevelMatcher::LevelMatcher(const LevelMap& levels, std::ptrdiff_t queryStart, std::size_t length,
                           const Progress& progress)
    : map(levels), steps(std::max<Eigen::Index>(4, static_cast<Eigen::Index>(length) / LevelMap::hop + 1))
{
    const auto firstFrame = static_cast<double>(queryStart) / LevelMap::hop;
    const Matrix query = map.at(firstFrame, 1.0, steps);
    // Louder than usual in its band counts; what lies at the band's mean or below could be anything.
    Matrix weight = Matrix::Ones(query.rows(), query.cols());
    if (map.scale == LevelScale::decibels)
        weight =
            ((query.array().colwise() / map.spread) + 0.5f).max(leastProminence).min(mostProminence).matrix();
    prominence = Eigen::Map<const Eigen::VectorXf>(weight.data(), weight.size());

    findNearness(query, weight, progress);
}

void LevelMatcher::findNearness(const Matrix& query, const Matrix& weight, const Progress& progress)
{
    // The distances to all places are correlations, done block by block: the transforms stay small.
    const auto frames = map.levels.cols();
    const auto longest =
        static_cast<Eigen::Index>(std::ceil(static_cast<double>(steps - 1) / speedRange.front())) + 1;
    const RealFft<float> fft(RealFft<float>::fastSize(
        static_cast<int>(std::min(std::max(smallestBlock, 4 * longest), frames + longest))));
    const auto bins = static_cast<Eigen::Index>(fft.bins());
    const auto block = static_cast<Eigen::Index>(fft.size());
    const auto transformed = [&](const Eigen::ArrayXXf& rows)
    {
        Eigen::ArrayXf padded(block);
        Eigen::ArrayXXcf spectra(bins, rows.rows());
        Eigen::ArrayXcf spectrum(bins);
        for (Eigen::Index b = 0; b < rows.rows(); ++b)
        {
            padded.head(rows.cols()) = rows.row(b).transpose();
            padded.tail(block - rows.cols()).setZero();
            fft.forward({padded.data(), static_cast<std::size_t>(block)},
                        {spectrum.data(), static_cast<std::size_t>(bins)});
            spectra.col(b) = spectrum;
        }
        return spectra;
    };

    std::array<SpeedKernel, speedRange.size()> kernels;
    inParallel(
        kernels.size(),
        [&](std::size_t i)
        {
            const auto speed = speedRange[i];
            // A faster sound is shorter: frame n of it is frame n * speed of the query.
            const auto shorter =
                static_cast<Eigen::Index>(std::ceil(static_cast<double>(steps - 1) / speed)) + 1;
            const LevelMap queryMap{map.scale, query, {}}, weightMap{map.scale, weight, {}};
            const Matrix levelsOfQuery = queryMap.at(0.0, speed, shorter);
            Matrix weightsOfQuery = weightMap.at(0.0, speed, shorter);
            weightsOfQuery /= weightsOfQuery.sum();
            const auto scale = 1.0f / static_cast<float>(block);
            kernels[i].ofSquares = scale * transformed(weightsOfQuery.array()).conjugate();
            kernels[i].ofLevels =
                -2.0f * scale * transformed((weightsOfQuery.cwiseProduct(levelsOfQuery)).array()).conjugate();
            kernels[i].ownDistance = weightsOfQuery.cwiseProduct(levelsOfQuery.cwiseAbs2()).sum();
        },
        progress.part(0.0, 0.2));

    nearness.assign(static_cast<std::size_t>(frames), -std::numeric_limits<float>::max());
    speeds.assign(static_cast<std::size_t>(frames), 1.0f);
    const auto starts = frames - std::min(steps, frames) + 1;
    const auto step = block - longest + 1; // starts whose whole query lies in one block
    inParallel(
        static_cast<std::size_t>((starts + step - 1) / step),
        [&](std::size_t i)
        {
            const auto from = static_cast<Eigen::Index>(i) * step;
            const auto end = std::min(from + step, starts);
            const Eigen::ArrayXXf rows = map.levels.middleCols(from, std::min(block, frames - from)).array();
            const auto levels = transformed(rows), squares = transformed(rows.square());
            Eigen::ArrayXcf sum(bins);
            std::vector<float> distances(static_cast<std::size_t>(block));
            for (std::size_t k = 0; k < kernels.size(); ++k)
            {
                sum.setZero();
                for (Eigen::Index b = 0; b < bands; ++b)
                    sum += squares.col(b) * kernels[k].ofSquares.col(b) +
                           levels.col(b) * kernels[k].ofLevels.col(b);
                fft.inverse({sum.data(), static_cast<std::size_t>(bins)}, distances);
                for (auto s = from; s < end; ++s)
                {
                    const auto distance =
                        distances[static_cast<std::size_t>(s - from)] + kernels[k].ownDistance;
                    if (-distance > nearness[static_cast<std::size_t>(s)])
                    {
                        nearness[static_cast<std::size_t>(s)] = -distance;
                        speeds[static_cast<std::size_t>(s)] = static_cast<float>(1.0 / speedRange[k]);
                    }
                }
            }
        },
        progress.part(0.2, 1.0));
}

std::vector<std::ptrdiff_t> LevelMatcher::bestStarts(std::size_t count) const
{
    // Neighbouring peaks at least 40 ms or a twelfth of the query apart.
    const auto radius =
        std::max<std::ptrdiff_t>({3, static_cast<std::ptrdiff_t>(0.04 * rateHz / LevelMap::hop),
                                  static_cast<std::ptrdiff_t>(steps / 12)});
    std::vector<std::ptrdiff_t> starts;
    PeakPicker picker(radius);
    picker.add(nearness);
    for (const auto peak : picker.highest(count))
    {
        // The vertex of the parabola through the peak and its neighbours lies between frames.
        auto offset = 0.0;
        if (peak > 0 && peak + 1 < static_cast<std::ptrdiff_t>(nearness.size()))
        {
            const auto before = static_cast<double>(nearness[static_cast<std::size_t>(peak) - 1]);
            const auto here = static_cast<double>(nearness[static_cast<std::size_t>(peak)]);
            const auto after = static_cast<double>(nearness[static_cast<std::size_t>(peak) + 1]);
            const auto bend = before - 2.0 * here + after;
            if (bend < -1e-9 && before > -1e30 && after > -1e30)
                offset = std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
        }
        starts.push_back(std::lround((static_cast<double>(peak) + offset) * LevelMap::hop));
    }
    return starts;
}

Eigen::VectorXf LevelMatcher::blockAt(std::ptrdiff_t start) const
{
    const auto frame = static_cast<double>(start) / LevelMap::hop;
    const auto nearest =
        std::clamp<std::ptrdiff_t>(std::lround(frame), 0, static_cast<std::ptrdiff_t>(speeds.size()) - 1);
    const Matrix block = map.at(frame, speeds[static_cast<std::size_t>(nearest)], steps);
    return Eigen::Map<const Eigen::VectorXf>(block.data(), block.size());
}

void LevelMatcher::addCandidates(const std::vector<std::ptrdiff_t>& starts)
{
    const auto first = blocks.cols();
    blocks.conservativeResize(prominence.size(), first + static_cast<Eigen::Index>(starts.size()));
    inParallel(starts.size(),
               [&](std::size_t k) { blocks.col(first + static_cast<Eigen::Index>(k)) = blockAt(starts[k]); });
}

void LevelMatcher::keepCandidates(std::size_t count)
{
    blocks.conservativeResize(Eigen::NoChange, std::min(blocks.cols(), static_cast<Eigen::Index>(count)));
}

const Eigen::VectorXf& LevelMatcher::judgedBlock(std::ptrdiff_t start)
{
    auto& block = known[start];
    if (block.size() == 0)
        block = blockAt(start);
    return block;
}

Eigen::VectorXf LevelMatcher::sumOf(std::span<const std::ptrdiff_t> starts)
{
    Eigen::VectorXf sum = Eigen::VectorXf::Zero(prominence.size());
    for (const auto start : starts)
        sum += judgedBlock(start);
    return sum;
}

Eigen::ArrayXf LevelMatcher::weightsFor(std::span<const std::ptrdiff_t> positives,
                                        std::span<const std::ptrdiff_t> negatives)
{
    const auto count = static_cast<float>(positives.size());
    const Eigen::VectorXf mean = sumOf(positives) / count;
    const auto usual = map.scale == LevelScale::decibels
                           ? agreementDb
                           : agreementShare * std::sqrt(mean.array().square().mean()) + 1e-6f;
    Eigen::ArrayXf variance = Eigen::ArrayXf::Constant(mean.size(), agreementCount * usual * usual);
    for (const auto start : positives)
        variance += (judgedBlock(start) - mean).array().square();
    variance /= agreementCount + count - 1.0f;

    Eigen::ArrayXf weights = prominence.array() / variance;
    if (!negatives.empty())
    {
        Eigen::ArrayXf squared = Eigen::ArrayXf::Zero(mean.size());
        for (const auto start : negatives)
            squared += (judgedBlock(start) - mean).array().square();
        squared /= static_cast<float>(negatives.size());
        const auto typical = squared.sqrt().mean();
        weights *= (squared + variance) / (typical * typical + variance);
    }
    return weights / weights.sum();
}

float LevelMatcher::distance(const Eigen::Ref<const Eigen::VectorXf>& block, const Eigen::VectorXf& from,
                             const Eigen::ArrayXf& weights) const
{
    const auto extraScale = std::sqrt(extraEnergy);
    const auto largest =
        map.scale == LevelScale::decibels ? largestDb : std::numeric_limits<float>::infinity();
    const auto d = (block - from).array();
    return std::sqrt(((d * extraScale).max(-d).min(largest).square() * weights).sum());
}

Ratings LevelMatcher::rate(std::span<const std::ptrdiff_t> positives,
                           std::span<const std::ptrdiff_t> negatives, const Eigen::ArrayXf& weights)
{
    const auto sum = sumOf(positives);
    const auto count = static_cast<float>(positives.size());
    const Eigen::VectorXf mean = sum / count;
    Ratings ratings{Eigen::VectorXf(blocks.cols()),
                    Eigen::VectorXf::Zero(static_cast<Eigen::Index>(positives.size())),
                    Eigen::VectorXf(static_cast<Eigen::Index>(negatives.size()))};
    inParallel(static_cast<std::size_t>((blocks.cols() + candidatesAtOnce - 1) / candidatesAtOnce),
               [&](std::size_t part)
               {
                   const auto begin = static_cast<Eigen::Index>(part) * candidatesAtOnce;
                   for (auto k = begin; k < std::min(begin + candidatesAtOnce, blocks.cols()); ++k)
                       ratings.candidates[k] = -distance(blocks.col(k), mean, weights);
               });
    for (std::size_t i = 0; positives.size() > 1 && i < positives.size(); ++i)
    {
        const auto& block = judgedBlock(positives[i]);
        ratings.positives[static_cast<Eigen::Index>(i)] =
            -distance(block, (sum - block) / (count - 1.0f), weights);
    }
    for (std::size_t i = 0; i < negatives.size(); ++i)
        ratings.negatives[static_cast<Eigen::Index>(i)] = -distance(judgedBlock(negatives[i]), mean, weights);
    return ratings;
}

Eigen::VectorXf LevelMatcher::rate(std::span<const std::size_t> candidates,
                                   std::span<const std::ptrdiff_t> judged, const Eigen::ArrayXf& weights)
{
    const Eigen::VectorXf mean = sumOf(judged) / static_cast<float>(judged.size());
    Eigen::VectorXf ratings(static_cast<Eigen::Index>(candidates.size()));
    for (Eigen::Index i = 0; i < ratings.size(); ++i)
        ratings[i] = -distance(blocks.col(static_cast<Eigen::Index>(candidates[static_cast<std::size_t>(i)])),
                               mean, weights);
    return ratings;
}
} // namespace reprise
