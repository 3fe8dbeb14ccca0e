#include "evaluation/Metrics.h"
#include "evaluation/SimulatedUser.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace reprise;

namespace
{
EvaluationTask exampleTask()
{
    EvaluationTask task;
    task.id = "example";
    task.track = "phrases";
    task.query = {10.0, 2.0};
    task.occurrences = {{{10.0, 2.0}, true}, {{20.0, 2.0}, false}, {{30.0, 2.0}, false}};
    task.ignored = {{40.0, 1.0}, {40.9, 1.0}};
    return task;
}
} // namespace

TEST_CASE("More than half of an excerpt inside an occurrence is a hit", "[evaluation][user]")
{
    SimulatedUser user(exampleTask());
    CHECK(user.judge({21.0, 2.0}).verdict == Verdict::miss); // exactly half
    const auto judged = user.judge({20.99, 2.0});
    CHECK(judged.verdict == Verdict::hit);
    CHECK(judged.onsetErrorSeconds == Approx(0.99));
}

TEST_CASE("An occurrence found before and the query are repeats", "[evaluation][user]")
{
    SimulatedUser user(exampleTask());
    CHECK(user.judge({10.1, 2.0}).verdict == Verdict::repeat);
    CHECK(user.judge({20.0, 2.0}).verdict == Verdict::hit);
    CHECK(user.judge({20.5, 2.0}).verdict == Verdict::repeat);
    CHECK(user.missed().size() == 1);
    CHECK(user.wanted() == 2);
}

TEST_CASE("A sound marked in another recording makes every occurrence one to find", "[evaluation][user]")
{
    SimulatedUser user(exampleTask(), false);
    CHECK(user.wanted() == 3);
    CHECK(user.missed().size() == 3);
    CHECK(user.judge({10.1, 2.0}).verdict == Verdict::hit);
    CHECK(user.judge({10.1, 2.0}).verdict == Verdict::repeat);
    CHECK(user.missed().size() == 2);
}

TEST_CASE("Ignored places count together and lead to no answer", "[evaluation][user]")
{
    SimulatedUser user(exampleTask());
    CHECK(user.judge({40.0, 1.9}).verdict == Verdict::skip);
    CHECK(user.judge({41.5, 1.9}).verdict == Verdict::miss);
    CHECK(SimulatedUser::answerFor(Verdict::skip) == Answer::unsure);
    CHECK(SimulatedUser::answerFor(Verdict::repeat) == Answer::yes);
    CHECK(SimulatedUser::answerFor(Verdict::hit) == Answer::yes);
    CHECK(SimulatedUser::answerFor(Verdict::miss) == Answer::no);
}

TEST_CASE("An excerpt without length finds nothing", "[evaluation][user]")
{
    SimulatedUser user(exampleTask());
    CHECK(user.judge({20.0, 0.0}).verdict == Verdict::miss);
}

TEST_CASE("Without a marked occurrence the one nearest to the query stands for it", "[evaluation][user]")
{
    auto task = exampleTask();
    task.occurrences[0].isQuery = false;
    task.query = {19.5, 2.0};
    SimulatedUser user(task);
    CHECK(user.judge({20.0, 2.0}).verdict == Verdict::repeat);
    CHECK(user.judge({10.0, 2.0}).verdict == Verdict::hit);
}

TEST_CASE("Scoring ends with the last no of the budget", "[evaluation][metrics]")
{
    const auto task = exampleTask();
    const std::vector<AskedExcerpt> asked{
        {{0.0, 2.0}, false}, {{20.0, 2.0}, true}, {{40.0, 1.9}, {}}, {{3.0, 2.0}, true}, {{30.0, 2.0}, true}};
    const auto score = scoreTask(task, asked, 2);
    CHECK(score.questions == 4);
    CHECK(score.hits == 1);
    CHECK(score.misses == 2);
    CHECK(score.skips == 1);
    CHECK(score.contradicted == 1); // 3.0 was answered with yes
    CHECK(score.recall() == Approx(0.5));
    CHECK(score.precision().value() == Approx(1.0 / 3.0));
    CHECK(scoreTask(task, asked, 10).recall() == Approx(1.0));
}

TEST_CASE("Groups are formed by track, tier and alteration", "[evaluation][metrics]")
{
    TaskScore a{"a", "phrases", "low", "", 1, 2, 3, 0, 0, 4, 0, {0.010, 0.030}};
    TaskScore b{"b", "phrases", "high", "", 4, 4, 0, 0, 2, 6, 0, {0.020}};
    TaskScore c{"c", "planted", "mid", "mild", 0, 0, 0, 0, 0, 0, 0, {}};
    const auto groups = groupScores({a, b, c});
    std::vector<std::string> names;
    for (const auto& g : groups)
        names.push_back(g.name);
    CHECK(names == std::vector<std::string>{"all", "phrases", "  phrases, snr high", "  phrases, snr low",
                                            "planted", "  planted, snr mid", "  planted, altered mild"});
    CHECK(groups[1].meanRecall == Approx(0.75));
    CHECK(groups[1].pooledRecall == Approx(5.0 / 6.0));
    CHECK(groups[1].meanQuestions == Approx(5.0));
    CHECK(groups[1].meanPrecision == Approx((0.25 + 1.0) / 2.0));
    CHECK(groups[1].medianOnsetErrorSeconds.value() == Approx(0.020));
    CHECK(groups[1].percentile95OnsetErrorSeconds.value() == Approx(0.029));
    CHECK(groups[4].meanRecall == Approx(1.0)); // nothing was wanted
    CHECK_FALSE(groups[4].medianOnsetErrorSeconds);
}

TEST_CASE("Calibration counts answers by tenths of the confidence", "[evaluation][metrics]")
{
    const auto task = exampleTask();
    const auto score = scoreTask(task,
                                 {{{20.0, 2.0}, true, 0.95f},
                                  {{30.0, 2.0}, true, 1.0f},
                                  {{40.0, 1.9}, {}, 0.5f}, // no answer
                                  {{3.0, 2.0}, false, 0.25f},
                                  {{5.0, 2.0}, false, 0.0f},
                                  {{7.0, 2.0}, false, 0.9f}}, // after the budget
                                 2);
    CHECK(score.calibration.questions() == 4);
    CHECK(score.calibration.bins[9].questions == 2);
    CHECK(score.calibration.bins[9].yes == 2);
    CHECK(score.calibration.bins[2].questions == 1);
    CHECK(score.calibration.bins[2].yes == 0);
    CHECK(score.calibration.bins[0].questions == 1);
    CHECK(score.calibration.brier().value() == Approx((0.0025 + 0.0625) / 4.0));
    CHECK_FALSE(Calibration{}.brier());
    const auto both = groupScores({score, score})[0].calibration;
    CHECK(both.questions() == 8);
    CHECK(both.brier().value() == Approx(score.calibration.brier().value()));
}

TEST_CASE("Accepted places count with what was answered with yes before", "[evaluation][metrics]")
{
    const auto task = exampleTask();
    TaskQuestions session;
    session.asked = {{{20.0, 2.0}, true}, {{3.0, 2.0}, false}, {{30.0, 2.0}, true}};
    session.acceptedAfter = 2;
    // An occurrence, one found before, the query, an ignored place, and nothing.
    session.accepted = {{{30.1, 2.0}}, {{20.2, 2.0}}, {{10.0, 2.0}}, {{40.0, 1.9}}, {{50.0, 2.0}}};
    const auto score = scoreTask(task, session, 10);
    REQUIRE(score.accepted);
    CHECK(score.accepted->right == 2);
    CHECK(score.accepted->wrong == 1);
    CHECK(score.accepted->precision().value() == Approx(2.0 / 3.0));
    CHECK(score.hits == 2);

    session.acceptedAfter = 1;
    session.accepted.clear();
    const auto groups = groupScores({score, scoreTask(task, session, 10)});
    CHECK(groups[0].acceptedRecall.value() == Approx((1.0 + 0.5) / 2.0));
    CHECK(groups[0].acceptedPrecision.value() == Approx((2.0 / 3.0 + 1.0) / 2.0));
    CHECK_FALSE(groupScores({scoreTask(task, session.asked, 10)})[0].acceptedRecall);
}

TEST_CASE("A no to an occurrence does not find it for what is accepted", "[evaluation][metrics]")
{
    TaskQuestions session;
    session.asked = {{{20.0, 2.0}, false}};
    session.acceptedAfter = 1;
    CHECK(scoreTask(exampleTask(), session, 10).accepted->right == 0);
}

TEST_CASE("Questions are counted for each occurrence found", "[evaluation][metrics]")
{
    TaskScore a{"a", "phrases", "low", "", 1, 2, 3, 0, 0, 4, 0, {}};
    TaskScore b{"b", "phrases", "low", "", 4, 4, 0, 0, 2, 6, 0, {}};
    TaskScore none{"c", "phrases", "low", "", 0, 4, 10, 0, 0, 10, 0, {}};
    const auto group = groupScores({a, b, none})[0];
    CHECK(group.meanQuestionsPerHit.value() == Approx((4.0 + 1.5) / 2.0));
    CHECK(group.pooledQuestionsPerHit.value() == Approx(20.0 / 5.0));
    CHECK_FALSE(groupScores({none})[0].meanQuestionsPerHit);
}

TEST_CASE("Estimates of what is left are compared with the truth", "[evaluation][metrics]")
{
    TaskScore a, b;
    a.acceptedAfter = b.acceptedAfter = 5;
    a.outlooks = {{0, 9, {9.0, 9, 9}, {}}, {5, 4, {6.0, 4, 8}, {}}, {12, 1, {0.5, 0, 1}, {}}};
    b.outlooks = {{5, 2, {1.0, 0, 1}, {}}};
    const auto group = groupScores({a, b})[0];
    CHECK(group.leftWhenAccepted.tasks == 2);
    CHECK(group.leftWhenAccepted.withinInterval == Approx(0.5));
    CHECK(group.leftWhenAccepted.meanAbsoluteError == Approx(1.5));
    CHECK(group.leftWhenAccepted.meanBias == Approx(0.5));
    CHECK(group.leftAtEnd.withinInterval == Approx(0.5));
    CHECK(group.leftAtEnd.meanAbsoluteError == Approx(0.75));
    CHECK(groupScores({TaskScore{}})[0].leftAtEnd.tasks == 0);
}

TEST_CASE("Every figure equals the reference scorer's on the same results", "[evaluation][metrics][golden]")
{
    const test::TemporaryFolder folder;
    const auto document =
        nlohmann::json::parse(test::readText(std::string(REPRISE_GOLDEN_DIR) + "/scorer.json"));
    test::writeText(folder / "manifest.json", document.at("manifest").dump());
    const auto manifest = readManifest(folder / "manifest.json");
    const int budget = document.at("budget");

    std::vector<TaskScore> scores;
    for (std::size_t i = 0; i < manifest.tasks.size(); ++i)
    {
        const auto& recorded = document.at("results").at(i);
        const auto& expected = document.at("figures").at(i);
        REQUIRE(recorded.at("id") == manifest.tasks[i].id);
        REQUIRE(expected.at("id") == manifest.tasks[i].id);
        INFO(manifest.tasks[i].id);
        std::vector<AskedExcerpt> asked;
        for (const auto& question : recorded.at("asked"))
            asked.push_back({{question.at("start"), question.at("length")},
                             question.at("answer").is_null() ? std::nullopt
                                                             : std::optional<bool>(question.at("answer"))});
        scores.push_back(scoreTask(manifest.tasks[i], asked, budget));
        const auto& score = scores.back();
        CHECK(score.hits == expected.at("hits"));
        CHECK(score.wanted == expected.at("wanted"));
        CHECK(score.misses == expected.at("misses"));
        CHECK(score.repeats == expected.at("repeats"));
        CHECK(score.skips == expected.at("skips"));
        CHECK(score.questions == expected.at("questions"));
        CHECK(score.contradicted == expected.at("wrong"));
        CHECK(score.recall() == expected.at("recall").get<double>());
        CHECK(score.precision().has_value() != expected.at("precision").is_null());
        if (score.precision())
            CHECK(*score.precision() == expected.at("precision").get<double>());
    }

    // The scorer's printed table, group by group: name, tasks, recall, pooled, asked, precision, onset,
    // repeats, skips.
    std::size_t compared = 0;
    for (const auto& group : groupScores(scores))
        for (const std::string line : document.at("printed"))
        {
            if (line.substr(0, 26) != group.name + std::string(26 - group.name.size(), ' '))
                continue;
            std::istringstream columns(line.substr(26));
            double tasks = 0, recall = 0, pooled = 0, questions = 0, precision = 0, repeats = 0, skips = 0;
            std::string onset;
            columns >> tasks >> recall >> pooled >> questions >> precision >> onset >> repeats >> skips;
            INFO(line);
            CHECK(group.tasks == tasks);
            CHECK(group.meanRecall == Approx(recall).margin(0.00051));
            CHECK(group.pooledRecall == Approx(pooled).margin(0.00051));
            CHECK(group.meanQuestions == Approx(questions).margin(0.051));
            CHECK(group.meanPrecision == Approx(precision).margin(0.00051));
            if (onset != "-")
                CHECK(group.medianOnsetErrorSeconds.value() * 1000.0 ==
                      Approx(std::stod(onset)).margin(0.051));
            CHECK(group.meanRepeats == Approx(repeats).margin(0.051));
            CHECK(group.meanSkips == Approx(skips).margin(0.051));
            ++compared;
        }
    CHECK(compared == groupScores(scores).size());
}
