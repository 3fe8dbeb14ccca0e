#include "factorisation/Descent.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace reprise
{
namespace
{
struct Pass
{
    float* factor;
    const float* target;
    Eigen::Index factorStride, targetStride, components;
    const float* gram;
    float l1;
};

/** One pass over descentItems items. Always inlined: compiled for each kind of processor below. Loops over items are
    made of vector instructions by the compiler; nothing is summed across items, whose order it must keep. */
[[gnu::always_inline]] inline double descendItems(const Pass& pass)
{
    float violations[descentItems] = {}, gradient[descentItems];
    for (Eigen::Index t = 0; t < pass.components; ++t)
    {
        const auto* const weights = pass.gram + t * pass.components;
        const auto* const target = pass.target + t * pass.targetStride;
        for (Eigen::Index i = 0; i < descentItems; ++i)
            gradient[i] = pass.l1 - target[i];
        Eigen::Index r = 0;
        for (; r + 4 <= pass.components; r += 4)
        {
            const auto* const a = pass.factor + r * pass.factorStride;
            const auto* const b = a + pass.factorStride;
            const auto* const c = b + pass.factorStride;
            const auto* const d = c + pass.factorStride;
            for (Eigen::Index i = 0; i < descentItems; ++i)
                gradient[i] +=
                    weights[r] * a[i] + weights[r + 1] * b[i] + weights[r + 2] * c[i] + weights[r + 3] * d[i];
        }
        for (; r < pass.components; ++r)
        {
            const auto* const column = pass.factor + r * pass.factorStride;
            for (Eigen::Index i = 0; i < descentItems; ++i)
                gradient[i] += weights[r] * column[i];
        }
        // A component whose other factor is all zero moves nowhere.
        const auto curvature = weights[t] != 0.0f ? weights[t] : std::numeric_limits<float>::infinity();
        auto* const column = pass.factor + t * pass.factorStride;
        for (Eigen::Index i = 0; i < descentItems; ++i)
        {
            const auto g = gradient[i], value = column[i];
            const auto falling = g < 0.0f ? g : 0.0f;
            violations[i] += std::abs(value == 0.0f ? falling : g);
            const auto moved = value - g / curvature;
            column[i] = moved < 0.0f ? 0.0f : moved; // NaN stays to be seen
        }
    }
    auto violation = 0.0;
    for (const auto v : violations)
        violation += static_cast<double>(v);
    return violation;
}

using DescendItems = double (*)(const Pass&);

double descendPlain(const Pass& pass)
{
    return descendItems(pass);
}

#ifdef __x86_64__
[[gnu::target("avx2,fma")]] double descendAvx2(const Pass& pass)
{
    return descendItems(pass);
}

DescendItems fastest()
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? descendAvx2 : descendPlain;
}
#else
DescendItems fastest()
{
    return descendPlain;
}
#endif
} // namespace

double descend(FactorItems factor, const MatrixView& target, const Matrix& gram, float l1)
{
    assert(factor.rows() % descentItems == 0 && target.rows() == factor.rows());
    static const auto run = fastest();
    auto violation = 0.0;
    for (Eigen::Index begin = 0; begin < factor.rows(); begin += descentItems)
        violation += run({factor.data() + begin, target.data() + begin, factor.outerStride(),
                          target.outerStride(), factor.cols(), gram.data(), l1});
    return violation;
}
} // namespace reprise
