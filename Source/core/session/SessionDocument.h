#pragma once

#include "audio/AudioFile.h"
#include "matching/Methods.h"
#include "session/RetrievalSession.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace reprise
{
/** Numbers of sounds and hits in one document: 1, 2, 3 ..., never given twice. */
using SoundId = std::int64_t;
using HitId = std::int64_t;

/** An excerpt that was judged, and all that is kept about it. */
struct JudgedHit
{
    HitId id = 0;
    SampleRange excerpt; ///< with the edges the user gave it
    SampleRange asked;   ///< as it was offered
    Answer answer = Answer::unsure;
    float confidence = 0.0f;       ///< when it was judged
    bool wasAsked = true;          ///< false: the user judged it unasked (accepted, imported, marked by hand)
    std::int64_t answeredAtMs = 0; ///< Unix time in milliseconds, UTC
    std::string label;             ///< UTF-8; empty: the sound's name

    bool operator==(const JudgedHit&) const = default;
};

/** One sound that is looked for in the recording: the mark, how it is searched, and every answer. */
struct Sound
{
    SoundId id = 0;
    std::string name;         ///< UTF-8, at most 1000 bytes
    std::uint32_t colour = 0; ///< 0xRRGGBB
    SampleRange query;
    MethodSettings method;
    int budget = 10;
    AskOrder order = AskOrder::likeliest;
    float threshold = acceptThreshold; ///< from this confidence on a place that was not asked is shown
    std::vector<JudgedHit> hits;       ///< in the order of the answers

    /** What a matcher is given. */
    std::vector<Judgement> judgements() const;
    bool operator==(const Sound&) const = default;
};

/** The audio a session is about: as it was when the session was made. */
struct SessionAudio
{
    AudioFileInfo info;              ///< `path` as it was opened, absolute
    std::string sha256;              ///< lower-case hexadecimal
    std::filesystem::path hint = {}; ///< where else it may lie, absolute (AudioSearch.h); empty: nowhere
};

/// @name Everything a user can do to a document. Each is undone and redone as one step.
/// @{
struct AddSound
{
    Sound sound; ///< its id is given by the document; hits may be brought along (import)
    bool operator==(const AddSound&) const = default;
};
struct RemoveSound
{
    SoundId sound = 0;
    bool operator==(const RemoveSound&) const = default;
};
struct RenameSound
{
    SoundId sound = 0;
    std::string name;
    bool operator==(const RenameSound&) const = default;
};
struct RecolourSound
{
    SoundId sound = 0;
    std::uint32_t colour = 0;
    bool operator==(const RecolourSound&) const = default;
};
/** Moves the mark. Answers stay. */
struct MoveQuery
{
    SoundId sound = 0;
    SampleRange query;
    bool operator==(const MoveQuery&) const = default;
};
struct SetMethod
{
    SoundId sound = 0;
    MethodSettings method;
    bool operator==(const SetMethod&) const = default;
};
struct SetBudget
{
    SoundId sound = 0;
    int budget = 10;
    bool operator==(const SetBudget&) const = default;
};
struct SetAskOrder
{
    SoundId sound = 0;
    AskOrder order = AskOrder::likeliest;
    bool operator==(const SetAskOrder&) const = default;
};
struct SetThreshold
{
    SoundId sound = 0;
    float threshold = acceptThreshold;
    bool operator==(const SetThreshold&) const = default;
};
/** One answer, or several at once (accept all likely ones). */
struct Judge
{
    SoundId sound = 0;
    std::vector<JudgedHit> hits; ///< their ids are given by the document
    bool operator==(const Judge&) const = default;
};
struct ChangeAnswer
{
    SoundId sound = 0;
    HitId hit = 0;
    Answer answer = Answer::unsure;
    bool operator==(const ChangeAnswer&) const = default;
};
struct EditHit
{
    SoundId sound = 0;
    HitId hit = 0;
    SampleRange excerpt;
    bool operator==(const EditHit&) const = default;
};
struct LabelHit
{
    SoundId sound = 0;
    HitId hit = 0;
    std::string label;
    bool operator==(const LabelHit&) const = default;
};
/** Forgets a judgement: its place may be asked again. */
struct RemoveHits
{
    SoundId sound = 0;
    std::vector<HitId> hits;
    bool operator==(const RemoveHits&) const = default;
};
/// @}

using Action =
    std::variant<AddSound, RemoveSound, RenameSound, RecolourSound, MoveQuery, SetMethod, SetBudget,
                 SetAskOrder, SetThreshold, Judge, ChangeAnswer, EditHit, LabelHit, RemoveHits>;

/** No sound or hit has this number or a larger one: JSON readers do not keep them exactly. */
constexpr std::int64_t mostIds = std::int64_t{1} << 53;

/** The numbers the next sound and the next hit get. */
struct NextIds
{
    SoundId sound = 1;
    HitId hit = 1;

    bool operator==(const NextIds&) const = default;
};

/** What an action is called in a menu, for example "Answer yes" or "Rename sound". */
std::string describe(const Action& action);

/** A recording's sounds with every answer, as the fold of all actions so far: the same actions give the same
    document. Knows nothing of files, matchers or the screen.

    Undo     Takes back one action at a time, without limit, also after the document was stored and read
             again (SessionFile.h keeps the history). A new action forgets what was taken back.
    Errors   InvalidInput, saying what is allowed, for an action that names what is not there, for a range
             outside the recording or of no length, a budget below 1, a confidence or threshold outside 0 to
             1, text that is not UTF-8; InvalidSettings for an unknown method; nothing has changed then.
    Cost     perform() and redo() do one action, undo() does all that are left anew: 10 ms for 100,000.
    Threads  one thread at a time. */
class SessionDocument
{
public:
    /** InvalidInput for audio without a sample, a channel or a rate. */
    explicit SessionDocument(SessionAudio audio);

    /** A document with a history, of which the first `done` actions are in force. Ids are those the actions
        bring; they rise from action to action. `next` lies above all of them, as ids of forgotten actions are
        not given again; the default is right above. Errors as perform(), also for what is undone; they name
        the action. */
    SessionDocument(SessionAudio audio, std::vector<Action> history, std::size_t done, NextIds next = {});

    const SessionAudio& audio() const { return sessionAudio; }

    /** The same audio found at another place (or, by the user's word, changed). Not an action. InvalidInput
        when the marks and hits do not fit into it. */
    void relink(SessionAudio audio);

    const std::vector<Sound>& sounds() const { return current; }

    /** Null where there is no such sound. */
    const Sound* find(SoundId sound) const;

    /** Checks, does and remembers an action, and returns it as it was done, with all ids given. An `asked`
        range of no length becomes the excerpt itself. The reference holds until the document changes. */
    const Action& perform(Action action);

    bool canUndo() const { return doneActions > 0; }
    bool canRedo() const { return doneActions < actions.size(); }

    /** False, and nothing is done, when there is not so much to take back, or nothing to do again. */
    bool undo(std::size_t steps = 1);
    bool redo();

    std::span<const Action> history() const { return actions; }
    std::size_t done() const { return doneActions; }
    const NextIds& nextIds() const { return next; }

    /** Unjudged places the matcher expects with at least the sound's threshold, for exports that have no
        analysis at hand. Not an action: they follow from the answers. They are forgotten as soon as anything
        they follow from changes (an answer, an edge, the mark, the method, the threshold), so what is here is
        never out of date. Empty where there is none. */
    const std::vector<Hit>& predicted(SoundId sound) const;

    /** False where nothing is known about the unjudged places, true where it is known that there are none. */
    bool hasPredicted(SoundId sound) const { return predictions.contains(sound); }

    /** Keeps those that reach the sound's threshold. InvalidInput where there is no such sound. */
    void setPredicted(SoundId sound, std::vector<Hit> hits);

private:
    Sound& soundFor(SoundId sound);
    JudgedHit& hitFor(SoundId sound, HitId hit);
    void check(const Action& action) const;
    void takeIds(Action& action, bool give);
    void apply(const Action& action);
    void forgetPredictions(const Action& action);
    void rebuild(std::size_t count);

    SessionAudio sessionAudio;
    std::vector<Sound> current;
    std::vector<Action> actions;
    std::size_t doneActions = 0;
    std::map<SoundId, std::vector<Hit>> predictions;
    NextIds next;
};
} // namespace reprise
