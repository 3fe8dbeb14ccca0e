#include "base/Errors.h"
#include "session/RetrievalSession.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>

using namespace reprise;

namespace
{
/** Ranks a fixed list of starts, earlier ones higher, and counts how often it was asked. */
class ListMatcher : public Matcher
{
public:
    explicit ListMatcher(std::vector<SampleIndex> startsInOrder, int* rankCounter = nullptr,
                         double overlapAllowed = 0.0)
        : starts(std::move(startsInOrder)), counter(rankCounter), overlap(overlapAllowed)
    {
    }

    Ranking rank(std::span<const Judgement>, const Progress&) override
    {
        if (counter != nullptr)
            ++*counter;
        std::vector<Candidate> candidates;
        for (std::size_t i = 0; i < starts.size(); ++i)
            candidates.push_back({starts[i], -static_cast<float>(i), 1.0f / static_cast<float>(i + 1)});
        return {std::move(candidates), {}};
    }

    double largestOverlap() const override { return overlap; }

private:
    std::vector<SampleIndex> starts;
    int* counter;
    double overlap;
};

/** Says of every yes that it belongs to one place. */
class GatheringMatcher : public ListMatcher
{
public:
    explicit GatheringMatcher(SampleIndex everyStart) : ListMatcher({}), start(everyStart) {}

    Ranking rank(std::span<const Judgement> judgements, const Progress&) override
    {
        return {{}, std::vector<SampleIndex>(judgements.size(), start)};
    }

private:
    SampleIndex start;
};

RetrievalSession sessionOver(std::vector<SampleIndex> starts, int budget = 10)
{
    return RetrievalSession(std::make_unique<ListMatcher>(std::move(starts)), {100, 10}, 1000, budget);
}
} // namespace

TEST_CASE("The most similar free excerpt is asked about first", "[session]")
{
    auto session = sessionOver({95, 300, 400});
    const auto question = session.question();
    REQUIRE(question);
    CHECK(question->excerpt == SampleRange{300, 10}); // 95 overlaps the query
    CHECK(question->number == 1);
    CHECK(question->confidence == Approx(0.5));
}

TEST_CASE("In the uncertain order two likely places are asked first, then the most uncertain ones",
          "[session]")
{
    // Confidences 1, 1/2, 1/3, 1/4 ...
    int ranked = 0;
    RetrievalSession session(
        std::make_unique<ListMatcher>(std::vector<SampleIndex>{300, 400, 500, 600, 700}, &ranked), {100, 10},
        1000, 10);
    session.setOrder(AskOrder::uncertain);
    CHECK(session.question()->excerpt.start == 300);
    session.setJudgements({{{700, 10}, Answer::no}});
    CHECK(session.question()->excerpt.start == 300);
    session.setJudgements({{{700, 10}, Answer::no}, {{600, 10}, Answer::unsure}});
    CHECK(session.question()->excerpt.start == 400);
    CHECK(session.question()->confidence == Approx(0.5));
    CHECK(session.predictedHits(0.3f).size() == 3); // what is accepted does not depend on the order

    const auto before = ranked;
    session.setOrder(AskOrder::likeliest);
    CHECK(session.question()->excerpt.start == 300);
    session.setOrder(AskOrder::uncertain);
    CHECK(session.standingQuestion()->excerpt.start == 400);
    CHECK(ranked == before);
    session.answer(Answer::yes);
    CHECK(session.question()->excerpt.start == 500);
}

TEST_CASE("Judgements kept elsewhere lead to the question they would have led to", "[session]")
{
    int ranked = 0;
    const std::vector<Judgement> kept{{{300, 10}, Answer::yes}, {{412, 10}, Answer::no}};
    RetrievalSession session(std::make_unique<ListMatcher>(std::vector<SampleIndex>{300, 405, 500}, &ranked),
                             {100, 10}, 1000, 10);
    session.answer(Answer::no);
    session.undo();
    session.setJudgements(kept);
    CHECK(session.judgements() == kept);
    CHECK(session.question()->excerpt.start == 500); // 405 overlaps 412 ... 422
    CHECK(session.question()->number == 3);
    CHECK(session.budgetLeft() == 9);
    CHECK_FALSE(session.canRedo());
    const auto before = ranked;
    session.setJudgements(kept);
    CHECK(session.question());
    CHECK(ranked == before);
    CHECK_THROWS_AS(session.setJudgements({{{995, 10}, Answer::yes}}), InvalidInput);
    CHECK_THROWS_AS(session.setJudgements({{{5, 0}, Answer::yes}}), InvalidInput);
    CHECK(session.judgements() == kept);
}

TEST_CASE("An excerpt that touches a judged one without overlap may be asked", "[session]")
{
    auto session = sessionOver({110, 90, 119});
    CHECK(session.question()->excerpt.start == 110);
    session.answer(Answer::yes);
    CHECK(session.question()->excerpt.start == 90);
    session.answer(Answer::no);
    CHECK_FALSE(session.question()); // 119 overlaps 110 .. 120
    CHECK(session.state() == SessionState::nothingLeft);
}

TEST_CASE("No excerpt past the end of the recording is ever asked", "[session]")
{
    auto session = sessionOver({995, 991, -1, 990});
    CHECK(session.question()->excerpt == SampleRange{990, 10});
    session.answer(Answer::no);
    CHECK_FALSE(session.question());
}

TEST_CASE("Only a no spends the answer budget", "[session]")
{
    auto session = sessionOver({200, 220, 240, 260, 280}, 2);
    session.answer(Answer::yes);
    session.answer(Answer::unsure);
    CHECK(session.budgetLeft() == 2);
    session.answer(Answer::no);
    CHECK(session.state() == SessionState::asking);
    session.answer(Answer::no);
    CHECK(session.budgetLeft() == 0);
    CHECK(session.state() == SessionState::budgetSpent);
    CHECK_FALSE(session.question());
    CHECK_THROWS_AS(session.answer(Answer::yes), std::logic_error);
}

TEST_CASE("A spent session goes on with a larger budget", "[session]")
{
    auto session = sessionOver({200, 220}, 1);
    session.answer(Answer::no);
    CHECK_FALSE(session.question());
    session.setBudget(2);
    CHECK(session.question()->excerpt.start == 220);
}

TEST_CASE("Undo brings the same question back and redo the same answer", "[session]")
{
    auto session = sessionOver({200, 300});
    session.answer(Answer::no);
    session.answer(Answer::yes);
    const auto before = session.judgements();
    CHECK(session.undo());
    CHECK(session.question()->excerpt.start == 300);
    CHECK(session.undo());
    CHECK(session.question()->excerpt.start == 200);
    CHECK_FALSE(session.undo());
    CHECK(session.redo());
    CHECK(session.redo());
    CHECK_FALSE(session.redo());
    CHECK(session.judgements() == before);
}

TEST_CASE("A new answer forgets what was taken back", "[session]")
{
    auto session = sessionOver({200, 300});
    session.answer(Answer::no);
    session.undo();
    session.answer(Answer::yes);
    CHECK_FALSE(session.canRedo());
    CHECK(session.confirmedHits().size() == 2);
}

TEST_CASE("Ranking happens once an answer and not for looking twice", "[session]")
{
    int ranked = 0;
    RetrievalSession session(std::make_unique<ListMatcher>(std::vector<SampleIndex>{200, 300}, &ranked),
                             {0, 10}, 1000, 10);
    session.question();
    session.question();
    CHECK(ranked == 1);
    session.answer(Answer::yes);
    session.question();
    CHECK(ranked == 2);
}

TEST_CASE("What was foreseen costs no ranking after the answer", "[session]")
{
    int ranked = 0;
    RetrievalSession session(std::make_unique<ListMatcher>(std::vector<SampleIndex>{200, 300, 400}, &ranked),
                             {0, 10}, 1000, 10);
    session.foresee(); // nothing is asked yet
    CHECK(ranked == 0);
    for (const auto answer : {Answer::yes, Answer::no})
    {
        session.question();
        session.foresee();
        ranked = 0;
        session.answer(answer);
        REQUIRE(session.question());
        CHECK(session.question()->excerpt.start == (answer == Answer::yes ? 300 : 400));
        CHECK(ranked == 0);
    }
    session.foresee();
    session.answer(Answer::unsure);
    CHECK_FALSE(session.question());
    CHECK(ranked == 3); // two in advance, and that one
}

TEST_CASE("Looking at a ranking, and foreseeing twice, cost no ranking", "[session]")
{
    int ranked = 0;
    RetrievalSession session(std::make_unique<ListMatcher>(std::vector<SampleIndex>{200, 300, 400}, &ranked),
                             {0, 10}, 1000, 10);
    session.question();
    session.foresee();
    CHECK(ranked == 3);
    session.foresee();
    session.predictedHits(0.2f);
    session.settledHits();
    session.estimateLeft();
    session.explain();
    session.foresee();
    CHECK(ranked == 3);
}

TEST_CASE("What cannot be foreseen is ranked after the answer, which says why", "[session]")
{
    /** Cannot rank after a yes. */
    class FailingMatcher : public ListMatcher
    {
    public:
        using ListMatcher::ListMatcher;

        Ranking rank(std::span<const Judgement> judgements, const Progress& progress) override
        {
            if (!judgements.empty() && judgements.back().answer == Answer::yes)
                throw FileError("audio.wav", "cannot be read any more");
            progress.step(0.5);
            return ListMatcher::rank(judgements, progress);
        }
    };
    RetrievalSession session(std::make_unique<FailingMatcher>(std::vector<SampleIndex>{200, 300, 400}),
                             {100, 10}, 1000, 10);
    session.question();
    CancelToken cancelled;
    cancelled.cancel();
    CHECK_NOTHROW(session.foresee(Progress({}, &cancelled)));
    CHECK_NOTHROW(session.foresee());
    CHECK(session.standingQuestion()->excerpt.start == 200);
    session.answer(Answer::yes);
    CHECK_THROWS_AS(session.question(), FileError);
    CHECK(session.undo());
    session.answer(Answer::no);
    CHECK(session.question()->excerpt.start == 300);
}

TEST_CASE("Hits come in order of time with the query among the confirmed", "[session]")
{
    auto session = sessionOver({500, 50, 700, 705, 900});
    session.answer(Answer::yes);
    session.answer(Answer::no);
    const auto confirmed = session.confirmedHits();
    REQUIRE(confirmed.size() == 2);
    CHECK(confirmed[0].excerpt.start == 100);
    CHECK(confirmed[1].excerpt.start == 500);
    CHECK(session.rejectedHits().at(0).excerpt.start == 50);
    const auto predicted = session.predictedHits(0.1f);
    REQUIRE(predicted.size() == 2); // 705 overlaps 700
    CHECK(predicted[0].excerpt.start == 700);
    CHECK(predicted[1].excerpt.start == 900);
    CHECK(session.predictedHits(0.3f).size() == 1);
}

TEST_CASE("A matcher may let excerpts share their ends, but no more than it says", "[session]")
{
    RetrievalSession session(
        std::make_unique<ListMatcher>(std::vector<SampleIndex>{93, 108, 115, 116, 301, 500, 507, 508, 700},
                                      nullptr, 0.25),
        {100, 10}, 1000, 10);
    CHECK(session.question()->excerpt.start == 108); // 93 would share 3 of 10 samples with the query
    session.answer(Answer::yes);
    CHECK(session.question()->excerpt.start == 116); // 115 would share 3 with 108
    session.answer(Answer::yes);
    CHECK(session.question()->excerpt.start == 301);
    session.answer(Answer::yes, SampleRange{302, 4});
    CHECK(session.question()->excerpt.start == 500); // 301 holds all of the corrected excerpt
    session.answer(Answer::yes);
    CHECK(session.question()->excerpt.start == 508);
    CHECK(session.predictedHits(0.0f).size() == 1); // unasked nothing is shared: 700 is left
}

TEST_CASE("What is left is estimated from free places that do not overlap", "[session]")
{
    auto session = sessionOver({500, 50, 700, 705, 95, 900});
    session.answer(Answer::yes);
    session.answer(Answer::no);
    // 705 overlaps 700, 95 the query; the confidences are 1 over the place in the list.
    const auto left = session.estimateLeft();
    const auto same = estimateLeft(std::vector{1.0f / 3.0f, 1.0f / 6.0f}, session.judgements());
    CHECK(left.expected == same.expected);
    CHECK(left.low == same.low);
    CHECK(left.high == same.high);
}

TEST_CASE("A corrected excerpt is kept and must lie inside the recording", "[session]")
{
    auto session = sessionOver({500, 700});
    CHECK_THROWS_AS(session.answer(Answer::yes, SampleRange{995, 10}), InvalidInput);
    session.answer(Answer::yes, SampleRange{498, 12});
    CHECK(session.judgements().back().excerpt == SampleRange{498, 12});
}

TEST_CASE("Impossible queries are refused with the reason", "[session]")
{
    const auto make = [](SampleRange query)
    { return RetrievalSession(std::make_unique<ListMatcher>(std::vector<SampleIndex>{}), query, 1000, 10); };
    CHECK_THROWS_WITH(make({10, 0}), Catch::Contains("no length"));
    CHECK_THROWS_WITH(make({-1, 10}), Catch::Contains("outside the recording"));
    CHECK_THROWS_WITH(make({995, 10}), Catch::Contains("outside the recording"));
    CHECK_THROWS_WITH(make({std::numeric_limits<SampleIndex>::max() - 1, 10}), Catch::Contains("outside"));
    CHECK_THROWS_WITH(make({0, 501}), Catch::Contains("longer than half"));
    CHECK_NOTHROW(make({500, 500}));
}

TEST_CASE("No order of answers and undos ever breaks the overlap rule", "[session]")
{
    std::mt19937 engine(7);
    for (int round = 0; round < 20; ++round)
    {
        std::vector<SampleIndex> starts;
        for (int i = 0; i < 300; ++i)
            starts.push_back(static_cast<SampleIndex>(engine() % 1010));
        auto session = sessionOver(starts, 50);
        for (int step = 0; step < 200; ++step)
        {
            if (engine() % 5 == 0)
                session.undo();
            else if (engine() % 7 == 0)
                session.redo();
            else if (const auto question = session.question())
            {
                REQUIRE(question->excerpt.start >= 0);
                REQUIRE(question->excerpt.end() <= 1000);
                REQUIRE_FALSE(question->excerpt.overlaps(session.query()));
                for (const auto& j : session.judgements())
                    REQUIRE_FALSE(question->excerpt.overlaps(j.excerpt));
                session.answer(static_cast<Answer>(engine() % 3));
            }
        }
    }
}

namespace
{
/** Ranks a fixed list and remembers the judgements it was given. */
class RecordingMatcher : public Matcher
{
public:
    explicit RecordingMatcher(std::vector<Judgement>& lastJudgements) : last(lastJudgements) {}

    Ranking rank(std::span<const Judgement> judgements, const Progress&) override
    {
        last.assign(judgements.begin(), judgements.end());
        std::vector<Candidate> candidates;
        for (const SampleIndex start : {1100, 995, 991, 990, 300, 500, -1})
            candidates.push_back({start, -static_cast<float>(candidates.size()), 0.9f});
        return {std::move(candidates), {}};
    }

private:
    std::vector<Judgement>& last;
};
} // namespace

TEST_CASE("Examples from elsewhere teach, cost nothing, stay, and are no hits", "[session]")
{
    const std::vector<Judgement> examples{{{1200, 10}, Answer::yes}, {{1300, 10}, Answer::no}};
    std::vector<Judgement> seen;
    RetrievalSession session(std::make_unique<RecordingMatcher>(seen), {1100, 10}, examples, 1000, 2);
    CHECK(session.question()->excerpt == SampleRange{990, 10}); // the last place wholly inside
    CHECK(session.question()->number == 1);
    CHECK(seen == examples);
    CHECK(session.budgetLeft() == 2);
    CHECK(session.confirmedHits().empty());
    CHECK(session.rejectedHits().empty());
    CHECK_FALSE(session.canUndo());
    CHECK_FALSE(session.undo());

    session.answer(Answer::yes);
    session.answer(Answer::no);
    CHECK(session.question()->excerpt.start == 500);
    auto expected = examples;
    expected.push_back({{990, 10}, Answer::yes});
    expected.push_back({{300, 10}, Answer::no});
    CHECK(seen == expected);
    CHECK(session.budgetLeft() == 1);
    CHECK(session.judgements().size() == 2);
    REQUIRE(session.confirmedHits().size() == 1);
    CHECK(session.confirmedHits()[0].excerpt.start == 990);
    REQUIRE(session.rejectedHits().size() == 1);
    REQUIRE(session.predictedHits(0.5f).size() == 1);
    CHECK(session.predictedHits(0.5f)[0].excerpt.start == 500);

    CHECK(session.undo());
    CHECK(session.undo());
    CHECK_FALSE(session.undo());
    session.question();
    CHECK(seen == examples);
}

TEST_CASE("Examples must lie after the recording and fit into it", "[session]")
{
    std::vector<Judgement> seen;
    const auto make = [&](SampleRange query, std::vector<Judgement> examples, int budget = 10)
    {
        return RetrievalSession(std::make_unique<RecordingMatcher>(seen), query, std::move(examples), 1000,
                                budget);
    };
    CHECK_NOTHROW(make({1000, 1000}, {}));
    CHECK_THROWS_WITH(make({1000, 1001}, {}), Catch::Contains("longer than the recording"));
    CHECK_THROWS_WITH(make({1000, 0}, {}), Catch::Contains("no length"));
    CHECK_THROWS_AS(make({999, 10}, {}), std::logic_error);
    CHECK_THROWS_AS(make({1000, 10}, {{{10, 10}, Answer::yes}}), std::logic_error);
    CHECK_THROWS_AS(make({1000, 10}, {}, 0), InvalidSettings);
}

TEST_CASE("A judged excerpt is explained by what was known when it was asked", "[session][why]")
{
    /** Tells how much it was given. */
    class CountingMatcher : public ListMatcher
    {
    public:
        using ListMatcher::ListMatcher;

        Explanation explain(std::span<const Judgement> judgements, const SampleRange& excerpt) override
        {
            return {{{"starts at " + std::to_string(excerpt.start), 1.0f}},
                    {},
                    {{static_cast<int>(judgements.size()) - 1, 1.0f}}};
        }
    };
    RetrievalSession session(std::make_unique<CountingMatcher>(std::vector<SampleIndex>{200, 300, 400}),
                             {100, 10}, 1000, 10);
    CHECK_FALSE(session.explain()); // a ranking is due
    session.question();
    REQUIRE(session.explain());
    CHECK(session.explain()->kinds.at(0).kind == "starts at 200");
    CHECK(session.explain()->answers.at(0).judgement == -1);
    session.answer(Answer::yes);
    session.question();
    session.answer(Answer::no);
    CHECK(session.explain({300, 10}).answers.at(0).judgement == 0);
    CHECK(session.explain({200, 10}).answers.at(0).judgement == -1);
    CHECK(session.explain({400, 10}).answers.at(0).judgement == 1);
    CHECK(session.explain(session.query()).isEmpty());
}

TEST_CASE("A matcher that cannot say why gives an empty explanation", "[session][why]")
{
    auto session = sessionOver({200});
    session.question();
    REQUIRE(session.explain());
    CHECK(session.explain()->isEmpty());
}

TEST_CASE("Two hits are never moved to one place", "[session]")
{
    RetrievalSession session(std::make_unique<GatheringMatcher>(500), {100, 10}, 1000, 10);
    session.setJudgements({{{480, 10}, Answer::yes}, {{520, 10}, Answer::yes}});
    CHECK(session.settledHits() == std::vector<SettledHit>{{{480, 10}, {500, 10}}});
}

namespace
{
constexpr SampleIndex naiveSamples = 400;
constexpr SampleRange naiveQuery{60, 12};
constexpr double naiveOverlap = 0.25;

/** A similarity that every judgement changes; with ties. */
float moodOf(SampleIndex start, std::span<const Judgement> judgements)
{
    auto mood = start * 37;
    for (const auto& [excerpt, answer] : judgements)
        mood += (start / 3 + excerpt.start) * (static_cast<int>(answer) + 1);
    return static_cast<float>(mood % 101) / 100.0f;
}

class MoodyMatcher : public Matcher
{
public:
    Ranking rank(std::span<const Judgement> judgements, const Progress&) override
    {
        std::vector<Candidate> candidates;
        for (SampleIndex start = 0; start < naiveSamples; start += 3)
            candidates.push_back({start, moodOf(start, judgements), moodOf(start, judgements)});
        return {std::move(candidates), {}};
    }

    double largestOverlap() const override { return naiveOverlap; }
};

/** The rules of a session over plain lists, looking at every sample, with nothing remembered in between. */
struct NaiveSession
{
    std::vector<Judgement> judged, undone;
    int budget = 5;

    static int shared(const SampleRange& a, const SampleRange& b)
    {
        int count = 0;
        for (auto sample = a.start; sample < a.start + a.length; ++sample)
            count += sample >= b.start && sample < b.start + b.length ? 1 : 0;
        return count;
    }

    int count(Answer answer) const
    {
        int total = 0;
        for (const auto& j : judged)
            total += j.answer == answer ? 1 : 0;
        return total;
    }

    /** Best first; ties in order of time. */
    std::vector<SampleRange> places(double overlapAllowed) const
    {
        std::vector<SampleRange> free;
        for (SampleIndex start = 0; start + naiveQuery.length <= naiveSamples; start += 3)
        {
            const SampleRange place{start, naiveQuery.length};
            const auto isApart = [&](const SampleRange& other)
            {
                return shared(place, other) <=
                       overlapAllowed * static_cast<double>(std::min(place.length, other.length));
            };
            auto isFree = isApart(naiveQuery);
            for (const auto& j : judged)
                isFree = isFree && isApart(j.excerpt);
            if (isFree)
                free.push_back(place);
        }
        for (std::size_t i = 0; i < free.size(); ++i)
            for (std::size_t j = i + 1; j < free.size(); ++j)
                if (const auto a = moodOf(free[i].start, judged), b = moodOf(free[j].start, judged);
                    b > a || (b == a && free[j].start < free[i].start))
                    std::swap(free[i], free[j]);
        return free;
    }

    std::optional<SampleRange> question() const
    {
        const auto free = places(naiveOverlap);
        return count(Answer::no) >= budget || free.empty() ? std::nullopt : std::optional(free.front());
    }

    std::vector<SampleRange> predicted(float least) const
    {
        std::vector<SampleRange> taken;
        for (const auto& place : places(0.0))
        {
            auto isApart = true;
            for (const auto& other : taken)
                isApart = isApart && shared(place, other) == 0;
            if (isApart && moodOf(place.start, judged) >= least)
                taken.push_back(place);
        }
        std::sort(taken.begin(), taken.end(),
                  [](const SampleRange& a, const SampleRange& b) { return a.start < b.start; });
        return taken;
    }
};

std::vector<SampleRange> rangesOf(const std::vector<Hit>& hits)
{
    std::vector<SampleRange> ranges;
    for (const auto& hit : hits)
        ranges.push_back(hit.excerpt);
    return ranges;
}
} // namespace

TEST_CASE("Whatever is done, a session agrees with its rules written down naively", "[session]")
{
    for (std::uint32_t seed = 1; seed <= 15; ++seed)
    {
        INFO("seed " << seed);
        std::mt19937 engine(seed);
        const auto below = [&](int limit)
        { return static_cast<int>(engine() % static_cast<unsigned>(limit)); };
        NaiveSession naive;
        RetrievalSession session(std::make_unique<MoodyMatcher>(), naiveQuery, naiveSamples, naive.budget);
        for (int step = 0; step < 60; ++step)
        {
            INFO("step " << step);
            if (below(3) == 0)
                session.foresee();
            switch (below(12))
            {
            case 0:
            case 1:
                REQUIRE(session.undo() == !naive.judged.empty());
                if (!naive.judged.empty())
                {
                    naive.undone.push_back(naive.judged.back());
                    naive.judged.pop_back();
                }
                break;
            case 2:
            case 3:
                REQUIRE(session.redo() == !naive.undone.empty());
                if (!naive.undone.empty())
                {
                    naive.judged.push_back(naive.undone.back());
                    naive.undone.pop_back();
                }
                break;
            case 4:
                naive.budget = 1 + below(8);
                session.setBudget(naive.budget);
                break;
            case 5:
                if (!naive.judged.empty())
                    naive.judged.erase(naive.judged.begin() + below(static_cast<int>(naive.judged.size())));
                naive.undone.clear();
                session.setJudgements(naive.judged);
                break;
            default:
                if (const auto asked = session.question())
                {
                    const auto answer = static_cast<Answer>(below(3));
                    auto excerpt = asked->excerpt;
                    std::optional<SampleRange> corrected;
                    if (below(3) == 0 && excerpt.start > 3 && excerpt.end() < naiveSamples - 5)
                        excerpt = corrected.emplace(
                            SampleRange{excerpt.start - below(4), excerpt.length + below(5)});
                    session.answer(answer, corrected);
                    naive.judged.push_back({excerpt, answer});
                    naive.undone.clear();
                }
            }
            const auto asked = session.question();
            REQUIRE((asked ? std::optional(asked->excerpt) : std::nullopt) == naive.question());
            REQUIRE(session.judgements() == naive.judged);
            REQUIRE(session.canUndo() == !naive.judged.empty());
            REQUIRE(session.canRedo() == !naive.undone.empty());
            REQUIRE(session.budgetLeft() == std::max(0, naive.budget - naive.count(Answer::no)));
            const auto expected = session.budgetLeft() == 0 ? SessionState::budgetSpent
                                  : naive.question()        ? SessionState::asking
                                                            : SessionState::nothingLeft;
            REQUIRE(session.state() == expected);
            REQUIRE(session.confirmedHits().size() == 1 + static_cast<std::size_t>(naive.count(Answer::yes)));
            REQUIRE(session.rejectedHits().size() == static_cast<std::size_t>(naive.count(Answer::no)));
            REQUIRE(rangesOf(session.predictedHits(0.6f)) == naive.predicted(0.6f));
        }
    }
}
