#include "matching/LevelMatcher.h"

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
constexpr float deepestDb = -25.0f; // under a band's mean: below that nothing is heard of it
constexpr float leastProminence = 0.15f, mostProminence = 2.0f;
// Prior spread of a cell among positives, in dB or against the RMS of their mean, and how many it counts.
constexpr float agreementDb = 6.0f, agreementShare = 1.0f, agreementCount = 2.0f;
constexpr float extraEnergy = 0.4f; // cost of extra against missing energy
constexpr float largestDb = 20.0f;  // one cell cannot outvote the others
constexpr std::array speedRange{0.96, 0.97, 0.98, 0.99, 1.0, 1.01, 1.02, 1.03, 1.04};
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

std::vector<LevelMap> levelMaps(std::span<const float> signal, const Progress& progress)
{
    const MelSettings settings{{windowSamples, LevelMap::hop}, bands, 40.0, 16000.0};
    const Matrix power = melSpectrogram(signal, rateHz, settings, progress);
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

    const auto frames = map.levels.cols();
    const RealFft<float> fft(RealFft<float>::fastSize(static_cast<int>(frames + 2 * steps)));
    const auto bins = static_cast<Eigen::Index>(fft.bins());
    std::vector<float> padded(static_cast<std::size_t>(fft.size()));
    const auto transform = [&](const Eigen::VectorXf& row, Eigen::ArrayXcf& out)
    {
        std::fill(padded.begin(), padded.end(), 0.0f);
        std::copy_n(row.data(), row.size(), padded.begin());
        out.resize(bins);
        fft.forward(padded, {out.data(), static_cast<std::size_t>(bins)});
    };
    std::vector<Eigen::ArrayXcf> levelSpectra(bands), squareSpectra(bands);
    for (Eigen::Index b = 0; b < bands; ++b)
    {
        transform(map.levels.row(b), levelSpectra[static_cast<std::size_t>(b)]);
        transform(map.levels.row(b).cwiseAbs2(), squareSpectra[static_cast<std::size_t>(b)]);
    }

    nearness.assign(static_cast<std::size_t>(frames), -std::numeric_limits<float>::max());
    speeds.assign(static_cast<std::size_t>(frames), 1.0f);
    Eigen::ArrayXcf a, c, sum(bins);
    for (std::size_t i = 0; i < speedRange.size(); ++i)
    {
        progress.step(static_cast<double>(i) / static_cast<double>(speedRange.size()));
        const auto speed = speedRange[i];
        // A faster sound is shorter: frame n of it is frame n * speed of the query.
        const auto shorter = static_cast<Eigen::Index>(std::ceil(static_cast<double>(steps - 1) / speed)) + 1;
        const LevelMap queryMap{map.scale, query, {}}, weightMap{map.scale, weight, {}};
        const Matrix levelsOfQuery = queryMap.at(0.0, speed, shorter);
        Matrix weightsOfQuery = weightMap.at(0.0, speed, shorter);
        weightsOfQuery /= weightsOfQuery.sum();
        sum.setZero();
        for (Eigen::Index b = 0; b < bands; ++b)
        {
            transform(weightsOfQuery.row(b), a);
            transform(weightsOfQuery.row(b).cwiseProduct(levelsOfQuery.row(b)), c);
            sum += squareSpectra[static_cast<std::size_t>(b)] * a.conjugate() -
                   2.0f * levelSpectra[static_cast<std::size_t>(b)] * c.conjugate();
        }
        fft.inverse({sum.data(), static_cast<std::size_t>(bins)}, padded);
        const auto own = weightsOfQuery.cwiseProduct(levelsOfQuery.cwiseAbs2()).sum();
        for (std::size_t s = 0;
             s + static_cast<std::size_t>(std::min(steps, frames)) <= static_cast<std::size_t>(frames); ++s)
        {
            const auto distance = padded[s] / static_cast<float>(fft.size()) + own;
            if (-distance > nearness[s])
            {
                nearness[s] = -distance;
                speeds[s] = static_cast<float>(1.0 / speed);
            }
        }
    }
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
    for (std::size_t k = 0; k < starts.size(); ++k)
        blocks.col(first + static_cast<Eigen::Index>(k)) = blockAt(starts[k]);
}

void LevelMatcher::keepCandidates(std::size_t count)
{
    blocks.conservativeResize(Eigen::NoChange, std::min(blocks.cols(), static_cast<Eigen::Index>(count)));
}

const Eigen::VectorXf& LevelMatcher::judgedBlock(std::ptrdiff_t start)
{
    const auto [entry, isNew] = known.try_emplace(start);
    if (isNew)
        entry->second = blockAt(start);
    return entry->second;
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
    for (Eigen::Index k = 0; k < blocks.cols(); ++k)
        ratings.candidates[k] = -distance(blocks.col(k), mean, weights);
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

float LevelMatcher::rate(std::size_t candidate, std::span<const std::ptrdiff_t> judged,
                         const Eigen::ArrayXf& weights)
{
    const Eigen::VectorXf mean = sumOf(judged) / static_cast<float>(judged.size());
    return -distance(blocks.col(static_cast<Eigen::Index>(candidate)), mean, weights);
}
} // namespace reprise
