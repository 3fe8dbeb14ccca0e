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
    CHECK(view_states::statusBar(model).analysis == "Analysis ready");
    const auto likely = std::find_if(model.rows().begin(), model.rows().end(),
                                     [](const auto& row) { return row.kind == RowKind::predicted; });
    REQUIRE(likely != model.rows().end());
    model.selectRow(likely->id);
    CHECK(view_states::statusBar(model).analysis.contains("once it is confirmed"));
    model.selectRow({});
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

TEST_CASE("A recording that cannot be decoded is told apart from a mark that cannot be searched for",
          "[app][views]")
{
    const test::TemporaryFolder folder;
    const auto path = folder / "cut.flac";
    test::writeAudio(path, test::noise(400'000, 0.3f, 4), 44100, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    AppModel model(folder / "drafts");
    model.open(path);
    REQUIRE(waitUntil([&] { return model.hasSession() && model.phase() == SearchPhase::failed; }));
    auto card = view_states::questionCard(model);
    CHECK(card.kind == CardKind::failed);
    CHECK(card.isOfTheFile);
    CHECK_FALSE(card.canRetry);
    CHECK(card.message.contains("damaged or cut short"));

    // With something to search for, what is mended meanwhile can be tried again.
    model.setMark(SampleRange{44100, 22050});
    model.find();
    REQUIRE(model.sound() != nullptr);
    REQUIRE(waitUntil([&] { return model.phase() == SearchPhase::failed; }));
    card = view_states::questionCard(model);
    CHECK_FALSE(card.isOfTheFile);
    CHECK(card.canRetry);
    CHECK(view_states::soundList(model).sounds.front().activity == SoundActivity::failed);
}

TEST_CASE("Audio of a session that is missing is told apart from audio that has changed", "[app][views]")
{
    const test::TemporaryFolder folder;
    const auto track = folder / "track.wav";
    test::writeAudio(track, test::noise(44100, 0.1f, 1), 22050);
    AppModel model(folder / "drafts");
    model.open(track);
    REQUIRE(waitUntil([&] { return model.hasSession(); }));
    model.saveAs(folder / "kept.reprise");
    model.close();
    std::filesystem::remove(track);
    model.open(folder / "kept.reprise");
    REQUIRE(waitUntil([&] { return model.hasSession() && !model.isLookingForAudio(); }));
    model.find();
    auto card = view_states::questionCard(model);
    CHECK(card.message == "Looking for track.wav ...");
    CHECK_FALSE(card.canRetry);
    REQUIRE(waitUntil([&] { return !model.isLookingForAudio(); }));
    card = view_states::questionCard(model);
    CHECK(card.kind == CardKind::failed);
    CHECK(card.lacksAudio);
    CHECK(card.canRetry);
    CHECK(card.message.contains("track.wav is missing"));
    CHECK(view_states::statusBar(model).analysis == "Audio missing");

    test::writeAudio(track, test::noise(30000, 0.1f, 2), 22050);
    model.find();
    REQUIRE(waitUntil([&] { return !model.isLookingForAudio(); }));
    card = view_states::questionCard(model);
    CHECK(card.lacksAudio);
    CHECK(card.message.contains("track.wav has changed"));
    CHECK(view_states::statusBar(model).analysis == "Audio changed");
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
