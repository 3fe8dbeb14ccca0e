// The promise kept here: whatever is marked and however it is answered, with either method, a session asks
// only what can be asked, says nothing that is no number, ends, and can say what is wrong.

#include "base/Errors.h"
#include "matching/Methods.h"
#include "session/SessionAdvice.h"
#include "support/AudioFiles.h"
#include "support/CancelAtReport.h"
#include "support/TemporaryFolder.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace reprise;
using namespace reprise::test;

namespace
{
constexpr int rate = 22050;

/** A recording and a mark with all that a session needs. */
class Searched
{
public:
    Searched(const std::vector<float>& signal, SampleRange markedRange, const std::string& method)
        : mark(markedRange)
    {
        const TemporaryFolder folder;
        writeAudio(folder / "a.wav", signal, rate);
        MethodSettings settings;
        settings.method = method;
        settings.paper.components = 8;
        settings.paper.selected = 6;
        recording = loadRecordingFor(folder / "a.wav", settings);
        analysis = analyse(recording, settings);
        facts = queryFacts(recording, mark, methodFromName(method).frameSeconds);
    }

    /** Answers until the session ends; checks every question. Returns what was answered. */
    std::vector<Judgement> run(const std::function<Answer(const SampleRange&)>& user, int budget = 4)
    {
        RetrievalSession session(analysis->matcherFor(mark), mark, recording.info.samples, budget);
        const auto most = static_cast<std::size_t>(recording.info.samples / mark.length + 1);
        while (const auto question = session.question())
        {
            REQUIRE(session.judgements().size() < most);
            REQUIRE(question->excerpt.start >= 0);
            REQUIRE(question->excerpt.end() <= recording.info.samples);
            REQUIRE(question->confidence >= 0.0f);
            REQUIRE(question->confidence <= 1.0f); // false for NaN, too
            session.answer(user(question->excerpt));
        }
        Contradictions contradictions(recording, mark);
        remarks = remarksOnMark(facts);
        for (auto& remark :
             remarksOnAnswers(session.state(), session.judgements(),
                              contradictions.among(session.judgements()), session.standingQuestion(), rate))
            remarks.push_back(std::move(remark));
        return session.judgements();
    }

    bool says(RemarkCode code) const
    {
        return std::any_of(remarks.begin(), remarks.end(), [&](const Remark& r) { return r.code == code; });
    }

    SampleRange mark;
    Recording recording;
    std::unique_ptr<Analysis> analysis;
    QueryFacts facts;
    std::vector<Remark> remarks;
};

Answer always(Answer answer, const SampleRange&)
{
    return answer;
}
const auto yes = [](const SampleRange& e) { return always(Answer::yes, e); };
const auto no = [](const SampleRange& e) { return always(Answer::no, e); };
const auto unsure = [](const SampleRange& e) { return always(Answer::unsure, e); };

std::size_t samplesOf(double seconds)
{
    return static_cast<std::size_t>(std::lround(seconds * rate));
}

SampleRange rangeOf(double start, double length)
{
    return {std::lround(start * rate), std::lround(length * rate)};
}

/** A chirp that no excerpt of anything else here resembles. */
std::vector<float> chirp(double seconds)
{
    std::vector<float> signal(samplesOf(seconds));
    for (std::size_t i = 0; i < signal.size(); ++i)
    {
        const auto t = static_cast<double>(i) / rate;
        signal[i] = static_cast<float>(0.4 * std::sin(6.283185307179586 * (300.0 * t + 2000.0 * t * t)));
    }
    return signal;
}

/** Faint noise with tones and, at these seconds, the chirp. */
std::vector<float> musicWith(const std::vector<double>& places, double seconds = 8.0)
{
    auto signal = noise(samplesOf(seconds), 0.005f, 5);
    for (double t = 0.1; t < seconds; t += 0.45)
        mixInto(signal, sine(220.0 + 100.0 * std::fmod(t * 3.0, 5.0), 0.2, rate, 0.05), samplesOf(t));
    for (const auto at : places)
        mixInto(signal, chirp(0.5), samplesOf(at));
    return signal;
}
} // namespace

TEST_CASE("Marks without sound are refused in words and searched without harm", "[session][hard]")
{
    const std::string method = GENERATE("default", "paper");
    INFO(method);
    struct Case
    {
        float level;
        SampleIndex length;
        RemarkCode code;
        std::string word;
    };
    for (const auto& [level, length, code, word] :
         {Case{0.0f, rate / 2, RemarkCode::silentMark, "silent"},
          Case{0.3f, rate / 2, RemarkCode::constantMark, "constant level"},
          Case{0.3f, 1, RemarkCode::singleSampleMark, "single sample"}})
        for (const auto onlyThat : {false, true})
        {
            INFO(word << (onlyThat ? " in a file of nothing else" : " in music"));
            auto signal = onlyThat ? std::vector<float>(samplesOf(6.0), level) : musicWith({1.0});
            std::fill(signal.begin() + rate * 2, signal.begin() + rate * 4, level);
            Searched searched(signal, {rate * 3, length}, method);
            CHECK_THROWS_WITH(checkQuerySound(searched.facts), Catch::Contains(word));
            if (length == 1)
                continue;
            for (const auto& user : {std::function<Answer(const SampleRange&)>(yes),
                                     std::function<Answer(const SampleRange&)>(no),
                                     std::function<Answer(const SampleRange&)>(unsure)})
            {
                const auto judged = searched.run(user);
                CHECK(searched.says(code));
                if (onlyThat)
                    CHECK(judged.empty()); // nobody is asked about nothing
            }
        }
}

TEST_CASE("A mark shorter than a frame is searched with a warning", "[session][hard]")
{
    const std::string method = GENERATE("default", "paper");
    INFO(method);
    for (const SampleIndex length : {2, 200, 512})
    {
        Searched searched(musicWith({1.0, 5.0}, 3.0), {rate + 300, length}, method);
        CHECK_NOTHROW(checkQuerySound(searched.facts));
        CHECK(searched.run(no).size() <= 4);
        CHECK(searched.says(RemarkCode::shortMark) ==
              (static_cast<double>(length) < rate * searched.facts.frameSeconds));
    }
    // One frame and all yes: every place is asked at most once.
    Searched searched(musicWith({1.0, 5.0}, 3.0), {rate, 512}, method);
    searched.run(yes);
    CHECK(searched.says(RemarkCode::nothingLeft));
}

TEST_CASE("A mark of steady noise is searched with a warning, a burst of noise without", "[session][hard]")
{
    const std::string method = GENERATE("default", "paper");
    INFO(method);
    Searched steady(noise(samplesOf(8.0), 0.3f, 3), rangeOf(2.0, 1.0), method);
    CHECK(steady.run(no).size() == 4);
    CHECK(steady.says(RemarkCode::featurelessNoise));
    steady.run(yes);
    CHECK(steady.says(RemarkCode::nothingLeft));

    auto signal = noise(samplesOf(8.0), 0.01f, 3);
    const auto burst = noise(samplesOf(1.0), 0.3f, 4);
    mixInto(signal, burst, samplesOf(2.0));
    mixInto(signal, burst, samplesOf(5.0));
    Searched bursts(signal, rangeOf(2.0, 1.0), method);
    const auto judged = bursts.run(no);
    CHECK(std::abs(judged.at(0).excerpt.start - 5 * rate) < rate / 20);
    CHECK_FALSE(bursts.says(RemarkCode::featurelessNoise));
    Searched tones(musicWith({1.0}), rangeOf(2.0, 1.0), method);
    CHECK(tones.facts.steadiness < 0.4f);
}

TEST_CASE("A file with nothing but the mark is not asked about", "[session][hard]")
{
    const std::string method = GENERATE("default", "paper");
    INFO(method);
    for (const auto at : {0.0, 3.0, 7.5})
    {
        INFO(at);
        std::vector<float> signal(samplesOf(8.0), 0.0f);
        mixInto(signal, chirp(0.5), samplesOf(at));
        Searched searched(signal, rangeOf(at, 0.5), method);
        CHECK(searched.run(no).empty());
        CHECK(searched.says(RemarkCode::silentRest));
        CHECK(searched.says(RemarkCode::nothingLeft));
    }
    // What little is left of it is not called silent.
    const Searched whole(chirp(0.5), rangeOf(0.02, 0.45), method);
    CHECK_THAT(remarksOnMark(whole.facts).at(0).text, Catch::Contains("the whole recording"));

    std::vector<float> signal(samplesOf(8.0), 0.0f);
    mixInto(signal, chirp(0.5), samplesOf(2.0));
    mixInto(signal, chirp(0.5), samplesOf(5.0));
    Searched searched(signal, rangeOf(2.0, 0.5), method);
    const auto judged = searched.run(yes);
    CHECK(std::abs(judged.at(0).excerpt.start - 5 * rate) < rate / 20);
    CHECK(judged.size() <= 3);
    CHECK_FALSE(searched.says(RemarkCode::silentRest));
}

TEST_CASE("Contradicting answers are named and do not stop the session", "[session][hard]")
{
    const std::string method = GENERATE("default", "paper");
    INFO(method);
    Searched searched(musicWith({0.5, 2.33, 4.1, 6.42}), rangeOf(0.5, 0.5), method);
    const auto isSound = [](const SampleRange& excerpt)
    {
        const std::array places{2.33, 4.1, 6.42};
        return std::any_of(places.begin(), places.end(),
                           [&](double at)
                           { return std::abs(excerpt.start - std::lround(at * rate)) < rate / 20; });
    };
    // Honest answers contradict nothing.
    searched.run([&](const SampleRange& e) { return isSound(e) ? Answer::yes : Answer::no; });
    CHECK_FALSE(searched.says(RemarkCode::contradiction));
    CHECK_FALSE(searched.says(RemarkCode::allNo));

    // The second of three is denied.
    int heard = 0;
    const auto judged = searched.run([&](const SampleRange& e)
                                     { return isSound(e) && ++heard != 2 ? Answer::yes : Answer::no; });
    REQUIRE(searched.says(RemarkCode::contradiction));
    for (const auto& remark : searched.remarks)
        if (remark.code == RemarkCode::contradiction)
        {
            // The mark is named rather than its place, which may lie in another recording.
            REQUIRE(remark.places.size() == 1);
            CHECK(std::count(judged.begin(), judged.end(), Judgement{remark.places[0], Answer::no}) == 1);
            CHECK(isSound(remark.places[0]));
            CHECK(remark.text.find("The mark and the excerpt at") == 0);
        }
    // Everything is answered the wrong way round.
    searched.run([&](const SampleRange& e) { return isSound(e) ? Answer::no : Answer::yes; });
    CHECK(searched.says(RemarkCode::contradiction));
}

TEST_CASE("The same bass under another sound is no contradiction", "[session][hard]")
{
    auto signal = sine(110.0, 6.0, rate, 0.4);
    mixInto(signal, sine(3000.0, 0.3, rate, 0.04), samplesOf(1.0));
    mixInto(signal, sine(3000.0, 0.3, rate, 0.04), samplesOf(4.0));
    Searched searched(signal, rangeOf(1.0, 0.3), "default");
    Contradictions contradictions(searched.recording, searched.mark);
    CHECK(contradictions.among(std::vector<Judgement>{{rangeOf(2.0, 0.3), Answer::no}}).empty());
    CHECK(contradictions.among(std::vector<Judgement>{{rangeOf(4.0, 0.3), Answer::no}}).size() == 1);
    CHECK(contradictions.among(std::vector<Judgement>{{rangeOf(4.0, 0.3), Answer::unsure}}).empty());

    // Cancelled, it still knows what it has compared, and compares nothing else.
    CancelToken token;
    token.cancel();
    const Progress cancelled({}, &token);
    CHECK(contradictions.among(std::vector<Judgement>{{rangeOf(4.0, 0.3), Answer::no}}, cancelled).size() ==
          1);
    CHECK_THROWS_AS(contradictions.among(std::vector<Judgement>{{rangeOf(5.0, 0.3), Answer::no}}, cancelled),
                    Cancelled);
}

TEST_CASE("All no and all yes end and are remarked upon", "[session][hard]")
{
    const std::string method = GENERATE("default", "paper");
    INFO(method);
    Searched searched(musicWith({0.5, 3.0}), rangeOf(0.5, 0.5), method);
    CHECK(searched.run(no, 6).size() == 6);
    CHECK(searched.says(RemarkCode::allNo));
    searched.run(no, 3);
    CHECK_FALSE(searched.says(RemarkCode::allNo)); // three are no reason to doubt the mark
    searched.run(yes);
    CHECK(searched.says(RemarkCode::nothingLeft));
    CHECK_FALSE(searched.says(RemarkCode::allNo));
    searched.run(unsure);
    CHECK(searched.says(RemarkCode::nothingLeft));
}

TEST_CASE("Remarks on answers follow from counts and the question that stands", "[session]")
{
    const std::vector<Judgement> confirmed(10, {{0, 10}, Answer::yes});
    const auto codes = [&](std::span<const Judgement> judgements, float confidence)
    {
        std::vector<std::string_view> names;
        for (const auto& remark : remarksOnAnswers(SessionState::asking, judgements, {},
                                                   Question{{50, 10}, confidence, 11}, 44100))
            names.push_back(nameOf(remark.code));
        return names;
    };
    CHECK(codes(confirmed, 0.1f) == std::vector<std::string_view>{"all-yes"});
    CHECK(codes(confirmed, 0.9f).empty());
    CHECK(codes(std::span(confirmed).first(9), 0.1f).empty());
    const std::vector<Contradiction> contradictions{{SampleRange{44100, 10}, {44100 * 61, 10}},
                                                    {std::nullopt, {88200, 10}}};
    const auto remarks = remarksOnAnswers(SessionState::asking, {}, contradictions, {}, 44100);
    CHECK(remarks.at(0).text.find("0:01.000 (yes) and 1:01.000 (no)") != std::string::npos);
    CHECK(remarks.at(0).places == std::vector<SampleRange>{{44100, 10}, {44100 * 61, 10}});
    CHECK(remarks.at(1).text.find("The mark and the excerpt at 0:02.000 (no)") != std::string::npos);
    CHECK(remarks.at(1).places == std::vector<SampleRange>{{88200, 10}});
}

TEST_CASE("Misplaced hits are named one by one, many in one remark with all places", "[session]")
{
    std::vector<SettledHit> settled;
    for (const SampleIndex second : {3, 60, 61, 62})
        settled.push_back({{second * 1000, 500}, {second * 1000 + 16, 500}});
    const auto some = remarksOn(std::span(settled).first(3), 1000);
    REQUIRE(some.size() == 3);
    CHECK(some[0].text == "The hit at 0:03.000 fits the others better at 0:03.016.");
    CHECK(some[1].places == std::vector<SampleRange>{{60000, 500}, {60016, 500}});
    const auto all = remarksOn(settled, 1000);
    REQUIRE(all.size() == 1);
    CHECK(all[0].text == "4 hits fit the others better a little earlier or later, the first, at 0:03.000, at "
                         "0:03.016.");
    CHECK(all[0].places.size() == 8);
    CHECK(remarksOn(std::span<const SettledHit>{}, 1000).empty());
}

TEST_CASE("A session that was cancelled, wherever it was, goes on as if it had not been", "[session][hard]")
{
    auto signal = noise(3 * rate, 0.02f, 1);
    auto sound = sine(440.0, 0.15, rate);
    mixInto(sound, sine(1230.0, 0.1, rate), 1000);
    for (const auto tenth : {3, 9, 16, 23})
        mixInto(signal, sound, static_cast<std::size_t>(tenth * rate / 10), 0.5f);
    const SampleRange mark{3 * rate / 10, rate / 5};
    // What is judged, in the order of looking: also less than before, and otherwise.
    const Judgement second{{9 * rate / 10, mark.length}, Answer::yes},
        third{{16 * rate / 10, mark.length}, Answer::yes}, other{{2 * rate, mark.length}, Answer::no};
    const std::vector<std::vector<Judgement>> lists{
        {}, {second}, {second, other}, {second, other, third}, {second}, {other, third}};

    for (const auto* name : {"default", "paper"})
    {
        MethodSettings settings;
        settings.method = name;
        settings.paper.components = 6;
        settings.paper.selected = 4;
        const TemporaryFolder folder;
        writeAudio(folder / "a.wav", signal, rate);
        const auto recording = loadRecordingFor(folder / "a.wav", settings);
        const auto analysis = analyse(recording, settings);

        /** Everything a session says of itself. */
        struct Said
        {
            std::vector<SampleIndex> starts;
            std::vector<float> confidences;
            bool operator==(const Said&) const = default;
        };
        const auto sayAll = [](RetrievalSession& session, const Progress& progress)
        {
            Said said;
            const auto add = [&](const SampleRange& excerpt, float confidence)
            {
                said.starts.push_back(excerpt.start);
                said.confidences.push_back(confidence);
            };
            if (const auto question = session.question(progress))
                add(question->excerpt, question->confidence);
            for (const auto& hit : session.predictedHits(0.0f, progress))
                add(hit.excerpt, hit.confidence);
            for (const auto& settled : session.settledHits(progress))
                add(settled.better, 0.0f);
            add({}, static_cast<float>(session.estimateLeft(progress).expected));
            return said;
        };
        const auto fresh = [&]
        { return RetrievalSession(analysis->matcherFor(mark), mark, recording.info.samples, 9); };
        std::vector<Said> expected;
        for (const auto& list : lists)
        {
            auto session = fresh();
            session.setJudgements(list);
            expected.push_back(sayAll(session, {}));
        }

        auto wasCancelled = true;
        for (int wanted = 1; wasCancelled; wanted += 1 + wanted / 3)
        {
            wasCancelled = false;
            auto session = fresh();
            const CancelAtReport cancelling(wanted);
            for (std::size_t i = 0; i < lists.size(); ++i)
            {
                INFO(name << ", cancelled at report " << wanted << ", judgements " << i);
                session.setJudgements(lists[i]);
                try
                {
                    const auto said = sayAll(session, wasCancelled ? Progress() : cancelling.progress);
                    REQUIRE(said == expected[i]);
                }
                catch (const Cancelled&)
                {
                    // Nobody waits for it: the next list is looked at.
                    wasCancelled = true;
                }
            }
        }
    }
}
