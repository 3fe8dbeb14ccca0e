#pragma once

#include "app/model/BackgroundJobs.h"
#include "app/model/SearchEngine.h"
#include "session/AudioSearch.h"
#include "session/SessionStore.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <juce_core/juce_core.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reprise::app
{
/** What may have changed; bits. */
enum Change : unsigned
{
    fileChange = 1,      ///< another file, its audio, its name
    soundsChange = 2,    ///< sounds, their names and colours; which one is selected
    hitsChange = 4,      ///< rows of the selected sound
    selectionChange = 8, ///< the mark, the selected row, the edges about to be confirmed
    searchChange = 16,   ///< question, progress, remarks
    savedChange = 32,    ///< saved, unsaved, not safe
    everything = 63
};

enum class RowKind
{
    query,
    confirmed,
    predicted,
    unsure,
    rejected
};

/** Names a row of one sound for as long as what it shows is there. */
using RowId = std::int64_t;

/** A place of the selected sound: a line of the table, a region of the timeline. */
struct PlaceRow
{
    RowId id = 0; ///< 0: the query; above: the judged hit of this id; below: predicted
    SampleRange excerpt;
    RowKind kind = RowKind::predicted;
    float confidence = 0.0f; ///< 1 for the query; when it was judged; as predicted
    std::string label;

    bool operator==(const PlaceRow&) const = default;
};

/** What a new sound is searched with. */
struct SoundDefaults
{
    MethodSettings method;
    int budget = 10;
    AskOrder order = AskOrder::likeliest;
};

/** Something that needs the user. */
struct Problem
{
    enum class Kind
    {
        error,
        note, ///< nothing went wrong
        audioMissing,
        audioChanged,
        onlyInMemory ///< what was done can be kept nowhere, so that the file stays open
    };
    Kind kind = Kind::error;
    std::string title, text;
    std::vector<std::string> details;
};

/** A session that was left without a name. */
struct Draft
{
    std::filesystem::path file;
    std::string recording;        ///< the audio's file name
    std::int64_t changedAtMs = 0; ///< Unix time in milliseconds, UTC
    int sounds = 0, answers = 0;
};

/** Drafts that are open nowhere and in which something was done. */
struct Drafts
{
    std::vector<Draft> newestFirst;
    std::vector<std::filesystem::path> unreadable; ///< nobody can say what was done in these
};

/** What the question card is about. */
enum class SearchPhase
{
    nothingMarked, ///< no sound is selected and nothing is marked
    marked,        ///< a mark waits for Find
    waiting,       ///< loading, analysing or ranking; see status()
    asking,
    budgetSpent,
    nothingLeft,
    refused,  ///< the mark cannot be searched for; see failure()
    failed,   ///< the file cannot be read or searched; see failure()
    cancelled ///< by the user; find() goes on
};

/** Everything the window shows, and all that can be done to it, without any view.

    Holds the open file with its session (a SessionStore, so that every step is journalled and undone), the
    selection, and what the search engine knows. Views listen, read and call; nothing here knows them.

    Undo     Every change of the document is one step, answers included. Selections are no steps.
    Errors   Nothing throws for what a user or a disk does wrong: listeners get a Problem.
    Threads  Message thread only. */
class AppModel
{
public:
    struct Listener
    {
        virtual ~Listener() = default;
        virtual void modelChanged(unsigned changes) = 0;
        virtual void problemOccurred(const Problem&) {}

        /** What findDrafts() found, also if that is nothing; drafts of the recording that was opened, if any. */
        virtual void draftsFound(const Drafts&) {}
    };

    /** Sessions that were never saved live in `unnamedFolder`. */
    explicit AppModel(std::filesystem::path unnamedFolder);

    /** Closes the open file. No window is left then: what there is to say goes to the standard error output. */
    ~AppModel();

    /** Called until they are removed; a listener may remove itself while it is called. */
    void addListener(Listener* listener) { listeners.push_back(listener); }
    void removeListener(Listener* listener) { std::erase(listeners, listener); }

    /// @name Files
    /// @{
    /** Opens an audio file as a new session, or a session by its extension. The open one is closed as close() does. */
    void open(const std::filesystem::path& file);

    /** Opens a draft. */
    void openUnnamed(const std::filesystem::path& file);

    /** Moves drafts that cannot be read to where they are not looked for; reports where that fails. */
    void setAsideUnreadable(const Drafts& drafts);

    /** Looks for drafts of earlier runs and tells the listeners. For when no file is open; opening one ends it. */
    void findDrafts();

    enum class Closing
    {
        done,
        keptElsewhere, ///< what was only in memory is in another session now; a problem says where
        refused        ///< it can be kept nowhere, and the file stays open; a problem says why
    };

    /** Closes the open file. Everything that was done stays: in the session's journal, or as a session without a
        name. One in which nothing was done is removed. */
    Closing close();

    void save();
    void saveAs(const std::filesystem::path& file);

    /** Where saveAs() writes for a name that was typed: with the ending of sessions. */
    static std::filesystem::path sessionFileFor(const std::filesystem::path& typed);

    /** Looks for the session's audio in a folder. */
    void searchAudioIn(const std::filesystem::path& folder);

    /** Takes this file for the session's audio, if it is the same or `evenIfChanged`. */
    void relink(const std::filesystem::path& audioFile, bool evenIfChanged);

    bool hasFile() const { return audio.has_value(); }

    /** Another one for each file that was opened, also where it is the same file again. */
    int fileNumber() const { return filesOpened; }

    /** Being identified: can be listened to and marked, but has no session yet. */
    bool hasSession() const { return store.has_value(); }
    const AudioFileInfo* audioInfo() const { return audio ? &*audio : nullptr; }

    /** The audio is there and may be read. */
    bool isAudioReadable() const { return engine != nullptr; }

    /** Why it may not: missing, or changed. */
    AudioState audioState() const { return audioFound; }
    bool isLookingForAudio() const { return verifying != nullptr; }

    /** Empty for a session without a name. */
    std::filesystem::path sessionPath() const;

    /** The session's file name, or the audio's. */
    std::string title() const;
    bool hasUnsavedChanges() const { return store && store->hasUnsavedChanges(); }
    std::optional<std::string> unsavedError() const;

    /** Answers that are lost if the session ends as it is. Reads what the disk holds of it. */
    int answersOnlyInMemory() const;
    const SessionDocument* document() const { return store ? &store->document() : nullptr; }
    /// @}

    /// @name Marks and sounds
    /// @{
    const std::optional<SampleRange>& mark() const { return selection; }
    void setMark(std::optional<SampleRange> range);

    /** Makes a sound of the mark and searches for it; without a mark goes on with the selected sound. Where the
        session's audio is not readable, looks for that instead. */
    void find();

    /** What there is to say about the mark, or about the selected sound's. */
    const std::vector<Remark>& remarks() const;
    const std::optional<MarkSuggestion>& suggestion() const;
    void takeSuggestion();

    /** Confirmed hits that fit the others better at a place nearby; empty while that is being worked out. */
    const std::vector<SettledHit>& settledHits() const;

    /** Moves them there; each move is a step that can be taken back. */
    void settleHits();

    const Sound* sound() const;
    void selectSound(SoundId sound);

    /** No sound is selected, so that the next mark stands alone. */
    void startNewSound();
    void moveQuery(const SampleRange& range);
    void renameSound(SoundId sound, const std::string& name);
    void recolourSound(SoundId sound, std::uint32_t colour);
    void removeSound(SoundId sound);
    void setMethod(const MethodSettings& method);
    void setBudget(int budget);

    /** Of the selected sound; of the next one to be marked where there is none. */
    void setAskOrder(AskOrder order);
    AskOrder askOrder() const { return sound() != nullptr ? sound()->order : defaults.order; }
    void setThreshold(float threshold);
    SoundDefaults defaults;
    /// @}

    /// @name Questions
    /// @{
    SearchPhase phase() const;
    const EngineStatus& status() const { return engineStatus; }

    /** Why the mark, the selected sound or the file is refused; empty: it is not. */
    const std::string& failure() const;

    /** Null while nothing is asked. */
    const Question* question() const;

    /** The latest result of the selected sound, also while the next one is worked out; null before the first. */
    const SearchResult* result() const;

    /** The question's excerpt with the edges the user gave it. */
    SampleRange questionExcerpt() const;
    void answer(Answer answer);

    /** More budget after it was spent. */
    void goOn();
    void acceptPredicted();
    void cancelSearch();
    /// @}

    /// @name Hits of the selected sound
    /// @{
    const std::vector<PlaceRow>& rows() const { return hitRows; } ///< in order of time
    const PlaceRow* row(RowId id) const;
    const PlaceRow* selectedRow() const { return chosenRow ? row(*chosenRow) : nullptr; }
    void selectRow(std::optional<RowId> id);
    void stepRow(int by);

    /** Judges rows whatever they were before. Not the query. */
    void judgeRows(const std::vector<RowId>& ids, Answer answer);
    void removeRows(const std::vector<RowId>& ids);
    void labelRow(RowId id, const std::string& label);
    void editRow(RowId id, const SampleRange& excerpt);
    int count(RowKind kind) const;
    /// @}

    /** What has edges to move: the selected row, else the mark, else the question's excerpt. A row that is only
        predicted has none: it is confirmed first. */
    std::optional<SampleRange> edges() const;
    void nudge(SampleIndex startBy, SampleIndex endBy);

    /** Moves the edges of the question's excerpt, whatever else is marked or selected. */
    void correctQuestion(const SampleRange& excerpt);

    bool canUndo() const { return store && store->document().canUndo(); }
    bool canRedo() const { return store && store->document().canRedo(); }
    void undo();
    void redo();
    std::string undoText() const; ///< "Answer yes"; empty: nothing
    std::string redoText() const;

private:
    void openAudio(const std::filesystem::path& file);
    void openingFailed(const std::string& title, const std::string& text);
    void identifyAudio();
    void openSession(const std::filesystem::path& file, bool isUnnamed);
    void adopt(SessionStore opened);
    void verifyAudio(const std::filesystem::path& folder);
    void lookForAudio();
    void audioCheckFailed(const std::string& title, const std::string& text);
    void startEngine();
    void createSession(SessionAudio identified);
    void findDraftsOf(const std::string& sha256);
    void sessionFailed(const std::string& title, const std::string& text);
    void goOnWith(const SessionAudio& found);
    bool perform(Action action);
    bool performTogether(std::vector<Action> actions);
    void forgetUndone(); ///< before something new is done
    void storePredicted(SoundId id, std::vector<Hit> hits);
    void step(bool isUndo);
    void documentChanged(unsigned changes);
    void updateRows();
    void addRowsOf(const Sound& sound);
    void refreshSearch();
    SearchRequest wanted(const Sound& sound) const;
    bool isCurrent() const;
    bool isAnswerable() const; ///< isCurrent(), and it is known that the audio is the session's
    void forgetResults();
    bool isMarkRefused() const; ///< by Find
    void searchDone(SearchResult result);
    void hitsSettled(SettlingResult settling);
    void storePredictions();
    bool isInRecording(const SampleRange& range) const;
    template <typename Call>
    void tell(const Call& call);
    void changed(unsigned changes);
    Closing keepElsewhere(const std::string& reason);
    void report(const Problem& problem);
    void report(const std::string& title, const std::string& text);

    std::filesystem::path folder;
    std::vector<Listener*> listeners;

    std::optional<AudioFileInfo> audio;
    std::optional<SessionStore> store;
    bool findWhenReady = false; ///< Find was pressed before the file was identified

    SoundId selectedSound = 0; ///< 0: none
    std::optional<SampleRange> selection;
    std::optional<MarkAdvice> advice;
    std::optional<RowId> chosenRow;
    std::optional<SampleRange> correctedQuestion;
    std::vector<PlaceRow> hitRows;
    /// actions of the history that were one step to the user, from and to which number: undone and redone at once
    std::vector<std::pair<std::size_t, std::size_t>> together;

    EngineStatus engineStatus;
    std::optional<SearchRequest> asked;    ///< the request the engine has or had last
    std::map<SoundId, SearchResult> known; ///< the last result of each sound
    bool wasCancelled = false;
    int filesOpened = 0;
    AudioState audioFound = AudioState::same;
    std::filesystem::path openingSession;  ///< what `opening` opens; empty: no session
    std::string failureText;               ///< why a search failed
    bool failureIsOfTheMark = false;       ///< it is the mark's
    SoundId failedSound = 0;               ///< which; 0: the file could not be read
    std::optional<SampleRange> failedMark; ///< what Find refused
    std::string markFailure;               ///< and why

    BackgroundJobs::Token opening, verifying, seekingDrafts;

    /** Of sessions that are being opened, also for nobody any more. */
    std::shared_ptr<std::atomic<int>> storesOnTheirWay = std::make_shared<std::atomic<int>>(0);
    std::unique_ptr<SearchEngine> engine;
    BackgroundJobs jobs; ///< last: ends first
};
} // namespace reprise::app
