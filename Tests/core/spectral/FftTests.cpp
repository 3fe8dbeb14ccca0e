#include "spectral/Fft.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <thread>
#include <vector>

using namespace reprise;

TEMPLATE_TEST_CASE("The transform equals the plain sum", "[spectral][fft]", float, double)
{
    for (const int size : {1, 2, 7, 12, 64})
    {
        const RealFft<TestType> fft(size);
        std::vector<TestType> signal(static_cast<std::size_t>(size));
        for (int n = 0; n < size; ++n)
            signal[static_cast<std::size_t>(n)] = static_cast<TestType>(std::sin(1.0 + n * n));
        std::vector<std::complex<TestType>> spectrum(static_cast<std::size_t>(fft.bins()));
        fft.forward(signal, spectrum);
        for (int k = 0; k < fft.bins(); ++k)
        {
            std::complex<double> sum;
            for (int n = 0; n < size; ++n)
                sum += static_cast<double>(signal[static_cast<std::size_t>(n)]) *
                       std::polar(1.0, -2.0 * std::numbers::pi * k * n / size);
            CHECK(std::abs(std::complex<double>(spectrum[static_cast<std::size_t>(k)]) - sum) < 1e-5);
        }
    }
}

TEMPLATE_TEST_CASE("There and back multiplies by the size", "[spectral][fft]", float, double)
{
    const RealFft<TestType> fft(30);
    std::vector<TestType> signal(30), back(30);
    for (std::size_t n = 0; n < 30; ++n)
        signal[n] = static_cast<TestType>(std::cos(0.3 * static_cast<double>(n * n)));
    std::vector<std::complex<TestType>> spectrum(16);
    fft.forward(signal, spectrum);
    fft.inverse(spectrum, back);
    for (std::size_t n = 0; n < 30; ++n)
        CHECK(back[n] / 30 == Approx(signal[n]).margin(1e-5));
}

TEST_CASE("A fast size has only small prime factors and is not below the minimum", "[spectral][fft]")
{
    CHECK(RealFft<float>::fastSize(0) == 1);
    CHECK(RealFft<float>::fastSize(11) == 12);
    CHECK(RealFft<float>::fastSize(1024) == 1024);
    CHECK(RealFft<float>::fastSize(5167) == 5184);
}

TEST_CASE("Plans may be made and used from several threads", "[spectral][fft]")
{
    std::vector<std::jthread> threads;
    std::vector<float> results(8);
    for (std::size_t i = 0; i < results.size(); ++i)
        threads.emplace_back(
            [&results, i]
            {
                const RealFft<float> fft(256);
                const std::vector<float> ones(256, 1.0f);
                std::vector<std::complex<float>> spectrum(129);
                fft.forward(ones, spectrum);
                results[i] = spectrum[0].real();
            });
    threads.clear();
    for (const auto result : results)
        CHECK(result == Approx(256.0f));
}

TEST_CASE("Wrong sizes are the caller's mistake", "[spectral][fft]")
{
    CHECK_THROWS_AS(RealFft<float>(0), std::invalid_argument);
    const RealFft<float> fft(8);
    std::vector<float> signal(7);
    std::vector<std::complex<float>> spectrum(5);
    CHECK_THROWS_AS(fft.forward(signal, spectrum), std::invalid_argument);
}
