#include "matching/ExcerptDistances.h"

#include "base/Errors.h"
#include "base/Parallel.h"
#include "spectral/Fft.h"

#include <complex>
#include <string>
#include <vector>

namespace reprise
{
namespace
{
using Complex = std::complex<double>;
using Spectrum = Eigen::ArrayXcd;
} // namespace

struct ExcerptDistances::Tables
{
    Tables(const MatrixView& series, Eigen::Index excerptFrames)
        : length(excerptFrames), starts(series.cols() - excerptFrames + 1),
          fft(RealFft<double>::fastSize(static_cast<int>(series.cols()))), rows(series.cols(), series.rows()),
          spectra(fft.bins(), series.rows()), energies(starts, series.rows())
    {
    }

    /** Fills the tables of one row. */
    void add(Eigen::Index row, const Eigen::VectorXd& meanFree)
    {
        rows.col(row) = meanFree;
        std::vector<double> padded(static_cast<std::size_t>(fft.size()), 0.0);
        Eigen::Map<Eigen::VectorXd>(padded.data(), meanFree.size()) = meanFree;
        fft.forward(padded, std::span(spectra.col(row).data(), static_cast<std::size_t>(fft.bins())));
        auto energy = meanFree.head(length).squaredNorm();
        for (Eigen::Index s = 0;; ++s)
        {
            energies(s, row) = energy;
            if (s + 1 == starts)
                break;
            energy += meanFree[s + length] * meanFree[s + length] - meanFree[s] * meanFree[s];
        }
    }

    /** Conjugate spectrum of the excerpt at `start` of one row, zero-padded. */
    void excerptSpectrum(Eigen::Index row, Eigen::Index start, std::vector<double>& scratch,
                         Spectrum& out) const
    {
        scratch.assign(static_cast<std::size_t>(fft.size()), 0.0);
        Eigen::Map<Eigen::VectorXd>(scratch.data(), length) = rows.col(row).segment(start, length);
        fft.forward(scratch, std::span(out.data(), static_cast<std::size_t>(out.size())));
        out = out.conjugate();
    }

    /** Distances from energies and the spectrum of the correlation, which is overwritten. */
    Eigen::ArrayXf distances(const Eigen::ArrayXd& energy, Eigen::Index start, Spectrum& product,
                             std::vector<double>& scratch) const
    {
        fft.inverse(std::span(product.data(), static_cast<std::size_t>(product.size())), scratch);
        const Eigen::Map<const Eigen::ArrayXd> correlation(scratch.data(), starts);
        return (energy + energy(start) - 2.0 / fft.size() * correlation).max(0.0).cast<float>();
    }

    Eigen::Index length, starts;
    RealFft<double> fft;
    Eigen::MatrixXd rows;     ///< frames x dimensions, mean-free
    Eigen::MatrixXcd spectra; ///< bins x dimensions
    Eigen::ArrayXXd energies; ///< starts x dimensions
};

ExcerptDistances::ExcerptDistances(const MatrixView& series, Eigen::Index excerptFrames,
                                   const Progress& progress)
{
    if (excerptFrames < 1 || excerptFrames > series.cols())
        throw InvalidInput("an excerpt of " + std::to_string(excerptFrames) +
                           " frames does not fit a series of " + std::to_string(series.cols()));
    auto made = std::make_unique<Tables>(series, excerptFrames);
    inParallel(
        static_cast<std::size_t>(series.rows()),
        [&](std::size_t i)
        {
            const auto row = static_cast<Eigen::Index>(i);
            const Eigen::VectorXd values = series.row(row).transpose().cast<double>();
            made->add(row, values.array() - values.mean());
        },
        progress);
    tables = std::move(made);
}

ExcerptDistances::~ExcerptDistances() = default;

Eigen::Index ExcerptDistances::dimensions() const
{
    return tables->rows.cols();
}
Eigen::Index ExcerptDistances::starts() const
{
    return tables->starts;
}

Eigen::ArrayXXf ExcerptDistances::byFeature(Eigen::Index start) const
{
    Eigen::ArrayXXf result(starts(), dimensions());
    inParallel(static_cast<std::size_t>(dimensions()),
               [&](std::size_t i)
               {
                   const auto row = static_cast<Eigen::Index>(i);
                   std::vector<double> scratch;
                   Spectrum product(tables->fft.bins());
                   tables->excerptSpectrum(row, start, scratch, product);
                   product *= tables->spectra.col(row).array();
                   result.col(row) = tables->distances(tables->energies.col(row), start, product, scratch);
               });
    return result;
}

Eigen::ArrayXf ExcerptDistances::total(Eigen::Index start) const
{
    std::vector<double> scratch;
    Spectrum excerpt(tables->fft.bins()), product = Spectrum::Zero(tables->fft.bins());
    for (Eigen::Index row = 0; row < dimensions(); ++row)
    {
        tables->excerptSpectrum(row, start, scratch, excerpt);
        product += excerpt * tables->spectra.col(row).array();
    }
    return tables->distances(tables->energies.rowwise().sum(), start, product, scratch);
}
} // namespace reprise
