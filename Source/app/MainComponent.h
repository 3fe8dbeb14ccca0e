#pragma once

#include "app/Commands.h"
#include "app/ExportController.h"
#include "app/Settings.h"
#include "app/SettingsController.h"
#include "app/dialogs/MessageDialog.h"
#include "app/dialogs/ShortcutsSheet.h"
#include "app/model/AppModel.h"
#include "app/model/EventLog.h"
#include "app/panels/Hint.h"
#include "app/panels/HitTable.h"
#include "app/panels/MarkPanel.h"
#include "app/panels/QuestionCard.h"
#include "app/panels/SoundList.h"
#include "app/panels/StatusBar.h"
#include "app/panels/TopBar.h"
#include "app/playback/Player.h"
#include "app/playback/Transport.h"
#include "app/timeline/FileTimelineSource.h"
#include "app/timeline/OverviewStrip.h"
#include "app/timeline/TimelineView.h"

namespace reprise::app
{
/** The inside of the main window: arranges the views, hands them what the model holds, and turns what users do to them
    into calls of the model. Every action is a command, whichever way it comes. */
class MainComponent : public juce::Component,
                      public juce::ApplicationCommandTarget,
                      public juce::FileDragAndDropTarget,
                      private AppModel::Listener,
                      private TimelineSource::Listener,
                      private juce::AsyncUpdater,
                      private juce::Timer
{
public:
    MainComponent(AppModel& model, Settings& settings, Player& player);
    ~MainComponent() override;

    juce::ApplicationCommandManager& commandManager() { return commands; }

    /// the window's title should be this; true: something is not in the session file yet
    std::function<void(const juce::String&, bool)> onTitle;

    /// everything is larger or smaller from now on
    std::function<void()> onScaled;

    /// the program should end
    std::function<void()> onQuit = &juce::JUCEApplicationBase::quit;

    void openFile(const juce::File& file);
    void saveAs(const juce::File& chosen);

    /** Takes a text that is being typed into a field as if Return had been pressed, or forgets it. */
    void finishTyping(bool isForgotten = false);

    /** Offers sessions that were left without a name, once they have been read; calls `ifNone` where there are none.
        For when no file is open. */
    void offerDrafts(std::function<void()> ifNone = {});
    void setEventLog(EventLog* log) { eventLog = log; }

    /** Draws file dialogues itself instead of asking the desktop for them. */
    void setPlainDialogs(bool plain) { plainDialogs = plain; }

    void paint(juce::Graphics& g) override;
    void resized() override;
    void lookAndFeelChanged() override;

    juce::ApplicationCommandTarget* getNextCommandTarget() override { return nullptr; }
    void getAllCommands(juce::Array<juce::CommandID>& ids) override;
    void getCommandInfo(juce::CommandID id, juce::ApplicationCommandInfo& info) override;
    bool perform(const InvocationInfo& info) override;

    /** Gives the keyboard to the dialogue that is open, or else to the window's commands. */
    void takeFocus();

    /** Closes what is open and quits. Stays where answers lie in another session now, and where they can be kept
        nowhere: then it asks, and nothing but the answer to that loses them. */
    void leave();

    /** Whether a dialogue is open that does not have the keyboard. */
    bool dialogLacksFocus() const;

    /** A key went up: the next answer, or wish to quit, is a press of its own and no repetition of a held key. */
    void keyWasReleased();

    bool isInterestedInFileDrag(const juce::StringArray& files) override;
    void filesDropped(const juce::StringArray& files, int x, int y) override;

private:
    void modelChanged(unsigned changes) override;
    void problemOccurred(const Problem& problem) override;
    void draftsFound(const Drafts& drafts) override;
    void detailArrived() override;
    void handleAsyncUpdate() override;
    void timerCallback() override;

    void wireTimeline();
    void wirePanels();
    void updateFile();
    void updateCard();
    void updateMark();
    void updateTopBar();
    void updateStatus();
    void questionArrived();
    bool isActive(juce::CommandID id) const;
    bool isRepeatedByHeldKey(const InvocationInfo& info);
    bool isTicked(juce::CommandID id) const;
    bool performFile(juce::CommandID id);
    bool performMark(juce::CommandID id);
    bool performListening(juce::CommandID id);
    bool performHits(juce::CommandID id);
    bool performView(juce::CommandID id);
    void showMenu(juce::Component& anchor);
    void playPause();
    void selectOnlyOne(); ///< in the table: the row that was chosen elsewhere
    void playRow(RowId id);
    void playbackChanged();
    void setPlayHead(SampleIndex position);
    SampleIndex stepSamples(bool fine) const;
    std::optional<SampleRange> rangeAtHand() const;
    std::vector<RowId> chosenRows() const;
    void chooseFile(const juce::String& title, const juce::File& suggested, int browserFlags,
                    const juce::String& patterns, std::function<void(const juce::File&)> done);
    template <typename Done>
    auto forOpenFile(Done done);
    Dialog* showMessage(MessageDialogState state, std::function<void(int)> chosen = {});
    void askAboutFile(MessageDialogState state, std::function<void(int)> chosen);
    void dropFileQuestion();
    void askForAudio(const Problem& problem, MessageDialogState state);
    void askWhetherToQuit(MessageDialogState state);
    void offerDrafts(const Drafts& drafts, std::size_t first);
    void tellOfUnreadable(const Drafts& drafts);
    void report(const juce::String& title, const juce::String& words);
    void openDialog(std::unique_ptr<Dialog> made);
    void openWaitingDialog();
    Dialog* frontDialog() const; ///< null: none is open
    void closeLater(std::unique_ptr<Dialog>& closed);
    void refreshPictures();
    ExcerptViewState pictureOf(const SampleRange& excerpt, bool& isComplete);

    AppModel& model;
    Settings& settings;
    Player& player;
    Transport transport;
    juce::ApplicationCommandManager commands;
    EventLog* eventLog = nullptr;

    std::unique_ptr<FileTimelineSource> source;
    std::filesystem::path sourcePath;
    int sourceNumber = 0; ///< AppModel::fileNumber() of what is shown
    SampleIndex playHead = 0;
    bool isLeaving = false;
    std::optional<SampleIndex> markBegun;       ///< with the key, at the play head
    std::optional<SampleRange> markBeforeBegun; ///< what was marked then

    TopBar topBar;
    SoundList soundList;
    MarkPanel markPanel;
    OverviewStrip overview;
    TimelineView timeline;
    QuestionCard card;
    HitTable hitTable;
    StatusBar statusBar;
    Hint hint;
    juce::TooltipWindow tooltips;

    unsigned pending = 0;
    bool picturesAreComplete = true, cardIsCompact = true, followsPlayHead = true, plainDialogs = false;
    juce::KeyPress heldKey;
    juce::uint32 lastKeyMs = 0; ///< of those that count once however long they are held
    int hintStep = 3;
    std::optional<SampleRange> draggedMark, lastQuestion;
    std::set<RemarkCode> dismissedRemarks;
    std::optional<SampleRange> dismissedSuggestion;
    bool comparesSuggestion = false;
    SampleRange shownQuery, shownCandidate;
    ExcerptViewState queryPicture, candidatePicture;

    ExportController exporting;
    SettingsController settingsDialog;
    std::unique_ptr<Dialog> dialog;
    juce::Component::SafePointer<Dialog>
        fileQuestion;           ///< where a session's audio is, or whether to go on with a draft
    int fileQuestionNumber = 0; ///< AppModel::fileNumber() of what it is about
    juce::Component::SafePointer<Dialog> quitQuestion;
    std::vector<std::unique_ptr<Dialog>> waitingDialogs; ///< behind the one that is open
    std::unique_ptr<juce::FileChooser> chooser;          ///< while it is open, nothing else can be done
    std::function<void()> ifNoDrafts;
};
} // namespace reprise::app
