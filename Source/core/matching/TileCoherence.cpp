#include "matching/TileCoherence.h"

#include "base/Slice.h"
#include "matching/CoherenceSettings.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace reprise
{
namespace
{
constexpr int bins = 256; // at 44.1 kHz cells of 86 Hz x 5.8 ms
/** Band edges in MDCT bins: 0, 130, 260, 430, 690, 1030, 1550, 2240, 3270, 4650, 6550, 9000, 12000 and 16000
    Hz, about as wide as hearing's own bands and never narrower than one bin. */
constexpr std::array<Eigen::Index, 14> bandEdges{0, 2, 3, 5, 8, 12, 18, 26, 38, 54, 76, 104, 139, 186};
constexpr double segmentSeconds = 0.15, rateHz = coherenceRateHz;
constexpr double ridge = 0.1; // a positive that agrees fully predicts 1 / 1.1
// A "no" that a tile would have taken for the sound tells ten times more than a "yes" that agrees, which most
// tiles of the sound do anyway.
constexpr double negativeWeight = 10.0, positiveWeight = 1.0;

double edgeHz(Eigen::Index edge)
{
    return static_cast<double>(edge) * rateHz / (2.0 * bins);
}

/** The upper 16 bits of a float, rounded, and back (the format known as bfloat16). */
std::uint16_t upperHalf(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

float fromUpperHalf(std::uint16_t half)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16);
}

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

TileCoherence::TileCoherence(std::span<const float> audio, std::size_t excerptLength)
    : signal(audio), length(excerptLength), mdct(bins),
      borders(segmentBorders(length, static_cast<Eigen::Index>(mdct.frames(length))))
{
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
}

void TileCoherence::addCandidates(const std::vector<std::ptrdiff_t>& starts)
{
    Batch batch;
    batch.cells.resize(static_cast<Eigen::Index>(order.size()), static_cast<Eigen::Index>(starts.size()));
    batch.levels.resize(sizes.size(), batch.cells.cols());
    for (Eigen::Index k = 0; k < batch.cells.cols(); ++k)
    {
        const auto excerpt = excerptAt(starts[static_cast<std::size_t>(k)]);
        std::transform(excerpt.cells.begin(), excerpt.cells.end(), batch.cells.col(k).begin(), upperHalf);
        batch.levels.col(k) = excerpt.levels;
    }
    batches.push_back(std::move(batch));
}

void TileCoherence::keepBatches(std::size_t count)
{
    batches.resize(std::min(count, batches.size()));
    for (auto& [start, judged] : known)
        judged.responses.resize(std::min(count, judged.responses.size()));
}

Eigen::VectorXf TileCoherence::cellsOf(std::span<const float> samples) const
{
    std::vector<float> transform(mdct.frames(length) * static_cast<std::size_t>(bins));
    mdct.apply(samples, transform);
    Eigen::VectorXf cells(static_cast<Eigen::Index>(order.size()));
    for (std::size_t i = 0; i < order.size(); ++i)
        cells[static_cast<Eigen::Index>(i)] = transform[static_cast<std::size_t>(order[i])];
    return cells;
}

TileCoherence::Excerpt TileCoherence::excerptAt(std::ptrdiff_t start) const
{
    // A judged excerpt may be shorter than the query at the recording's end; what is missing is silence.
    Excerpt excerpt{cellsOf(slice(signal, start, static_cast<std::ptrdiff_t>(length))),
                    Eigen::ArrayXf(sizes.size())};
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

template <typename CellAt>
Eigen::ArrayXf TileCoherence::responses(const CellAt& cellAt, const float* otherLevels,
                                        const Excerpt& excerpt) const
{
    Eigen::ArrayXf result(sizes.size());
    std::array<float, 64> part; // converted piece by piece, so that the sums run over plain floats
    for (Eigen::Index t = 0; t < sizes.size(); ++t)
    {
        const auto end = offsets[static_cast<std::size_t>(t) + 1];
        auto sum = 0.0f;
        for (auto begin = offsets[static_cast<std::size_t>(t)]; begin < end;)
        {
            const auto count = std::min<Eigen::Index>(end - begin, static_cast<Eigen::Index>(part.size()));
            for (Eigen::Index i = 0; i < count; ++i)
                part[static_cast<std::size_t>(i)] = cellAt(begin + i);
            sum += excerpt.cells.segment(begin, count)
                       .dot(Eigen::Map<const Eigen::VectorXf>(part.data(), count));
            begin += count;
        }
        result[t] = sum / (std::max(1.0f, sizes[t]) * excerpt.levels[t] * otherLevels[t]);
    }
    return result;
}

const TileCoherence::Judged& TileCoherence::judgedAt(std::ptrdiff_t start)
{
    const auto [entry, isNew] = known.try_emplace(start);
    auto& judged = entry->second;
    if (isNew)
        judged.excerpt = excerptAt(start);
    while (judged.responses.size() < batches.size())
    {
        const auto& batch = batches[judged.responses.size()];
        Eigen::MatrixXf rows(sizes.size(), batch.cells.cols());
        for (Eigen::Index k = 0; k < rows.cols(); ++k)
        {
            const auto* column = batch.cells.col(k).data();
            rows.col(k) = responses([column](Eigen::Index i) { return fromUpperHalf(column[i]); },
                                    batch.levels.col(k).data(), judged.excerpt);
        }
        judged.responses.push_back(std::move(rows));
    }
    return judged;
}

Eigen::ArrayXf TileCoherence::priorBySize() const
{
    return sizes / sizes.sum();
}

Eigen::ArrayXf TileCoherence::priorByLoudness(std::span<const float> excerpt) const
{
    const auto cells = cellsOf(excerpt);
    Eigen::ArrayXd prior(sizes.size());
    for (Eigen::Index t = 0; t < sizes.size(); ++t)
    {
        const auto begin = offsets[static_cast<std::size_t>(t)];
        const auto count = offsets[static_cast<std::size_t>(t) + 1] - begin;
        prior[t] = cells.segment(begin, count).cast<double>().norm() + 1e-6;
    }
    return (prior / prior.sum()).cast<float>();
}

TileCoherence::Lesson TileCoherence::learn(std::span<const std::ptrdiff_t> positives,
                                           std::span<const std::ptrdiff_t> negatives)
{
    Lesson lesson{
        {positives.begin(), positives.end()}, static_cast<Eigen::Index>(positives.size()), {}, {}, {}};
    lesson.judged.insert(lesson.judged.end(), negatives.begin(), negatives.end());
    const auto count = static_cast<Eigen::Index>(lesson.judged.size());
    const auto yes = lesson.positives;
    const auto tiles = sizes.size();

    // Responses between the judged excerpts: T x (J * J).
    Eigen::ArrayXXf between(tiles, count * count);
    for (Eigen::Index i = 0; i < count; ++i)
        for (Eigen::Index j = i; j < count; ++j)
        {
            const auto a = lesson.judged[static_cast<std::size_t>(i)];
            const auto b = lesson.judged[static_cast<std::size_t>(j)];
            auto& pair = knownPairs[std::minmax(a, b)];
            if (pair.size() == 0)
            {
                const auto& first = judgedAt(a).excerpt;
                pair = responses([&first](Eigen::Index cell) { return first.cells[cell]; },
                                 first.levels.data(), judgedAt(b).excerpt);
            }
            between.col(i * count + j) = between.col(j * count + i) = pair;
        }

    Eigen::VectorXd target = Eigen::VectorXd::Zero(count);
    target.head(yes).setOnes();
    lesson.coefficients.resize(tiles, count);
    lesson.leftOut.resize(tiles, count);
    lesson.examples.resize(tiles, count);
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(count, count);
    for (Eigen::Index t = 0; t < tiles; ++t)
    {
        const Eigen::RowVectorXf row = between.row(t);
        const Eigen::MatrixXd kernel =
            Eigen::Map<const Eigen::MatrixXf>(row.data(), count, count).cast<double>();
        const Eigen::MatrixXd inverse = (kernel + ridge * identity).ldlt().solve(identity);
        const Eigen::VectorXd coefficients = inverse * target;
        lesson.coefficients.row(t) = coefficients.cast<float>().transpose();
        lesson.leftOut.row(t) =
            (target.array() - coefficients.array() / inverse.diagonal().array()).cast<float>().transpose();

        const auto amongYes = kernel.topLeftCorner(yes, yes);
        for (Eigen::Index i = 0; i < yes; ++i)
            lesson.examples(t, i) = yes > 1 ? static_cast<float>((amongYes.row(i).sum() - kernel(i, i)) /
                                                                 static_cast<double>(yes - 1))
                                            : 0.0f;
        if (count > yes)
        {
            const Eigen::VectorXd fromYes = (amongYes + ridge * identity.topLeftCorner(yes, yes))
                                                .ldlt()
                                                .solve(Eigen::VectorXd::Ones(yes));
            for (Eigen::Index i = yes; i < count; ++i)
                lesson.examples(t, i) =
                    static_cast<float>(std::clamp(kernel.row(i).head(yes).dot(fromYes), -1.0, 1.0));
        }
    }
    return lesson;
}

Eigen::ArrayXf TileCoherence::weightsFor(const Lesson& lesson, const Eigen::ArrayXf& prior, bool learnFromNo)
{
    const Eigen::ArrayXd scale = prior.cast<double>().sqrt();
    const auto count = lesson.examples.cols(), yes = lesson.positives;
    const Eigen::MatrixXd examples = (lesson.examples.cast<double>().array().colwise() * scale).matrix();
    Eigen::VectorXd trust = Eigen::VectorXd::Constant(count, learnFromNo ? negativeWeight : 0.0);
    trust.head(yes).setConstant(yes > 1 ? positiveWeight : 0.0);
    const Eigen::VectorXd right = scale.matrix() + examples.leftCols(yes) * trust.head(yes);
    // (I + U U')^-1 by Woodbury's identity: J x J instead of T x T.
    const Eigen::MatrixXd u = examples * trust.cwiseSqrt().asDiagonal();
    const Eigen::MatrixXd small = Eigen::MatrixXd::Identity(count, count) + u.transpose() * u;
    const Eigen::VectorXd v = right - u * small.ldlt().solve(u.transpose() * right);
    return (v.array() * scale).cast<float>();
}

Ratings TileCoherence::rate(const Lesson& lesson, const Eigen::ArrayXf& weights)
{
    Eigen::Index total = 0;
    for (const auto& batch : batches)
        total += batch.cells.cols();
    const Eigen::VectorXf judged = lesson.leftOut.transpose() * weights.matrix();
    Ratings ratings{Eigen::VectorXf::Zero(total), judged.head(lesson.positives),
                    judged.tail(judged.size() - lesson.positives)};
    for (std::size_t j = 0; j < lesson.judged.size(); ++j)
    {
        const Eigen::VectorXf gains =
            (lesson.coefficients.col(static_cast<Eigen::Index>(j)).array() * weights).matrix();
        Eigen::Index first = 0;
        for (const auto& responsesOfBatch : judgedAt(lesson.judged[j]).responses)
        {
            ratings.candidates.segment(first, responsesOfBatch.cols()).noalias() +=
                responsesOfBatch.transpose() * gains;
            first += responsesOfBatch.cols();
        }
    }
    return ratings;
}

Eigen::ArrayXf TileCoherence::responsesOf(std::size_t candidate, std::ptrdiff_t judged)
{
    std::size_t batch = 0;
    auto column = static_cast<Eigen::Index>(candidate);
    while (column >= batches[batch].cells.cols())
        column -= batches[batch++].cells.cols();
    return judgedAt(judged).responses[batch].col(column).array();
}

float TileCoherence::meanResponse(std::size_t candidate, std::span<const std::ptrdiff_t> judged,
                                  const Eigen::ArrayXf& weights)
{
    auto sum = 0.0f;
    for (const auto start : judged)
        sum += (responsesOf(candidate, start) * weights).sum();
    return sum / static_cast<float>(judged.size());
}

TileCoherence::Account TileCoherence::accountFor(std::size_t candidate, const Lesson& lesson,
                                                 const Eigen::ArrayXf& weights)
{
    const auto count = static_cast<Eigen::Index>(lesson.judged.size());
    Account account{Eigen::ArrayXf::Zero(sizes.size()), Eigen::ArrayXf(count)};
    for (Eigen::Index j = 0; j < count; ++j)
    {
        const Eigen::ArrayXf parts = responsesOf(candidate, lesson.judged[static_cast<std::size_t>(j)]) *
                                     lesson.coefficients.col(j).array() * weights;
        account.tiles += parts;
        account.judged[j] = parts.sum();
    }
    return account;
}

TileCoherence::Tile TileCoherence::tile(Eigen::Index index) const
{
    const auto segments = static_cast<Eigen::Index>(borders.size()) - 1;
    const auto segment = static_cast<std::size_t>(index % segments);
    const auto band = static_cast<std::size_t>(index / segments);
    // Frame n is centred on sample n * bins; the first and the last reach over the excerpt's edges.
    const auto seconds = [&](Eigen::Index frame) {
        return std::clamp((static_cast<double>(frame) - 0.5) * bins, 0.0, static_cast<double>(length)) /
               rateHz;
    };
    return {seconds(borders[segment]), seconds(borders[segment + 1]), edgeHz(bandEdges[band]),
            edgeHz(bandEdges[band + 1])};
}

std::vector<TileCoherence::BandWeight> TileCoherence::bandWeights(const Eigen::ArrayXf& weights) const
{
    const auto count = bandEdges.size() - 1;
    const auto segments = sizes.size() / static_cast<Eigen::Index>(count);
    std::vector<BandWeight> bandsOut;
    auto largest = 1e-12f;
    for (std::size_t b = 0; b < count; ++b)
    {
        const auto first = static_cast<Eigen::Index>(b) * segments;
        const auto weight = weights.segment(first, segments).max(0.0f).sum() /
                            std::max(1.0f, sizes.segment(first, segments).sum());
        bandsOut.push_back({edgeHz(bandEdges[b]), edgeHz(bandEdges[b + 1]), weight});
        largest = std::max(largest, weight);
    }
    for (auto& band : bandsOut)
        band.weight /= largest;
    return bandsOut;
}
} // namespace reprise
