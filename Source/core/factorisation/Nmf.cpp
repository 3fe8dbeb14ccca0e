#include "factorisation/Nmf.h"

#include "base/BlasThreads.h"
#include "base/Errors.h"
#include "factorisation/NmfStart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

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

/** One pass of coordinate descent over a factor stored items x components: minimises over one component's
    column after the other, all items at once. `gram` is the other factor's components x components Gram
    matrix with the L2 weight on its diagonal; `target` is data times other factor, less the L1 weight.
    Returns the sum of the projected gradients met, the measure of convergence. */
double descend(Matrix& factor, const Matrix& gram, const Matrix& target)
{
    constexpr Eigen::Index blockItems = 128; // factor and target blocks stay in the first-level cache
    const auto components = factor.cols();
    Eigen::ArrayXf gradient(blockItems);
    auto violation = 0.0;
    for (Eigen::Index begin = 0; begin < factor.rows(); begin += blockItems)
    {
        const auto count = std::min(blockItems, factor.rows() - begin);
        auto block = factor.middleRows(begin, count);
        auto g = gradient.head(count);
        for (Eigen::Index t = 0; t < components; ++t)
        {
            g = (block * gram.col(t)).array() - target.col(t).segment(begin, count).array();
            auto column = block.col(t).array();
            violation += (column == 0.0f).select(g.min(0.0f), g).abs().sum();
            const auto curvature = gram(t, t);
            if (curvature != 0.0f)
                column = (column - g / curvature).max(0.0f);
        }
    }
    return violation;
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

double update(Matrix& factor, const Matrix& other, Matrix target, const Penalty& penalty)
{
    Matrix gram = other.transpose() * other;
    gram.diagonal().array() += penalty.l2;
    if (penalty.l1 != 0.0f)
        target.array() -= penalty.l1;
    return descend(factor, gram, target);
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
    checkSettings(settings);
    checkInput(x);
    keepBlasSingleThreaded();
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
    keepBlasSingleThreaded();

    const auto activationPenalty = penaltyOf(settings.alphaActivations, settings.l1Ratio, x.rows());
    const auto dictionaryPenalty = penaltyOf(settings.alphaDictionary, settings.l1Ratio, x.cols());
    // Items x components for both factors: a component's values are contiguous.
    Matrix w = dictionary;
    Matrix h = activations.transpose();

    NmfResult result;
    auto firstViolation = 0.0;
    while (result.iterations < settings.maxIterations && !result.converged)
    {
        if (progress.isCancelled())
        {
            result.cancelled = true;
            break;
        }
        auto violation = update(h, w, x.transpose() * w, activationPenalty);
        violation += update(w, h, x * h, dictionaryPenalty);
        if (result.iterations++ == 0)
            firstViolation = violation;
        result.converged = firstViolation == 0.0 || violation / firstViolation <= settings.tolerance;
        progress.report(static_cast<double>(result.iterations) / settings.maxIterations);
    }
    result.dictionary = std::move(w);
    result.activations = h.transpose();
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
