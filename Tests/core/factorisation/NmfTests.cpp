#include "base/Errors.h"
#include "factorisation/Nmf.h"
#include "factorisation/NmfStart.h"
#include "support/NpyReader.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

using namespace reprise;

namespace
{
Matrix randomMatrix(Eigen::Index rows, Eigen::Index columns, std::uint32_t seed)
{
    std::mt19937 engine(seed);
    return Matrix::NullaryExpr(rows, columns,
                               [&] { return static_cast<float>(engine() >> 8) / 16777216.0f; });
}

/** A matrix that two spectral templates explain exactly. */
Matrix exactRankTwo()
{
    return randomMatrix(6, 2, 1) * randomMatrix(2, 40, 2);
}
} // namespace

TEST_CASE("One component of a rank-one matrix is found exactly", "[nmf]")
{
    Matrix x(2, 3);
    x << 1, 2, 3, //
        2, 4, 6;
    NmfSettings settings;
    settings.components = 1;
    const auto result = factorise(x, settings);
    CHECK((result.dictionary * result.activations).isApprox(x, 1e-4f));
    CHECK(result.dictionary(1, 0) / result.dictionary(0, 0) == Approx(2.0).epsilon(1e-4));
}

TEST_CASE("The factors have the promised shapes and are never negative", "[nmf]")
{
    for (const auto initialisation :
         {NmfInitialisation::random, NmfInitialisation::nndsvd, NmfInitialisation::nndsvda})
    {
        NmfSettings settings;
        settings.components = 4;
        settings.initialisation = initialisation;
        const auto result = factorise(randomMatrix(10, 50, 3), settings);
        CHECK(result.dictionary.rows() == 10);
        CHECK(result.dictionary.cols() == 4);
        CHECK(result.activations.rows() == 4);
        CHECK(result.activations.cols() == 50);
        CHECK(result.dictionary.minCoeff() >= 0.0f);
        CHECK(result.activations.minCoeff() >= 0.0f);
    }
}

TEST_CASE("The objective never rises between iterations", "[nmf]")
{
    const auto x = randomMatrix(12, 60, 4);
    for (const auto& [alpha, l1Ratio] :
         {std::pair{0.0, 0.0}, std::pair{0.01, 0.0}, std::pair{0.01, 1.0}, std::pair{0.02, 0.5}})
    {
        NmfSettings settings;
        settings.components = 5;
        settings.alphaActivations = settings.alphaDictionary = alpha;
        settings.l1Ratio = l1Ratio;
        auto before = std::numeric_limits<double>::infinity();
        for (int iterations = 1; iterations <= 25; ++iterations)
        {
            settings.maxIterations = iterations;
            const auto result = factorise(x, settings);
            const auto now = nmfObjective(x, result.dictionary, result.activations, settings);
            CHECK(now <= before * (1.0 + 1e-6)); // single-precision rounding
            before = now;
        }
    }
}

TEST_CASE("Whatever the matrix and the settings, the objective never rises and no factor is negative",
          "[nmf]")
{
    std::mt19937 engine(6);
    const auto below = [&](int limit) { return static_cast<int>(engine() % static_cast<unsigned>(limit)); };
    for (int round = 0; round < 60; ++round)
    {
        INFO("round " << round);
        const auto rows = 1 + below(15), columns = 1 + below(40);
        Matrix x = randomMatrix(rows, columns, static_cast<std::uint32_t>(engine()));
        if (below(3) == 0) // spectra span many orders of magnitude
            x = x.array().pow(12.0f) * 1e4f;
        if (below(3) == 0) // silence, and a bin that is never sounded
        {
            x.col(below(columns)).setZero();
            x.row(below(rows)).setZero();
        }
        if (below(4) == 0) // the same frame again and again
            x.colwise() = Eigen::VectorXf(x.col(0));
        NmfSettings settings;
        settings.components = 1 + below(std::min(rows, columns) + 3);
        settings.alphaActivations = below(2) * 0.01 * below(5);
        settings.alphaDictionary = below(2) * 0.01 * below(5);
        settings.l1Ratio = 0.5 * below(3);
        settings.seed = static_cast<std::uint32_t>(engine());
        settings.tolerance = 0.0;
        auto before = std::numeric_limits<double>::infinity();
        for (const auto iterations : {1, 2, 3, 5, 8, 13, 40})
        {
            settings.maxIterations = iterations;
            const auto result = factorise(x, settings);
            REQUIRE(result.dictionary.allFinite());
            REQUIRE(result.activations.allFinite());
            REQUIRE(result.dictionary.minCoeff() >= 0.0f);
            REQUIRE(result.activations.minCoeff() >= 0.0f);
            const auto now = nmfObjective(x, result.dictionary, result.activations, settings);
            // Single-precision rounding: of the loss, and of products as large as the data.
            REQUIRE(now <= before * (1.0 + 1e-6) + 1e-11 * static_cast<double>(x.squaredNorm()));
            before = now;
        }
    }
}

TEST_CASE("Several factorisations at once give the bytes that each gives alone", "[nmf]")
{
    const auto x = randomMatrix(40, 300, 9);
    const auto with = [&](std::uint32_t seed)
    {
        NmfSettings settings;
        settings.components = 8;
        settings.seed = seed;
        return factorise(x, settings);
    };
    std::vector<NmfResult> alone, together(6);
    for (std::uint32_t seed = 0; seed < together.size(); ++seed)
        alone.push_back(with(seed));
    std::vector<std::thread> threads;
    for (std::uint32_t seed = 0; seed < together.size(); ++seed)
        threads.emplace_back([&, seed] { together[seed] = with(seed); });
    for (auto& thread : threads)
        thread.join();
    for (std::size_t i = 0; i < together.size(); ++i)
    {
        CHECK(together[i].dictionary == alone[i].dictionary);
        CHECK(together[i].activations == alone[i].activations);
    }
}

TEST_CASE("The same seed gives the same bytes and another seed another start", "[nmf]")
{
    const auto x = randomMatrix(8, 30, 5);
    NmfSettings settings;
    settings.components = 12; // more than rows: random start
    const auto first = factorise(x, settings), second = factorise(x, settings);
    CHECK(first.dictionary == second.dictionary);
    CHECK(first.activations == second.activations);
    settings.seed = 1;
    CHECK(factorise(x, settings).activations != first.activations);
}

TEST_CASE("A matrix of rank two is reproduced by two components", "[nmf]")
{
    const auto x = exactRankTwo();
    NmfSettings settings;
    settings.components = 2;
    settings.maxIterations = 2000;
    settings.tolerance = 1e-7;
    const auto result = factorise(x, settings);
    CHECK((result.dictionary * result.activations - x).norm() / x.norm() < 1e-3f);
}

TEST_CASE("A zero matrix has zero activations and converges at once", "[nmf]")
{
    NmfSettings settings;
    settings.components = 2;
    const auto result = factorise(Matrix::Zero(4, 6), settings);
    CHECK((result.dictionary * result.activations).norm() == 0.0f);
    CHECK(result.converged);
}

TEST_CASE("Cancelling keeps the factors so far", "[nmf]")
{
    CancelToken token;
    int reports = 0;
    const Progress progress(
        [&](double)
        {
            if (++reports == 3)
                token.cancel();
        },
        &token);
    NmfSettings settings;
    settings.components = 3;
    settings.tolerance = 0.0;
    const auto result = factorise(randomMatrix(10, 40, 6), settings, progress);
    CHECK(result.cancelled);
    CHECK(result.iterations == 3);
    CHECK(result.activations.cols() == 40);
}

TEST_CASE("Impossible input and settings are refused", "[nmf]")
{
    auto x = randomMatrix(4, 5, 7);
    NmfSettings settings;
    settings.components = 2;
    CHECK_THROWS_AS(factorise(Matrix(), settings), InvalidInput);
    x(1, 1) = -0.1f;
    CHECK_THROWS_WITH(factorise(x, settings), Catch::Contains("negative"));
    x(1, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH(factorise(x, settings), Catch::Contains("NaN"));
    x(1, 1) = 0.1f;
    settings.components = 0;
    CHECK_THROWS_AS(factorise(x, settings), InvalidSettings);
    settings.components = 5;
    settings.initialisation = NmfInitialisation::nndsvd;
    CHECK_THROWS_WITH(factorise(x, settings), Catch::Contains("at most 4"));
    settings = {};
    settings.l1Ratio = 1.5;
    CHECK_THROWS_AS(factorise(x, settings), InvalidSettings);
    settings = {};
    settings.alphaActivations = -1.0;
    CHECK_THROWS_AS(factorise(x, settings), InvalidSettings);
    CHECK_THROWS_WITH(nmfInitialisationFromName("svd"), Catch::Contains("nndsvda"));
}

TEST_CASE("From the same start the loss is scikit-learn's", "[nmf][golden]")
{
    std::ifstream file(std::string(REPRISE_GOLDEN_DIR) + "/nmf.json");
    const auto document = nlohmann::json::parse(file);
    REQUIRE(document.at("cases").size() == 32);
    for (const auto& example : document.at("cases"))
    {
        INFO(example);
        const auto name = "nmf_" + example.at("matrix").get<std::string>();
        const Matrix x = test::golden(name + "_x").transpose();
        NmfSettings settings;
        settings.components = example.at("components");
        settings.alphaActivations = settings.alphaDictionary = example.at("alpha");
        settings.l1Ratio = example.at("l1_ratio");
        const auto initialisation = example.at("init").get<std::string>();
        NmfResult result;
        if (initialisation == "custom")
            result = factoriseFrom(x, test::golden(name + "_h0").transpose(),
                                   test::golden(name + "_w0").transpose(), settings);
        else
        {
            settings.initialisation = nmfInitialisationFromName(initialisation);
            if (initialisation.starts_with("nndsvd"))
                settings.tolerance = 0.0; // see below
            result = factorise(x, settings);
        }
        const auto objective = nmfObjective(x, result.dictionary, result.activations, settings);
        const auto expected = example.at("objective").get<double>();
        // The same updates in the same order from the same start: only rounding differs.
        if (initialisation == "custom" || initialisation == "random")
            CHECK(objective == Approx(expected).epsilon(1e-3));
        // NNDSVD starts at singular vectors, which two libraries round differently; where a component's
        // positive and negative part weigh the same, that decides which is taken. The loss must then be no
        // worse. NNDSVDa starts so far above it that where it stops early moves with the rounding of the
        // processor's products (by a tenth of the loss): here nothing stops early.
        else
            CHECK(objective <= expected * 1.001);
    }
}
