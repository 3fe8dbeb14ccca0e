#include "app/model/ViewStates.h"
#include "model/MessageLoop.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;
using test::waitUntil;

TEST_CASE("From an empty window to the end of a budget every card has its turn", "[app][views]")
{
    constexpr int rate = 22050;
    const test::TemporaryFolder folder;
    auto signal = test::noise(12 * rate, 0.02f, 1);
    auto sound = test::sine(440.0, 0.5, rate);
    test::mixInto(sound, test::sine(1230.0, 0.3, rate), 2000);
    for (const auto second : {1, 5, 9})
        test::mixInto(signal, sound, static_cast<std::size_t>(second * rate));
    test::writeAudio(folder / "track.wav", signal, rate);

    AppModel model(folder / "drafts");
    model.defaults.budget = 1;
    CHECK(view_states::questionCard(model).kind == CardKind::empty);
    CHECK(view_states::topBar(model).fileName.isEmpty());

    model.open(folder / "track.wav");
    REQUIRE(waitUntil([&] { return model.hasSession(); }));
    CHECK(view_states::questionCard(model).kind == CardKind::idle);
    CHECK(view_states::topBar(model).fileFacts == "22.05 kHz mono 0:12");
    CHECK_FALSE(view_states::topBar(model).canExport);

    model.setMark(SampleRange{rate, rate / 2});
    CHECK(view_states::questionCard(model).kind == CardKind::ready);
    CHECK(view_states::markPanel(model, SnapMode::off, {}, false).mark == SampleRange{rate, rate / 2});
    CHECK(view_states::timeline(model, true).mark == SampleRange{rate, rate / 2});

    model.find();
    CHECK(view_states::questionCard(model).kind == CardKind::analysing);
    REQUIRE(waitUntil([&] { return model.phase() == SearchPhase::asking; }));
    const auto asking = view_states::questionCard(model);
    CHECK(asking.kind == CardKind::asking);
    CHECK(asking.number == 1);
    CHECK(asking.excerpt == model.question()->excerpt);
    const auto timeline = view_states::timeline(model, true);
    const auto asked = std::find_if(timeline.regions.begin(), timeline.regions.end(),
                                    [](const auto& region) { return region.state == PlaceState::asked; });
    REQUIRE(asked != timeline.regions.end());
    CHECK(asked->range == asking.excerpt);
    // The place in question is not drawn as a prediction, too.
    CHECK(std::none_of(timeline.regions.begin(), timeline.regions.end(),
                       [&](const auto& region) {
                           return region.state == PlaceState::predicted &&
                                  region.range.overlaps(asking.excerpt);
                       }));
    CHECK(view_states::topBar(model).budget == BudgetState{1, 1});
    CHECK(view_states::soundList(model).sounds.front().activity == SoundActivity::searching);

    model.answer(Answer::no);
    CHECK(view_states::questionCard(model).kind == CardKind::thinking);
    REQUIRE(waitUntil([&] { return model.phase() == SearchPhase::budgetSpent; }));
    const auto spent = view_states::questionCard(model);
    CHECK(spent.kind == CardKind::budgetSpent);
    CHECK(spent.found == 1);
    CHECK(spent.canUndo);
    CHECK(view_states::topBar(model).budget == BudgetState{1, 0});
    CHECK(view_states::soundList(model).sounds.front().activity == SoundActivity::done);
    const auto table = view_states::hitTable(model);
    CHECK(std::count_if(table.rows->begin(), table.rows->end(),
                        [](const HitRow& row) { return row.state == PlaceState::rejected; }) == 1);
}

TEST_CASE("A suggestion says what would move and why", "[app][views]")
{
    MarkSuggestion suggestion;
    suggestion.startMovedSeconds = 0.062;
    suggestion.reason = "The sound starts later";
    CHECK(view_states::suggestionText(suggestion) == "Start 62 ms later: the sound starts later");
    suggestion.endMovedSeconds = -0.1;
    CHECK(view_states::suggestionText(suggestion) ==
          "Start 62 ms later, end 100 ms earlier: the sound starts later");
}
