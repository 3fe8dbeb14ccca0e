#include "spectral/Stft.h"
#include "spectral/Whitening.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
std::vector<float> whitenedWith(const std::vector<float>& signal, float power)
{
    return whitened(signal, power);
}
} // namespace

TEST_CASE("Power 0 leaves the signal as it is but for its scale", "[spectral][whitening]")
{
    const auto signal = noise(9000, 0.2f, 1);
    const auto output = whitenedWith(signal, 0.0f);
    REQUIRE(output.size() == signal.size());
    const auto scale = output[4000] / signal[4000];
    auto worst = 0.0f, energy = 0.0f;
    for (std::size_t i = 0; i < signal.size(); ++i)
    {
        worst = std::max(worst, std::abs(output[i] - scale * signal[i]));
        energy += output[i] * output[i];
    }
    CHECK(worst < 1e-4f);
    CHECK(energy / 9000.0f == Approx(1.0).epsilon(1e-4));
}

TEST_CASE("Power 1 makes a faint tone as strong as a loud one", "[spectral][whitening]")
{
    auto signal = sine(1000.0, 1.0, 44100.0, 0.5);
    mixInto(signal, sine(6000.0, 1.0, 44100.0, 0.005), 0);
    const auto ratio = [](const std::vector<float>& values)
    {
        const auto magnitudes = magnitudeSpectrogram(values);
        const auto frame = magnitudes.col(magnitudes.cols() / 2);
        return frame.segment(40, 14).maxCoeff() / frame.segment(272, 14).maxCoeff();
    };
    CHECK(ratio(signal) == Approx(100.0).epsilon(0.05));
    CHECK(ratio(whitenedWith(signal, 1.0f)) == Approx(1.0).epsilon(0.2));
    CHECK(ratio(whitenedWith(signal, 0.5f)) == Approx(10.0).epsilon(0.2));
}

TEST_CASE("An event keeps its place", "[spectral][whitening]")
{
    auto signal = noise(44100, 0.001f, 2);
    mixInto(signal, noise(200, 0.5f, 3), 20000);
    const auto output = whitenedWith(signal, 0.5f);
    const auto loudest = std::max_element(output.begin(), output.end(),
                                          [](float a, float b) { return std::abs(a) < std::abs(b); });
    CHECK(std::abs(loudest - output.begin() - 20100) <= 120);
}

TEST_CASE("Silence and very short signals stay finite", "[spectral][whitening]")
{
    CHECK(whitenedWith({}, 1.0f).empty());
    CHECK(whitenedWith(std::vector<float>(5000), 1.0f) == std::vector<float>(5000));
    const auto one = whitenedWith({0.5f}, 1.0f);
    CHECK(std::abs(one.at(0)) == Approx(1.0));
}

TEST_CASE("Cancelling stops whitening", "[spectral][whitening]")
{
    CancelToken token;
    token.cancel();
    CHECK_THROWS_AS(whitened(noise(5000, 0.1f, 1), 1.0f, Progress({}, &token)), Cancelled);
}

TEST_CASE("A stretch is whitened as it is within the whole", "[spectral][whitening]")
{
    const auto signal = noise(20000, 0.2f, 3);
    const Whitening whitening(signal, 0.01, 0.7f);
    const auto whole = whitening.stretch(0, signal.size()), part = whitening.stretch(4999, 7003);
    CHECK(std::equal(part.begin(), part.end(), whole.begin() + 4999));
}
