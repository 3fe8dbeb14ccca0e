#include "app/model/AppModel.h"
#include "audio/Recording.h"
#include "model/MessageLoop.h"
#include "support/AudioFiles.h"
#include "support/EnvironmentVariable.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <sstream>

using namespace reprise;
using namespace reprise::app;
using test::waitUntil;

namespace
{
constexpr int rate = 22050;
const SampleRange marked{rate, rate / 2};
constexpr int seconds[]{1, 5, 9}; ///< where the sound is

/** A recording in which one sound comes three times, a model on it, and a listener that keeps what went wrong. */
struct Desk : AppModel::Listener
{
    Desk() : model(folder / "drafts")
    {
        auto signal = test::noise(12 * rate, 0.02f, 1);
        auto sound = test::sine(440.0, 0.5, rate);
        test::mixInto(sound, test::sine(1230.0, 0.3, rate), 2000);
        for (const auto second : seconds)
            test::mixInto(signal, sound, static_cast<std::size_t>(second * rate));
        test::writeAudio(folder / "track.wav", signal, rate);
        model.addListener(this);
    }
    ~Desk() override { model.removeListener(this); }

    void modelChanged(unsigned bits) override { changes |= bits; }
    void problemOccurred(const Problem& problem) override { problems.push_back(problem); }
    void draftsFound(const Drafts& drafts) override { found = drafts; }

    std::vector<std::filesystem::path> drafts() const
    {
        return SessionStore::unnamedSessions(folder / "drafts");
    }

    /** Leaves a draft in which a sound was marked; returns its file. */
    std::filesystem::path leaveDraft(const std::string& audioName, const std::string& sha256)
    {
        SessionAudio audio;
        audio.info.path = folder / audioName;
        audio.info.sampleRateHz = rate;
        audio.info.channels = 1;
        audio.info.samples = 12 * rate;
        audio.sha256 = sha256;
        auto store = SessionStore::createUnnamed(folder / "drafts", SessionDocument(audio));
        Sound sound;
        sound.name = "Sound";
        sound.query = marked;
        store.perform(AddSound{sound});
        return store.path();
    }

    void open()
    {
        model.open(folder / "track.wav");
        REQUIRE(waitUntil([&] { return model.hasSession(); }));
    }

    void search()
    {
        open();
        model.setMark(marked);
        model.find();
        REQUIRE(asks());
    }

    bool asks()
    {
        return waitUntil([&] { return model.phase() == SearchPhase::asking; });
    }

    /** Answers as somebody would who hears the sound at 5 and 9 seconds. */
    void answerTruly()
    {
        const auto start = model.question()->excerpt.start;
        const auto isHit = std::abs(start - 5 * rate) < rate / 10 || std::abs(start - 9 * rate) < rate / 10;
        model.answer(isHit ? Answer::yes : Answer::no);
    }

    test::TemporaryFolder folder;
    AppModel model;
    unsigned changes = 0;
    std::vector<Problem> problems;
    std::optional<Drafts> found;
};

/** Nowhere but in memory can anything be kept while this lives. */
struct NoPlace
{
    explicit NoPlace(const test::TemporaryFolder& folder)
        : home("HOME", (folder / "none").string()), temporary("TMPDIR", (folder / "none").string())
    {
        test::writeText(folder / "drafts", "in the way of every journal");
    }
    test::EnvironmentVariable home, temporary;
};
} // namespace

TEST_CASE("Marking and answering finds the other occurrences and keeps them", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    CHECK(model.phase() == SearchPhase::nothingMarked);
    desk.search();
    REQUIRE(model.sound() != nullptr);
    CHECK(model.sound()->query == marked);
    CHECK_FALSE(model.mark().has_value());
    for (int i = 0; i < 3; ++i)
    {
        desk.answerTruly();
        // The next question is not the one that was answered.
        CHECK(model.question() == nullptr);
        REQUIRE(desk.asks());
    }
    CHECK(model.count(RowKind::confirmed) == 2);
    CHECK(model.count(RowKind::rejected) == 1);
    CHECK(std::is_sorted(model.rows().begin(), model.rows().end(),
                         [](const auto& a, const auto& b) { return a.excerpt.start < b.excerpt.start; }));
    CHECK(desk.problems.empty());
}

TEST_CASE("Undoing an answer brings its question back", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto first = *model.question();
    model.answer(Answer::yes);
    REQUIRE(desk.asks());
    CHECK(model.undoText().find("yes") != std::string::npos);
    model.undo();
    REQUIRE(desk.asks());
    CHECK(model.question()->excerpt == first.excerpt);
    CHECK(model.count(RowKind::confirmed) == 0);
    model.redo();
    REQUIRE(desk.asks());
    CHECK(model.question()->excerpt != first.excerpt);
    // All the way back there is no sound any more.
    model.undo();
    model.undo();
    CHECK(model.sound() == nullptr);
    CHECK_FALSE(model.canUndo());
}

TEST_CASE("Quick answers and undos end with the question of what was kept", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto first = model.question()->excerpt;
    model.answer(Answer::no);
    model.undo();
    model.redo();
    model.undo();
    REQUIRE(desk.asks());
    CHECK(model.question()->excerpt == first);
}

TEST_CASE("Edges of a question outlive what has nothing to do with it", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto asked = model.question()->excerpt;
    model.nudge(30, 0);
    model.renameSound(model.sound()->id, "bell");
    model.recolourSound(model.sound()->id, 0x123456);
    CHECK(model.questionExcerpt() == SampleRange{asked.start + 30, asked.length - 30});
    model.answer(Answer::yes);
    CHECK(model.sound()->hits.front().excerpt.start == asked.start + 30);
}

TEST_CASE("Rows that are judged together are taken back together", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    model.acceptPredicted();
    REQUIRE(desk.asks());
    for (int i = 0; i < 2; ++i)
    {
        desk.answerTruly();
        REQUIRE(desk.asks());
    }
    std::vector<RowId> ids;
    for (const auto& row : model.rows())
        if (row.id > 0)
            ids.push_back(row.id);
    REQUIRE(ids.size() >= 3);
    const auto before = model.sound()->hits;
    model.judgeRows(ids, Answer::unsure);
    CHECK(model.count(RowKind::unsure) == static_cast<int>(ids.size()));
    const auto after = model.sound()->hits;
    model.undo();
    CHECK(model.sound()->hits == before);
    model.redo();
    CHECK(model.sound()->hits == after);
    model.undo();
    model.judgeRows({ids.front()}, Answer::unsure); // what was taken back is forgotten
    model.undo();
    CHECK(model.sound()->hits == before);
    model.judgeRows(ids, Answer::unsure);
    model.undo();
    CHECK(model.sound()->hits == before);
    model.setMark(SampleRange{3 * rate, rate / 2}); // also where a new sound takes its place
    model.find();
    REQUIRE(model.document()->sounds().size() == 2);
    model.undo();
    model.redo();
    CHECK(model.document()->sounds().size() == 2);
    CHECK_FALSE(model.canRedo());
    model.undo();
    CHECK(model.sound()->hits == before);
    model.undo();
    CHECK(model.sound()->hits.size() == before.size() - 1);
}

TEST_CASE("Edges moved before a yes are the hit's, and a no forgets them", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto asked = model.question()->excerpt;
    model.nudge(-22, 44);
    CHECK(model.questionExcerpt() == SampleRange{asked.start - 22, asked.length + 66});
    model.answer(Answer::yes);
    REQUIRE(desk.asks());
    const auto& hit = model.sound()->hits.front();
    CHECK(hit.excerpt == SampleRange{asked.start - 22, asked.length + 66});
    CHECK(hit.asked == asked);
    model.nudge(10, 0);
    const auto next = model.question()->excerpt;
    model.answer(Answer::no);
    CHECK(model.sound()->hits.back().excerpt == next);
}

TEST_CASE("The budget ends the questions and more of it goes on", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    model.defaults.budget = 1;
    desk.search();
    while (model.phase() == SearchPhase::asking)
    {
        desk.answerTruly();
        REQUIRE(waitUntil([&] { return model.phase() != SearchPhase::waiting; }));
    }
    CHECK(model.phase() == SearchPhase::budgetSpent);
    model.goOn();
    CHECK(desk.asks());
    CHECK(model.sound()->budget == 2);
}

TEST_CASE("Where it is uncertain is asked as soon as that is wanted, and undone like all else",
          "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    for (int i = 0; i < 2; ++i)
    {
        desk.answerTruly();
        REQUIRE(desk.asks());
    }
    const auto likeliest = model.question()->excerpt;
    model.setAskOrder(AskOrder::uncertain);
    CHECK(model.askOrder() == AskOrder::uncertain);
    REQUIRE(desk.asks());
    CHECK(model.question()->excerpt != likeliest);
    model.undo();
    CHECK(model.askOrder() == AskOrder::likeliest);
    REQUIRE(desk.asks());
    CHECK(model.question()->excerpt == likeliest);
    CHECK(model.sound()->hits.size() == 2);
}

TEST_CASE("Rows are judged, relabelled, moved and forgotten, each with undo", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto predicted = model.count(RowKind::predicted);
    REQUIRE(predicted > 0);
    // Keys that move edges are about the row that is selected, never about the question behind it.
    const auto foreseen = std::find_if(model.rows().begin(), model.rows().end(),
                                       [](const auto& row) { return row.kind == RowKind::predicted; });
    const auto asked = model.questionExcerpt(), expected = foreseen->excerpt;
    model.selectRow(foreseen->id);
    model.nudge(5, 5);
    CHECK(model.questionExcerpt() == asked);
    CHECK(model.selectedRow()->excerpt == expected);
    model.selectRow({});
    model.acceptPredicted();
    REQUIRE(desk.asks());
    CHECK(model.count(RowKind::confirmed) == predicted);
    const auto hit = std::find_if(model.rows().begin(), model.rows().end(),
                                  [](const auto& row) { return row.kind == RowKind::confirmed; })
                         ->id;
    model.labelRow(hit, "first");
    CHECK(model.row(hit)->label == "first");
    const auto before = model.row(hit)->excerpt;
    model.selectRow(hit);
    model.nudge(5, 5);
    CHECK(model.row(hit)->excerpt.start == before.start + 5);
    model.judgeRows({hit}, Answer::no);
    CHECK(model.row(hit)->kind == RowKind::rejected);
    model.removeRows({hit});
    CHECK(model.row(hit) == nullptr);
    CHECK(model.selectedRow() == nullptr);
    for (int i = 0; i < 4; ++i)
        model.undo();
    REQUIRE(model.row(hit) != nullptr);
    CHECK(model.row(hit)->excerpt == before);
    CHECK(model.row(hit)->label.empty());
}

TEST_CASE("A saved session opens with everything that was done", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    desk.answerTruly();
    REQUIRE(desk.asks());
    const auto question = model.question()->excerpt;
    const auto sound = *model.sound();
    model.saveAs(desk.folder / "kept");
    CHECK(model.sessionPath() == desk.folder / "kept.reprise");
    model.close();
    CHECK_FALSE(model.hasFile());
    CHECK(desk.drafts().empty());
    model.open(desk.folder / "kept.reprise");
    REQUIRE(desk.asks());
    CHECK(*model.sound() == sound);
    CHECK(model.question()->excerpt == question);
    CHECK(model.canUndo());
    CHECK(desk.problems.empty());
}

TEST_CASE("Answers that are only in memory go elsewhere when the file is closed, or keep it open",
          "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    test::writeText(desk.folder / "drafts", "in the way of every journal");
    std::filesystem::create_directories(desk.folder / "home");
    desk.search();
    desk.answerTruly();
    REQUIRE(desk.asks());
    REQUIRE(model.unsavedError().has_value());

    {
        const auto nowhere = (desk.folder / "none").string();
        const test::EnvironmentVariable home("HOME", nowhere), temporary("TMPDIR", nowhere);
        CHECK(model.close() == AppModel::Closing::refused);
    }
    CHECK(model.hasFile());
    CHECK(model.phase() == SearchPhase::asking);
    {
        const test::EnvironmentVariable home("HOME", (desk.folder / "home").string());
        CHECK(model.close() == AppModel::Closing::keptElsewhere);
    }
    CHECK_FALSE(model.hasFile());

    REQUIRE(desk.problems.size() == 2);
    const auto kept = desk.folder / "home" / "track (rescued).reprise";
    CHECK(desk.problems.back().text == kept.string());
    model.open(kept);
    REQUIRE(desk.asks());
    CHECK(model.sound()->hits.size() == 1);
}

TEST_CASE("Work that was never saved is offered again, and a file in which nothing was done is not",
          "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.open();
    model.close();
    CHECK(desk.drafts().empty());
    desk.search();
    desk.answerTruly();
    model.close();
    const auto left = desk.drafts();
    REQUIRE(left.size() == 1);
    model.openUnnamed(left.front());
    REQUIRE(desk.asks());
    CHECK(model.sound()->hits.size() == 1);
    CHECK(model.sessionPath().empty());
}

TEST_CASE("Drafts are found with the latest first, and one that cannot be read hides no other",
          "[app][model]")
{
    Desk desk;
    desk.model.findDrafts();
    REQUIRE(waitUntil([&] { return desk.found.has_value(); }));
    CHECK(desk.found->newestFirst.empty());

    const auto older = desk.leaveDraft("a.wav", std::string(64, 'a'));
    const auto newer = desk.leaveDraft("b.wav", std::string(64, 'b'));
    const auto now = std::filesystem::last_write_time(newer);
    for (const auto* ending : {"", ".journal"})
        std::filesystem::last_write_time(std::filesystem::path(older) += ending, now - std::chrono::hours(2));
    const auto damaged = desk.folder / "drafts" / "damaged.reprise";
    test::writeText(damaged, "{\"format\": \"reprise.sess");
    std::filesystem::last_write_time(damaged, now + std::chrono::hours(1));
    desk.found.reset();
    desk.model.findDrafts();
    REQUIRE(waitUntil([&] { return desk.found.has_value(); }));
    REQUIRE(desk.found->newestFirst.size() == 2);
    CHECK(desk.found->newestFirst[0].file == newer);
    CHECK(desk.found->newestFirst[0].recording == "b.wav");
    CHECK(desk.found->newestFirst[0].sounds == 1);
    CHECK(desk.found->newestFirst[1].file == older);
    CHECK(desk.found->newestFirst[1].changedAtMs < desk.found->newestFirst[0].changedAtMs);
    CHECK(desk.found->unreadable == std::vector<std::filesystem::path>{damaged});
}

TEST_CASE("A recording that was searched before comes with its drafts, and not with those of others",
          "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    desk.answerTruly();
    CHECK_FALSE(desk.found.has_value());
    desk.leaveDraft("track.wav", std::string(64, 'c'));
    desk.open();
    REQUIRE(waitUntil([&] { return desk.found.has_value(); }));
    REQUIRE(desk.found->newestFirst.size() == 1);
    CHECK(desk.found->newestFirst[0].answers == 1);
    CHECK(model.document()->sounds().empty());
    model.openUnnamed(desk.found->newestFirst[0].file);
    REQUIRE(desk.asks());
    CHECK(model.sound()->hits.size() == 1);
    CHECK(desk.drafts().size() == 1); // the other one: this one is open, and the empty one is gone
    CHECK(desk.problems.empty());
}

TEST_CASE(
    "Answers that are nowhere but in memory are counted, and named when the program ends without a window",
    "[app][model]")
{
    std::ostringstream said;
    {
        std::optional<NoPlace> none; // outlives the model, which tries to keep things as it goes
        auto desk = std::make_unique<Desk>();
        none.emplace(desk->folder);
        desk->search();
        CHECK(desk->model.answersOnlyInMemory() == 0);
        desk->answerTruly();
        REQUIRE(desk->asks());
        CHECK(desk->model.answersOnlyInMemory() == 1);
        CHECK(desk->model.close() == AppModel::Closing::refused);
        REQUIRE(desk->problems.size() == 1);
        CHECK(desk->problems.front().kind == Problem::Kind::onlyInMemory);
        auto* const before = std::cerr.rdbuf(said.rdbuf());
        desk.reset();
        std::cerr.rdbuf(before);
    }
    CHECK(said.str().find("Reprise: What was done since the last save can be kept nowhere") == 0);
    CHECK(said.str().find("drafts") != std::string::npos);
}

TEST_CASE("Saving where no session is open says so", "[app][model]")
{
    Desk desk;
    desk.model.saveAs(desk.folder / "kept");
    REQUIRE(desk.problems.size() == 1);
    CHECK(desk.problems.front().text.find("kept: no session is open") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(desk.folder / "kept.reprise"));
}

TEST_CASE("Steps of a session that was closed without saving are news and no error", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    model.saveAs(desk.folder / "kept");
    desk.answerTruly();
    model.close();
    model.open(desk.folder / "kept.reprise");
    REQUIRE(desk.asks());
    REQUIRE(desk.problems.size() == 1);
    CHECK(desk.problems.front().kind == Problem::Kind::note);
    CHECK(desk.problems.front().text.find("1 step") != std::string::npos);
    CHECK(model.sound()->hits.size() == 1);

    // A journal that is damaged is an error as before.
    model.answer(Answer::no);
    model.close();
    const auto journal = desk.folder / "kept.reprise.journal";
    auto text = test::readText(journal);
    REQUIRE(std::count(text.begin(), text.end(), '\n') == 3);
    text[text.find('\n') + 3] ^= 1;
    test::writeText(journal, text);
    desk.problems.clear();
    model.open(desk.folder / "kept.reprise");
    REQUIRE(desk.asks());
    REQUIRE(desk.problems.size() == 1);
    CHECK(desk.problems.front().kind == Problem::Kind::error);
}

TEST_CASE("A file without a sample is named with the reason", "[app][model]")
{
    Desk desk;
    test::writeAudio(desk.folder / "nothing.wav", {}, rate);
    desk.model.open(desk.folder / "nothing.wav");
    REQUIRE(waitUntil([&] { return !desk.problems.empty(); }));
    CHECK(desk.problems.front().text ==
          (desk.folder / "nothing.wav").string() + ": holds no audio (0 samples)");
}

TEST_CASE("Missing audio is looked for again by Find and by opening the session again", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    const auto track = desk.folder / "track.wav", away = desk.folder / "away.bin";
    const auto asksForAudio = [&](Problem::Kind kind)
    {
        const auto asked = waitUntil([&] { return !desk.problems.empty() && !model.isLookingForAudio(); });
        const auto problems = std::exchange(desk.problems, {});
        return asked && problems.size() == 1 && problems.front().kind == kind;
    };
    desk.search();
    model.saveAs(desk.folder / "kept.reprise");
    model.close();
    std::filesystem::rename(track, away);
    model.open(desk.folder / "kept.reprise");
    REQUIRE(asksForAudio(Problem::Kind::audioMissing));
    CHECK(model.audioState() == AudioState::missing);
    model.find();
    CHECK(model.isLookingForAudio());
    model.find(); // a second press does not begin anew
    CHECK(asksForAudio(Problem::Kind::audioMissing));
    model.open(desk.folder / "kept.reprise");
    CHECK(asksForAudio(Problem::Kind::audioMissing));

    // Other audio in its place is neither searched nor shown.
    test::writeAudio(track, test::noise(5 * rate, 0.1f, 9), rate);
    model.find();
    CHECK_FALSE(model.isAudioReadable());
    CHECK(asksForAudio(Problem::Kind::audioChanged));
    CHECK(model.audioState() == AudioState::changed);
    model.find();
    CHECK_FALSE(model.isAudioReadable());
    CHECK(asksForAudio(Problem::Kind::audioChanged));

    std::filesystem::rename(away, track);
    model.find();
    CHECK(desk.asks());
    CHECK(model.audioState() == AudioState::same);
    CHECK(desk.problems.empty());
}

TEST_CASE("A session whose audio has moved asks for it and goes on once it is shown", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    model.saveAs(desk.folder / "moved.reprise");
    model.close();
    std::filesystem::create_directory(desk.folder / "elsewhere");
    std::filesystem::rename(desk.folder / "track.wav", desk.folder / "elsewhere" / "other-name.wav");
    model.open(desk.folder / "moved.reprise");
    REQUIRE(waitUntil([&] { return !desk.problems.empty(); }));
    CHECK(desk.problems.front().kind == Problem::Kind::audioMissing);
    CHECK_FALSE(model.isAudioReadable());
    REQUIRE(model.sound() != nullptr);
    model.searchAudioIn(desk.folder / "elsewhere");
    CHECK(desk.asks());
    CHECK(model.audioInfo()->path.filename() == "other-name.wav");
}

TEST_CASE("Nothing is asked of a session's audio before it is known to be that, nor of other audio",
          "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    const auto track = desk.folder / "track.wav", away = desk.folder / "away.bin";
    desk.search();
    desk.answerTruly();
    REQUIRE(desk.asks());
    model.saveAs(desk.folder / "kept.reprise");
    const auto sound = model.sound()->id;
    const auto predictedStarts = [&]
    {
        std::vector<SampleIndex> starts;
        for (const auto& hit : model.document()->predicted(sound))
            starts.push_back(hit.excerpt.start);
        return starts;
    };
    const auto predicted = predictedStarts();
    model.close();
    std::filesystem::rename(track, away);
    test::writeAudio(track, test::noise(12 * rate, 0.1f, 9), rate);
    model.open(desk.folder / "kept.reprise");
    auto wasAsked = false;
    REQUIRE(waitUntil(
        [&]
        {
            wasAsked |= model.question() != nullptr;
            return !desk.problems.empty();
        }));
    CHECK_FALSE(wasAsked);
    CHECK(desk.problems.front().kind == Problem::Kind::audioChanged);
    CHECK(model.question() == nullptr);
    CHECK(model.count(RowKind::predicted) == 0);
    const auto sounds = model.document()->sounds();
    model.answer(Answer::yes);
    model.acceptPredicted();
    CHECK(model.document()->sounds() == sounds);
    CHECK(predictedStarts() == predicted);

    std::filesystem::rename(away, track);
    model.find();
    CHECK(desk.asks());
    CHECK(predictedStarts() == predicted);
}

TEST_CASE("The edges of a question are moved whatever else is marked or selected", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto asked = model.question()->excerpt;
    const SampleRange other{11 * rate, 1000}, corrected{asked.start + 10, asked.length - 30};
    model.setMark(other);
    model.selectRow(0);
    model.correctQuestion(corrected);
    CHECK(model.mark() == other);
    CHECK(model.questionExcerpt() == corrected);
    CHECK(model.selectedRow() == nullptr);
    model.correctQuestion({asked.start, 0});
    CHECK(model.questionExcerpt() == corrected);
    model.answer(Answer::yes);
    CHECK(model.sound()->hits.back().excerpt == corrected);
    CHECK(model.sound()->query == marked);
}

TEST_CASE("Sessions that are opened one after the other, without waiting, end with the last", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    model.saveAs(desk.folder / "a.reprise");
    model.saveAs(desk.folder / "b.reprise");
    for (int i = 0; i < 10; ++i)
    {
        model.close();
        for (const auto* name : {"a.reprise", "b.reprise", "a.reprise"})
            model.open(desk.folder / name);
        CHECK(waitUntil(
            [&] { return model.sessionPath() == desk.folder / "a.reprise" || !desk.problems.empty(); }));
        CHECK(desk.problems.empty());
    }
}

TEST_CASE("A file that is no audio leaves what is open as it was", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.open();
    test::writeText(desk.folder / "notes.wav", "no audio");
    model.open(desk.folder / "notes.wav");
    REQUIRE(waitUntil([&] { return !desk.problems.empty(); }));
    CHECK(desk.problems.front().text.find("notes.wav") != std::string::npos);
    CHECK(model.hasSession());
    CHECK(model.title() == "track.wav");
}

TEST_CASE("A file that cannot be opened does not keep the open one from becoming a session", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    model.open(desk.folder / "track.wav");
    REQUIRE(waitUntil([&] { return model.hasFile(); }));
    model.open(desk.folder / "nothing.wav");
    REQUIRE(waitUntil([&] { return !desk.problems.empty(); }));
    CHECK(waitUntil([&] { return model.hasSession(); }));
    CHECK(model.title() == "track.wav");
}

TEST_CASE("Find tries again where no session could be made", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    /** Takes the file away once it is open and before it is identified. */
    struct Mover : AppModel::Listener
    {
        explicit Mover(Desk& deskOfFile) : desk(deskOfFile) { desk.model.addListener(this); }
        ~Mover() override { desk.model.removeListener(this); }
        void modelChanged(unsigned) override
        {
            std::error_code ignored;
            if (desk.model.hasFile())
                std::filesystem::rename(desk.folder / "track.wav", desk.folder / "elsewhere.wav", ignored);
        }
        Desk& desk;
    };
    {
        const Mover mover(desk);
        model.open(desk.folder / "track.wav");
        REQUIRE(waitUntil([&] { return !desk.problems.empty(); }));
    }
    CHECK_FALSE(model.hasSession());
    std::filesystem::rename(desk.folder / "elsewhere.wav", desk.folder / "track.wav");
    model.setMark(marked);
    model.find();
    CHECK(desk.asks());
}

TEST_CASE("An MP3 is as long as what is decoded of it, whatever its tag says", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    auto signal = test::noise(12 * rate, 0.02f, 1);
    for (const auto second : seconds)
        test::mixInto(signal, test::sine(440.0, 0.5, rate), static_cast<std::size_t>(second * rate));
    const auto mp3 = desk.folder / "a.mp3";
    test::writeAudio(mp3, signal, rate, 1, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
    auto bytes = test::readText(mp3);
    // A tag that counts three frames too few.
    const auto tag = bytes.find("Xing") != std::string::npos ? bytes.find("Xing") : bytes.find("Info");
    REQUIRE(tag != std::string::npos);
    bytes[tag + 11] = static_cast<char>(bytes[tag + 11] - 3);
    test::writeText(mp3, bytes);
    model.open(mp3);
    REQUIRE(waitUntil([&] { return model.hasSession(); }));
    CHECK(model.audioInfo()->samples == loadRecording(mp3).info.samples);
    model.setMark(marked);
    model.find();
    CHECK(desk.asks());
}

TEST_CASE("Find before the file is identified searches as soon as it is", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    model.open(desk.folder / "track.wav");
    REQUIRE(waitUntil([&] { return model.hasFile(); }));
    model.setMark(marked);
    model.find();
    CHECK(desk.asks());
}

TEST_CASE("Where the hits of a sound fit better is known after looking at another sound, too", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.open();
    // Marks the sound at a second, confirms its other places and moves the first of them off.
    const auto settledAfterMarking = [&](SampleIndex second)
    {
        model.setMark(SampleRange{second * rate, rate / 2});
        model.find();
        while (model.count(RowKind::confirmed) < 2)
        {
            REQUIRE(desk.asks());
            const auto start = model.question()->excerpt.start;
            const auto isHit = std::any_of(std::begin(seconds), std::end(seconds),
                                           [&](int at) { return std::abs(start - at * rate) < rate / 10; });
            model.answer(isHit ? Answer::yes : Answer::no);
        }
        const auto& hits = model.sound()->hits;
        const auto hit = *std::find_if(hits.begin(), hits.end(),
                                       [](const JudgedHit& h) { return h.answer == Answer::yes; });
        model.editRow(hit.id, {hit.excerpt.start + rate / 10, hit.excerpt.length});
        REQUIRE(waitUntil([&] { return !model.settledHits().empty(); }));
        return model.settledHits();
    };
    const auto settled = settledAfterMarking(1);
    CHECK(settled.size() == 1);
    const auto first = model.sound()->id;
    model.startNewSound();
    CHECK(settledAfterMarking(9) != settled);
    model.selectSound(first);
    CHECK(model.phase() == SearchPhase::asking); // nothing has to be searched again
    CHECK(model.settledHits() == settled);
}

TEST_CASE("Several sounds keep their questions apart", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto first = model.sound()->id;
    model.startNewSound();
    CHECK(model.phase() == SearchPhase::nothingMarked);
    model.setMark(SampleRange{3 * rate, rate / 4});
    CHECK(model.phase() == SearchPhase::marked);
    model.find();
    REQUIRE(desk.asks());
    const auto second = model.sound()->id;
    REQUIRE(second != first);
    CHECK(model.document()->find(first)->colour != model.document()->find(second)->colour);
    model.answer(Answer::no);
    model.selectSound(first);
    REQUIRE(desk.asks());
    CHECK(model.sound()->hits.empty());
    // Taking back what was done to the other sound shows that sound.
    model.undo();
    CHECK(model.sound()->id == second);
}

TEST_CASE("Turning the threshold many times is one step to undo", "[app][model]")
{
    Desk desk;
    desk.open();
    desk.model.setMark(marked);
    desk.model.find();
    REQUIRE(waitUntil([&] { return desk.model.question() != nullptr; }));
    const auto before = desk.model.sound()->threshold;
    for (const auto threshold : {0.6f, 0.65f, 0.7f})
        desk.model.setThreshold(threshold);
    CHECK(desk.model.sound()->threshold == 0.7f);
    desk.model.undo();
    CHECK(desk.model.sound()->threshold == before);
    desk.model.redo();
    CHECK(desk.model.sound()->threshold == 0.7f);
    // Turned back to where it was, it is no step at all.
    desk.model.setThreshold(before);
    CHECK(desk.model.undoText() != "Change threshold");
}

TEST_CASE("What was refused is said of it alone", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    const auto first = model.sound()->id;
    // A mark that is too long, beside a question.
    model.setMark(SampleRange{0, 7 * rate});
    model.find();
    CHECK(model.phase() == SearchPhase::refused);
    model.setMark({});
    CHECK(model.phase() == SearchPhase::asking);
    // A sound that cannot be searched for.
    model.setMark(SampleRange{3 * rate, 1});
    model.find();
    REQUIRE(model.sound()->id != first);
    REQUIRE(waitUntil([&] { return model.phase() == SearchPhase::refused; }));
    CHECK_FALSE(model.failure().empty());
    model.startNewSound();
    CHECK(model.phase() == SearchPhase::nothingMarked);
    model.selectSound(first);
    CHECK(model.phase() == SearchPhase::asking);
    model.undo();
    CHECK(model.failure().empty());
    model.redo();
    CHECK(waitUntil([&] { return model.phase() == SearchPhase::refused; }));
}

TEST_CASE("A sound that was removed while it was searched for is searched for again once it is back",
          "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    model.answer(Answer::no);
    model.removeSound(model.sound()->id);
    // Its result comes, and there is nobody to take it.
    juce::MessageManager::getInstance()->runDispatchLoopUntil(1000);
    CHECK(model.phase() == SearchPhase::nothingMarked);
    model.undo();
    CHECK(desk.asks());
}

TEST_CASE("A refusal that comes while another sound is looked at is kept", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    desk.search();
    model.setMark(SampleRange{3 * rate, 1});
    model.find();
    const auto refused = model.sound()->id;
    model.startNewSound();
    juce::MessageManager::getInstance()->runDispatchLoopUntil(300);
    model.selectSound(refused);
    CHECK(waitUntil([&] { return model.phase() == SearchPhase::refused; }));
}

TEST_CASE("Audio that is deleted, cut or replaced while it is open costs no answer", "[app][model]")
{
    for (const auto* what : {"deleted", "cut", "replaced"})
    {
        INFO(what);
        Desk desk;
        auto& model = desk.model;
        const auto track = desk.folder / "track.wav";
        desk.search();
        desk.answerTruly();
        REQUIRE(desk.asks());
        if (what == std::string("deleted"))
            std::filesystem::remove(track);
        else if (what == std::string("cut"))
            std::filesystem::resize_file(track, std::filesystem::file_size(track) / 3);
        else
            test::writeAudio(track, test::noise(5 * rate, 0.1f, 9), rate);
        // What is known of it is enough to go on.
        desk.answerTruly();
        REQUIRE(desk.asks());
        model.saveAs(desk.folder / "kept");
        CHECK(desk.problems.empty());
        const auto sounds = model.document()->sounds();

        model.close();
        model.open(desk.folder / "kept.reprise");
        REQUIRE(waitUntil([&] { return !desk.problems.empty(); }));
        REQUIRE(waitUntil([&] { return desk.problems.back().kind != Problem::Kind::error; }));
        CHECK(desk.problems.back().kind ==
              (what == std::string("deleted") ? Problem::Kind::audioMissing : Problem::Kind::audioChanged));
        CHECK(model.document()->sounds() == sounds);
    }
}

TEST_CASE("Audio that is replaced while it is loaded ends in a question or a reason", "[app][model]")
{
    Desk desk;
    auto& model = desk.model;
    const auto track = desk.folder / "track.wav";
    for (int i = 0; i < 8; ++i)
    {
        desk.problems.clear();
        test::writeAudio(track, test::noise((5 + i % 3) * rate, 0.1f, 9u + static_cast<unsigned>(i)), rate);
        model.open(track);
        REQUIRE(waitUntil([&] { return model.hasFile() || !desk.problems.empty(); }));
        model.setMark(SampleRange{3 * rate, rate / 2});
        model.find();
        juce::MessageManager::getInstance()->runDispatchLoopUntil(2 * i);
        if (i % 2 == 0)
            std::filesystem::resize_file(track, 20000);
        else
            test::writeAudio(track, test::noise(2 * rate, 0.1f, 3), rate);
        CHECK(waitUntil([&] { return model.phase() != SearchPhase::waiting; }));
        model.close();
    }
}
