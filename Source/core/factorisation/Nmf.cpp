#include "factorisation/Nmf.h"

#include "base/Blas.h"
#include "base/Errors.h"
#include "base/Parallel.h"
#include "factorisation/Descent.h"
#include "factorisation/NmfStart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace reprise
{
namespace
{
constexpr std::array<NmfInitialisationInfo, 4> initialisationNames{{
    {"auto", NmfInitialisation::automatic},
    {"random", NmfInitialisation::random},
    {"nndsvd", NmfInitialisation::nndsvd},
    {"nndsvda", NmfInitialisation::nndsvda},
}};

void checkSettings(const NmfSettings& s)
{
    constexpr int mostComponents = 1000; // more than a recording has sounds; the time grows with the square
    if (s.components < 1 || s.components > mostComponents)
        throw InvalidSettings("NMF components: " + std::to_string(s.components) +
                              " given; 1 to 1000 are allowed");
    if (s.maxIterations < 1)
        throw InvalidSettings("NMF iterations: " + std::to_string(s.maxIterations) +
                              " given; at least 1 is needed");
    if (!(s.alphaActivations >= 0.0 && s.alphaActivations < 1e30) ||
        !(s.alphaDictionary >= 0.0 && s.alphaDictionary < 1e30))
        throw InvalidSettings("NMF alpha: must be 0 or more");
    if (!(s.l1Ratio >= 0.0 && s.l1Ratio <= 1.0))
        throw InvalidSettings("NMF l1-ratio: " + std::to_string(s.l1Ratio) + " given; 0 to 1 is allowed");
}

void checkInput(const MatrixView& x)
{
    if (x.size() == 0)
        throw InvalidInput("NMF: the matrix is empty");
    if (!x.allFinite())
        throw InvalidInput("NMF: the matrix holds NaN or infinity");
    if (x.minCoeff() < 0.0f)
        throw InvalidInput("NMF: the matrix holds negative values; shift its rows first");
}

struct Penalty
{
    float l1 = 0.0f, l2 = 0.0f;
};

Penalty penaltyOf(double alpha, double l1Ratio, Eigen::Index size)
{
    const auto weight = alpha * static_cast<double>(size);
    return {static_cast<float>(weight * l1Ratio), static_cast<float>(weight * (1.0 - l1Ratio))};
}

/** Frames taken at a time: their part of the data stays in the cache for both products. */
constexpr Eigen::Index blockFrames = 128;
static_assert(blockFrames % descentItems == 0);

Eigen::Index roundedUp(Eigen::Index count, Eigen::Index step)
{
    return (count + step - 1) / step * step;
}

/** A factor stored items x components, with rows of zeros up to what descend() takes at a time. */
Matrix paddedItems(const MatrixView& factor)
{
    Matrix padded = Matrix::Zero(roundedUp(factor.rows(), descentItems), factor.cols());
    padded.topRows(factor.rows()) = factor;
    return padded;
}

Matrix gramOf(const MatrixView& factor, const Penalty& penalty)
{
    Matrix gram = factor.transpose() * factor;
    gram.diagonal().array() += penalty.l2;
    return gram;
}

/** What an update of the dictionary needs of some frames. */
struct FrameSums
{
    Matrix data; ///< X * activations, dimensions x components
    Matrix gram; ///< of the activations
    double violation = 0.0;
};

/** Frames that are summed up together. The sums are the same whatever the number of threads. */
Eigen::Index framesInGroup(const MatrixView& x)
{
    constexpr Eigen::Index mostGroups = 8, leastValues = 1 << 14;
    const auto least = std::max((x.cols() + mostGroups - 1) / mostGroups, leastValues / x.rows());
    return roundedUp(least, blockFrames);
}

/** One pass over the activations of some frames; their sums are left in `sums`. */
void updateActivations(const MatrixView& x, const MatrixView& dictionary, const Matrix& gram, float l1,
                       Eigen::Index firstFrame, Eigen::Index frames, Matrix& activations, FrameSums& sums)
{
    const auto components = dictionary.cols();
    sums = {Matrix::Zero(x.rows(), components), Matrix::Zero(components, components), 0.0};
    Matrix target(blockFrames, components);
    for (Eigen::Index begin = firstFrame; begin < firstFrame + frames; begin += blockFrames)
    {
        const auto count = std::min(blockFrames, firstFrame + frames - begin);
        const auto items = roundedUp(count, descentItems);
        const auto block = x.middleCols(begin, count);
        target.topRows(count).noalias() = block.transpose() * dictionary;
        target.middleRows(count, items - count).setZero();
        sums.violation += descend(activations.middleRows(begin, items), target.topRows(items), gram, l1);
        const auto updated = activations.middleRows(begin, count);
        sums.data.noalias() += block * updated;
        sums.gram.noalias() += updated.transpose() * updated;
    }
}
} // namespace

std::span<const NmfInitialisationInfo> availableNmfInitialisations()
{
    return initialisationNames;
}

NmfInitialisation nmfInitialisationFromName(std::string_view name)
{
    for (const auto& [known, value] : initialisationNames)
        if (known == name)
            return value;
    throw InvalidSettings("NMF initialisation: '" + std::string(name) +
                          "' is unknown; allowed are auto, random, nndsvd, nndsvda");
}

std::string_view nameOf(NmfInitialisation initialisation)
{
    for (const auto& [name, value] : initialisationNames)
        if (value == initialisation)
            return name;
    return "unknown";
}

NmfResult factorise(const MatrixView& x, const NmfSettings& settings, const Progress& progress)
{
    requireBlasMemory();
    checkSettings(settings);
    checkInput(x);
    const auto smaller = std::min(x.rows(), x.cols());
    const bool usesSvd = settings.initialisation == NmfInitialisation::nndsvd ||
                         settings.initialisation == NmfInitialisation::nndsvda;
    if (usesSvd && settings.components > smaller)
        throw InvalidSettings("NMF initialisation " + std::string(nameOf(settings.initialisation)) + ": " +
                              std::to_string(settings.components) + " components of a " +
                              std::to_string(x.rows()) + " x " + std::to_string(x.cols()) +
                              " matrix; at most " + std::to_string(smaller) + " are possible, or use random");
    const auto start = nmfStart(x, settings);
    return factoriseFrom(x, start.dictionary, start.activations, settings, progress);
}

NmfResult factoriseFrom(const MatrixView& x, const Matrix& dictionary, const Matrix& activations,
                        const NmfSettings& settings, const Progress& progress)
{
    checkSettings(settings);
    checkInput(x);
    if (dictionary.rows() != x.rows() || activations.cols() != x.cols() ||
        dictionary.cols() != activations.rows())
        throw InvalidInput("NMF: the starting factors do not fit the matrix");

    const auto activationPenalty = penaltyOf(settings.alphaActivations, settings.l1Ratio, x.rows());
    const auto dictionaryPenalty = penaltyOf(settings.alphaDictionary, settings.l1Ratio, x.cols());
    // Items x components for both factors: a component's values are contiguous.
    Matrix w = paddedItems(dictionary), h = paddedItems(activations.transpose());
    const auto usedDictionary = w.topRows(x.rows());
    const auto inGroup = framesInGroup(x);
    std::vector<FrameSums> groups(static_cast<std::size_t>((x.cols() + inGroup - 1) / inGroup));
    Matrix forDictionary = Matrix::Zero(w.rows(), w.cols());

    NmfResult result;
    auto firstViolation = 0.0;
    while (result.iterations < settings.maxIterations && !result.converged)
    {
        if (progress.isCancelled())
        {
            result.cancelled = true;
            break;
        }
        const auto dictionaryGram = gramOf(usedDictionary, activationPenalty);
        inParallel(groups.size(),
                   [&](std::size_t i)
                   {
                       const auto begin = static_cast<Eigen::Index>(i) * inGroup;
                       updateActivations(x, usedDictionary, dictionaryGram, activationPenalty.l1, begin,
                                         std::min(inGroup, x.cols() - begin), h, groups[i]);
                   });
        auto violation = 0.0;
        Matrix gram = Matrix::Zero(w.cols(), w.cols());
        gram.diagonal().setConstant(dictionaryPenalty.l2);
        forDictionary.setZero();
        for (const auto& group : groups)
        {
            violation += group.violation;
            gram += group.gram;
            forDictionary.topRows(x.rows()) += group.data;
        }
        violation += descend(w, forDictionary, gram, dictionaryPenalty.l1);
        if (result.iterations++ == 0)
            firstViolation = violation;
        result.converged = firstViolation == 0.0 || violation / firstViolation <= settings.tolerance;
        progress.report(static_cast<double>(result.iterations) / settings.maxIterations);
    }
    result.dictionary = usedDictionary;
    result.activations = h.topRows(x.cols()).transpose();
    return result;
}

double nmfObjective(const MatrixView& x, const Matrix& dictionary, const Matrix& activations,
                    const NmfSettings& settings)
{
    const auto penalty = [&](const Matrix& factor)
    {
        const auto values = factor.cast<double>();
        return settings.l1Ratio * values.cwiseAbs().sum() +
               0.5 * (1.0 - settings.l1Ratio) * values.squaredNorm();
    };
    const Eigen::MatrixXd residual =
        x.cast<double>() - dictionary.cast<double>() * activations.cast<double>();
    return 0.5 * residual.squaredNorm() +
           settings.alphaActivations * static_cast<double>(x.rows()) * penalty(activations) +
           settings.alphaDictionary * static_cast<double>(x.cols()) * penalty(dictionary);
}
} // namespace reprise
