#include "session/SessionDocument.h"

#include "base/Errors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace reprise
{
namespace
{
template <class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string shown(const SampleRange& range)
{
    return "start " + std::to_string(range.start) + ", length " + std::to_string(range.length);
}

void checkRange(const SampleRange& range, SampleIndex samples, const std::string& what)
{
    if (range.length < 1 || range.start < 0 || range.length > samples || range.start > samples - range.length)
        throw InvalidInput(what + " (" + shown(range) +
                           ") must have a length and lie in the recording, which has samples 0 to " +
                           std::to_string(samples));
}

void checkText(const std::string& text, const std::string& what)
{
    try
    {
        nlohmann::json(text).dump(); // refuses what is not UTF-8
    }
    catch (const nlohmann::json::exception&)
    {
        throw InvalidInput(what + " is not UTF-8 text");
    }
}

/** Whoever exports gives it to each place, so a long one would fill the memory. */
void checkName(const std::string& name)
{
    checkText(name, "the name of the sound");
    constexpr std::size_t longest = 1000;
    if (name.size() > longest)
        throw InvalidInput("the name of the sound has " + std::to_string(name.size()) +
                           " bytes; at most 1000 are allowed");
}

void checkShare(float value, const std::string& what)
{
    if (!(value >= 0.0f && value <= 1.0f))
        throw InvalidInput(what + " (" + std::to_string(value) + ") must be a number from 0 to 1");
}

void checkColour(std::uint32_t colour)
{
    if (colour > 0xffffff)
        throw InvalidInput("the colour (" + std::to_string(colour) +
                           ") must be from 0 to 16777215, 0xRRGGBB");
}

void checkBudget(int budget)
{
    if (budget < 1)
        throw InvalidInput("the answer budget is " + std::to_string(budget) + "; at least 1 is needed");
}

void checkHit(const JudgedHit& hit, SampleIndex samples)
{
    checkRange(hit.excerpt, samples, "the judged excerpt");
    if (hit.asked.length != 0)
        checkRange(hit.asked, samples, "the excerpt that was asked");
    checkShare(hit.confidence, "the confidence of the judged excerpt");
    checkText(hit.label, "the label of the judged excerpt");
}

void checkAudio(const SessionAudio& audio)
{
    if (audio.info.samples < 1 || audio.info.sampleRateHz < 1 || audio.info.channels < 1)
        throw InvalidInput("the session's audio has " + std::to_string(audio.info.samples) + " samples, " +
                           std::to_string(audio.info.channels) + " channels at " +
                           std::to_string(audio.info.sampleRateHz) + " Hz; at least 1 of each is needed");
}

/** The sound or hit with this id; nullptr where there is none. In whichever order they were made, ids rise. */
template <typename Items>
auto* withId(std::int64_t id, Items& items)
{
    const auto found = std::ranges::lower_bound(items, id, {}, [](const auto& item) { return item.id; });
    return found != items.end() && found->id == id ? &*found : nullptr;
}

template <typename Item>
Item& checked(Item* item)
{
    if (item == nullptr)
        throw std::logic_error("an action was done without being checked");
    return *item;
}

SoundId soundOf(const Action& action)
{
    return std::visit(
        Overloaded{[](const AddSound& a) { return a.sound.id; }, [](const auto& a) { return a.sound; }},
        action);
}
} // namespace

std::vector<Judgement> Sound::judgements() const
{
    std::vector<Judgement> result;
    result.reserve(hits.size());
    for (const auto& hit : hits)
        result.push_back({hit.excerpt, hit.answer});
    return result;
}

std::string describe(const Action& action)
{
    const auto nameOfAnswer = [](Answer answer) {
        return std::string(answer == Answer::yes ? "yes" : answer == Answer::no ? "no" : "unsure");
    };
    return std::visit(
        Overloaded{[](const AddSound&) { return std::string("Add sound"); },
                   [](const RemoveSound&) { return std::string("Remove sound"); },
                   [](const RenameSound&) { return std::string("Rename sound"); },
                   [](const RecolourSound&) { return std::string("Change colour"); },
                   [](const MoveQuery&) { return std::string("Move mark"); },
                   [](const SetMethod&) { return std::string("Change method"); },
                   [](const SetBudget&) { return std::string("Change answer budget"); },
                   [](const SetAskOrder& a) {
                       return std::string(a.order == AskOrder::uncertain ? "Ask where uncertain"
                                                                         : "Ask what is likeliest");
                   },
                   [](const SetThreshold&) { return std::string("Change threshold"); },
                   [&](const Judge& a)
                   {
                       return a.hits.size() == 1 ? "Answer " + nameOfAnswer(a.hits.front().answer)
                                                 : "Answer " + std::to_string(a.hits.size()) + " places";
                   },
                   [&](const ChangeAnswer& a) { return "Change answer to " + nameOfAnswer(a.answer); },
                   [](const EditHit&) { return std::string("Move hit's edges"); },
                   [](const LabelHit&) { return std::string("Label hit"); },
                   [](const RemoveHits& a)
                   {
                       return a.hits.size() == 1 ? std::string("Forget answer")
                                                 : "Forget " + std::to_string(a.hits.size()) + " answers";
                   }},
        action);
}

SessionDocument::SessionDocument(SessionAudio audio) : sessionAudio(std::move(audio))
{
    checkAudio(sessionAudio);
}

SessionDocument::SessionDocument(SessionAudio audio, std::vector<Action> history, std::size_t done,
                                 NextIds nextIds)
    : SessionDocument(std::move(audio))
{
    if (done > history.size())
        throw InvalidInput(std::to_string(done) + " actions are said to be in force; the history has " +
                           std::to_string(history.size()));
    actions = std::move(history);
    for (std::size_t i = 0; i < actions.size(); ++i)
        try
        {
            check(actions[i]);
            takeIds(actions[i], false);
            apply(actions[i]);
        }
        catch (const Error& e)
        {
            throw InvalidInput("action " + std::to_string(i + 1) + " (" + describe(actions[i]) +
                               "): " + e.what());
        }
    if (nextIds != NextIds{} && (nextIds.sound < next.sound || nextIds.hit < next.hit))
        throw InvalidInput("the next sound and hit are numbered " + std::to_string(nextIds.sound) + " and " +
                           std::to_string(nextIds.hit) + ", which the history has given already");
    next = {std::max(next.sound, nextIds.sound), std::max(next.hit, nextIds.hit)};
    doneActions = actions.size();
    if (done < actions.size())
        rebuild(done);
}

void SessionDocument::relink(SessionAudio audio)
{
    checkAudio(audio);
    // All that was ever done has to fit, or it could not be read back.
    try
    {
        SessionDocument(audio, actions, doneActions, next);
    }
    catch (const Error& e)
    {
        throw InvalidInput(std::string("the session does not fit into the other audio: ") + e.what());
    }
    if (audio.sha256 != sessionAudio.sha256)
        predictions.clear();
    sessionAudio = std::move(audio);
}

const Sound* SessionDocument::find(SoundId sound) const
{
    return withId(sound, current);
}

Sound& SessionDocument::soundFor(SoundId sound)
{
    return checked(withId(sound, current));
}

JudgedHit& SessionDocument::hitFor(SoundId sound, HitId hit)
{
    return checked(withId(hit, soundFor(sound).hits));
}

void SessionDocument::check(const Action& action) const
{
    const auto samples = sessionAudio.info.samples;
    const auto* sound = find(soundOf(action));
    if (!std::holds_alternative<AddSound>(action) && sound == nullptr)
        throw InvalidInput("there is no sound with the number " + std::to_string(soundOf(action)));
    const auto requireHit = [&](HitId id)
    {
        if (withId(id, sound->hits) == nullptr)
            throw InvalidInput("sound " + std::to_string(sound->id) + " has no hit with the number " +
                               std::to_string(id));
    };
    std::visit(Overloaded{[](const RemoveSound&) {}, [](const RecolourSound& a) { checkColour(a.colour); },
                          [&](const AddSound& a)
                          {
                              checkName(a.sound.name);
                              checkColour(a.sound.colour);
                              checkRange(a.sound.query, samples, "the mark");
                              methodFromName(a.sound.method.method);
                              checkBudget(a.sound.budget);
                              checkShare(a.sound.threshold, "the threshold");
                              for (const auto& hit : a.sound.hits)
                                  checkHit(hit, samples);
                          },
                          [](const RenameSound& a) { checkName(a.name); },
                          [&](const MoveQuery& a) { checkRange(a.query, samples, "the mark"); },
                          [](const SetMethod& a) { methodFromName(a.method.method); },
                          [](const SetBudget& a) { checkBudget(a.budget); }, [](const SetAskOrder&) {},
                          [](const SetThreshold& a) { checkShare(a.threshold, "the threshold"); },
                          [&](const Judge& a)
                          {
                              if (a.hits.empty())
                                  throw InvalidInput(
                                      "an answer about no excerpt was given; at least one is needed");
                              for (const auto& hit : a.hits)
                                  checkHit(hit, samples);
                          },
                          [&](const ChangeAnswer& a) { requireHit(a.hit); },
                          [&](const EditHit& a)
                          {
                              requireHit(a.hit);
                              checkRange(a.excerpt, samples, "the hit");
                          },
                          [&](const LabelHit& a)
                          {
                              requireHit(a.hit);
                              checkText(a.label, "the label of the hit");
                          },
                          [&](const RemoveHits& a)
                          {
                              if (a.hits.empty())
                                  throw InvalidInput("no hit to forget was named; at least one is needed");
                              for (const auto hit : a.hits)
                                  requireHit(hit);
                          }},
               action);
}

void SessionDocument::takeIds(Action& action, bool give)
{
    auto after = next;
    const auto take = [give](std::int64_t& id, std::int64_t& nextId, const char* what)
    {
        if (give && nextId >= mostIds)
            throw InvalidInput(std::string("the session has no number left for another ") + what);
        if (give)
            id = nextId;
        else if (id < nextId)
            throw InvalidInput(std::string("the ") + what + " has the number " + std::to_string(id) +
                               "; it must be at least " + std::to_string(nextId) +
                               ", as no number is given twice");
        nextId = id + 1;
    };
    const auto takeHits = [&](std::vector<JudgedHit>& hits)
    {
        for (auto& hit : hits)
        {
            take(hit.id, after.hit, "judged excerpt");
            if (hit.asked.length == 0)
                hit.asked = hit.excerpt;
        }
    };
    if (auto* added = std::get_if<AddSound>(&action))
    {
        take(added->sound.id, after.sound, "sound");
        takeHits(added->sound.hits);
    }
    else if (auto* judged = std::get_if<Judge>(&action))
        takeHits(judged->hits);
    next = after;
}

void SessionDocument::apply(const Action& action)
{
    std::visit(Overloaded{[&](const AddSound& a) { current.push_back(a.sound); },
                          [&](const RemoveSound& a)
                          { std::erase_if(current, [&](const Sound& s) { return s.id == a.sound; }); },
                          [&](const RenameSound& a) { soundFor(a.sound).name = a.name; },
                          [&](const RecolourSound& a) { soundFor(a.sound).colour = a.colour; },
                          [&](const MoveQuery& a) { soundFor(a.sound).query = a.query; },
                          [&](const SetMethod& a) { soundFor(a.sound).method = MethodSettings(a.method); },
                          [&](const SetBudget& a) { soundFor(a.sound).budget = a.budget; },
                          [&](const SetAskOrder& a) { soundFor(a.sound).order = a.order; },
                          [&](const SetThreshold& a) { soundFor(a.sound).threshold = a.threshold; },
                          [&](const Judge& a)
                          {
                              auto& hits = soundFor(a.sound).hits;
                              hits.insert(hits.end(), a.hits.begin(), a.hits.end());
                          },
                          [&](const ChangeAnswer& a) { hitFor(a.sound, a.hit).answer = a.answer; },
                          [&](const EditHit& a) { hitFor(a.sound, a.hit).excerpt = a.excerpt; },
                          [&](const LabelHit& a) { hitFor(a.sound, a.hit).label = a.label; },
                          [&](const RemoveHits& a)
                          {
                              auto ids = a.hits;
                              std::sort(ids.begin(), ids.end());
                              std::erase_if(soundFor(a.sound).hits, [&](const JudgedHit& hit)
                                            { return std::binary_search(ids.begin(), ids.end(), hit.id); });
                          }},
               action);
}

void SessionDocument::rebuild(std::size_t count)
{
    auto before = std::exchange(current, {});
    try
    {
        for (std::size_t i = 0; i < count; ++i)
            apply(actions[i]);
    }
    catch (...)
    {
        current = std::move(before);
        throw;
    }
    doneActions = count;
}

const Action& SessionDocument::perform(Action action)
{
    check(action);
    const auto before = next;
    takeIds(action, true);
    // What was taken back is forgotten last: where memory runs out before, nothing has changed.
    const auto place = static_cast<std::ptrdiff_t>(doneActions);
    auto isKept = false;
    try
    {
        actions.insert(actions.begin() + place, std::move(action));
        isKept = true;
        apply(actions[doneActions]);
    }
    catch (...)
    {
        if (isKept)
            actions.erase(actions.begin() + place);
        next = before;
        throw;
    }
    ++doneActions;
    actions.resize(doneActions);
    forgetPredictions(actions.back());
    return actions.back();
}

bool SessionDocument::undo(std::size_t steps)
{
    if (steps == 0 || steps > doneActions)
        return false;
    rebuild(doneActions - steps);
    for (std::size_t step = 0; step < steps; ++step)
        forgetPredictions(actions[doneActions + step]);
    return true;
}

bool SessionDocument::redo()
{
    if (!canRedo())
        return false;
    apply(actions[doneActions]);
    forgetPredictions(actions[doneActions]);
    ++doneActions;
    return true;
}

void SessionDocument::forgetPredictions(const Action& action)
{
    const auto isLooks =
        std::holds_alternative<RenameSound>(action) || std::holds_alternative<RecolourSound>(action) ||
        std::holds_alternative<SetBudget>(action) || std::holds_alternative<SetAskOrder>(action) ||
        std::holds_alternative<LabelHit>(action);
    if (!isLooks)
        predictions.erase(soundOf(action));
}

const std::vector<Hit>& SessionDocument::predicted(SoundId sound) const
{
    static const std::vector<Hit> none;
    const auto found = predictions.find(sound);
    return found == predictions.end() ? none : found->second;
}

void SessionDocument::setPredicted(SoundId sound, std::vector<Hit> hits)
{
    const auto* wanted = find(sound);
    if (wanted == nullptr)
        throw InvalidInput("there is no sound with the number " + std::to_string(sound));
    std::erase_if(hits, [&](const Hit& hit) { return !(hit.confidence >= wanted->threshold); });
    for (auto& hit : hits)
    {
        checkRange(hit.excerpt, sessionAudio.info.samples, "the predicted place");
        hit.state = HitState::predicted;
    }
    predictions[sound] = std::move(hits);
}
} // namespace reprise
