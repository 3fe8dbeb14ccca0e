#include "app/MainComponent.h"

#include "app/look/TimeText.h"
#include "app/look/Words.h"
#include "app/model/Snap.h"
#include "app/model/ViewStates.h"
#include "app/timeline/SpectrogramPicture.h"
#include "app/timeline/WaveformColumns.h"

#include <algorithm>
#include <cmath>

namespace reprise::app
{
namespace
{
constexpr int overviewHeight = 56, narrowBelow = 1150;
constexpr int pictureWidth = 480, pictureHeight = 128;

/** Shown on either side of an excerpt in the card, as a share of its length. */
constexpr double pictureMargin = 0.15;
constexpr auto audioPatterns =
    "*.wav;*.flac;*.ogg;*.opus;*.mp3;*.aif;*.aiff;*.aifc;*.w64;*.rf64;*.caf;*.au;*.snd";

juce::String text(const std::string& utf8Text)
{
    return juce::String::fromUTF8(utf8Text.c_str());
}

std::filesystem::path pathOf(const juce::File& file)
{
    return file.getFullPathName().toStdString();
}

juce::String linesOf(const std::vector<std::filesystem::path>& files)
{
    juce::StringArray lines;
    for (const auto& file : files)
        lines.add(text(file.string()));
    return lines.joinIntoString("\n");
}
} // namespace

/** What follows from a choice that is about the file that is open now. Where another one is open by then, or none, says
    so and does nothing. */
template <typename Done>
auto MainComponent::forOpenFile(Done done)
{
    return [this, done = std::move(done), number = model.fileNumber()](const auto& chosen)
    {
        if (model.fileNumber() == number)
            done(chosen);
        else
            report(
                TRANS("Nothing was done"),
                TRANS("The file that this was chosen for is no longer open. What was done in it is kept."));
    };
}

MainComponent::MainComponent(AppModel& modelToShow, Settings& settingsToKeep, Player& playerToUse)
    : model(modelToShow), settings(settingsToKeep), player(playerToUse), transport(player),
      tooltips(this, 600), exporting(model), settingsDialog(model, settings, player)
{
    setOpaque(true);
    for (auto* view : std::initializer_list<juce::Component*>{&topBar, &soundList, &markPanel, &overview,
                                                              &timeline, &card, &hitTable, &statusBar})
        addAndMakeVisible(view);
    addChildComponent(hint);
    hintStep = settings.hintStep();
    followsPlayHead = settings.followsPlayHead();
    timeline.setShows(settings.shows());
    timeline.setFollowsPlayhead(followsPlayHead);
    transport.setPlaysAround(settings.playsAround());
    commands.registerAllCommandsForTarget(this);
    commands.setFirstCommandTarget(this);
    setWantsKeyboardFocus(true);
    wireTimeline();
    wirePanels();
    settingsDialog.onChanged = [this] { updateStatus(); };
    settingsDialog.onScaled = [this]
    {
        if (onScaled)
            onScaled();
    };
    exporting.onExported = [this](const std::filesystem::path& file, std::size_t hits)
    {
        if (eventLog != nullptr)
            eventLog->exported(file.string(), hits);
    };
    exporting.onChooseDestination = [this](const juce::File& suggested, bool isFolder)
    {
        using Flags = juce::FileBrowserComponent;
        chooseFile(TRANS("Export to"), suggested,
                   Flags::saveMode | (isFolder ? Flags::canSelectDirectories : Flags::canSelectFiles), "*",
                   forOpenFile([this](const juce::File& file) { exporting.setDestination(file); }));
    };
    model.addListener(this);
    modelChanged(everything);
}

MainComponent::~MainComponent()
{
    model.removeListener(this);
    transport.stop();
    timeline.setSource(nullptr);
    overview.setSource(nullptr);
    if (source)
        source->removeListener(this);
}

// ---- wiring ----

void MainComponent::wireTimeline()
{
    auto& calls = timeline.callbacks;
    calls.onMark = [this](SampleRange range) { model.setMark(range); };
    calls.onMarkEdited = [this](SampleRange range) { model.setMark(range); };
    calls.onEdgeDragged = [this](juce::int64 id, SampleRange range)
    {
        if (id != view_states::questionRegion)
            return model.editRow(id, range);
        model.correctQuestion(range);
    };
    calls.onDragging = [this](std::optional<SampleRange> range)
    {
        draggedMark = range;
        updateMark();
    };
    calls.onSeek = [this](SampleIndex position) { setPlayHead(position); };
    calls.onSelectRegion = [this](std::optional<juce::int64> id)
    {
        model.selectRow(id && *id != view_states::questionRegion ? std::optional<RowId>(*id) : std::nullopt);
        selectOnlyOne();
    };
    calls.onDoubleClickRegion = [this](juce::int64 id)
    {
        if (id == view_states::questionRegion)
            commands.invokeDirectly(commands::playExcerpt, false);
        else
            playRow(id);
    };
    calls.onTakeGhost = [this] { model.takeSuggestion(); };
    calls.onVisibleRange = [this](SampleRange range)
    {
        overview.setVisible(range);
        if (eventLog == nullptr)
            return;
        const auto area = getLocalArea(&timeline, timeline.getLocalBounds());
        eventLog->viewChanged({timeline.axis().firstSample(), timeline.axis().samplesPerPixel(), area.getX(),
                               area.getY(), area.getWidth(), area.getHeight()});
    };
    calls.snap = [this](SampleIndex position, SampleIndex reach)
    { return source ? snapped(*source, settings.snap(), position, reach) : position; };
    overview.onWindow = [this](double first, double end)
    { timeline.show(first, (end - first) / std::max(1, timeline.axis().width())); };
    overview.onZoom = [this](SampleIndex around, double factor) { timeline.zoomAround(around, factor); };
}

void MainComponent::wirePanels()
{
    const auto invoke = [this](int id) { return [this, id] { commands.invokeDirectly(id, false); }; };
    topBar.onMenu = [this](juce::Component& anchor) { showMenu(anchor); };
    topBar.onPlay = invoke(commands::playStop);
    topBar.onLoop = invoke(commands::loop);
    topBar.onExport = invoke(commands::exportHits);

    soundList.onSelect = [this](SoundId id) { model.selectSound(id); };
    soundList.onDelete = [this](SoundId id) { model.removeSound(id); };
    soundList.onRename = [this](SoundId id, const juce::String& name)
    { model.renameSound(id, name.toStdString()); };
    soundList.onRecolour = [this](SoundId id, juce::Colour colour)
    { model.recolourSound(id, colour.getARGB()); };
    soundList.onNew = invoke(commands::newSound);

    markPanel.onMarkEdited = [this](const SampleRange& range)
    {
        if (const auto* row = model.selectedRow(); row != nullptr && row->id >= 0)
            model.editRow(row->id, range);
        else if (model.mark() || model.sound() == nullptr)
            model.setMark(range);
        else
            model.moveQuery(range);
    };
    markPanel.onSnap = [this](SnapMode mode)
    {
        settings.setSnap(mode);
        updateMark();
    };
    markPanel.onUseSuggestion = [this] { model.takeSuggestion(); };
    markPanel.onCompareSuggestion = [this]
    {
        comparesSuggestion = !comparesSuggestion;
        if (const auto& suggestion = model.suggestion(); comparesSuggestion && suggestion)
            transport.playRange(suggestion->range);
        playbackChanged();
        modelChanged(selectionChange);
    };
    markPanel.onDismissSuggestion = [this]
    {
        dismissedSuggestion = model.suggestion() ? std::optional(model.suggestion()->range) : std::nullopt;
        modelChanged(selectionChange);
    };
    markPanel.onDismissRemark = [this](RemarkCode code)
    {
        dismissedRemarks.insert(code);
        updateMark();
    };
    markPanel.onShowRemark = [this](RemarkCode code)
    {
        for (const auto& remark : model.remarks())
            if (remark.code == code && !remark.places.empty())
                timeline.zoomTo(remark.places.front());
    };

    card.onAnswer = [invoke](Answer answer)
    {
        invoke(answer == Answer::yes  ? commands::answerYes
               : answer == Answer::no ? commands::answerNo
                                      : commands::answerUnsure)();
    };
    card.onPlayQuery = invoke(commands::playQuery);
    card.onPlayExcerpt = invoke(commands::playExcerpt);
    card.onPlayBoth = invoke(commands::playBoth);
    card.onUndo = invoke(commands::undo);
    card.onNudge = [this](bool isStart, int direction)
    {
        const auto by = direction * stepSamples(false);
        const auto now = model.questionExcerpt();
        model.correctQuestion(isStart ? SampleRange{now.start + by, now.length - by}
                                      : SampleRange{now.start, now.length + by});
    };
    card.onResetEdge = [this](bool isStart)
    {
        if (model.question() == nullptr)
            return;
        const auto asked = model.question()->excerpt, now = model.questionExcerpt();
        const auto start = isStart ? asked.start : now.start, end = isStart ? now.end() : asked.end();
        model.correctQuestion({start, end - start});
    };
    card.onOpen = invoke(commands::openFile);
    card.onFind = card.onRetry = invoke(commands::find);
    card.onCancel = [this] { model.cancelSearch(); };
    card.onGoOn = invoke(commands::goOn);
    card.onAcceptLikely = invoke(commands::acceptLikely);
    card.onExport = invoke(commands::exportHits);
    card.onMarkNew = invoke(commands::newSound);

    hitTable.onSelectionChanged = [this](const std::vector<std::int64_t>& keys)
    { model.selectRow(keys.empty() ? std::nullopt : std::optional<RowId>(keys.front())); };
    hitTable.onPlay = [this](std::int64_t key) { playRow(key); };
    hitTable.onPlayOrStop = [this](std::int64_t key)
    { transport.isPlaying() ? void(commands.invokeDirectly(commands::playStop, false)) : playRow(key); };
    hitTable.onRename = [this](std::int64_t key, const juce::String& label)
    { model.labelRow(key, label.toStdString()); };
    hitTable.onDelete = [this](const std::vector<std::int64_t>& keys) { model.removeRows(keys); };
    hitTable.onJudge = [this](const std::vector<std::int64_t>& keys, Answer answer)
    { model.judgeRows(keys, answer); };
    hitTable.onThreshold = [this](float threshold) { model.setThreshold(threshold); };
    hitTable.onAcceptLikely = invoke(commands::acceptLikely);

    statusBar.onShortcuts = invoke(commands::shortcuts);
    statusBar.onDevice = [this] { settingsDialog.openSoundPage(*this); };
    hint.onDismiss = [this]
    {
        hintStep = 3;
        settings.setHintStep(3);
        resized();
    };
}

// ---- showing ----

void MainComponent::modelChanged(unsigned changes)
{
    pending |= changes;
    triggerAsyncUpdate();
}

void MainComponent::handleAsyncUpdate()
{
    const auto changes = std::exchange(pending, 0u);
    if ((changes & fileChange) != 0)
        updateFile();
    soundList.setState(view_states::soundList(model));
    if ((changes & (hitsChange | fileChange | soundsChange)) != 0)
        hitTable.setState(view_states::hitTable(model));
    if ((changes & (hitsChange | selectionChange)) != 0)
    {
        const auto* row = model.selectedRow();
        const auto chosen = hitTable.selectedKeys();
        if (row == nullptr)
            hitTable.setSelectedKeys({});
        else if (std::find(chosen.begin(), chosen.end(), row->id) == chosen.end())
            hitTable.setSelectedKeys({row->id});
        if (row != nullptr && (changes & selectionChange) != 0)
            timeline.reveal(row->excerpt);
    }
    if ((changes & (soundsChange | selectionChange)) != 0 && model.mark() != markBeforeBegun)
        markBegun.reset(); // something else was marked meanwhile
    if (!model.suggestion())
        comparesSuggestion = false;
    const auto isDismissed = model.suggestion() && dismissedSuggestion == model.suggestion()->range;
    const auto state = view_states::timeline(model, !isDismissed);
    timeline.setState(state);
    overview.setState(state);
    const auto question =
        model.question() != nullptr ? std::optional(model.question()->excerpt) : std::nullopt;
    if (question && question != lastQuestion)
        questionArrived();
    if (question || model.phase() != SearchPhase::waiting)
        lastQuestion = question;
    updateCard();
    updateMark();
    updateTopBar();
    updateStatus();
    if (hintStep < 3)
    {
        const auto step = model.sound() == nullptr      ? (model.mark() ? 1 : 0)
                          : model.sound()->hits.empty() ? 2
                                                        : 3;
        hintStep = std::max(hintStep, step);
        settings.setHintStep(hintStep);
        hint.setState({hintStep});
        resized();
    }
    if (onTitle && (changes & (savedChange | fileChange)) != 0)
        onTitle(text(model.title()), model.hasUnsavedChanges() && !model.sessionPath().empty());
    commands.commandStatusChanged();
}

void MainComponent::updateFile()
{
    const auto wanted = model.isAudioReadable() ? model.audioInfo()->path : std::filesystem::path{};
    if (wanted == sourcePath && model.fileNumber() == sourceNumber)
    {
        if (!wanted.empty())
            player.setLength(model.audioInfo()->samples);
        return;
    }
    sourcePath = wanted;
    if (sourceNumber != model.fileNumber())
    {
        // They are about places of the file before, which may have the numbers of others now.
        juce::PopupMenu::dismissAllActiveMenus();
        finishTyping(true);
    }
    sourceNumber = model.fileNumber();
    if (fileQuestionNumber != sourceNumber)
        dropFileQuestion();
    transport.stop();
    timeline.setSource(nullptr);
    overview.setSource(nullptr);
    if (source)
        source->removeListener(this);
    source = nullptr;
    shownQuery = shownCandidate = {};
    lastQuestion.reset();
    dismissedRemarks.clear();
    markBegun.reset();
    playHead = 0;
    player.clearFile();
    if (wanted.empty())
        return;
    try
    {
        source = std::make_unique<FileTimelineSource>(wanted);
    }
    catch (const std::exception& error)
    {
        report(TRANS("The file cannot be read"), text(error.what()));
        return;
    }
    source->onFailed = [this](const juce::String& message) { report(TRANS("The file is damaged"), message); };
    source->addListener(this);
    timeline.setSource(source.get());
    overview.setSource(source.get());
    player.setFile(*model.audioInfo());
    transport.setSampleRate(model.audioInfo()->sampleRateHz);
    setPlayHead(0);
    settings.addRecentFile(
        juce::File(text((model.sessionPath().empty() ? wanted : model.sessionPath()).string())));
}

void MainComponent::questionArrived()
{
    const auto excerpt = model.question()->excerpt;
    const auto visible = timeline.axis().visible();
    if (excerpt.start < visible.start || excerpt.end() > visible.end())
        timeline.reveal(excerpt);
    if (settings.playsQuestions())
    {
        transport.playExcerpt(excerpt);
        playbackChanged();
    }
}

ExcerptViewState MainComponent::pictureOf(const SampleRange& excerpt, bool& isComplete)
{
    ExcerptViewState state;
    state.excerpt = excerpt;
    const auto margin = static_cast<SampleIndex>(pictureMargin * static_cast<double>(excerpt.length));
    const auto first = std::max<SampleIndex>(0, excerpt.start - margin);
    state.shown = {first, std::min(source->length(), excerpt.end() + margin) - first};
    if (state.shown.length <= 0)
        return state;
    const auto step = static_cast<double>(state.shown.length) / pictureWidth;
    state.spectrogram = juce::Image(juce::Image::RGB, pictureWidth, pictureHeight, false);
    isComplete &= drawSpectrogram(state.spectrogram, *source, static_cast<double>(first), step);
    std::vector<OverviewColumn> columns(pictureWidth);
    isComplete &= waveformColumns(*source, static_cast<double>(first), step, columns);
    for (const auto& column : columns)
        state.peaks.push_back(column.isEmpty() ? PeakColumn{}
                                               : PeakColumn{column.least, column.most, column.rms});
    state.lowestHz = spectrogramAxis::lowestHz;
    state.highestHz = spectrogramAxis::highestHz;
    return state;
}

void MainComponent::refreshPictures()
{
    const auto* sound = model.sound();
    const auto* result = model.result();
    if (!source || sound == nullptr || result == nullptr || !result->question)
        return;
    // While the edges are moved the picture stands still around the excerpt as it was asked.
    const auto candidate = result->question->excerpt;
    if (picturesAreComplete && shownQuery == sound->query && shownCandidate == candidate)
        return;
    picturesAreComplete = true;
    queryPicture = pictureOf(sound->query, picturesAreComplete);
    candidatePicture = pictureOf(candidate, picturesAreComplete);
    shownQuery = sound->query;
    shownCandidate = candidate;
}

void MainComponent::updateCard()
{
    refreshPictures();
    auto state = view_states::questionCard(model);
    auto agreement = std::move(state.candidate.agreement);
    state.query = queryPicture;
    state.candidate = candidatePicture;
    state.candidate.agreement = std::move(agreement);
    state.candidate.excerpt = state.excerpt;
    card.setState(state);
    if (std::exchange(cardIsCompact, QuestionCard::isCompact(state.kind)) !=
        QuestionCard::isCompact(state.kind))
        resized();
}

void MainComponent::updateMark()
{
    const auto isDismissed = model.suggestion() && dismissedSuggestion == model.suggestion()->range;
    auto state = view_states::markPanel(model, settings.snap(), dismissedRemarks, isDismissed);
    if (draggedMark)
        state.mark = draggedMark;
    if (state.coach)
        state.coach->isComparing = comparesSuggestion;
    const auto before = markPanel.idealHeight(markPanel.getWidth());
    markPanel.setState(state);
    if (markPanel.idealHeight(markPanel.getWidth()) != before)
        resized();
}

void MainComponent::updateTopBar()
{
    auto state = view_states::topBar(model);
    state.isPlaying = transport.isPlaying();
    state.isLooping = transport.loops();
    topBar.setState(state);
}

void MainComponent::updateStatus()
{
    auto state = view_states::statusBar(model);
    const auto problem = player.deviceProblem();
    state.isDeviceMissing = problem.isNotEmpty();
    if (problem.isNotEmpty())
        state.device = problem;
    else if (auto* device = player.devices().getCurrentAudioDevice())
        state.device =
            device->getName() + ", " + juce::String(device->getCurrentSampleRate() / 1000.0, 1) + " kHz";
    statusBar.setState(state);
}

void MainComponent::detailArrived()
{
    if (!picturesAreComplete)
        updateCard();
}

void MainComponent::lookAndFeelChanged()
{
    // The pictures hold the old theme's colours.
    shownQuery = shownCandidate = {};
    modelChanged(everything);
    repaint();
}

void MainComponent::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.background);
    g.setColour(t.panel);
    g.fillRect(soundList.getBounds()
                   .getUnion(markPanel.getBounds())
                   .withTop(topBar.getBottom())
                   .withBottom(statusBar.getY()));
    g.fillRect(hitTable.getBounds());
    g.fillRect(card.getBounds());
    g.setColour(t.line);
    g.fillRect(overview.getX() - 1, topBar.getBottom(), 1, statusBar.getY() - topBar.getBottom());
    g.fillRect(hitTable.getX() - 1, topBar.getBottom(), 1, statusBar.getY() - topBar.getBottom());
    g.fillRect(card.getX(), card.getY() - 1, card.getWidth(), 1);
    g.fillRect(soundList.getX(), markPanel.getY() - 1, soundList.getWidth(), 1);
}

void MainComponent::resized()
{
    auto area = getLocalBounds();
    topBar.setBounds(area.removeFromTop(TopBar::height));
    statusBar.setBounds(area.removeFromBottom(StatusBar::height));
    const auto isNarrow = getWidth() < narrowBelow;
    auto left = area.removeFromLeft(isNarrow ? 200 : 224);
    hitTable.setBounds(area.removeFromRight(isNarrow ? 264 : 312));
    area.removeFromLeft(1);
    area.removeFromRight(1);

    // The mark's numbers come first; a long list of sounds scrolls.
    const auto markHeight = std::min(markPanel.idealHeight(left.getWidth()), left.getHeight() * 2 / 3);
    soundList.setBounds(
        left.removeFromTop(std::min(soundList.idealHeight(), left.getHeight() - markHeight - 1)));
    left.removeFromTop(1);
    markPanel.setBounds(left);

    hint.setVisible(hintStep < 3 && model.hasFile());
    if (hint.isVisible())
        hint.setBounds(area.removeFromTop(Hint::height));
    const auto cardHeight = cardIsCompact
                                ? QuestionCard::compactHeight
                                : std::clamp(area.getHeight() * 2 / 5, QuestionCard::minimumHeight, 304);
    card.setBounds(area.removeFromBottom(cardHeight));
    area.removeFromBottom(1);
    overview.setBounds(area.removeFromTop(overviewHeight));
    timeline.setBounds(area);
}

// ---- playing ----

void MainComponent::setPlayHead(SampleIndex position)
{
    const auto* info = model.audioInfo();
    playHead =
        std::clamp<SampleIndex>(position, 0, info != nullptr ? std::max<SampleIndex>(0, info->samples) : 0);
    timeline.setPlayhead(playHead);
    overview.setPlayhead(playHead);
    topBar.setPosition(playHead);
    // Playing goes on from there.
    if (transport.heard() == Transport::Heard::range && info != nullptr)
        transport.playFrom(playHead, info->samples);
}

void MainComponent::playPause()
{
    if (transport.isPlaying())
        transport.stop();
    else if (const auto range = model.mark())
        transport.playRange(*range);
    else if (const auto* info = model.audioInfo())
        transport.playFrom(playHead < info->samples ? playHead : 0, info->samples);
    playbackChanged();
}

void MainComponent::selectOnlyOne()
{
    if (const auto* row = model.selectedRow())
        hitTable.setSelectedKeys({row->id});
}

void MainComponent::playRow(RowId id)
{
    if (const auto* row = model.row(id))
    {
        transport.playRange(row->excerpt);
        playbackChanged();
    }
}

void MainComponent::playbackChanged()
{
    if (transport.isPlaying() && !isTimerRunning())
        startTimerHz(30);
    updateTopBar();
    updateCard();
    updateStatus(); // of the device, which may have gone or come back
}

void MainComponent::timerCallback()
{
    if (const auto position = transport.position())
    {
        timeline.setPlayhead(*position);
        overview.setPlayhead(*position);
        topBar.setPosition(*position);
    }
    card.setPlayHeads(transport.queryProgress(), transport.excerptProgress());
    if (transport.isPlaying())
        return;
    stopTimer();
    if (const auto error = player.error(); error.isNotEmpty())
        report(TRANS("Playing stopped"), error);
    timeline.setPlayhead(playHead);
    overview.setPlayhead(playHead);
    topBar.setPosition(playHead);
    playbackChanged();
}

// ---- commands ----

void MainComponent::getAllCommands(juce::Array<juce::CommandID>& ids)
{
    for (const auto& entry : commands::all())
        ids.add(entry.id);
}

void MainComponent::getCommandInfo(juce::CommandID id, juce::ApplicationCommandInfo& info)
{
    const auto* entry = commands::entryOf(id);
    if (entry == nullptr)
        return;
    info.setInfo(entry->name, entry->name, entry->category, 0);
    for (const auto& key : entry->keys)
        info.defaultKeypresses.add(key);
    if (id == commands::undo && model.canUndo())
        info.shortName = TRANS("Undo") + ": " + text(model.undoText());
    if (id == commands::redo && model.canRedo())
        info.shortName = TRANS("Redo") + ": " + text(model.redoText());
    info.setActive(isActive(id));
    info.setTicked(isTicked(id));
}

bool MainComponent::isTicked(juce::CommandID id) const
{
    switch (id)
    {
    case commands::loop:
        return transport.loops();
    case commands::preRoll:
        return settings.playsAround();
    case commands::followPlayHead:
        return followsPlayHead;
    case commands::askUncertain:
        return model.askOrder() == AskOrder::uncertain;
    case commands::showWaveform:
        return timeline.shows() == TimelineShows::waveform;
    case commands::showSpectrogram:
        return timeline.shows() == TimelineShows::spectrogram;
    case commands::showBoth:
        return timeline.shows() == TimelineShows::both;
    default:
        return false;
    }
}

bool MainComponent::isActive(juce::CommandID id) const
{
    if (chooser != nullptr)
        return id == commands::quit;
    const auto* row = model.selectedRow();
    const auto isAnyChosen = [this](auto what)
    {
        const auto rows = chosenRows();
        return std::any_of(rows.begin(), rows.end(), what);
    };
    switch (id)
    {
    case commands::openFile:
    case commands::settings:
    case commands::quit:
    case commands::shortcuts:
    case commands::cancel:
    case commands::loop:
    case commands::preRoll:
    case commands::followPlayHead:
    case commands::showWaveform:
    case commands::showSpectrogram:
    case commands::showBoth:
    case commands::filterHits:
        return true;
    case commands::save:
    case commands::saveAs:
        return model.hasSession();
    case commands::exportHits:
        return model.sound() != nullptr;
    case commands::undo:
        return model.canUndo();
    case commands::redo:
        return model.canRedo();
    case commands::remove:
        return isAnyChosen([](RowId chosen) { return chosen > 0; });
    case commands::confirmHit:
    case commands::rejectHit:
    case commands::unsureHit:
        return isAnyChosen([](RowId chosen) { return chosen != 0; });
    case commands::playSelected:
        return row != nullptr && model.isAudioReadable();
    case commands::rename:
        return row != nullptr || model.sound() != nullptr;
    case commands::takeSuggestion:
        return model.suggestion().has_value();
    case commands::find:
        return model.mark().has_value() || model.sound() != nullptr ||
               (model.hasSession() && !model.isAudioReadable());
    case commands::answerYes:
    case commands::answerNo:
    case commands::answerUnsure:
        // Only what the card already shows: a key pressed while the next question was worked out is not for that one.
        return model.question() != nullptr && lastQuestion == model.question()->excerpt;
    case commands::playExcerpt:
    case commands::playBoth:
        return model.question() != nullptr;
    case commands::playQuery:
        return model.mark() || model.sound() != nullptr;
    case commands::askUncertain:
        return model.hasFile() &&
               methodFromName(
                   (model.sound() != nullptr ? model.sound()->method : model.defaults.method).method)
                   .confidenceIsProbability;
    case commands::goOn:
        return model.phase() == SearchPhase::budgetSpent;
    case commands::acceptLikely:
        return model.count(RowKind::predicted) > 0;
    case commands::settleHits:
        return !model.settledHits().empty();
    case commands::nextHit:
    case commands::previousHit:
        return !model.rows().empty();
    case commands::nextSound:
    case commands::previousSound:
        return model.document() != nullptr && model.document()->sounds().size() > 1;
    default:
        return model.hasFile();
    }
}

bool MainComponent::perform(const InvocationInfo& info)
{
    const auto id = info.commandID;
    if (!isActive(id) || isRepeatedByHeldKey(info))
        return true;
    return performFile(id) || performMark(id) || performListening(id) || performHits(id) || performView(id);
}

bool MainComponent::isRepeatedByHeldKey(const InvocationInfo& info)
{
    const auto countsOnce = info.commandID == commands::answerYes || info.commandID == commands::answerNo ||
                            info.commandID == commands::answerUnsure || info.commandID == commands::quit ||
                            info.commandID == commands::acceptLikely ||
                            info.commandID == commands::settleHits;
    if (!countsOnce || info.invocationMethod != InvocationInfo::fromKeyPress)
        return false;
    // A key left down repeats itself and would answer questions nobody has looked at, or quit over a message. Its going
    // up may be missed where the focus changes meanwhile; no keyboard waits longer than this before it repeats.
    constexpr juce::uint32 longestRepeatDelayMs = 1000;
    const auto now = juce::Time::getMillisecondCounter();
    const auto isRepeated =
        heldKey.isValid() && heldKey == info.keyPress && now - lastKeyMs < longestRepeatDelayMs;
    heldKey = info.keyPress;
    lastKeyMs = now;
    return isRepeated;
}

bool MainComponent::performFile(juce::CommandID id)
{
    using Flags = juce::FileBrowserComponent;
    finishTyping();
    switch (id)
    {
    case commands::openFile:
    {
        const auto recent = settings.recentFiles();
        chooseFile(TRANS("Open a recording or a session"),
                   recent.isEmpty() ? juce::File::getSpecialLocation(juce::File::userHomeDirectory)
                                    : juce::File(recent[0]).getParentDirectory(),
                   Flags::openMode | Flags::canSelectFiles, juce::String(audioPatterns) + ";*.reprise",
                   [this](const juce::File& file) { openFile(file); });
        return true;
    }
    case commands::save:
        if (!model.sessionPath().empty())
        {
            model.save();
            return true;
        }
        [[fallthrough]];
    case commands::saveAs:
    {
        const auto known = model.sessionPath().empty() ? model.audioInfo()->path : model.sessionPath();
        chooseFile(TRANS("Save the session as"),
                   juce::File(text(known.string())).withFileExtension("reprise"),
                   Flags::saveMode | Flags::canSelectFiles | Flags::warnAboutOverwriting, "*.reprise",
                   forOpenFile([this](const juce::File& file) { saveAs(file); }));
        return true;
    }
    case commands::exportHits:
        exporting.open(*this, chosenRows());
        return true;
    case commands::closeFile:
        model.close();
        return true;
    case commands::settings:
        settingsDialog.open(*this);
        return true;
    case commands::quit:
        leave();
        return true;
    case commands::undo:
        model.undo();
        return true;
    case commands::redo:
        model.redo();
        return true;
    case commands::shortcuts:
    {
        std::vector<Shortcut> lines;
        for (const auto& entry : commands::all())
        {
            juce::StringArray keys;
            for (const auto& key : entry.keys)
                keys.addIfNotAlreadyThere(commands::inWords(key));
            lines.push_back({entry.category, entry.name, keys});
        }
        openDialog(std::make_unique<ShortcutsSheet>(std::move(lines)));
        return true;
    }
    default:
        return false;
    }
}

bool MainComponent::performMark(juce::CommandID id)
{
    const auto coarse = stepSamples(false), fine = stepSamples(true);
    // While something plays the play head waits where it began.
    const auto here = transport.position().value_or(playHead);
    switch (id)
    {
    case commands::newSound:
        model.startNewSound();
        return true;
    case commands::markAtPlayHead:
        if (markBegun && *markBegun != here)
        {
            model.setMark(SampleRange{std::min(*markBegun, here), std::abs(here - *markBegun)});
            markBegun.reset();
        }
        else
        {
            markBegun = here;
            markBeforeBegun = model.mark();
        }
        return true;
    case commands::markStart:
    case commands::markEnd:
        if (const auto range = model.edges())
        {
            const auto start = id == commands::markStart ? here : range->start;
            const auto end = id == commands::markEnd ? here : range->end();
            if (end > start)
                model.nudge(start - range->start, end - range->end());
        }
        return true;
    case commands::takeSuggestion:
        model.takeSuggestion();
        return true;
    case commands::startEarlier:
        model.nudge(-coarse, 0);
        return true;
    case commands::startLater:
        model.nudge(coarse, 0);
        return true;
    case commands::endEarlier:
        model.nudge(0, -coarse);
        return true;
    case commands::endLater:
        model.nudge(0, coarse);
        return true;
    case commands::startSampleEarlier:
        model.nudge(-fine, 0);
        return true;
    case commands::startSampleLater:
        model.nudge(fine, 0);
        return true;
    case commands::endSampleEarlier:
        model.nudge(0, -fine);
        return true;
    case commands::endSampleLater:
        model.nudge(0, fine);
        return true;
    case commands::find:
        model.find();
        return true;
    case commands::answerYes:
        model.answer(Answer::yes);
        return true;
    case commands::answerNo:
        model.answer(Answer::no);
        return true;
    case commands::answerUnsure:
        model.answer(Answer::unsure);
        return true;
    case commands::askUncertain:
        model.setAskOrder(model.askOrder() == AskOrder::uncertain ? AskOrder::likeliest
                                                                  : AskOrder::uncertain);
        settings.setSoundDefaults(model.defaults);
        return true;
    case commands::goOn:
        model.goOn();
        return true;
    case commands::acceptLikely:
        model.acceptPredicted();
        return true;
    case commands::settleHits:
        model.settleHits();
        return true;
    case commands::cancel:
        if (timeline.cancelDrag())
            return true;
        markBegun.reset();
        if (transport.isPlaying())
        {
            transport.stop();
            playbackChanged();
        }
        else if (model.selectedRow() != nullptr)
            model.selectRow({});
        else if (model.mark())
            model.setMark({});
        else if (model.phase() == SearchPhase::waiting)
            model.cancelSearch();
        return true;
    default:
        return false;
    }
}

bool MainComponent::performListening(juce::CommandID id)
{
    const auto query = model.mark()               ? model.mark()
                       : model.sound() != nullptr ? std::optional(model.sound()->query)
                                                  : std::nullopt;
    switch (id)
    {
    case commands::playStop:
        playPause();
        return true;
    case commands::loop:
        transport.setLoops(!transport.loops());
        playbackChanged();
        return true;
    case commands::playQuery:
        if (query)
            transport.playQuery(*query);
        playbackChanged();
        return true;
    case commands::playExcerpt:
        transport.playExcerpt(model.questionExcerpt());
        playbackChanged();
        return true;
    case commands::playBoth:
        transport.playBoth(model.sound()->query, model.questionExcerpt());
        playbackChanged();
        return true;
    case commands::playSelected:
        if (const auto* row = model.selectedRow())
            playRow(row->id);
        return true;
    case commands::preRoll:
        settings.setPlaysAround(!settings.playsAround());
        transport.setPlaysAround(settings.playsAround());
        return true;
    case commands::toStart:
        setPlayHead(0);
        timeline.reveal({0, 1});
        return true;
    case commands::toEnd:
        if (const auto* info = model.audioInfo(); info != nullptr && info->samples > 0)
        {
            setPlayHead(info->samples);
            timeline.reveal({info->samples - 1, 1});
        }
        return true;
    default:
        return false;
    }
}

bool MainComponent::performHits(juce::CommandID id)
{
    const auto stepSound = [this](int by)
    {
        const auto& sounds = model.document()->sounds();
        const auto count = static_cast<int>(sounds.size());
        auto index = by > 0 ? -1 : 0;
        for (int i = 0; i < count; ++i)
            if (model.sound() != nullptr && sounds[static_cast<std::size_t>(i)].id == model.sound()->id)
                index = i;
        model.selectSound(sounds[static_cast<std::size_t>((index + by + count) % count)].id);
    };
    switch (id)
    {
    case commands::nextHit:
    case commands::previousHit:
        if (soundList.hasKeyboardFocus(true))
            grabKeyboardFocus(); // keys are for the hit from now on
        model.stepRow(id == commands::nextHit ? 1 : -1);
        selectOnlyOne();
        return true;
    case commands::confirmHit:
        model.judgeRows(chosenRows(), Answer::yes);
        return true;
    case commands::rejectHit:
        model.judgeRows(chosenRows(), Answer::no);
        return true;
    case commands::unsureHit:
        model.judgeRows(chosenRows(), Answer::unsure);
        return true;
    case commands::remove:
        model.removeRows(chosenRows());
        return true;
    case commands::rename:
        if (const auto* row = model.selectedRow(); row != nullptr && row->id > 0)
            hitTable.renameSelected();
        else
            soundList.renameSelected();
        return true;
    case commands::filterHits:
        hitTable.focusFilter();
        return true;
    case commands::nextSound:
        stepSound(1);
        return true;
    case commands::previousSound:
        stepSound(-1);
        return true;
    default:
        return false;
    }
}

bool MainComponent::performView(juce::CommandID id)
{
    const auto show = [this](TimelineShows shown)
    {
        timeline.setShows(shown);
        settings.setShows(shown);
    };
    switch (id)
    {
    case commands::zoomIn:
        timeline.zoomIn();
        return true;
    case commands::zoomOut:
        timeline.zoomOut();
        return true;
    case commands::zoomAll:
        timeline.zoomAll();
        return true;
    case commands::zoomToMark:
        if (const auto range = rangeAtHand())
            timeline.zoomTo(*range);
        return true;
    case commands::zoomToSamples:
        timeline.zoomToSamples();
        return true;
    case commands::scrollLeft:
        timeline.scrollBy(-0.25);
        return true;
    case commands::scrollRight:
        timeline.scrollBy(0.25);
        return true;
    case commands::tallerWaveform:
        timeline.makeWaveformTaller(1.25);
        return true;
    case commands::flatterWaveform:
        timeline.makeWaveformTaller(0.8);
        return true;
    case commands::showWaveform:
        show(TimelineShows::waveform);
        return true;
    case commands::showSpectrogram:
        show(TimelineShows::spectrogram);
        return true;
    case commands::showBoth:
        show(TimelineShows::both);
        return true;
    case commands::followPlayHead:
        followsPlayHead = !followsPlayHead;
        timeline.setFollowsPlayhead(followsPlayHead);
        settings.setFollowsPlayHead(followsPlayHead);
        return true;
    default:
        return false;
    }
}

void MainComponent::keyWasReleased()
{
    if (!heldKey.isCurrentlyDown()) // another one may have gone up
        heldKey = {};
}

void MainComponent::finishTyping(bool isForgotten)
{
    // A name that is being typed is part of what is saved.
    if (auto* focused = juce::Component::getCurrentlyFocusedComponent();
        focused != nullptr && isParentOf(focused))
        if (auto* label = dynamic_cast<juce::Label*>(focused->getParentComponent()))
            label->hideEditor(isForgotten);
}

void MainComponent::leave()
{
    if (quitQuestion != nullptr)
        return; // that is what it asks
    chooser = nullptr;
    openWaitingDialog();
    finishTyping();
    const juce::ScopedValueSetter<bool> leaving(isLeaving, true);
    // Of anything else the model tells: where the answers are, or that they are nowhere.
    if (model.close() == AppModel::Closing::done)
        onQuit();
}

SampleIndex MainComponent::stepSamples(bool fine) const
{
    return fine || model.audioInfo() == nullptr ? 1 : std::max(1, model.audioInfo()->sampleRateHz / 1000);
}

std::optional<SampleRange> MainComponent::rangeAtHand() const
{
    if (const auto* row = model.selectedRow())
        return row->excerpt;
    if (model.mark())
        return model.mark();
    if (model.question() != nullptr)
        return model.questionExcerpt();
    return model.sound() != nullptr ? std::optional(model.sound()->query) : std::nullopt;
}

std::vector<RowId> MainComponent::chosenRows() const
{
    auto rows = hitTable.selectedKeys();
    if (const auto* row = model.selectedRow(); row != nullptr && rows.empty()) // hidden by the filter
        rows = {row->id};
    return rows;
}

void MainComponent::showMenu(juce::Component& anchor)
{
    juce::PopupMenu menu, recent;
    const auto add = [this](juce::PopupMenu& to, juce::CommandID id)
    {
        juce::ApplicationCommandInfo info(id);
        getCommandInfo(id, info);
        juce::PopupMenu::Item item(info.shortName);
        item.itemID = id;
        item.commandManager = &commands;
        item.isEnabled = (info.flags & juce::ApplicationCommandInfo::isDisabled) == 0;
        item.isTicked = (info.flags & juce::ApplicationCommandInfo::isTicked) != 0;
        // One key, as it stands on the keyboard; JUCE would write all of them in words of its own.
        if (const auto& keys = commands::entryOf(id)->keys; !keys.empty())
            item.shortcutKeyDescription = commands::inWords(keys.front());
        to.addItem(std::move(item));
    };
    const auto files = settings.recentFiles();
    for (const auto& file : files)
        recent.addItem(juce::File(file).getFileName(), [this, file] { openFile(juce::File(file)); });
    add(menu, commands::openFile);
    menu.addSubMenu(TRANS("Recent files"), recent, !files.isEmpty());
    for (const auto id : {commands::save, commands::saveAs, commands::exportHits, commands::closeFile})
        add(menu, id);
    menu.addSeparator();
    std::map<juce::String, juce::PopupMenu> parts;
    juce::StringArray order;
    for (const auto& entry : commands::all())
        if (entry.id >= commands::undo && entry.id != commands::shortcuts)
        {
            order.addIfNotAlreadyThere(entry.category);
            add(parts[entry.category], entry.id);
        }
    for (const auto& category : order)
        menu.addSubMenu(category, parts[category]);
    menu.addSeparator();
    for (const auto id : {commands::settings, commands::shortcuts, commands::quit})
        add(menu, id);
    menu.showMenuAsync(juce::PopupMenu::Options().withTargetComponent(anchor).withParentComponent(this));
}

// ---- files and dialogues ----

void MainComponent::saveAs(const juce::File& chosen)
{
    const auto save = [this, chosen]
    {
        model.saveAs(pathOf(chosen));
        if (!model.sessionPath().empty())
            settings.addRecentFile(juce::File(text(model.sessionPath().string())));
    };
    // The file dialogue asked about the name that was typed, which the ending may be missing of.
    const juce::File target(text(AppModel::sessionFileFor(pathOf(chosen)).string()));
    if (target == chosen || !target.exists())
        return save();
    MessageDialogState state;
    state.kind = MessageKind::question;
    state.title = TRANS("Replace the session that is there?");
    state.message = TRANS("%f exists already, and answers may be in it.").replace("%f", target.getFileName());
    state.choices = {
        {TRANS("Keep it"), ButtonKind::primary, TRANS("Save under another name")},
        {TRANS("Replace it"), ButtonKind::danger, TRANS("It stays as .bak until the next save")}};
    state.escapeChoice = 0;
    showMessage(std::move(state),
                forOpenFile(
                    [this, save](int choice)
                    {
                        if (choice == 1)
                            save();
                        else
                            perform(juce::ApplicationCommandTarget::InvocationInfo(commands::saveAs));
                    }));
}

void MainComponent::openFile(const juce::File& file)
{
    model.open(pathOf(file));
}

bool MainComponent::isInterestedInFileDrag(const juce::StringArray& files)
{
    return files.size() == 1;
}

void MainComponent::filesDropped(const juce::StringArray& files, int, int)
{
    openFile(juce::File(files[0]));
}

Dialog* MainComponent::frontDialog() const
{
    const auto& children = getChildren();
    for (int i = children.size(); --i >= 0;)
        if (auto* open = dynamic_cast<Dialog*>(children[i]))
            return open;
    return nullptr;
}

void MainComponent::takeFocus()
{
    if (auto* open = frontDialog())
        open->takeFocus();
    else
        grabKeyboardFocus();
}

bool MainComponent::dialogLacksFocus() const
{
    const auto* open = frontDialog();
    return open != nullptr && !open->hasKeyboardFocus(true) &&
           juce::ModalComponentManager::getInstance()->getNumModalComponents() == 0;
}

namespace
{
/** In JUCE's own file dialogue, which stands in where the desktop has none, keys first are the name of a file. */
void focusFileName()
{
    std::vector<juce::Component*> waiting{juce::ModalComponentManager::getInstance()->getModalComponent(0)};
    while (!waiting.empty())
    {
        auto* component = waiting.back();
        waiting.pop_back();
        if (component == nullptr)
            continue;
        if (dynamic_cast<juce::FileBrowserComponent*>(component) == nullptr)
            waiting.insert(waiting.end(), component->getChildren().begin(), component->getChildren().end());
        else
            for (auto* child : component->getChildren())
                if (auto* name = dynamic_cast<juce::TextEditor*>(child))
                {
                    // Which would take it, and do nothing.
                    name->onEscapeKey = []
                    {
                        if (auto* shown = juce::ModalComponentManager::getInstance()->getModalComponent(0))
                            shown->exitModalState(0);
                    };
                    return name->grabKeyboardFocus();
                }
    }
}
} // namespace

void MainComponent::chooseFile(const juce::String& title, const juce::File& suggested, int browserFlags,
                               const juce::String& patterns, std::function<void(const juce::File&)> done)
{
    chooser = std::make_unique<juce::FileChooser>(title, suggested, patterns, !plainDialogs, false, this);
    chooser->launchAsync(browserFlags,
                         [safe = juce::Component::SafePointer<MainComponent>(this),
                          done = std::move(done)](const juce::FileChooser& chosen)
                         {
                             const auto file = chosen.getResult();
                             // The dialogue still stands on the window during its own call.
                             juce::MessageManager::callAsync(
                                 [safe, done, file]
                                 {
                                     if (safe == nullptr)
                                         return;
                                     safe->chooser = nullptr;
                                     safe->takeFocus();
                                     safe->commands.commandStatusChanged();
                                     if (file != juce::File())
                                         done(file);
                                     safe->openWaitingDialog();
                                 });
                         });
    focusFileName();
    commands.commandStatusChanged();
}

void MainComponent::openDialog(std::unique_ptr<Dialog> made)
{
    waitingDialogs.push_back(std::move(made));
    openWaitingDialog();
}

void MainComponent::openWaitingDialog()
{
    // One at a time. A file dialogue would stand behind it and take its mouse and keys.
    if (dialog || chooser || waitingDialogs.empty())
        return;
    dialog = std::move(waitingDialogs.front());
    waitingDialogs.erase(waitingDialogs.begin());
    dialog->onClosed = [this] { closeLater(dialog); };
    dialog->open(*this);
}

void MainComponent::closeLater(std::unique_ptr<Dialog>& closed)
{
    juce::MessageManager::callAsync([kept = std::shared_ptr<Dialog>(std::move(closed))] {});
    openWaitingDialog();
}

void MainComponent::askAboutFile(MessageDialogState state, std::function<void(int)> chosen)
{
    dropFileQuestion();
    fileQuestionNumber = model.fileNumber();
    fileQuestion = showMessage(std::move(state),
                               [this, chosen = std::move(chosen), number = model.fileNumber()](int choice)
                               {
                                   if (model.fileNumber() == number)
                                       chosen(choice);
                               });
}

void MainComponent::dropFileQuestion()
{
    std::erase_if(waitingDialogs, [this](const auto& waiting) { return waiting.get() == fileQuestion; });
    if (fileQuestion != nullptr && fileQuestion->isOpen())
        fileQuestion->close();
}

Dialog* MainComponent::showMessage(MessageDialogState state, std::function<void(int)> chosen)
{
    auto made = std::make_unique<MessageDialog>(std::move(state));
    made->onChoice = std::move(chosen);
    auto* const shown = made.get();
    openDialog(std::move(made));
    return shown;
}

void MainComponent::problemOccurred(const Problem& problem)
{
    MessageDialogState state;
    state.title = text(problem.title);
    state.message = text(problem.text);
    juce::StringArray details;
    for (const auto& line : problem.details)
        details.add(text(line));
    state.detail = details.joinIntoString("\n");
    switch (problem.kind)
    {
    case Problem::Kind::error:
        break;
    case Problem::Kind::note:
        state.kind = MessageKind::note;
        break;
    case Problem::Kind::audioMissing:
    case Problem::Kind::audioChanged:
        return askForAudio(problem, std::move(state));
    case Problem::Kind::onlyInMemory:
        if (isLeaving)
            return askWhetherToQuit(std::move(state));
        break;
    }
    showMessage(std::move(state));
}

void MainComponent::report(const juce::String& title, const juce::String& words)
{
    const Problem problem{Problem::Kind::error, title.toStdString(), words.toStdString(), {}};
    if (eventLog != nullptr)
        eventLog->problemOccurred(problem);
    problemOccurred(problem);
}

void MainComponent::askWhetherToQuit(MessageDialogState state)
{
    const auto answers = model.answersOnlyInMemory();
    state.choices = {
        {TRANS("Stay"), ButtonKind::primary},
        {answers == 0 ? TRANS("Quit and lose it")
                      : counted(answers, TRANS("Quit and lose 1 answer"), TRANS("Quit and lose %n answers")),
         ButtonKind::danger}};
    state.escapeChoice = 0;
    quitQuestion = showMessage(std::move(state),
                               [this](int choice)
                               {
                                   if (choice == 1)
                                       onQuit();
                               });
}

void MainComponent::askForAudio(const Problem& problem, MessageDialogState state)
{
    using Flags = juce::FileBrowserComponent;
    state.kind = MessageKind::warning;
    const auto isChanged = problem.kind == Problem::Kind::audioChanged;
    state.choices = {
        {TRANS("Choose the file"), ButtonKind::primary, TRANS("Where it lies now")},
        {TRANS("Search a folder"), ButtonKind::plain, TRANS("Finds the same audio under any name")}};
    if (isChanged)
        state.choices.push_back({TRANS("Use it all the same"), ButtonKind::plain,
                                 TRANS("Positions may no longer be where the sounds are")});
    state.choices.push_back({TRANS("Later"), ButtonKind::plain, TRANS("Hits and answers stay as they are")});
    state.escapeChoice = static_cast<int>(state.choices.size()) - 1;
    const auto folder = juce::File(text(problem.text)).getParentDirectory();
    askAboutFile(std::move(state),
                 [this, isChanged, folder, changed = problem.text](int choice)
                 {
                     if (choice == 0)
                         chooseFile(TRANS("Choose the session's audio"), folder,
                                    Flags::openMode | Flags::canSelectFiles, audioPatterns,
                                    forOpenFile([this](const juce::File& file)
                                                { model.relink(pathOf(file), false); }));
                     else if (choice == 1)
                         chooseFile(TRANS("Choose a folder to search"), folder,
                                    Flags::openMode | Flags::canSelectDirectories, "*",
                                    forOpenFile([this](const juce::File& file)
                                                { model.searchAudioIn(pathOf(file)); }));
                     else if (choice == 2 && isChanged)
                         model.relink(changed, true);
                 });
}

void MainComponent::offerDrafts(std::function<void()> ifNone)
{
    ifNoDrafts = std::move(ifNone);
    model.findDrafts();
}

void MainComponent::draftsFound(const Drafts& drafts)
{
    const auto ifNone = std::exchange(ifNoDrafts, {});
    if (!drafts.newestFirst.empty())
        return offerDrafts(drafts, 0);
    tellOfUnreadable(drafts);
    if (ifNone)
        ifNone();
}

void MainComponent::tellOfUnreadable(const Drafts& drafts)
{
    if (drafts.unreadable.empty() || model.hasFile())
        return;
    MessageDialogState state;
    state.title = TRANS("What was never saved under a name cannot be read");
    state.message =
        TRANS("The files are damaged, or of a newer version of Reprise. Nothing was changed in them.");
    state.detail = linesOf(drafts.unreadable);
    state.choices = {
        {TRANS("Leave it"), ButtonKind::primary, TRANS("It will be looked at again")},
        {TRANS("Set it aside"), ButtonKind::plain, TRANS("Into a folder \"unreadable\" beside it")}};
    state.escapeChoice = 0;
    showMessage(std::move(state),
                [this, drafts](int choice)
                {
                    if (choice == 1)
                        model.setAsideUnreadable(drafts);
                });
}

void MainComponent::offerDrafts(const Drafts& drafts, std::size_t first)
{
    constexpr std::size_t mostAtOnce = 4; // a low window has room for no more
    const auto& all = drafts.newestFirst;
    const auto end = std::min(all.size(), first + mostAtOnce);
    const auto number = static_cast<int>(all.size());
    MessageDialogState state;
    state.kind = MessageKind::question;
    state.title = TRANS("Go on where you stopped?");
    state.message = model.hasFile()
                        ? counted(number, TRANS("A search in this recording was never saved under a name."),
                                  TRANS("%n searches in this recording were never saved under a name."))
                        : counted(number, TRANS("A search was never saved under a name."),
                                  TRANS("%n searches were never saved under a name."));
    state.message << " " << TRANS("Nothing of what was done is lost.");
    for (auto i = first; i < end; ++i)
        state.choices.push_back({TRANS("Go on with %f").replace("%f", text(all[i].recording)),
                                 i == first ? ButtonKind::primary : ButtonKind::plain,
                                 counted(all[i].sounds, TRANS("1 sound"), TRANS("%n sounds")) + ", " +
                                     counted(all[i].answers, TRANS("1 answer"), TRANS("%n answers")) + ", " +
                                     juce::Time(all[i].changedAtMs).toString(true, true, false, true)});
    if (end < all.size())
        state.choices.push_back(
            {TRANS("Older ones"), ButtonKind::plain,
             counted(static_cast<int>(all.size() - end), TRANS("1 more"), TRANS("%n more"))});
    if (model.hasFile())
        state.choices.push_back(
            {TRANS("Start anew"), ButtonKind::plain, TRANS("What was done before stays where it is")});
    else
        state.choices.push_back({TRANS("Not now"), ButtonKind::plain, TRANS("It will be offered again")});
    state.escapeChoice = static_cast<int>(state.choices.size()) - 1;
    askAboutFile(std::move(state),
                 [this, drafts, first, end](int choice)
                 {
                     const auto index = first + static_cast<std::size_t>(choice);
                     if (index < end)
                         model.openUnnamed(drafts.newestFirst[index].file);
                     else if (index == end && end < drafts.newestFirst.size())
                         return offerDrafts(drafts, end);
                     tellOfUnreadable(drafts);
                 });
}
} // namespace reprise::app
