#include "cli/commands/FindSession.h"

#include "base/Errors.h"
#include "cli/SessionAudio.h"
#include "cli/Terminal.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace reprise::cli
{
namespace
{
/** Told apart also by people who do not see red and green alike (Okabe and Ito). */
constexpr std::array<std::uint32_t, 7> colours{0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7,
                                               0xd55e00, 0x56b4e9, 0xf0e442};

std::int64_t nowMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

bool isAnswerAbout(const Action& action, SoundId sound)
{
    const auto* judged = std::get_if<Judge>(&action);
    return judged != nullptr && judged->sound == sound;
}

/** What options of a run set; undo and redo of answers pass over it. */
bool isSetting(const Action& action)
{
    return std::holds_alternative<SetBudget>(action) || std::holds_alternative<SetThreshold>(action) ||
           std::holds_alternative<SetAskOrder>(action);
}

/** What comes and goes with an answer: settings after it, and edges that were moved of what it was given to. */
bool belongsTo(const Action& action, const Judge& answer)
{
    const auto* edit = std::get_if<EditHit>(&action);
    const auto isMoved = [&](const JudgedHit& hit) { return hit.id == edit->hit; };
    return isSetting(action) || (edit != nullptr && edit->sound == answer.sound &&
                                 std::any_of(answer.hits.begin(), answer.hits.end(), isMoved));
}

/** Where the last answer about a sound lies among what was done; empty where something else came after it. */
std::optional<std::size_t> lastAnswer(std::span<const Action> done, SoundId sound)
{
    auto after = done.size();
    while (after > 0 && !isAnswerAbout(done[after - 1], sound))
        --after;
    const auto isItsOwn = [&](const Action& action)
    { return belongsTo(action, std::get<Judge>(done[after - 1])); };
    const auto rest = done.subspan(after);
    if (after == 0 || !std::all_of(rest.begin(), rest.end(), isItsOwn))
        return {};
    return after - 1;
}
} // namespace

FindSession::FindSession(const std::string& sessionFile, const std::string& audio)
    : store(SessionStore::open(sessionFile))
{
    for (const auto& remark : store.report().remarks)
        tell("Note: " + remark + ".");
    const auto found = audioOf(store.document().audio(), sessionFile, audio);
    if (found.info.path != store.document().audio().info.path)
        store.relink(found);
}

FindSession::FindSession(const std::string& sessionFile, SessionAudio audio)
    : store(SessionStore::create(sessionFile, SessionDocument(std::move(audio))))
{
}

void FindSession::chooseSound(const std::string& numberOrName)
{
    std::vector<std::string> known;
    std::vector<SoundId> numbered, named;
    for (const auto& sound : document().sounds())
    {
        known.push_back(std::to_string(sound.id) + " (" + sound.name + ")");
        if (numberOrName == std::to_string(sound.id))
            numbered.push_back(sound.id);
        if (numberOrName == sound.name)
            named.push_back(sound.id);
    }
    if (known.empty())
        throw InvalidSettings(path() + " has no sound yet; mark one with --start and --length");
    if (numberOrName.empty())
        chosen = document().sounds().back().id;
    else if (!numbered.empty())
        chosen = numbered.front();
    else if (named.size() == 1)
        chosen = named.front();
    else if (named.empty())
        throw InvalidSettings(path() + " has no sound '" + numberOrName + "'; it has " + listed(known));
    else
        throw InvalidSettings(path() + " has several sounds '" + numberOrName +
                              "'; choose one by its number, of " + listed(known));
}

bool FindSession::chooseSoundAt(const std::vector<SampleRange>& places)
{
    const auto isThere = [&](const Sound& sound)
    {
        return std::any_of(places.begin(), places.end(),
                           [&](const SampleRange& place)
                           {
                               const auto shared = std::min(place.end(), sound.query.end()) -
                                                   std::max(place.start, sound.query.start);
                               return 2 * shared >= std::min(place.length, sound.query.length);
                           });
    };
    const auto& sounds = document().sounds();
    const auto last = std::find_if(sounds.rbegin(), sounds.rend(), isThere);
    if (last == sounds.rend())
        return false;
    chosen = last->id;
    return true;
}

void FindSession::markSound(const Sound& sound)
{
    const auto& sounds = document().sounds();
    const auto known =
        std::find_if(sounds.begin(), sounds.end(),
                     [&](const Sound& s) { return s.query == sound.query && s.method == sound.method; });
    if (known != sounds.end())
    {
        chosen = known->id;
        return;
    }
    auto added = sound;
    if (added.name.empty())
        added.name = "Sound " + std::to_string(document().nextIds().sound);
    added.colour = colours[sounds.size() % colours.size()];
    chosen = std::get<AddSound>(store.perform(AddSound{added})).sound.id;
    warnOnce();
}

const Sound& FindSession::sound() const
{
    const auto* found = document().find(chosen);
    if (found == nullptr)
        throw std::logic_error("no sound of the session was chosen");
    return *found;
}

void FindSession::set(const Settings& settings)
{
    given = settings;
    storeSettings();
}

void FindSession::storeSettings()
{
    if (document().canRedo())
        return;
    if (budget() != sound().budget)
        store.perform(SetBudget{chosen, budget()});
    if (order() != sound().order)
        store.perform(SetAskOrder{chosen, order()});
    if (threshold() != sound().threshold)
        store.perform(SetThreshold{chosen, threshold()});
}

void FindSession::fill(RetrievalSession& session) const
{
    session.setJudgements(sound().judgements());
}

void FindSession::answer(RetrievalSession& session, Answer answer)
{
    const auto question = session.standingQuestion();
    if (!question)
        throw std::logic_error("an answer was given while nothing was asked");
    JudgedHit hit;
    hit.excerpt = hit.asked = question->excerpt;
    hit.answer = answer;
    hit.confidence = question->confidence;
    hit.answeredAtMs = nowMs();
    store.perform(Judge{chosen, {hit}});
    warnOnce();
    fill(session);
}

void FindSession::moveHit(RetrievalSession& session, const SettledHit& hit)
{
    const auto& hits = sound().hits;
    const auto moved = std::find_if(hits.begin(), hits.end(),
                                    [&](const JudgedHit& h) { return h.excerpt == hit.confirmed; });
    if (moved == hits.end())
        throw std::logic_error("a hit that the session does not hold was to be moved");
    store.perform(EditHit{chosen, moved->id, hit.better});
    warnOnce();
    fill(session);
}

bool FindSession::undo(RetrievalSession& session)
{
    const auto answer = lastAnswer(document().history().first(document().done()), chosen);
    if (!answer)
        return false;
    while (document().done() > *answer)
        store.undo();
    warnOnce();
    fill(session);
    return true;
}

bool FindSession::redo(RetrievalSession& session)
{
    const auto history = document().history();
    const auto skipSettings = [&](std::size_t place)
    {
        while (place < history.size() && isSetting(history[place]))
            ++place;
        return place;
    };
    const auto answer = skipSettings(document().done());
    if (answer == history.size() || !isAnswerAbout(history[answer], chosen))
        return false;
    const auto& judged = std::get<Judge>(history[answer]);
    auto end = answer + 1;
    while (end < history.size() && belongsTo(history[end], judged))
        ++end;
    while (document().done() < end)
        store.redo();
    warnOnce();
    fill(session);
    return true;
}

void FindSession::save(RetrievalSession& session, bool predict)
{
    storeSettings(); // an undo took them back with the answer before them
    if (predict && !document().hasPredicted(chosen))
        store.setPredicted(chosen, session.predictedHits(threshold()));
    if (!store.hasUnsavedChanges())
        return;
    try
    {
        if (const auto remark = store.save())
            tell("Note: " + *remark + ".");
    }
    catch (const OutputError& e)
    {
        if (!store.unsavedError())
            throw; // the journal has everything
        saveElsewhere(e.what());
    }
}

void FindSession::saveElsewhere(const std::string& reason)
{
    std::filesystem::path kept;
    try
    {
        kept = store.saveElsewhere();
    }
    catch (const Error& e)
    {
        throw OutputError(reason, "what was answered since the last save is lost: " + std::string(e.what()));
    }
    throw OutputError(reason, "every answer is kept in '" + kept.string() + "'; go on with that session");
}

void FindSession::warnOnce()
{
    const auto error = store.unsavedError();
    if (error && !warned)
        tell("Warning: " + *error + "; " + std::string(SessionStore::unsavedAdvice) + ".");
    warned = error.has_value();
}
} // namespace reprise::cli
