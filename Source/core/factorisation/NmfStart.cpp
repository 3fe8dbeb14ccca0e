#include "factorisation/NmfStart.h"

#include "base/NumpyRandom.h"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

namespace reprise
{
namespace
{
/** Fills by rows, the order in which numpy lays out what it draws. */
Matrix normalByRows(NumpyRandom& random, Eigen::Index rows, Eigen::Index columns)
{
    Matrix m(rows, columns);
    for (Eigen::Index r = 0; r < rows; ++r)
        for (Eigen::Index c = 0; c < columns; ++c)
            m(r, c) = static_cast<float>(random.normal());
    return m;
}

NmfStart randomStart(const MatrixView& x, int components, std::uint32_t seed)
{
    NumpyRandom random(seed);
    const auto scale = std::sqrt(x.cast<double>().mean() / components);
    NmfStart start;
    // Columns of our dictionary are rows of scikit-learn's H, which it draws first.
    start.dictionary =
        (normalByRows(random, components, x.rows()).transpose() * static_cast<float>(scale)).cwiseAbs();
    start.activations =
        (normalByRows(random, x.cols(), components).transpose() * static_cast<float>(scale)).cwiseAbs();
    return start;
}

Matrix orthonormalBasis(const Matrix& m)
{
    const Eigen::HouseholderQR<Matrix> qr(m);
    return qr.householderQ() * Matrix::Identity(m.rows(), std::min(m.rows(), m.cols()));
}

struct TruncatedSvd
{
    Matrix u;               ///< rows x components
    Eigen::VectorXf values; ///< components
    Matrix v;               ///< columns x components
};

/** Randomised SVD with scikit-learn's defaults: 10 extra directions; 7 power iterations for few components,
    else 4. The basis is made orthonormal where scikit-learn uses LU factors; both span the same space. */
TruncatedSvd randomisedSvd(const Matrix& m, int components, std::uint32_t seed)
{
    const auto smaller = std::min(m.rows(), m.cols());
    const auto iterations = components < 0.1 * static_cast<double>(smaller) ? 7 : 4;
    NumpyRandom random(seed);
    Matrix basis = normalByRows(random, m.cols(), components + 10);
    for (int i = 0; i < iterations; ++i)
    {
        const Matrix image = orthonormalBasis(m * basis);
        basis = orthonormalBasis(m.transpose() * image);
    }
    const Matrix range = orthonormalBasis(m * basis);
    // The small factorisation costs nothing; double precision keeps the trailing directions clean.
    const Eigen::MatrixXd small = (range.transpose() * m).cast<double>();
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(small, Eigen::ComputeThinU | Eigen::ComputeThinV);
    return {range * svd.matrixU().leftCols(components).cast<float>(),
            svd.singularValues().head(components).cast<float>(),
            svd.matrixV().leftCols(components).cast<float>()};
}

NmfStart nndsvdStart(const MatrixView& x, int components, bool fillZeros, std::uint32_t seed)
{
    // scikit-learn works on frames x dimensions and transposes when that is the wider shape.
    const bool transposed = x.cols() >= x.rows();
    const auto svd =
        transposed ? randomisedSvd(x.transpose(), components, seed) : randomisedSvd(x, components, seed);
    const Matrix& frameVectors = transposed ? svd.u : svd.v;
    const Matrix& dimensionVectors = transposed ? svd.v : svd.u;

    NmfStart start{Matrix::Zero(x.rows(), components), Matrix::Zero(components, x.cols())};
    start.activations.row(0) = std::sqrt(svd.values(0)) * frameVectors.col(0).cwiseAbs().transpose();
    start.dictionary.col(0) = std::sqrt(svd.values(0)) * dimensionVectors.col(0).cwiseAbs();
    for (int j = 1; j < components; ++j)
    {
        Eigen::VectorXf a = frameVectors.col(j).cwiseMax(0.0f), d = dimensionVectors.col(j).cwiseMax(0.0f);
        const Eigen::VectorXf aNegative = (-frameVectors.col(j)).cwiseMax(0.0f);
        const Eigen::VectorXf dNegative = (-dimensionVectors.col(j)).cwiseMax(0.0f);
        if (aNegative.norm() * dNegative.norm() >= a.norm() * d.norm())
        {
            a = aNegative;
            d = dNegative;
        }
        const auto weight = a.norm() * d.norm();
        if (weight <= 0.0f)
            continue;
        const auto scale = std::sqrt(svd.values(j) * weight);
        start.activations.row(j) = scale / a.norm() * a.transpose();
        start.dictionary.col(j) = scale / d.norm() * d;
    }

    constexpr float negligible = 1e-6f;
    const auto fill = fillZeros ? static_cast<float>(x.cast<double>().mean()) : 0.0f;
    const auto tidy = [fill](float v) { return v < negligible ? fill : v; };
    start.activations = start.activations.unaryExpr(tidy).eval();
    start.dictionary = start.dictionary.unaryExpr(tidy).eval();
    return start;
}
} // namespace

NmfStart nmfStart(const MatrixView& x, const NmfSettings& settings)
{
    auto initialisation = settings.initialisation;
    if (initialisation == NmfInitialisation::automatic)
        initialisation = settings.components <= std::min(x.rows(), x.cols()) ? NmfInitialisation::nndsvda
                                                                             : NmfInitialisation::random;
    if (initialisation == NmfInitialisation::random)
        return randomStart(x, settings.components, settings.seed);
    return nndsvdStart(x, settings.components, initialisation == NmfInitialisation::nndsvda, settings.seed);
}
} // namespace reprise
