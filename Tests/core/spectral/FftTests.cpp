#include "spectral/Fft.h"
#include "support/AudioFiles.h"

#include <catch2/catch.hpp>
#include <numbers>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace reprise;

namespace
{
template <typename Real>
std::vector<Real> testSignal(int size)
{
    const auto values = test::noise(static_cast<std::size_t>(size), 1.0f, 17);
    return {values.begin(), values.end()};
}

/** The definition, term by term in double precision. */
template <typename Real>
std::vector<std::complex<double>> naiveTransform(const std::vector<Real>& signal)
{
    std::vector<std::complex<double>> spectrum(signal.size() / 2 + 1);
    for (std::size_t k = 0; k < spectrum.size(); ++k)
        for (std::size_t n = 0; n < signal.size(); ++n)
            spectrum[k] += std::polar(static_cast<double>(signal[n]),
                                      -2.0 * std::numbers::pi * static_cast<double>(k * n % signal.size()) /
                                          static_cast<double>(signal.size()));
    return spectrum;
}

template <typename Real>
std::vector<std::complex<Real>> transform(const RealFft<Real>& fft, const std::vector<Real>& signal)
{
    std::vector<std::complex<Real>> spectrum(static_cast<std::size_t>(fft.bins()));
    fft.forward(signal, spectrum);
    return spectrum;
}
} // namespace

TEST_CASE("Four samples have the spectrum worked out by hand", "[spectral][fft]")
{
    const auto spectrum = transform(RealFft<float>(4), {1.0f, 2.0f, 3.0f, 5.0f});
    REQUIRE(spectrum.size() == 3);
    CHECK(spectrum[0] == std::complex<float>(11.0f, 0.0f));
    CHECK(spectrum[1] == std::complex<float>(-2.0f, 3.0f));
    CHECK(spectrum[2] == std::complex<float>(-3.0f, 0.0f));
}

TEMPLATE_TEST_CASE("Every size agrees with the definition", "[spectral][fft]", float, double)
{
    // Rounding grows with the root of the size; magnitudes here reach about 40.
    const auto tolerance = std::is_same_v<TestType, float> ? 1e-4 : 1e-11;
    for (const int size : {1, 2, 3, 8, 17, 100, 255, 256, 1000})
    {
        INFO("size " << size);
        const auto signal = testSignal<TestType>(size);
        const auto expected = naiveTransform(signal);
        const auto spectrum = transform(RealFft<TestType>(size), signal);
        REQUIRE(spectrum.size() == expected.size());
        auto largest = 0.0;
        for (std::size_t k = 0; k < expected.size(); ++k)
            largest = std::max(largest, std::abs(std::complex<double>(spectrum[k]) - expected[k]));
        CHECK(largest < tolerance);
    }
}

TEMPLATE_TEST_CASE("Forward and back gives the signal times its length", "[spectral][fft]", float, double)
{
    for (const int size : {1, 2, 15, 2048})
    {
        const RealFft<TestType> fft(size);
        const auto signal = testSignal<TestType>(size);
        auto spectrum = transform(fft, signal);
        std::vector<TestType> back(signal.size());
        fft.inverse(spectrum, back);
        auto largest = 0.0;
        for (std::size_t i = 0; i < signal.size(); ++i)
            largest = std::max<double>(largest, std::abs(back[i] / static_cast<TestType>(size) - signal[i]));
        CHECK(largest < (std::is_same_v<TestType, float> ? 1e-6 : 1e-14));
    }
}

TEST_CASE("Transforming leaves the input as it was", "[spectral][fft]")
{
    const auto signal = testSignal<float>(2048);
    const auto copy = signal;
    transform(RealFft<float>(2048), signal);
    CHECK(signal == copy);
}

TEST_CASE("Buffers at any address give the same spectrum", "[spectral][fft]")
{
    const RealFft<float> fft(64);
    const auto signal = testSignal<float>(64);
    const auto expected = transform(fft, signal);
    for (std::size_t shift = 0; shift < 8; ++shift)
    {
        std::vector<float> buffer(64 + shift);
        std::copy(signal.begin(), signal.end(), buffer.begin() + static_cast<std::ptrdiff_t>(shift));
        std::vector<std::complex<float>> spectrum(33);
        fft.forward(std::span(buffer).subspan(shift), spectrum);
        CHECK(spectrum == expected);
    }
}

TEST_CASE("Threads may share one transform and make their own", "[spectral][fft]")
{
    const RealFft<float> shared(512);
    const auto signal = testSignal<float>(512);
    const auto expected = transform(shared, signal);
    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (auto& count : wrong)
        threads.emplace_back(
            [&]
            {
                for (int i = 0; i < 50; ++i)
                    count += (transform(shared, signal) != expected) +
                             (transform(RealFft<float>(512), signal) != expected);
            });
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("A moved transform keeps working", "[spectral][fft]")
{
    RealFft<float> first(16);
    const auto signal = testSignal<float>(16);
    const auto expected = transform(first, signal);
    RealFft<float> second(8);
    second = std::move(first);
    CHECK(second.size() == 16);
    CHECK(transform(second, signal) == expected);
}

TEST_CASE("Fast sizes are the next ones without large prime factors", "[spectral][fft]")
{
    CHECK(RealFft<float>::fastSize(-3) == 1);
    CHECK(RealFft<float>::fastSize(1) == 1);
    CHECK(RealFft<float>::fastSize(11) == 12);
    CHECK(RealFft<float>::fastSize(1025) == 1029); // 3 * 7 * 7 * 7
    CHECK(RealFft<float>::fastSize(4096) == 4096);
}

TEST_CASE("A size below one and buffers of the wrong length are refused", "[spectral][fft]")
{
    CHECK_THROWS_AS(RealFft<float>(0), std::invalid_argument);
    CHECK_THROWS_AS(RealFft<double>(-4), std::invalid_argument);
    const RealFft<float> fft(8);
    std::vector<float> signal(8), shortSignal(7);
    std::vector<std::complex<float>> spectrum(5), shortSpectrum(4);
    CHECK_THROWS_AS(fft.forward(shortSignal, spectrum), std::invalid_argument);
    CHECK_THROWS_AS(fft.forward(signal, shortSpectrum), std::invalid_argument);
    CHECK_THROWS_AS(fft.inverse(shortSpectrum, signal), std::invalid_argument);
    CHECK_THROWS_AS(fft.inverse(spectrum, shortSignal), std::invalid_argument);
}
