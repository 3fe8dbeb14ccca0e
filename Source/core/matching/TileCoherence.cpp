#include "matching/TileCoherence.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>

namespace reprise
{
namespace
{
constexpr int bins = 256; // at 44.1 kHz cells of 86 Hz x 5.8 ms
/** Band edges in MDCT bins: 0, 130, 260, 430, 690, 1030, 1550, 2240, 3270, 4650, 6550, 9000, 12000 and 16000
    Hz, about as wide as hearing's own bands and never narrower than one bin. */
constexpr std::array<Eigen::Index, 14> bandEdges{0, 2, 3, 5, 8, 12, 18, 26, 38, 54, 76, 104, 139, 186};
constexpr double segmentSeconds = 0.15, rateHz = 44100.0;
constexpr double ridge = 0.3;           // a positive that agrees fully predicts 1 / 1.3
constexpr double noTarget = -0.3;       // what a no shares is pushed below what is unknown
constexpr float largestResponse = 1.2f; // one tile cannot outvote the others
constexpr double sizeExponent = 0.4;    // large tiles count more, but far less than by their cells
// Prior of a tile's response before answers: mean 0.5 with a spread of 0.15, worth two observations.
constexpr double priorMean = 0.5, priorSpread = 0.15, priorCount = 2.0;
constexpr double chanceLevel =
    0.7; // spread of the response of unrelated waveforms is about 0.7 / sqrt (cells)

/** Segment borders in frames. */
std::vector<Eigen::Index> segmentBorders(std::size_t length, Eigen::Index frames)
{
    auto segments =
        std::clamp<Eigen::Index>(std::lround(static_cast<double>(length) / rateHz / segmentSeconds), 1, 24);
    segments = std::max(segments, std::min<Eigen::Index>(6, frames / 4));
    std::vector<Eigen::Index> borders;
    for (Eigen::Index i = 0; i <= segments; ++i)
        borders.push_back(std::lround(static_cast<double>(frames * i) / static_cast<double>(segments)));
    return borders;
}
} // namespace

TileCoherence::TileCoherence(std::span<const float> audio, std::vector<std::ptrdiff_t> candidateStarts,
                             std::size_t excerptLength)
    : signal(audio), length(excerptLength), mdct(bins)
{
    const auto borders = segmentBorders(length, static_cast<Eigen::Index>(mdct.frames(length)));
    offsets.push_back(0);
    for (std::size_t band = 0; band + 1 < bandEdges.size(); ++band)
        for (std::size_t segment = 0; segment + 1 < borders.size(); ++segment)
        {
            for (auto frame = borders[segment]; frame < borders[segment + 1]; ++frame)
                for (auto bin = bandEdges[band]; bin < bandEdges[band + 1]; ++bin)
                    order.push_back(frame * bins + bin);
            offsets.push_back(static_cast<Eigen::Index>(order.size()));
        }
    const auto tiles = static_cast<Eigen::Index>(offsets.size()) - 1;
    sizes.resize(tiles);
    for (Eigen::Index t = 0; t < tiles; ++t)
        sizes[t] = static_cast<float>(offsets[static_cast<std::size_t>(t) + 1] -
                                      offsets[static_cast<std::size_t>(t)]);

    cells.resize(static_cast<Eigen::Index>(order.size()), static_cast<Eigen::Index>(candidateStarts.size()));
    levels.resize(tiles, cells.cols());
    for (Eigen::Index k = 0; k < cells.cols(); ++k)
    {
        const auto excerpt = excerptAt(candidateStarts[static_cast<std::size_t>(k)]);
        cells.col(k) = excerpt.cells;
        levels.col(k) = excerpt.levels;
    }
}

TileCoherence::Excerpt TileCoherence::excerptAt(std::ptrdiff_t start) const
{
    // A judged excerpt may be shorter than the query at the recording's end; what is missing is silence.
    std::vector<float> samples(length, 0.0f);
    const auto size = static_cast<std::ptrdiff_t>(signal.size());
    const auto from = std::clamp<std::ptrdiff_t>(start, 0, size);
    const auto to = std::clamp<std::ptrdiff_t>(start + static_cast<std::ptrdiff_t>(length), from, size);
    std::copy(signal.begin() + from, signal.begin() + to, samples.begin() + (from - start));
    std::vector<float> transform(mdct.frames(length) * static_cast<std::size_t>(bins));
    mdct.apply(samples, transform);

    Excerpt excerpt{Eigen::VectorXf(static_cast<Eigen::Index>(order.size())), Eigen::ArrayXf(sizes.size())};
    for (std::size_t i = 0; i < order.size(); ++i)
        excerpt.cells[static_cast<Eigen::Index>(i)] = transform[static_cast<std::size_t>(order[i])];
    constexpr float silence = 1e-3f; // against a signal of RMS 1: digital silence agrees with nothing
    for (Eigen::Index t = 0; t < sizes.size(); ++t)
    {
        const auto begin = offsets[static_cast<std::size_t>(t)];
        const auto count = offsets[static_cast<std::size_t>(t) + 1] - begin;
        const auto power = excerpt.cells.segment(begin, count).squaredNorm() / std::max(1.0f, sizes[t]);
        excerpt.levels[t] = std::sqrt(power + silence);
    }
    return excerpt;
}

Eigen::ArrayXf TileCoherence::responses(const float* otherCells, const float* otherLevels,
                                        const Excerpt& excerpt) const
{
    Eigen::ArrayXf result(sizes.size());
    for (Eigen::Index t = 0; t < sizes.size(); ++t)
    {
        const auto begin = offsets[static_cast<std::size_t>(t)];
        const auto count = offsets[static_cast<std::size_t>(t) + 1] - begin;
        const Eigen::Map<const Eigen::VectorXf> other(otherCells + begin, count);
        result[t] = excerpt.cells.segment(begin, count).dot(other) /
                    (std::max(1.0f, sizes[t]) * excerpt.levels[t] * otherLevels[t]);
    }
    return result;
}

const TileCoherence::Judged& TileCoherence::judgedAt(std::ptrdiff_t start)
{
    auto& entry = known[start];
    if (!entry)
    {
        auto judged = std::make_unique<Judged>();
        judged->excerpt = excerptAt(start);
        judged->responses.resize(cells.cols(), sizes.size());
        for (Eigen::Index k = 0; k < cells.cols(); ++k)
            judged->responses.row(k) =
                responses(cells.col(k).data(), levels.col(k).data(), judged->excerpt).transpose();
        entry = std::move(judged);
    }
    return *entry;
}

TileCoherence::Scores TileCoherence::score(std::span<const std::ptrdiff_t> positives,
                                           std::span<const std::ptrdiff_t> negatives)
{
    std::vector<std::ptrdiff_t> starts(positives.begin(), positives.end());
    starts.insert(starts.end(), negatives.begin(), negatives.end());
    const auto count = static_cast<Eigen::Index>(starts.size());
    const auto yes = static_cast<Eigen::Index>(positives.size()), no = count - yes;
    std::vector<const Judged*> judged;
    for (const auto start : starts)
        judged.push_back(&judgedAt(start));

    // Responses between the judged excerpts: T x (J * J).
    Eigen::ArrayXXf between(sizes.size(), count * count);
    for (Eigen::Index i = 0; i < count; ++i)
        for (Eigen::Index j = i; j < count; ++j)
        {
            const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
            auto& pair = knownPairs[std::minmax(starts[a], starts[b])];
            if (pair.size() == 0)
                pair = responses(judged[a]->excerpt.cells.data(), judged[a]->excerpt.levels.data(),
                                 judged[b]->excerpt);
            between.col(i * count + j) = between.col(j * count + i) = pair;
        }

    Eigen::VectorXd target(count);
    target << Eigen::VectorXd::Ones(yes), Eigen::VectorXd::Constant(no, noTarget);
    const auto meanSize = static_cast<double>(sizes.mean());
    Eigen::ArrayXd weights(sizes.size());
    Eigen::ArrayXXf predictions(cells.cols(), sizes.size());
    Eigen::ArrayXXd leftOut(count, sizes.size());
    for (Eigen::Index t = 0; t < sizes.size(); ++t)
    {
        Eigen::MatrixXd kernel(count, count);
        for (Eigen::Index i = 0; i < count; ++i)
            for (Eigen::Index j = 0; j < count; ++j)
                kernel(i, j) = static_cast<double>(between(t, i * count + j)) + (i == j ? ridge : 0.0);
        const Eigen::MatrixXd inverse = kernel.ldlt().solve(Eigen::MatrixXd::Identity(count, count));
        const Eigen::VectorXd coefficients = inverse * target;
        predictions.col(t).setZero();
        for (Eigen::Index j = 0; j < count; ++j)
            predictions.col(t) +=
                static_cast<float>(coefficients[j]) * judged[static_cast<std::size_t>(j)]->responses.col(t);
        leftOut.col(t) = target.array() - coefficients.array() / inverse.diagonal().array();

        auto meanYes = priorMean, spreadYes = priorCount * priorSpread * priorSpread;
        if (yes > 1)
        {
            const auto values = leftOut.col(t).head(yes);
            meanYes = (priorCount * priorMean + values.sum()) / (priorCount + static_cast<double>(yes));
            spreadYes += (values - meanYes).square().sum();
        }
        spreadYes /= priorCount + static_cast<double>(yes);
        auto meanNo = 0.0, spreadNo = priorSpread * priorSpread;
        if (no > 0)
        {
            const Eigen::ArrayXd values = leftOut.col(t).tail(no).max(0.0);
            meanNo = values.sum() / (1.0 + static_cast<double>(no));
            spreadNo = (priorCount * spreadNo + (values - meanNo).square().sum()) /
                       (priorCount + static_cast<double>(no));
        }
        const auto size = std::max(1.0, static_cast<double>(sizes[t]));
        const auto spread = 0.5 * (spreadYes + spreadNo) + chanceLevel * chanceLevel / size;
        weights[t] = std::pow(size / meanSize, sizeExponent) * std::max(0.0, meanYes - meanNo) / spread;
    }
    weights /= weights.sum() + 1e-9;

    Scores scores;
    scores.candidates = predictions.min(largestResponse).matrix() * weights.cast<float>().matrix();
    // One pseudo-observation of 0.1: a single yes does not decide what kind of sound this is.
    auto agreement = 0.1;
    for (Eigen::Index i = 1; i < yes; ++i)
        agreement += std::clamp((leftOut.row(i).transpose() * weights).sum(), 0.0, 1.0);
    scores.agreement = static_cast<float>(agreement / static_cast<double>(yes));
    return scores;
}
} // namespace reprise
