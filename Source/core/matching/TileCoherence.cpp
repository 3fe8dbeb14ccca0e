#include "matching/TileCoherence.h"

#include "base/Parallel.h"
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
constexpr Eigen::Index tilesAtOnce = 16; // the unit of work of one thread
constexpr double ridge = 0.1;            // a positive that agrees fully predicts 1 / 1.1
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

float valueOf(std::uint16_t half)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16);
}

float valueOf(float value)
{
    return value;
}

/** In sixteen sums side by side, which compilers turn into vector instructions. */
template <typename Cell>
float innerProduct(const Cell* a, const float* b, Eigen::Index count)
{
    constexpr Eigen::Index lanes = 16;
    std::array<float, lanes> sums{};
    Eigen::Index i = 0;
    for (; i + lanes <= count; i += lanes)
        for (Eigen::Index lane = 0; lane < lanes; ++lane)
            sums[static_cast<std::size_t>(lane)] += valueOf(a[i + lane]) * b[i + lane];
    auto sum = 0.0f;
    for (; i < count; ++i)
        sum += valueOf(a[i]) * b[i];
    for (const auto part : sums)
        sum += part;
    return sum;
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

TileCoherence::TileCoherence(const SampleSource& audio, std::size_t excerptLength)
    : signal(audio), length(excerptLength), mdct(bins),
      borders(segmentBorders(length, static_cast<Eigen::Index>(mdct.frames(length))))
{
    offsets.push_back(0);
    for (std::size_t band = 0; band + 1 < bandEdges.size(); ++band)
        for (std::size_t segment = 0; segment + 1 < borders.size(); ++segment)
        {
            const auto cells =
                (borders[segment + 1] - borders[segment]) * (bandEdges[band + 1] - bandEdges[band]);
            offsets.push_back(offsets.back() + cells);
        }
    const auto tiles = static_cast<Eigen::Index>(offsets.size()) - 1;
    sizes.resize(tiles);
    for (Eigen::Index t = 0; t < tiles; ++t)
        sizes[t] = static_cast<float>(offsets[static_cast<std::size_t>(t) + 1] -
                                      offsets[static_cast<std::size_t>(t)]);
}

void TileCoherence::addCandidates(const std::vector<std::ptrdiff_t>& starts, const Progress& progress)
{
    Batch batch;
    batch.cells.resize(cellCount(), static_cast<Eigen::Index>(starts.size()));
    batch.levels.resize(sizes.size(), batch.cells.cols());
    inParallel(
        starts.size(),
        [&](std::size_t i)
        {
            const auto k = static_cast<Eigen::Index>(i);
            const auto excerpt = excerptAt(starts[i]);
            std::transform(excerpt.cells.begin(), excerpt.cells.end(), batch.cells.col(k).begin(), upperHalf);
            batch.levels.col(k) = excerpt.levels;
        },
        progress);
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
    // Stored band by band and in each band frame by frame: a tile is a stretch of its band.
    Eigen::VectorXf cells(cellCount());
    const auto frames = borders.back();
    mdct.apply(samples,
               [&](std::size_t frame, std::span<const float> coefficients)
               {
                   for (std::size_t band = 0; band + 1 < bandEdges.size(); ++band)
                   {
                       const auto width = bandEdges[band + 1] - bandEdges[band];
                       std::copy_n(coefficients.data() + bandEdges[band], width,
                                   cells.data() + bandEdges[band] * frames +
                                       static_cast<Eigen::Index>(frame) * width);
                   }
               });
    return cells;
}

TileCoherence::Excerpt TileCoherence::excerptAt(std::ptrdiff_t start) const
{
    // A judged excerpt may be shorter than the query at the recording's end; what is missing is silence.
    std::vector<float> samples(length, 0.0f);
    const auto first = std::min(static_cast<std::size_t>(start), signal.size);
    signal.read(first, std::span(samples).first(std::min(length, signal.size - first)));
    Excerpt excerpt{cellsOf(samples), Eigen::ArrayXf(sizes.size())};
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

Eigen::ArrayXf TileCoherence::responses(const auto* cells, const float* otherLevels,
                                        const Excerpt& excerpt) const
{
    Eigen::ArrayXf result(sizes.size());
    for (Eigen::Index t = 0; t < sizes.size(); ++t)
    {
        const auto begin = offsets[static_cast<std::size_t>(t)],
                   end = offsets[static_cast<std::size_t>(t) + 1];
        result[t] = innerProduct(cells + begin, excerpt.cells.data() + begin, end - begin) /
                    (std::max(1.0f, sizes[t]) * excerpt.levels[t] * otherLevels[t]);
    }
    return result;
}

const TileCoherence::Judged& TileCoherence::judgedAt(std::ptrdiff_t start)
{
    auto& judged = known[start];
    if (judged.excerpt.cells.size() == 0)
        judged.excerpt = excerptAt(start);
    while (judged.responses.size() < batches.size())
    {
        const auto& batch = batches[judged.responses.size()];
        Eigen::MatrixXf rows(sizes.size(), batch.cells.cols());
        inParallel(static_cast<std::size_t>(rows.cols()),
                   [&](std::size_t i)
                   {
                       const auto k = static_cast<Eigen::Index>(i);
                       rows.col(k) =
                           responses(batch.cells.col(k).data(), batch.levels.col(k).data(), judged.excerpt);
                   });
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
    const auto tiles = sizes.size();

    // Responses between the judged excerpts: T x (J * J).
    Eigen::ArrayXXf between(tiles, count * count);
    for (Eigen::Index i = 0; i < count; ++i)
        for (Eigen::Index j = i; j < count; ++j)
        {
            // By their places: which of them was judged first must not change the last bit.
            const auto [a, b] = std::minmax(lesson.judged[static_cast<std::size_t>(i)],
                                            lesson.judged[static_cast<std::size_t>(j)]);
            auto& pair = knownPairs[{a, b}];
            if (pair.size() == 0)
            {
                const auto& first = judgedAt(a).excerpt;
                pair = responses(first.cells.data(), first.levels.data(), judgedAt(b).excerpt);
            }
            between.col(i * count + j) = between.col(j * count + i) = pair;
        }

    lesson.coefficients.resize(tiles, count);
    lesson.leftOut.resize(tiles, count);
    lesson.examples.resize(tiles, count);
    inParallel(static_cast<std::size_t>((tiles + tilesAtOnce - 1) / tilesAtOnce),
               [&](std::size_t part)
               {
                   const auto begin = static_cast<Eigen::Index>(part) * tilesAtOnce;
                   for (auto t = begin; t < std::min(begin + tilesAtOnce, tiles); ++t)
                   {
                       const Eigen::RowVectorXf row = between.row(t);
                       learnTile(t,
                                 Eigen::Map<const Eigen::MatrixXf>(row.data(), count, count).cast<double>(),
                                 lesson);
                   }
               });
    return lesson;
}

void TileCoherence::learnTile(Eigen::Index t, const Eigen::MatrixXd& kernel, Lesson& lesson)
{
    const auto count = kernel.cols(), yes = lesson.positives;
    // Positives come first: the factor of their part of the kernel is a part of the whole factor.
    const Eigen::LLT<Eigen::MatrixXd> factors(kernel + ridge * Eigen::MatrixXd::Identity(count, count));
    const Eigen::MatrixXd lower = factors.matrixL();
    const Eigen::MatrixXd lowerInverse =
        lower.triangularView<Eigen::Lower>().solve(Eigen::MatrixXd::Identity(count, count));
    Eigen::VectorXd target = Eigen::VectorXd::Zero(count);
    target.head(yes).setOnes();
    const Eigen::VectorXd half = lowerInverse.triangularView<Eigen::Lower>() * target;
    const Eigen::VectorXd coefficients = lowerInverse.transpose().triangularView<Eigen::Upper>() * half;
    const Eigen::ArrayXd inverseDiagonal = lowerInverse.colwise().squaredNorm().transpose().array();
    lesson.coefficients.row(t) = coefficients.cast<float>().transpose();
    lesson.leftOut.row(t) =
        (target.array() - coefficients.array() / inverseDiagonal).cast<float>().transpose();

    const auto amongYes = kernel.topLeftCorner(yes, yes);
    for (Eigen::Index i = 0; i < yes; ++i)
        lesson.examples(t, i) =
            yes > 1
                ? static_cast<float>((amongYes.row(i).sum() - kernel(i, i)) / static_cast<double>(yes - 1))
                : 0.0f;
    if (count == yes)
        return;
    const Eigen::VectorXd fromYes =
        lowerInverse.topLeftCorner(yes, yes).transpose().triangularView<Eigen::Upper>() * half.head(yes);
    for (Eigen::Index i = yes; i < count; ++i)
        lesson.examples(t, i) =
            static_cast<float>(std::clamp(kernel.row(i).head(yes).dot(fromYes), -1.0, 1.0));
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

std::pair<std::size_t, Eigen::Index> TileCoherence::positionOf(std::size_t candidate) const
{
    std::size_t batch = 0;
    auto column = static_cast<Eigen::Index>(candidate);
    while (column >= batches[batch].cells.cols())
        column -= batches[batch++].cells.cols();
    return {batch, column};
}

Eigen::VectorXf TileCoherence::meanResponses(std::span<const std::size_t> candidates,
                                             std::span<const std::ptrdiff_t> judged,
                                             const Eigen::ArrayXf& weights)
{
    Eigen::VectorXf means = Eigen::VectorXf::Zero(static_cast<Eigen::Index>(candidates.size()));
    for (const auto start : judged)
    {
        const auto& responses = judgedAt(start).responses;
        for (Eigen::Index i = 0; i < means.size(); ++i)
        {
            const auto [batch, column] = positionOf(candidates[static_cast<std::size_t>(i)]);
            means[i] += responses[batch].col(column).dot(weights.matrix());
        }
    }
    return means / static_cast<float>(judged.size());
}

TileCoherence::Account TileCoherence::accountFor(std::size_t candidate, const Lesson& lesson,
                                                 const Eigen::ArrayXf& weights)
{
    const auto count = static_cast<Eigen::Index>(lesson.judged.size());
    Account account{Eigen::ArrayXf::Zero(sizes.size()), Eigen::ArrayXf(count)};
    const auto [batch, column] = positionOf(candidate);
    for (Eigen::Index j = 0; j < count; ++j)
    {
        const auto& responses = judgedAt(lesson.judged[static_cast<std::size_t>(j)]).responses[batch];
        const Eigen::ArrayXf parts =
            responses.col(column).array() * lesson.coefficients.col(j).array() * weights;
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
