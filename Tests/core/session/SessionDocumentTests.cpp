// The promise kept here: a document is what its actions made it, whatever was taken back and done again in
// between; what is not allowed changes nothing.

#include "session/SessionDocument.h"

#include "base/Errors.h"
#include "support/Sessions.h"

#include <catch2/catch.hpp>
#include <limits>
#include <set>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** The sounds after one more action that was done, by plain search and whole copies. */
std::vector<Sound> after(std::vector<Sound> sounds, const Action& action)
{
    if (const auto* a = std::get_if<AddSound>(&action))
        sounds.push_back(a->sound);
    else if (const auto* removed = std::get_if<RemoveSound>(&action))
        std::erase_if(sounds, [&](const Sound& s) { return s.id == removed->sound; });
    for (auto& sound : sounds)
    {
        const auto isMeant = [&](const auto* a) { return a != nullptr && a->sound == sound.id; };
        if (const auto* renamed = std::get_if<RenameSound>(&action); isMeant(renamed))
            sound.name = renamed->name;
        if (const auto* recoloured = std::get_if<RecolourSound>(&action); isMeant(recoloured))
            sound.colour = recoloured->colour;
        if (const auto* moved = std::get_if<MoveQuery>(&action); isMeant(moved))
            sound.query = moved->query;
        if (const auto* set = std::get_if<SetMethod>(&action); isMeant(set))
            sound.method = set->method;
        if (const auto* set = std::get_if<SetBudget>(&action); isMeant(set))
            sound.budget = set->budget;
        if (const auto* set = std::get_if<SetAskOrder>(&action); isMeant(set))
            sound.order = set->order;
        if (const auto* set = std::get_if<SetThreshold>(&action); isMeant(set))
            sound.threshold = set->threshold;
        if (const auto* judged = std::get_if<Judge>(&action); isMeant(judged))
            for (const auto& hit : judged->hits)
                sound.hits.push_back(hit);
        for (auto& hit : sound.hits)
        {
            if (const auto* a = std::get_if<ChangeAnswer>(&action); isMeant(a) && a->hit == hit.id)
                hit.answer = a->answer;
            if (const auto* a = std::get_if<EditHit>(&action); isMeant(a) && a->hit == hit.id)
                hit.excerpt = a->excerpt;
            if (const auto* a = std::get_if<LabelHit>(&action); isMeant(a) && a->hit == hit.id)
                hit.label = a->label;
        }
        if (const auto* a = std::get_if<RemoveHits>(&action); isMeant(a))
            for (const auto id : a->hits)
                std::erase_if(sound.hits, [&](const JudgedHit& hit) { return hit.id == id; });
    }
    return sounds;
}

std::vector<Action> historyOf(const SessionDocument& document)
{
    return {document.history().begin(), document.history().end()};
}
} // namespace

TEST_CASE("An answer goes to its sound, and undo takes it back", "[session][document]")
{
    SessionDocument document(someAudio());
    CHECK_FALSE(document.undo());
    document.perform(AddSound{someSound()});
    const auto before = document.sounds();
    const auto& done = document.perform(Judge{1, {someHit(100000, Answer::no)}});
    CHECK(std::get<Judge>(done).hits.at(0).id == 1);
    REQUIRE(document.find(1) != nullptr);
    CHECK(document.find(1)->judgements() == std::vector{Judgement{{100000, 22050}, Answer::no}});
    CHECK(document.find(2) == nullptr);
    const auto judged = document.sounds();
    CHECK(document.undo());
    CHECK(document.sounds() == before);
    CHECK(document.redo());
    CHECK(document.sounds() == judged);
    CHECK_FALSE(document.redo());
    CHECK(describe(document.history()[1]) == "Answer no");
}

TEST_CASE("Any mix of actions, undo and redo leads where plain copies lead", "[session][document]")
{
    for (std::uint32_t seed = 1; seed <= 20; ++seed)
    {
        RandomActions random(seed);
        SessionDocument document(someAudio());
        std::vector<std::vector<Sound>> states{{}};
        std::size_t at = 0;
        std::set<SoundId> givenSounds;
        std::set<HitId> givenHits;
        for (int step = 0; step < 300; ++step)
        {
            const auto kind = random.below(10);
            if (kind == 0)
            {
                REQUIRE(document.undo() == (at > 0));
                at -= at > 0 ? 1 : 0;
            }
            else if (kind == 1)
            {
                REQUIRE(document.redo() == (at + 1 < states.size()));
                at += at + 1 < states.size() ? 1 : 0;
            }
            else
            {
                const auto history = historyOf(document);
                const auto next = document.nextIds();
                try
                {
                    const auto done = document.perform(random.next(document));
                    states.resize(at + 1);
                    states.push_back(after(states[at], done));
                    ++at;
                    if (const auto* added = std::get_if<AddSound>(&done))
                        REQUIRE(givenSounds.insert(added->sound.id).second);
                    if (const auto* judged = std::get_if<Judge>(&done))
                        for (const auto& hit : judged->hits)
                            REQUIRE(givenHits.insert(hit.id).second);
                }
                catch (const Error&)
                {
                    REQUIRE(historyOf(document) == history);
                    REQUIRE(document.nextIds() == next);
                }
            }
            REQUIRE(document.sounds() == states[at]);
            REQUIRE(document.done() == at);
        }
        const SessionDocument again(document.audio(), historyOf(document), document.done(),
                                    document.nextIds());
        CHECK(again.sounds() == document.sounds());
        CHECK(again.nextIds() == document.nextIds());
    }
}

TEST_CASE("What is not allowed is refused with the reason and changes nothing", "[session][document]")
{
    SessionDocument document(someAudio());
    document.perform(AddSound{someSound()});
    document.perform(Judge{1, {someHit(100000)}});
    const auto sounds = document.sounds();
    const auto refused = [&](Action action, const std::string& reason)
    {
        CHECK_THROWS_WITH(document.perform(std::move(action)), Catch::Contains(reason));
        CHECK(document.sounds() == sounds);
        CHECK(document.history().size() == 2);
    };
    refused(RenameSound{2, "x"}, "no sound with the number 2");
    refused(LabelHit{1, 7, "x"}, "no hit with the number 7");
    refused(RenameSound{1, "\xff"}, "not UTF-8");
    refused(RenameSound{1, std::string(1001, 'a')}, "has 1001 bytes; at most 1000");
    refused(SetBudget{1, 0}, "at least 1 is needed");
    refused(SetThreshold{1, 1.5f}, "from 0 to 1");
    refused(SetThreshold{1, std::numeric_limits<float>::quiet_NaN()}, "from 0 to 1");
    refused(MoveQuery{1, {0, 0}}, "must have a length");
    refused(MoveQuery{1, {440999, 2}}, "samples 0 to 441000");
    refused(MoveQuery{1, {std::numeric_limits<SampleIndex>::max(), 2}}, "samples 0 to 441000");
    refused(EditHit{1, 1, {-1, 5}}, "samples 0 to 441000");
    refused(SetMethod{1, {"magic", {}}}, "'magic' is unknown");
    refused(RecolourSound{1, 0x1000000}, "0xRRGGBB");
    refused(Judge{1, {}}, "at least one");
    refused(RemoveHits{1, {}}, "at least one");
    refused(RemoveHits{1, {1, 2}}, "no hit with the number 2");
    // Taken back, not forgotten: the numbers that were given stay given.
    document.undo();
    CHECK(std::get<Judge>(document.perform(Judge{1, {someHit(5)}})).hits[0].id == 2);
}

TEST_CASE("A history that cannot have happened is refused by the number of its action", "[session][document]")
{
    auto sound = someSound();
    sound.id = 4;
    auto hit = someHit(100000);
    hit.id = 9;
    const std::vector<Action> good{AddSound{sound}, Judge{4, {hit}}};
    const SessionDocument document(someAudio(), good, 1);
    CHECK(document.sounds().at(0).hits.empty());
    CHECK(document.canRedo());
    CHECK(document.nextIds() == NextIds{5, 10});
    CHECK(SessionDocument(someAudio(), good, 2, {7, 70}).nextIds() == NextIds{7, 70});
    CHECK_THROWS_WITH(SessionDocument(someAudio(), good, 3), Catch::Contains("3 actions"));
    CHECK_THROWS_WITH(SessionDocument(someAudio(), good, 2, {5, 9}), Catch::Contains("given already"));
    CHECK_THROWS_WITH(SessionDocument(someAudio(), {Judge{4, {hit}}}, 0),
                      Catch::Contains("action 1 (Answer yes)") && Catch::Contains("no sound"));
    CHECK_THROWS_WITH(SessionDocument(someAudio(), {good[0], good[1], good[1]}, 0),
                      Catch::Contains("action 3") && Catch::Contains("no number is given twice"));
}

TEST_CASE("A hundred thousand answers are folded, and one is taken back", "[session][document]")
{
    auto sound = someSound();
    sound.id = 1;
    std::vector<Action> history{AddSound{sound}};
    for (HitId id = 1; id <= 100000; ++id)
    {
        auto hit = someHit(id);
        hit.id = id;
        history.push_back(id % 3 == 0 ? Action(EditHit{1, id - 1, {id, 10}}) : Judge{1, {hit}});
    }
    SessionDocument document(someAudio(), std::move(history), 100001);
    CHECK(document.undo());
    CHECK(document.find(1)->hits.size() == 66666); // the last of 66,667 was taken back
}

TEST_CASE("Several steps are taken back at once as one after the other, or not at all", "[session][document]")
{
    SessionDocument one(someAudio()), other(someAudio());
    for (auto* document : {&one, &other})
    {
        document->perform(AddSound{someSound()});
        for (SampleIndex i = 1; i <= 4; ++i)
            document->perform(Judge{1, {someHit(10000 * i)}});
    }
    CHECK(one.undo(3));
    for (int i = 0; i < 3; ++i)
        CHECK(other.undo());
    CHECK(one.sounds() == other.sounds());
    CHECK(one.done() == 2);
    CHECK_FALSE(one.undo(3));
    CHECK_FALSE(one.undo(0));
    CHECK(one.done() == 2);
    CHECK(one.sounds() == other.sounds());
    CHECK(one.redo());
    CHECK(one.find(1)->hits.size() == 2);
}

TEST_CASE("Predicted places are forgotten with what they follow from", "[session][document]")
{
    SessionDocument document(someAudio());
    document.perform(AddSound{someSound()});
    document.perform(Judge{1, {someHit(100000)}});
    const std::vector<Hit> places{{{200000, 22050}, HitState::predicted, 0.9f},
                                  {{300000, 22050}, HitState::predicted, 0.1f}};
    const auto forgets = [&](const auto& change)
    {
        document.setPredicted(1, places);
        REQUIRE(document.predicted(1).size() == 1); // the other one is below the threshold
        change();
        return !document.hasPredicted(1);
    };
    CHECK_FALSE(forgets([&] { document.perform(RenameSound{1, "gong"}); }));
    CHECK_FALSE(forgets([&] { document.perform(LabelHit{1, 1, "first"}); }));
    CHECK_FALSE(forgets([&] { document.undo(); }));
    CHECK(forgets([&] { document.perform(ChangeAnswer{1, 1, Answer::no}); }));
    CHECK(forgets([&] { document.undo(); }));
    CHECK(forgets([&] { document.redo(); }));
    CHECK(forgets([&] { document.perform(SetThreshold{1, 0.4f}); }));
    CHECK_THROWS_AS(document.setPredicted(2, places), InvalidInput);
}

TEST_CASE("Relinking to audio that is too short for the hits is refused", "[session][document]")
{
    SessionDocument document(someAudio());
    document.perform(AddSound{someSound()});
    document.setPredicted(1, {});
    auto other = someAudio();
    other.info.path = "/elsewhere/song.wav";
    document.relink(other);
    CHECK(document.audio().info.path == "/elsewhere/song.wav");
    CHECK(document.hasPredicted(1));
    other.info.samples = 50000;
    CHECK_THROWS_WITH(document.relink(other), Catch::Contains("does not fit"));
    CHECK(document.audio().info.samples == 441000);
    other.info.samples = 500000;
    other.sha256 = std::string(64, 'b');
    document.relink(other);
    CHECK_FALSE(document.hasPredicted(1));
}
