#include "app/model/AppModel.h"

#include "base/Errors.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <thread>
#include <utility>

namespace reprise::app
{
namespace
{
constexpr auto extension = ".reprise";

/** Told apart also by people who see few colours; the first is the accent of the drawing. */
constexpr std::array<std::uint32_t, 8> soundColours{0xffb454, 0x6ca8ff, 0xc58af9, 0x4cc3b8,
                                                    0xf2839b, 0xc3d350, 0xe09a6b, 0x9fb0c8};

std::int64_t nowMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

SoundId soundOf(const Action& action)
{
    return std::visit(
        [](const auto& a) -> SoundId
        {
            if constexpr (std::is_same_v<std::decay_t<decltype(a)>, AddSound>)
                return a.sound.id;
            else
                return a.sound;
        },
        action);
}

RowKind kindOf(Answer answer)
{
    switch (answer)
    {
    case Answer::yes:
        return RowKind::confirmed;
    case Answer::no:
        return RowKind::rejected;
    case Answer::unsure:
        break;
    }
    return RowKind::unsure;
}

SessionAudio identify(const std::filesystem::path& file, const Progress& progress)
{
    SessionAudio audio{countedInfo(file, progress), sha256OfFile(file, progress.withoutReports()), {}};
    if (audio.info.samples == 0)
        throw FileError(file.string(), "holds no audio (0 samples)");
    audio.info.path = std::filesystem::absolute(file);
    return audio;
}

/** When anything was last done to a session; 0 where the disk does not say. */
std::int64_t changedAtMs(const std::filesystem::path& session)
{
    std::int64_t latest = 0;
    for (const auto* ending : {"", ".journal"})
    {
        std::error_code error;
        const auto written =
            std::filesystem::last_write_time(std::filesystem::path(session) += ending, error);
        if (!error)
            latest =
                std::max(latest, std::int64_t{std::chrono::duration_cast<std::chrono::milliseconds>(
                                                  std::chrono::file_clock::to_sys(written).time_since_epoch())
                                                  .count()});
    }
    return latest;
}

/** With a SHA-256 only the readable drafts of that audio. */
Drafts readDrafts(const std::filesystem::path& folder, const std::string& sha256, const Progress& progress)
{
    Drafts drafts;
    for (const auto& file : SessionStore::unnamedSessions(folder))
    {
        progress.step(0.0);
        try
        {
            const auto [document, report] = readSnapshot(file);
            const auto& sounds = document.sounds();
            Draft draft{file, document.audio().info.path.filename().string(), changedAtMs(file),
                        static_cast<int>(sounds.size()), 0};
            for (const auto& sound : sounds)
                draft.answers += static_cast<int>(sound.hits.size());
            if (!document.history().empty())
            {
                if (sha256.empty() || document.audio().sha256 == sha256)
                    drafts.newestFirst.push_back(std::move(draft));
            }
            else if (!report.remarks.empty()) // what was done is in a journal that cannot be read
                drafts.unreadable.push_back(file);
        }
        catch (const std::exception&)
        {
            drafts.unreadable.push_back(file);
        }
    }
    std::stable_sort(drafts.newestFirst.begin(), drafts.newestFirst.end(),
                     [](const Draft& a, const Draft& b) { return a.changedAtMs > b.changedAtMs; });
    return drafts;
}

/** Says what happens once there is no window any more. */
struct LastWords : AppModel::Listener
{
    void modelChanged(unsigned) override {}
    void problemOccurred(const Problem& problem) override
    {
        std::cerr << "Reprise: " << problem.title;
        if (problem.kind != Problem::Kind::onlyInMemory) // what to do about that comes too late
            std::cerr << ": " << problem.text;
        for (const auto& detail : problem.details)
            std::cerr << "; " << detail;
        std::cerr << std::endl;
    }
};
} // namespace

AppModel::AppModel(std::filesystem::path unnamedFolder) : folder(std::move(unnamedFolder)) {}

AppModel::~AppModel()
{
    LastWords lastWords;
    listeners = {&lastWords};
    close();
    listeners.clear();
}

// ---- files ----

void AppModel::open(const std::filesystem::path& file)
{
    if (isSessionFile(file))
        openSession(file, false);
    else
        openAudio(file);
}

void AppModel::openUnnamed(const std::filesystem::path& file)
{
    openSession(file, true);
}

void AppModel::findDrafts()
{
    const auto found = [this](const Drafts& drafts)
    {
        opening.reset();
        tell([&](Listener& listener) { listener.draftsFound(drafts); });
    };
    opening = jobs.run(
        [found, place = folder](const Progress& progress) -> BackgroundJobs::Delivery
        {
            const auto drafts = readDrafts(place, {}, progress);
            return [found, drafts] { found(drafts); };
        },
        [found](const std::string&) { found({}); });
}

void AppModel::setAsideUnreadable(const Drafts& drafts)
{
    try
    {
        setAside(drafts.unreadable);
    }
    catch (const std::exception& error)
    {
        report(TRANS("Not everything could be set aside").toStdString(), reasonOf(error));
    }
}

void AppModel::openAudio(const std::filesystem::path& file)
{
    if (opening)
        opening->cancel();
    openingSession.clear();
    opening = jobs.run(
        [this, file](const Progress&) -> BackgroundJobs::Delivery
        {
            auto info = AudioFile(file).info();
            info.path = std::filesystem::absolute(file);
            return [this, info]
            {
                opening.reset();
                if (close() == Closing::refused)
                    return;
                audio = info;
                startEngine();
                engine->prepare(defaults.method);
                changed(everything);
                identifyAudio();
            };
        },
        [this](const std::string& text)
        { openingFailed(TRANS("The file cannot be opened").toStdString(), text); });
}

void AppModel::openingFailed(const std::string& title, const std::string& text)
{
    opening.reset();
    if (audio && !store)
        identifyAudio(); // which gave way
    report(title, text);
}

void AppModel::identifyAudio()
{
    openingSession.clear();
    opening = jobs.run(
        [this, path = audio->path](const Progress& progress) -> BackgroundJobs::Delivery
        {
            const auto identified = identify(path, progress);
            return [this, identified] { createSession(identified); };
        },
        [this](const std::string& text)
        { sessionFailed(TRANS("The file cannot be read").toStdString(), text); });
}

void AppModel::sessionFailed(const std::string& title, const std::string& text)
{
    opening.reset(); // Find tries again
    findWhenReady = false;
    changed(searchChange);
    report(title, text);
}

void AppModel::findDraftsOf(const std::string& sha256)
{
    seekingDrafts = jobs.run(
        [this, place = folder, sha256](const Progress& progress) -> BackgroundJobs::Delivery
        {
            const auto drafts = readDrafts(place, sha256, progress);
            return [this, drafts]
            {
                seekingDrafts.reset();
                if (!drafts.newestFirst.empty())
                    tell([&](Listener& listener) { listener.draftsFound(drafts); });
            };
        },
        [this](const std::string&) { seekingDrafts.reset(); });
}

void AppModel::createSession(SessionAudio identified)
{
    opening.reset();
    auto info = identified.info;
    const auto sha256 = identified.sha256;
    try
    {
        store.emplace(SessionStore::createUnnamed(folder, SessionDocument(std::move(identified)),
                                                  Durability::background));
    }
    catch (const std::exception& error)
    {
        sessionFailed(TRANS("No session can be made for this file").toStdString(), reasonOf(error));
        return;
    }
    audio = std::move(info);
    changed(everything);
    findDraftsOf(sha256);
    if (findWhenReady)
        find();
}

void AppModel::openSession(const std::filesystem::path& file, bool isUnnamed)
{
    // A link to the session that is open would find it locked.
    std::error_code ignored;
    if (store && store->path() == std::filesystem::weakly_canonical(file, ignored))
    {
        if (!engine)
            lookForAudio();
        return;
    }
    if (opening && openingSession == file)
        return; // twice: the first holds its lock
    if (opening)
        opening->cancel();
    openingSession = file;
    struct Opened
    {
        std::shared_ptr<void> counted; ///< before the store, which has let go of the session then
        SessionStore store;
    };
    ++*storesOnTheirWay;
    const std::shared_ptr<void> counted(nullptr, [count = storesOnTheirWay](void*) { --*count; });
    opening = jobs.run(
        [this, file, isUnnamed, counted](const Progress& progress) -> BackgroundJobs::Delivery
        {
            for (;;)
                try
                {
                    auto session = isUnnamed ? SessionStore::openUnnamed(file, Durability::background)
                                             : SessionStore::open(file, Durability::background);
                    const auto opened = std::make_shared<Opened>(Opened{counted, std::move(session)});
                    return [this, opened] { adopt(std::move(opened->store)); };
                }
                catch (const FileError&)
                {
                    // One that was cancelled may still hold its lock.
                    if (*storesOnTheirWay < 2)
                        throw;
                    progress.step(0.0);
                    std::this_thread::sleep_for(std::chrono::milliseconds(10));
                }
        },
        [this](const std::string& text)
        { openingFailed(TRANS("The session cannot be opened").toStdString(), text); });
}

void AppModel::adopt(SessionStore opened)
{
    opening.reset();
    if (close() == Closing::refused)
        return;
    store.emplace(std::move(opened));
    audio = store->document().audio().info;
    const auto isUnnamed = store->isUnnamed();
    const auto& sounds = store->document().sounds();
    selectedSound = sounds.empty() ? 0 : sounds.front().id;
    updateRows();
    changed(everything);
    if (const auto& [recovered, remarks] = store->report(); !remarks.empty())
    {
        // Nothing went wrong where it was only closed without saving; of a draft that is no remark at all.
        const auto isUsual = !isUnnamed && recovered > 0 && remarks.size() == 1;
        report({isUsual ? Problem::Kind::note : Problem::Kind::error,
                (isUsual ? TRANS("Steps that were not saved are there again")
                         : TRANS("The session was recovered"))
                    .toStdString(),
                remarks.front(),
                {remarks.begin() + 1, remarks.end()}});
    }
    verifyAudio({});
}

void AppModel::verifyAudio(const std::filesystem::path& searchFolder)
{
    if (verifying)
        verifying->cancel();
    // What lies where it should is shown at once, and checked meanwhile.
    std::error_code ignored;
    const auto isThere = std::filesystem::is_regular_file(audio->path, ignored);
    if (isThere && !engine && audioFound == AudioState::same)
    {
        startEngine();
        changed(fileChange);
        refreshSearch();
    }
    verifying = jobs.run(
        [this, wanted = store->document().audio(), session = store->path(),
         searchFolder](const Progress& progress) -> BackgroundJobs::Delivery
        {
            const auto match = findAudio(wanted, session, searchFolder, progress);
            return [this, match]
            {
                verifying.reset();
                if (match.state == AudioState::same)
                {
                    if (match.audio.info.path != audio->path || !engine)
                        return goOnWith(match.audio);
                    for (const auto& [id, found] : known)
                        if (const auto* searched = store->document().find(id);
                            searched != nullptr && found.request == this->wanted(*searched))
                            storePredicted(id, found.predicted);
                    changed(hitsChange | searchChange | selectionChange);
                    return;
                }
                engine = nullptr;
                engineStatus = {};
                audioFound = match.state;
                forgetResults();
                changed(everything);
                const auto isMissing = match.state == AudioState::missing;
                report({isMissing ? Problem::Kind::audioMissing : Problem::Kind::audioChanged,
                        (isMissing ? TRANS("The audio of this session was not found")
                                   : TRANS("The audio of this session has changed"))
                            .toStdString(),
                        match.audio.info.path.string(), match.differences});
            };
        },
        [this](const std::string& text)
        { audioCheckFailed(TRANS("The session's audio cannot be checked").toStdString(), text); });
    changed(searchChange);
}

void AppModel::lookForAudio()
{
    if (!verifying)
        verifyAudio({});
}

void AppModel::audioCheckFailed(const std::string& title, const std::string& text)
{
    verifying.reset();
    changed(searchChange);
    report(title, text);
}

void AppModel::searchAudioIn(const std::filesystem::path& searchFolder)
{
    if (store)
        verifyAudio(searchFolder);
}

void AppModel::relink(const std::filesystem::path& audioFile, bool evenIfChanged)
{
    if (!store)
        return;
    if (verifying)
        verifying->cancel();
    verifying = jobs.run(
        [this, audioFile, evenIfChanged](const Progress& progress) -> BackgroundJobs::Delivery
        {
            auto found = identify(audioFile, progress);
            return [this, found, evenIfChanged]
            {
                verifying.reset();
                changed(searchChange);
                if (!evenIfChanged && found.sha256 != store->document().audio().sha256)
                {
                    report({Problem::Kind::audioChanged,
                            TRANS("This is other audio than the session's").toStdString(),
                            found.info.path.string(),
                            {}});
                    return;
                }
                goOnWith(found);
            };
        },
        [this](const std::string& text)
        { audioCheckFailed(TRANS("The file cannot be opened").toStdString(), text); });
    changed(searchChange);
}

void AppModel::goOnWith(const SessionAudio& found)
{
    try
    {
        store->relink(found);
    }
    catch (const std::exception& error)
    {
        report(TRANS("The session does not fit this audio").toStdString(), reasonOf(error));
        return;
    }
    audio = found.info;
    forgetResults();
    startEngine();
    changed(everything);
    refreshSearch();
}

void AppModel::forgetResults()
{
    known.clear();
    asked.reset();
    correctedQuestion.reset();
    updateRows();
}

void AppModel::startEngine()
{
    asked.reset();
    failureText.clear();
    wasCancelled = false;
    audioFound = AudioState::same;
    SearchEngine::Callbacks callbacks;
    callbacks.onStatus = [this](const EngineStatus& status)
    {
        engineStatus = status;
        changed(searchChange);
    };
    callbacks.onResult = [this](SearchResult result) { searchDone(std::move(result)); };
    callbacks.onSettled = [this](SettlingResult settled) { hitsSettled(std::move(settled)); };
    callbacks.onFailure = [this](SoundId failed, const EngineFailure& reason)
    {
        failureText = reason.text;
        failureIsOfTheMark = reason.isOfTheMark;
        failedSound = failed;
        changed(searchChange);
    };
    callbacks.onAdvice = [this](MarkAdvice given)
    {
        if (!selection || given.mark != *selection)
            return;
        advice = std::move(given);
        changed(searchChange | selectionChange);
    };
    engine = std::make_unique<SearchEngine>(audio->path, std::move(callbacks));
}

AppModel::Closing AppModel::close()
{
    auto closing = Closing::done;
    if (store)
    {
        if (store->isUnnamed() && store->document().history().empty())
            store->discard();
        else
            store->flush();
        if (const auto error = store->unsavedError())
            closing = keepElsewhere(*error);
        if (closing == Closing::refused)
            return closing;
        store.reset();
    }
    for (auto* job : {&opening, &verifying, &seekingDrafts})
        if (*job)
        {
            (*job)->cancel();
            job->reset();
        }
    ++filesOpened;
    engine = nullptr;
    audio.reset();
    audioFound = AudioState::same;
    findWhenReady = false;
    selectedSound = 0;
    selection.reset();
    advice.reset();
    chosenRow.reset();
    correctedQuestion.reset();
    hitRows.clear();
    engineStatus = {};
    asked.reset();
    known.clear();
    together.clear();
    wasCancelled = false;
    failureText.clear();
    failedMark.reset();
    changed(everything);
    return closing;
}

AppModel::Closing AppModel::keepElsewhere(const std::string& reason)
{
    try
    {
        const auto kept = store->saveElsewhere();
        report({Problem::Kind::error,
                TRANS("Every answer is kept in another session").toStdString(),
                kept.string(),
                {reason}});
        return Closing::keptElsewhere;
    }
    catch (const Error& error)
    {
        report({Problem::Kind::onlyInMemory,
                TRANS("What was done since the last save can be kept nowhere").toStdString(),
                TRANS("Make room, or save the session elsewhere.").toStdString(),
                {reason, error.what()}});
        return Closing::refused;
    }
}

void AppModel::save()
{
    if (!store || store->isUnnamed())
        return;
    try
    {
        const auto remark = store->save();
        changed(savedChange | fileChange);
        if (remark)
            report(TRANS("The session was changed by another program").toStdString(), *remark);
    }
    catch (const Error& error)
    {
        report(TRANS("The session was not saved").toStdString(), error.what());
    }
}

std::filesystem::path AppModel::sessionFileFor(const std::filesystem::path& typed)
{
    auto file = typed;
    if (juce::String(file.extension().string()).equalsIgnoreCase(extension))
        return file;
    return file += extension;
}

void AppModel::saveAs(const std::filesystem::path& file)
{
    if (!store)
        return report(TRANS("The session was not saved").toStdString(),
                      file.string() + ": " + TRANS("no session is open that could be saved").toStdString());
    try
    {
        store->saveAs(sessionFileFor(file));
        changed(savedChange | fileChange);
    }
    catch (const Error& error)
    {
        report(TRANS("The session was not saved").toStdString(), error.what());
    }
}

std::filesystem::path AppModel::sessionPath() const
{
    return store && !store->isUnnamed() ? store->path() : std::filesystem::path{};
}

std::string AppModel::title() const
{
    if (const auto path = sessionPath(); !path.empty())
        return path.filename().string();
    return audio ? audio->path.filename().string() : std::string{};
}

std::optional<std::string> AppModel::unsavedError() const
{
    return store ? store->unsavedError() : std::nullopt;
}

int AppModel::answersOnlyInMemory() const
{
    if (!unsavedError())
        return 0;
    std::vector<Sound> kept;
    try
    {
        kept = readSnapshot(store->path()).document.sounds();
    }
    catch (const std::exception&)
    {
        // Then the disk holds nothing of it.
    }
    const auto isKept = [&kept](SoundId id, const JudgedHit& hit)
    {
        return std::any_of(kept.begin(), kept.end(),
                           [&](const Sound& s) {
                               return s.id == id &&
                                      std::find(s.hits.begin(), s.hits.end(), hit) != s.hits.end();
                           });
    };
    auto count = 0;
    for (const auto& lost : store->document().sounds())
        for (const auto& hit : lost.hits)
            count += isKept(lost.id, hit) ? 0 : 1;
    return count;
}

// ---- marks and sounds ----

void AppModel::setMark(std::optional<SampleRange> range)
{
    if (!audio || (range && !isInRecording(*range)))
        return;
    selection = range;
    advice.reset();
    chosenRow.reset();
    if (selection && engine)
        engine->advise(*selection, sound() != nullptr ? sound()->method : defaults.method);
    changed(selectionChange | searchChange);
}

void AppModel::find()
{
    if (!audio)
        return;
    if (!store)
    {
        findWhenReady = selection.has_value();
        if (findWhenReady && !opening)
            identifyAudio();
        changed(searchChange);
        return;
    }
    findWhenReady = false;
    if (!engine)
        return lookForAudio();
    if (!selection)
    {
        wasCancelled = false;
        failureText.clear();
        asked.reset();
        refreshSearch();
        return;
    }
    Sound made;
    const auto& sounds = store->document().sounds();
    const auto number = store->document().nextIds().sound;
    made.name = TRANS("Sound").toStdString() + " " + std::to_string(number);
    for (const auto colour : soundColours)
        if (std::none_of(sounds.begin(), sounds.end(), [&](const Sound& s) { return s.colour == colour; }))
        {
            made.colour = colour;
            break;
        }
    if (made.colour == 0)
        made.colour = soundColours[static_cast<std::size_t>(number) % soundColours.size()];
    made.query = *selection;
    made.method = defaults.method;
    made.budget = defaults.budget;
    made.order = defaults.order;
    try
    {
        checkQuery(made.query, store->document().audio().info.samples);
        forgetUndone();
        const auto& done = store->perform(AddSound{made});
        selectedSound = soundOf(done);
    }
    catch (const Error& error)
    {
        markFailure = error.what();
        failedMark = made.query;
        changed(searchChange);
        return;
    }
    selection.reset();
    advice.reset();
    chosenRow.reset();
    documentChanged(everything);
}

const std::vector<Remark>& AppModel::remarks() const
{
    static const std::vector<Remark> none;
    if (selection)
        return advice ? advice->remarks : none;
    return result() != nullptr ? result()->remarks : none;
}

const std::optional<MarkSuggestion>& AppModel::suggestion() const
{
    static const std::optional<MarkSuggestion> none;
    if (selection)
        return advice ? advice->suggestion : none;
    return isCurrent() ? result()->suggestion : none;
}

void AppModel::takeSuggestion()
{
    const auto taken = suggestion();
    if (!taken)
        return;
    if (selection)
        setMark(taken->range);
    else
        moveQuery(taken->range);
}

const std::vector<SettledHit>& AppModel::settledHits() const
{
    static const std::vector<SettledHit> none;
    return isCurrent() ? result()->settled : none;
}

void AppModel::settleHits()
{
    const auto settled = settledHits(); // a copy: the first move makes the result stale
    for (const auto& [confirmed, better] : settled)
    {
        const auto& hits = sound()->hits;
        const auto moved = std::find_if(hits.begin(), hits.end(),
                                        [&](const JudgedHit& h) { return h.excerpt == confirmed; });
        if (moved != hits.end())
            perform(EditHit{selectedSound, moved->id, better});
    }
}

const Sound* AppModel::sound() const
{
    return store ? store->document().find(selectedSound) : nullptr;
}

void AppModel::selectSound(SoundId chosen)
{
    if (!store || store->document().find(chosen) == nullptr || chosen == selectedSound)
        return;
    selectedSound = chosen;
    selection.reset();
    advice.reset();
    chosenRow.reset();
    wasCancelled = false;
    documentChanged(soundsChange | selectionChange);
}

void AppModel::startNewSound()
{
    selectedSound = 0;
    selection.reset();
    advice.reset();
    chosenRow.reset();
    documentChanged(soundsChange | selectionChange);
}

void AppModel::moveQuery(const SampleRange& range)
{
    if (sound() != nullptr && sound()->query != range)
        perform(MoveQuery{selectedSound, range});
}

void AppModel::renameSound(SoundId renamed, const std::string& name)
{
    if (const auto* now = store ? store->document().find(renamed) : nullptr;
        now != nullptr && now->name != name)
        perform(RenameSound{renamed, name});
}

void AppModel::recolourSound(SoundId recoloured, std::uint32_t colour)
{
    perform(RecolourSound{recoloured, colour & 0xffffffu});
}

void AppModel::removeSound(SoundId removed)
{
    perform(RemoveSound{removed});
}

void AppModel::setMethod(const MethodSettings& method)
{
    if (sound() != nullptr && sound()->method != method)
        perform(SetMethod{selectedSound, method});
}

void AppModel::setBudget(int budget)
{
    if (sound() != nullptr && sound()->budget != budget)
        perform(SetBudget{selectedSound, budget});
}

void AppModel::setAskOrder(AskOrder order)
{
    if (sound() == nullptr)
        defaults.order = order;
    else if (sound()->order != order)
        perform(SetAskOrder{selectedSound, order});
}

void AppModel::setThreshold(float threshold)
{
    const auto differs = [&]
    { return sound() != nullptr && std::abs(sound()->threshold - threshold) > 1e-6f; };
    if (!differs())
        return;
    // The wheel and the arrow keys set it many times in a row, which is one step to whoever undoes it.
    const auto& document = store->document();
    const auto* latest =
        canUndo() ? std::get_if<SetThreshold>(&document.history()[document.done() - 1]) : nullptr;
    if (latest != nullptr && latest->sound == selectedSound)
        store->undo();
    if (differs())
        perform(SetThreshold{selectedSound, threshold});
    else
        documentChanged(soundsChange | hitsChange | searchChange | savedChange);
}

// ---- questions ----

SearchPhase AppModel::phase() const
{
    if (!failure().empty())
        return failureIsOfTheMark || isMarkRefused() ? SearchPhase::refused : SearchPhase::failed;
    if (selection && sound() == nullptr)
    {
        if (advice && !advice->refusal.empty())
            return SearchPhase::refused;
        return findWhenReady ? SearchPhase::waiting : SearchPhase::marked;
    }
    if (sound() == nullptr)
        return SearchPhase::nothingMarked;
    if (wasCancelled && !isCurrent())
        return SearchPhase::cancelled;
    if (!isCurrent() || isLookingForAudio())
        return SearchPhase::waiting;
    switch (result()->state)
    {
    case SessionState::budgetSpent:
        return SearchPhase::budgetSpent;
    case SessionState::nothingLeft:
        return SearchPhase::nothingLeft;
    case SessionState::asking:
        break;
    }
    return SearchPhase::asking;
}

const std::string& AppModel::failure() const
{
    static const std::string none;
    if (isMarkRefused())
        return markFailure;
    return failedSound == selectedSound && !isCurrent() ? failureText : none;
}

bool AppModel::isMarkRefused() const
{
    return selection && selection == failedMark;
}

const SearchResult* AppModel::result() const
{
    const auto found = known.find(selectedSound);
    return found == known.end() ? nullptr : &found->second;
}

const Question* AppModel::question() const
{
    return isAnswerable() && result()->question ? &*result()->question : nullptr;
}

SampleRange AppModel::questionExcerpt() const
{
    if (correctedQuestion)
        return *correctedQuestion;
    return question() != nullptr ? question()->excerpt : SampleRange{};
}

void AppModel::answer(Answer given)
{
    const auto* standing = question();
    if (standing == nullptr)
        return;
    JudgedHit hit;
    hit.excerpt = given == Answer::yes ? questionExcerpt() : standing->excerpt;
    hit.asked = standing->excerpt;
    hit.answer = given;
    hit.confidence = standing->confidence;
    hit.answeredAtMs = nowMs();
    perform(Judge{selectedSound, {hit}});
}

void AppModel::goOn()
{
    if (sound() != nullptr)
        setBudget(sound()->budget + defaults.budget);
}

bool AppModel::isAnswerable() const
{
    return engine != nullptr && !isLookingForAudio() && isCurrent();
}

void AppModel::acceptPredicted()
{
    if (!isAnswerable())
        return;
    Judge judge{selectedSound, {}};
    for (const auto& predicted : result()->predicted)
    {
        JudgedHit hit;
        hit.excerpt = hit.asked = predicted.excerpt;
        hit.answer = Answer::yes;
        hit.confidence = predicted.confidence;
        hit.wasAsked = false;
        hit.answeredAtMs = nowMs();
        judge.hits.push_back(hit);
    }
    if (!judge.hits.empty())
        perform(std::move(judge));
}

void AppModel::cancelSearch()
{
    if (!engine)
        return;
    engine->cancel();
    wasCancelled = true;
    findWhenReady = false;
    asked.reset();
    engineStatus = {};
    changed(searchChange);
}

// ---- hits ----

const PlaceRow* AppModel::row(RowId id) const
{
    const auto found =
        std::find_if(hitRows.begin(), hitRows.end(), [id](const PlaceRow& r) { return r.id == id; });
    return found == hitRows.end() ? nullptr : &*found;
}

void AppModel::selectRow(std::optional<RowId> id)
{
    if (id && row(*id) == nullptr)
        id.reset();
    if (chosenRow == id)
        return;
    chosenRow = id;
    changed(selectionChange);
}

void AppModel::stepRow(int by)
{
    if (hitRows.empty() || by == 0)
        return;
    const auto last = static_cast<int>(hitRows.size()) - 1;
    const auto* now = selectedRow();
    auto index = by > 0 ? 0 : last;
    if (now != nullptr)
        index = std::clamp(static_cast<int>(now - hitRows.data()) + by, 0, last);
    selectRow(hitRows[static_cast<std::size_t>(index)].id);
}

void AppModel::judgeRows(const std::vector<RowId>& ids, Answer given)
{
    Judge judge{selectedSound, {}};
    std::vector<HitId> changedHits;
    for (const auto id : ids)
        if (const auto* chosen = row(id); chosen != nullptr && id < 0)
        {
            JudgedHit hit;
            hit.excerpt = hit.asked = chosen->excerpt;
            hit.answer = given;
            hit.confidence = chosen->confidence;
            hit.wasAsked = false;
            hit.answeredAtMs = nowMs();
            judge.hits.push_back(hit);
        }
        else if (chosen != nullptr && id > 0 && chosen->kind != kindOf(given))
            changedHits.push_back(id);
    std::vector<Action> actions;
    for (const auto hit : changedHits)
        actions.emplace_back(ChangeAnswer{selectedSound, hit, given});
    if (!judge.hits.empty())
        actions.emplace_back(std::move(judge));
    performTogether(std::move(actions));
}

void AppModel::removeRows(const std::vector<RowId>& ids)
{
    RemoveHits removal{selectedSound, {}};
    for (const auto id : ids)
        if (id > 0 && row(id) != nullptr)
            removal.hits.push_back(id);
    if (!removal.hits.empty())
        perform(std::move(removal));
}

void AppModel::labelRow(RowId id, const std::string& label)
{
    if (const auto* labelled = row(id); labelled != nullptr && id > 0 && labelled->label != label)
        perform(LabelHit{selectedSound, id, label});
}

void AppModel::editRow(RowId id, const SampleRange& excerpt)
{
    const auto* edited = row(id);
    if (edited == nullptr || !isInRecording(excerpt) || edited->excerpt == excerpt)
        return;
    if (id == 0)
        moveQuery(excerpt);
    else if (id > 0)
        perform(EditHit{selectedSound, id, excerpt});
}

int AppModel::count(RowKind kind) const
{
    return static_cast<int>(
        std::count_if(hitRows.begin(), hitRows.end(), [kind](const PlaceRow& r) { return r.kind == kind; }));
}

std::optional<SampleRange> AppModel::edges() const
{
    if (const auto* chosen = selectedRow())
        return chosen->id >= 0 ? std::optional(chosen->excerpt) : std::nullopt;
    if (selection)
        return selection;
    return question() != nullptr ? std::optional(questionExcerpt()) : std::nullopt;
}

void AppModel::nudge(SampleIndex startBy, SampleIndex endBy)
{
    const auto range = edges();
    if (!range)
        return;
    const SampleRange moved{range->start + startBy, range->length + endBy - startBy};
    if (const auto* chosen = selectedRow())
        editRow(chosen->id, moved);
    else if (selection)
        setMark(moved);
    else
        correctQuestion(moved);
}

void AppModel::correctQuestion(const SampleRange& excerpt)
{
    if (question() == nullptr || !isInRecording(excerpt))
        return;
    chosenRow.reset();
    correctedQuestion = excerpt;
    changed(selectionChange);
}

// ---- undo ----

void AppModel::undo()
{
    step(true);
}

void AppModel::redo()
{
    step(false);
}

void AppModel::step(bool isUndo)
{
    if (!(isUndo ? canUndo() : canRedo()))
        return;
    const auto& document = store->document();
    const auto affected = soundOf(document.history()[isUndo ? document.done() - 1 : document.done()]);
    auto target = isUndo ? document.done() - 1 : document.done() + 1;
    for (const auto& [from, to] : together)
        if (document.done() == (isUndo ? to : from))
            target = isUndo ? from : to;
    if (isUndo)
        store->undo(document.done() - target);
    while (document.done() < target && store->redo())
    {
    }
    // Shows what was taken back, wherever it was.
    if (document.find(affected) != nullptr)
        selectedSound = affected;
    wasCancelled = false;
    documentChanged(everything);
}

std::string AppModel::undoText() const
{
    return canUndo() ? describe(store->document().history()[store->document().done() - 1]) : std::string{};
}

std::string AppModel::redoText() const
{
    return canRedo() ? describe(store->document().history()[store->document().done()]) : std::string{};
}

// ---- inside ----

bool AppModel::perform(Action action)
{
    std::vector<Action> actions;
    actions.push_back(std::move(action));
    return performTogether(std::move(actions));
}

void AppModel::forgetUndone()
{
    const auto done = store->document().done();
    std::erase_if(together, [done](const auto& step) { return step.second > done; });
}

bool AppModel::performTogether(std::vector<Action> actions)
{
    if (!store || actions.empty())
        return false;
    const auto from = store->document().done();
    forgetUndone();
    auto isDone = true;
    try
    {
        for (auto& action : actions)
            store->perform(std::move(action));
    }
    catch (const std::exception& error)
    {
        report(TRANS("That is not possible").toStdString(), reasonOf(error));
        isDone = false;
    }
    if (const auto to = store->document().done(); to > from + 1)
        together.emplace_back(from, to);
    if (store->document().done() > from)
        documentChanged(soundsChange | hitsChange | selectionChange | searchChange | savedChange);
    return isDone;
}

void AppModel::documentChanged(unsigned changes)
{
    const auto before = question() != nullptr ? std::optional(question()->excerpt) : std::nullopt;
    if (store && selectedSound != 0 && sound() == nullptr)
    {
        const auto& sounds = store->document().sounds();
        selectedSound = sounds.empty() ? 0 : sounds.back().id;
    }
    refreshSearch();
    updateRows();
    if (question() == nullptr || question()->excerpt != before)
        correctedQuestion.reset();
    changed(changes | hitsChange | searchChange | savedChange);
}

void AppModel::updateRows()
{
    hitRows.clear();
    if (const auto* shown = sound())
        addRowsOf(*shown);
    if (chosenRow && row(*chosenRow) == nullptr)
        chosenRow.reset();
}

void AppModel::addRowsOf(const Sound& shown)
{
    hitRows.push_back({0, shown.query, RowKind::query, 1.0f, {}});
    for (const auto& hit : shown.hits)
        hitRows.push_back({hit.id, hit.excerpt, kindOf(hit.answer), hit.confidence, hit.label});
    if (const auto* found = result(); found != nullptr && found->request.query == shown.query)
        for (const auto& hit : found->predicted)
        {
            // Until the next result is there, what was judged meanwhile is no longer predicted.
            const auto isJudged = !isCurrent() && std::any_of(shown.hits.begin(), shown.hits.end(),
                                                              [&](const JudgedHit& judged) {
                                                                  return judged.excerpt.overlaps(hit.excerpt);
                                                              });
            if (!isJudged)
                hitRows.push_back(
                    {-1 - hit.excerpt.start, hit.excerpt, RowKind::predicted, hit.confidence, {}});
        }
    std::stable_sort(hitRows.begin(), hitRows.end(),
                     [](const PlaceRow& a, const PlaceRow& b) { return a.excerpt.start < b.excerpt.start; });
}

SearchRequest AppModel::wanted(const Sound& searched) const
{
    return {searched.id,    searched.query,     searched.method,      searched.budget,
            searched.order, searched.threshold, searched.judgements()};
}

bool AppModel::isCurrent() const
{
    return sound() != nullptr && result() != nullptr && result()->request == wanted(*sound());
}

void AppModel::refreshSearch()
{
    if (!engine || sound() == nullptr)
        return;
    auto request = wanted(*sound());
    if (isCurrent())
    {
        asked = std::move(request);
        storePredictions();
        return;
    }
    if (asked == request)
        return;
    failureText.clear();
    wasCancelled = false;
    asked = request;
    engine->search(std::move(request));
}

void AppModel::searchDone(SearchResult found)
{
    // The engine drops what was asked before; what the document has outgrown without asking is dropped here.
    const auto id = found.request.sound;
    if (asked == found.request)
        asked.reset(); // dropped or not, it is no longer on its way
    const auto* searched = store ? store->document().find(id) : nullptr;
    if (searched == nullptr || found.request != wanted(*searched))
        return;
    const auto& result = known.insert_or_assign(id, std::move(found)).first->second;
    if (id != selectedSound)
    {
        storePredicted(id, result.predicted);
        changed(hitsChange);
        return;
    }
    correctedQuestion.reset();
    storePredictions();
    updateRows();
    changed(hitsChange | searchChange | selectionChange);
}

void AppModel::hitsSettled(SettlingResult settled)
{
    const auto found = known.find(settled.request.sound);
    if (found == known.end() || found->second.request != settled.request)
        return;
    auto& remarks = found->second.remarks;
    remarks.insert(remarks.end(), settled.remarks.begin(), settled.remarks.end());
    found->second.settled = std::move(settled.hits);
    changed(searchChange);
}

void AppModel::storePredictions()
{
    if (store && isCurrent())
        storePredicted(selectedSound, result()->predicted);
}

void AppModel::storePredicted(SoundId id, std::vector<Hit> hits)
{
    if (isLookingForAudio() || store->document().hasPredicted(id))
        return;
    // Where a session was made by a decoder that found less of the file, there is no place for the rest.
    std::erase_if(hits,
                  [&](const Hit& hit) { return hit.excerpt.end() > store->document().audio().info.samples; });
    store->setPredicted(id, std::move(hits));
}

bool AppModel::isInRecording(const SampleRange& range) const
{
    return audio && range.start >= 0 && range.length > 0 &&
           (audio->samples == 0 || range.end() <= audio->samples);
}

template <typename Call>
void AppModel::tell(const Call& call)
{
    const auto told = listeners;
    for (auto* listener : told)
        if (std::find(listeners.begin(), listeners.end(), listener) != listeners.end())
            call(*listener);
}

void AppModel::changed(unsigned changes)
{
    tell([changes](Listener& listener) { listener.modelChanged(changes); });
}

void AppModel::report(const Problem& problem)
{
    tell([&](Listener& listener) { listener.problemOccurred(problem); });
}

void AppModel::report(const std::string& title, const std::string& text)
{
    report({Problem::Kind::error, title, text, {}});
}
} // namespace reprise::app
