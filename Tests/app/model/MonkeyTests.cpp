#include "app/model/AppModel.h"
#include "model/MessageLoop.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <limits>
#include <random>

using namespace reprise;
using namespace reprise::app;
using test::waitUntil;

namespace
{
constexpr int rate = 22050;
constexpr SampleIndex length = 6 * rate;

/** The most that a question may share with what was judged: what the default method allows. */
constexpr double largestOverlap = 0.125;

int numberFrom(const char* variable, int otherwise)
{
    const auto* text = std::getenv(variable);
    return text != nullptr ? std::atoi(text) : otherwise;
}

/** What a document holds. */
struct Kept
{
    std::vector<Sound> sounds;
    bool operator==(const Kept&) const = default;
};

/** Does what a user could do, in any order and without waiting, and compares the model after each step with what was
    written down beside it. */
class Monkey : public AppModel::Listener
{
public:
    explicit Monkey(std::uint32_t seed) : random(seed), model(folder / "drafts")
    {
        auto signal = test::noise(length, 0.02f, 1);
        auto sound = test::sine(440.0, 0.25, rate);
        test::mixInto(sound, test::sine(1230.0, 0.15, rate), 1000);
        for (const auto tenth : {5, 14, 25, 33, 47})
            test::mixInto(signal, sound, static_cast<std::size_t>(tenth * rate / 10), 0.7f);
        std::fill(signal.end() - rate / 2, signal.end(), 0.0f); // a mark of which is refused
        test::writeAudio(folder / "track.wav", signal, rate);
        model.addListener(this);
    }
    ~Monkey() override { model.removeListener(this); }

    void modelChanged(unsigned) override
    {
        if (model.document() == nullptr || isOpening)
            return;
        const auto done = model.document()->done();
        const Kept now{model.document()->sounds()};
        if (mayChange && (done >= steps.size() || steps[done] != now || done != at))
        {
            steps.resize(std::max(done, steps.size()));
            steps.resize(model.document()->history().size() + 1);
            steps[done] = now;
            // What was one step to the user and several to the session, which knows no more of that once it is reopened.
            const auto& document = *model.document();
            for (auto between = at + 1; between < done; ++between)
                steps[between] = Kept{SessionDocument(document.audio(),
                                                      {document.history().begin(), document.history().end()},
                                                      between, document.nextIds())
                                          .sounds()};
        }
        at = done;
    }

    void problemOccurred(const Problem& problem) override
    {
        // It does set edges outside of the recording, and close without saving.
        if (problem.title != "That is not possible" && problem.kind != Problem::Kind::note)
            problems.push_back(problem.title + ": " + problem.text);
    }

    void start()
    {
        model.open(folder / "track.wav");
        REQUIRE(waitUntil([this] { return model.hasSession(); }));
        steps.assign(1, {});
        at = 0;
    }

    void step()
    {
        mayChange = true;
        act();
        mayChange = false;
        check();
        if (below(hurries ? 32 : 4) == 0)
            juce::MessageManager::getInstance()->runDispatchLoopUntil(static_cast<int>(below(4)));
        check();
    }

    /** Nothing may be left waiting for ever, and what is asked is what a new window would ask. */
    void finish()
    {
        did("settle");
        settle();
        const auto question = model.question() != nullptr ? model.question()->excerpt : SampleRange{};
        const auto chosen = model.sound() != nullptr ? model.sound()->id : SoundId{0};
        reopen();
        settle();
        if (question.length > 0)
        {
            model.selectSound(chosen);
            settle();
            require(model.question() != nullptr && model.question()->excerpt == question,
                    "a new window asks another question");
        }
        undoAndRedoAll();
        check();
    }

    std::size_t actions() const { return count; }

private:
    void act()
    {
        ++count;
        switch (below(34))
        {
        case 0:
        case 1:
            did("mark");
            return model.setMark(someRange());
        case 2:
            did("mark nothing");
            return model.setMark({});
        case 3:
            did("find");
            return model.find();
        case 4:
        case 5:
            did("undo");
            return stepBack(true);
        case 6:
        case 7:
            did("redo");
            return stepBack(false);
        case 8:
            did("nudge");
            return model.nudge(someMove(), someMove());
        case 9:
            did("select a row");
            return model.selectRow(someRow(true));
        case 10:
            did("next row");
            return model.stepRow(below(2) == 0 ? 1 : -1);
        case 11:
            did("judge rows");
            return judgeRows();
        case 12:
            did("remove rows");
            return model.removeRows(someRows());
        case 13:
            did("label");
            return label();
        case 14:
            did("edit a row");
            if (const auto id = someRow(false))
                model.editRow(*id, someRange());
            return;
        case 15:
            did("another sound");
            return model.selectSound(someSound());
        case 16:
            did("new sound");
            return model.startNewSound();
        case 17:
            did("rename");
            return model.renameSound(someSound(), "name " + std::to_string(below(100)));
        case 18:
            did("recolour");
            if (const auto sound = someSound())
                model.recolourSound(sound, static_cast<std::uint32_t>(random()));
            return;
        case 19:
            if (below(6) != 0)
                return;
            did("remove a sound");
            if (const auto sound = someSound())
                model.removeSound(sound);
            return;
        case 20:
            did("budget or order");
            if (below(3) == 0)
                return model.setAskOrder(below(2) == 0 ? AskOrder::likeliest : AskOrder::uncertain);
            return below(2) == 0 ? model.goOn() : model.setBudget(1 + static_cast<int>(below(5)));
        case 21:
            did("threshold");
            return model.setThreshold(static_cast<float>(below(20)) / 20.0f);
        case 22:
            did("accept");
            return model.acceptPredicted();
        case 23:
            did("take the suggestion");
            return model.takeSuggestion();
        case 24:
            did("settle hits");
            return model.settleHits();
        case 25:
            did("cancel");
            return model.cancelSearch();
        case 26:
            if (below(8) != 0)
                return;
            did("save");
            return save();
        case 27:
            if (below(40) != 0)
                return;
            did("reopen");
            return reopen();
        case 28:
            if (below(60) != 0)
                return;
            did("undo and redo all");
            return undoAndRedoAll();
        case 29:
            if (below(12) != 0)
                return;
            did("wait");
            return settle();
        default:
            return answer();
        }
    }

    void answer()
    {
        if (model.question() == nullptr)
        {
            // As a user would, most of the time.
            if (model.phase() == SearchPhase::waiting && below(hurries ? 300 : 3) == 0)
                waitUntil([this] { return model.phase() != SearchPhase::waiting; });
            return;
        }
        const auto given = std::array{Answer::yes, Answer::no, Answer::unsure}[below(3)];
        did("answer " + std::to_string(static_cast<int>(given)));
        auto expected = Kept{model.document()->sounds()};
        const auto asked = model.question()->excerpt;
        const auto excerpt = given == Answer::yes ? model.questionExcerpt() : asked;
        const auto sound = model.sound()->id;
        model.answer(given);
        const auto* now = model.document()->find(sound);
        require(now != nullptr && !now->hits.empty(), "an answer was not kept");
        const auto& hit = now->hits.back();
        require(hit.excerpt == excerpt && hit.asked == asked && hit.answer == given && hit.wasAsked,
                "an answer was kept as another");
        for (auto& before : expected.sounds)
            if (before.id == sound)
                before.hits.push_back(hit);
        require(expected == Kept{model.document()->sounds()}, "an answer changed something else");
    }

    void judgeRows()
    {
        const auto ids = someRows();
        const auto given = std::array{Answer::yes, Answer::no, Answer::unsure}[below(3)];
        std::vector<SampleRange> judged;
        for (const auto id : ids)
            if (id != 0)
                judged.push_back(model.row(id)->excerpt);
        model.judgeRows(ids, given);
        for (const auto& excerpt : judged)
            require(std::any_of(model.sound()->hits.begin(), model.sound()->hits.end(),
                                [&](const JudgedHit& hit)
                                { return hit.excerpt == excerpt && hit.answer == given; }),
                    "a row was not judged");
    }

    void label()
    {
        const auto id = someRow(false);
        if (!id)
            return;
        const auto text = below(2) == 0 ? std::string() : "label " + std::to_string(below(50));
        model.labelRow(*id, text);
        require(*id <= 0 || model.row(*id)->label == text, "a label was not kept");
    }

    void stepBack(bool isUndo)
    {
        mayChange = false;
        isUndo ? model.undo() : model.redo();
    }

    void undoAndRedoAll()
    {
        mayChange = false;
        if (model.document() == nullptr)
            return;
        const auto before = model.document()->done();
        const auto all = model.document()->history().size();
        while (model.canUndo())
        {
            model.undo();
            check();
        }
        require(model.document()->sounds().empty() && model.sound() == nullptr && model.rows().empty(),
                "something is left of what was undone");
        while (model.canRedo())
        {
            model.redo();
            check();
        }
        require(model.document()->done() == all, "not everything was done again");
        while (model.document()->done() > before)
            model.undo();
    }

    void save()
    {
        mayChange = false;
        if (model.sessionPath().empty() || below(3) == 0)
            model.saveAs(folder / ("kept " + std::to_string(below(3))));
        else
            model.save();
        require(!model.hasUnsavedChanges(), "a saved session has unsaved changes");
    }

    void reopen()
    {
        mayChange = false;
        const std::vector<Action> history(model.document()->history().begin(),
                                          model.document()->history().end());
        const auto file = model.sessionPath();
        isOpening = true;
        model.close();
        require(!model.hasFile() && model.rows().empty() && model.phase() == SearchPhase::nothingMarked,
                "something is left of what was closed");
        if (!file.empty())
            model.open(file);
        else if (const auto left = SessionStore::unnamedSessions(folder / "drafts"); !left.empty())
            model.openUnnamed(left.front());
        else
        {
            require(history.empty(), "what was done is not offered again");
            model.open(folder / "track.wav");
        }
        require(waitUntil([this] { return model.hasSession(); }), "the session did not open");
        isOpening = false;
        require(std::equal(history.begin(), history.end(), model.document()->history().begin(),
                           model.document()->history().end()),
                "the history is another after opening");
        require(model.document()->done() == at, "another number of steps is in force after opening");
    }

    void settle()
    {
        mayChange = false;
        // Long, as many tests may run beside this one.
        for (int tries = 0; tries < 6 && model.phase() == SearchPhase::waiting; ++tries)
            waitUntil([this] { return model.phase() != SearchPhase::waiting; });
        require(model.phase() != SearchPhase::waiting,
                "a search did not end: " + std::to_string(static_cast<int>(model.status().stage)));
    }

    void check()
    {
        for (const auto& problem : problems)
            require(false, problem);
        const auto* document = model.document();
        require(document != nullptr, "the session is gone");
        require(document->done() < steps.size() && Kept{document->sounds()} == steps[document->done()],
                "the document is not what its steps made it");
        require(model.canUndo() == (document->done() > 0), "undo is offered wrongly");
        const auto* sound = model.sound();
        const auto mark = model.mark();
        require(!mark || (mark->start >= 0 && mark->length > 0 && mark->end() <= length),
                "the mark lies outside of the recording");
        checkRows(sound);
        const auto* question = model.question();
        const auto isMarkRefused = mark && model.phase() == SearchPhase::refused;
        require(isMarkRefused || (model.phase() == SearchPhase::asking) == (question != nullptr),
                "question and phase disagree");
        require((model.phase() == SearchPhase::waiting || model.phase() == SearchPhase::cancelled) <=
                    (sound != nullptr),
                "a search of nothing goes on");
        if (question == nullptr)
            return;
        const auto isApart = [&](const SampleRange& other)
        {
            return static_cast<double>(question->excerpt.overlapWith(other)) <=
                   largestOverlap * static_cast<double>(std::min(question->excerpt.length, other.length));
        };
        require(question->excerpt.start >= 0 && question->excerpt.end() <= length && isApart(sound->query) &&
                    std::all_of(sound->hits.begin(), sound->hits.end(),
                                [&](const JudgedHit& hit) { return isApart(hit.excerpt); }),
                "a question overlaps what was judged, or leaves the recording");
        const auto corrected = model.questionExcerpt();
        require(corrected.start >= 0 && corrected.length > 0 && corrected.end() <= length,
                "the corrected question leaves the recording");
    }

    void checkRows(const Sound* sound)
    {
        const auto& rows = model.rows();
        require(model.selectedRow() == nullptr || model.row(model.selectedRow()->id) == model.selectedRow(),
                "a row is selected that is not there");
        require(std::is_sorted(rows.begin(), rows.end(),
                               [](const PlaceRow& a, const PlaceRow& b)
                               { return a.excerpt.start < b.excerpt.start; }),
                "the rows are out of order");
        std::size_t judged = 0, queries = 0;
        for (const auto& row : rows)
        {
            require(sound != nullptr, "there are rows without a sound");
            judged += row.id > 0 ? 1 : 0;
            queries += row.id == 0 ? 1 : 0;
            if (row.id < 0)
                require(std::none_of(sound->hits.begin(), sound->hits.end(),
                                     [&](const JudgedHit& hit)
                                     { return hit.excerpt.overlaps(row.excerpt); }) &&
                            !sound->query.overlaps(row.excerpt),
                        "a place is predicted where one was judged");
        }
        require(judged == (sound != nullptr ? sound->hits.size() : 0) &&
                    queries == (sound != nullptr ? 1 : 0),
                "rows and hits disagree");
    }

    void require(bool isSo, const std::string& what)
    {
        if (isSo)
            return;
        std::string story;
        for (const auto& action : latest)
            story += action + "; ";
        FAIL(what << ", after " << count << " actions, the last of which were: " << story);
    }

    void did(std::string what)
    {
        latest.push_back(std::move(what));
        if (latest.size() > 25)
            latest.pop_front();
    }

    std::size_t below(std::size_t limit) { return random() % limit; }
    SampleIndex someMove() { return static_cast<SampleIndex>(below(4001)) - 2000; }

    SampleRange someRange()
    {
        switch (below(8))
        {
        case 0: // in silence
            return {length - rate / 3, rate / 5};
        case 1: // too long to be searched for
            return {static_cast<SampleIndex>(below(rate)), 4 * rate};
        case 2: // too short
            return {static_cast<SampleIndex>(below(length - 10)), 1 + static_cast<SampleIndex>(below(9))};
        case 3: // one of the sounds
            return {rate / 2, rate / 4};
        default:
        {
            const auto start = static_cast<SampleIndex>(below(length - rate));
            return {start, rate / 10 + static_cast<SampleIndex>(below(rate / 2))};
        }
        }
    }

    SoundId someSound()
    {
        const auto& sounds = model.document()->sounds();
        return sounds.empty() ? 0 : sounds[below(sounds.size())].id;
    }

    std::optional<RowId> someRow(bool orNone)
    {
        const auto& rows = model.rows();
        if (rows.empty() || (orNone && below(4) == 0))
            return {};
        return rows[below(rows.size())].id;
    }

    std::vector<RowId> someRows()
    {
        std::vector<RowId> ids;
        for (const auto& row : model.rows())
            if (below(4) == 0)
                ids.push_back(row.id);
        return ids;
    }

    test::TemporaryFolder folder;
    std::mt19937 random;
    AppModel model;
    std::vector<Kept> steps; ///< the document after 0, 1, 2 ... actions
    std::size_t at = 0;      ///< actions in force when it was last looked at
    bool mayChange = false, isOpening = false;
    std::vector<std::string> problems;
    std::deque<std::string> latest;
    std::size_t count = 0;
    const bool hurries = numberFrom("REPRISE_MONKEY_HURRIES", 0) != 0; ///< hardly waits for searches
};
} // namespace

TEST_CASE("Whatever is done in whatever order, the model keeps what was answered and takes it back exactly",
          "[app][model][monkey]")
{
    using Clock = std::chrono::steady_clock;
    const auto seconds = numberFrom("REPRISE_MONKEY_SECONDS", 3);
    const auto end = Clock::now() + std::chrono::seconds(seconds);
    std::size_t actions = 0;
    for (auto seed = static_cast<std::uint32_t>(numberFrom("REPRISE_MONKEY_SEED", 1)); Clock::now() < end;
         ++seed)
    {
        INFO("seed " << seed);
        Monkey monkey(seed);
        monkey.start();
        while (monkey.actions() < 2000 && Clock::now() < end)
            monkey.step();
        monkey.finish();
        actions += monkey.actions();
    }
    WARN(actions << " actions");
}
