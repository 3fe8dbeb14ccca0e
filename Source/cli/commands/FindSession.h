#pragma once

#include "session/SessionStore.h"

#include <optional>
#include <string>

namespace reprise::cli
{
/** The session file behind a run of `find`: which sound is searched, and the home of every answer. Each answer
    is on the disk before the next question. */
class FindSession
{
public:
    /** Opens the session; `audio` names the file where the user did. Notes about what was recovered go to
        standard error. Throws FileError when the audio is missing or another. */
    FindSession(const std::string& sessionFile, const std::string& audio);

    /** Begins a session with nothing in it yet. Throws OutputError when there is a file. */
    FindSession(const std::string& sessionFile, SessionAudio audio);

    const SessionDocument& document() const { return store.document(); }

    /** Searches on for the sound with this number, else with this name; empty: the one added last. InvalidSettings,
        listing the sounds, when there is none, or several of the name. */
    void chooseSound(const std::string& numberOrName);

    /** Searches on for the sound added last whose mark is one of these places, at least by half; false when there is
        none. */
    bool chooseSoundAt(const std::vector<SampleRange>& places);

    /** Searches on for the sound marked there and searched this way, or adds it. */
    void markSound(const Sound& sound);

    const Sound& sound() const;

    /** What this run sets instead of what is stored for the sound. It is stored, too: at once, or where answers were
        taken back, which a change would forget, once another answer is given. */
    struct Settings
    {
        std::optional<int> budget;
        std::optional<AskOrder> order;
        std::optional<float> threshold;
    };
    void set(const Settings& settings);

    int budget() const { return given.budget.value_or(sound().budget); }
    AskOrder order() const { return given.order.value_or(sound().order); }
    float threshold() const { return given.threshold.value_or(sound().threshold); }

    /** Gives the session's answers to the engine. */
    void fill(RetrievalSession& session) const;

    /** Stores the answer to the question that stands, and gives it to the engine. */
    void answer(RetrievalSession& session, Answer answer);

    /** Moves a confirmed hit, also in the engine. */
    void moveHit(RetrievalSession& session, const SettledHit& hit);

    /** False when the last step was no answer about this sound, apart from settings, which are taken back and done
        again with the answer before them, and from edges of what it was given to. */
    bool undo(RetrievalSession& session);
    bool redo(RetrievalSession& session);

    /** Stores everything; without `predict` no places are predicted. Where the disk took neither the journal nor
        the session, stores it in the home folder or that for temporary files and throws OutputError naming it. */
    void save(RetrievalSession& session, bool predict);

    std::string path() const { return store.path().string(); }

private:
    void warnOnce();
    [[noreturn]] void saveElsewhere(const std::string& reason);

    void storeSettings();

    SessionStore store;
    SoundId chosen = 0;
    Settings given;
    bool warned = false;
};
} // namespace reprise::cli
