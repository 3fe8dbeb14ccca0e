#include "app/model/ViewStates.h"

#include "app/look/TimeText.h"
#include "app/look/Words.h"
#include "app/panels/AgreementText.h"

#include <algorithm>
#include <cmath>

namespace reprise::app::view_states
{
namespace
{
juce::String text(const std::string& utf8Text)
{
    return juce::String::fromUTF8(utf8Text.c_str());
}

int rateOf(const AppModel& model)
{
    return model.audioInfo() != nullptr ? model.audioInfo()->sampleRateHz : 0;
}

SampleIndex lengthOf(const AppModel& model)
{
    return model.audioInfo() != nullptr ? model.audioInfo()->samples : 0;
}

PlaceState placeOf(RowKind kind)
{
    switch (kind)
    {
    case RowKind::query:
        return PlaceState::query;
    case RowKind::confirmed:
        return PlaceState::confirmed;
    case RowKind::predicted:
        return PlaceState::predicted;
    case RowKind::rejected:
        return PlaceState::rejected;
    case RowKind::unsure:
        break;
    }
    return PlaceState::unsure;
}

juce::String kilohertz(int rate)
{
    return juce::String(rate / 1000.0, rate % 1000 == 0 ? 0 : rate % 100 == 0 ? 1 : 2) + " kHz";
}

juce::String channelsInWords(int channels)
{
    if (channels == 1)
        return TRANS("mono");
    if (channels == 2)
        return TRANS("stereo");
    return TRANS("%n channels").replace("%n", juce::String(channels));
}

bool confidenceMeansSomething(const Sound* sound)
{
    return sound == nullptr || methodFromName(sound->method.method).confidenceIsProbability;
}

SoundActivity activityOf(const AppModel& model)
{
    switch (model.phase())
    {
    case SearchPhase::waiting:
        return SoundActivity::preparing;
    case SearchPhase::asking:
        return SoundActivity::searching;
    case SearchPhase::budgetSpent:
    case SearchPhase::nothingLeft:
        return SoundActivity::done;
    case SearchPhase::refused:
    case SearchPhase::failed:
        return SoundActivity::failed;
    case SearchPhase::nothingMarked:
    case SearchPhase::marked:
    case SearchPhase::cancelled:
        break;
    }
    return SoundActivity::marked;
}
} // namespace

TopBarState topBar(const AppModel& model)
{
    TopBarState state;
    if (!model.hasFile())
        return state;
    const auto& info = *model.audioInfo();
    state.fileName = text(model.title());
    state.fileFacts = kilohertz(info.sampleRateHz) + " " + channelsInWords(info.channels) + " " +
                      time_text::clock(info.samples, info.sampleRateHz);
    state.sampleRateHz = info.sampleRateHz;
    state.length = info.samples;
    state.canPlay = model.isAudioReadable();
    state.canExport = model.sound() != nullptr;
    if (const auto* sound = model.sound())
    {
        const auto spent =
            static_cast<int>(std::count_if(sound->hits.begin(), sound->hits.end(),
                                           [](const auto& hit) { return hit.answer == Answer::no; }));
        state.budget = {sound->budget, std::max(0, sound->budget - spent)};
    }
    return state;
}

SoundListState soundList(const AppModel& model)
{
    SoundListState state;
    state.canAdd = model.hasFile();
    const auto* document = model.document();
    if (document == nullptr)
        return state;
    state.selected = model.sound() != nullptr ? model.sound()->id : 0;
    for (const auto& sound : document->sounds())
    {
        SoundRowState row;
        row.id = sound.id;
        row.name = text(sound.name);
        row.colour = juce::Colour(0xff000000u | sound.colour);
        auto confirmed = 1, refused = 0;
        for (const auto& hit : sound.hits)
        {
            confirmed += hit.answer == Answer::yes ? 1 : 0;
            refused += hit.answer == Answer::no ? 1 : 0;
        }
        row.found = confirmed;
        if (sound.id == state.selected)
            row.activity = activityOf(model);
        else if (refused >= sound.budget)
            row.activity = SoundActivity::done;
        else
            row.activity = sound.hits.empty() ? SoundActivity::marked : SoundActivity::searching;
        state.sounds.push_back(row);
    }
    return state;
}

juce::String suggestionText(const MarkSuggestion& suggestion)
{
    const auto inWords = [](double seconds)
    { return juce::String(juce::roundToInt(std::abs(seconds) * 1000.0)) + " ms"; };
    juce::StringArray moves;
    if (std::abs(suggestion.startMovedSeconds) >= 0.0005)
        moves.add((suggestion.startMovedSeconds > 0.0 ? TRANS("start %t later") : TRANS("start %t earlier"))
                      .replace("%t", inWords(suggestion.startMovedSeconds)));
    if (std::abs(suggestion.endMovedSeconds) >= 0.0005)
        moves.add((suggestion.endMovedSeconds > 0.0 ? TRANS("end %t later") : TRANS("end %t earlier"))
                      .replace("%t", inWords(suggestion.endMovedSeconds)));
    auto line = moves.joinIntoString(", ");
    line = line.substring(0, 1).toUpperCase() + line.substring(1);
    const auto reason = text(suggestion.reason);
    return reason.isEmpty() ? line : line + ": " + reason.substring(0, 1).toLowerCase() + reason.substring(1);
}

MarkPanelState markPanel(const AppModel& model, SnapMode snap, const std::set<RemarkCode>& dismissed,
                         bool suggestionIsDismissed)
{
    MarkPanelState state;
    state.snap = snap;
    state.sampleRateHz = rateOf(model);
    state.recordingSamples = lengthOf(model);
    if (const auto* row = model.selectedRow(); row != nullptr && row->id >= 0)
        state.mark = row->excerpt;
    else if (model.mark())
        state.mark = model.mark();
    else if (model.sound() != nullptr)
        state.mark = model.sound()->query;
    if (model.suggestion() && !suggestionIsDismissed)
        state.coach = CoachState{suggestionText(*model.suggestion()), false};
    for (const auto& remark : model.remarks())
        if (!dismissed.contains(remark.code))
            state.remarks.push_back({remark.code,
                                     text(remark.text) + (remark.code == RemarkCode::misplaced
                                                              ? " " + TRANS("Ctrl+Shift+M moves hits there.")
                                                              : juce::String()),
                                     false, !remark.places.empty()});
    return state;
}

QuestionCardState questionCard(const AppModel& model)
{
    QuestionCardState state;
    state.sampleRateHz = rateOf(model);
    state.canUndo = model.canUndo();
    state.confidenceIsProbability = confidenceMeansSomething(model.sound());
    state.found = model.count(RowKind::confirmed) + model.count(RowKind::query);
    state.likely = model.count(RowKind::predicted);
    state.rejected = model.count(RowKind::rejected);
    state.budget = model.sound() != nullptr ? model.sound()->budget : model.defaults.budget;
    state.progress = model.status().fraction;
    state.secondsLeft = model.status().secondsLeft;
    state.message = text(model.failure());
    state.canRetry = true;
    if (const auto* result = model.result(); result != nullptr && result->question)
    {
        state.asked = result->question->excerpt;
        state.excerpt = model.question() != nullptr ? model.questionExcerpt() : state.asked;
        state.confidence = result->question->confidence;
        state.number = result->question->number;
        state.asksWhereUncertain = model.askOrder() == AskOrder::uncertain;
        state.why = agreementText(result->explanation);
        state.candidate.agreement = result->explanation.parts;
    }
    if (const auto* result = model.result())
        state.left = result->left;
    if (!model.hasFile())
        return state;
    switch (model.phase())
    {
    case SearchPhase::nothingMarked:
        state.kind = CardKind::idle;
        break;
    case SearchPhase::marked:
        state.kind = CardKind::ready;
        break;
    case SearchPhase::waiting:
        // The last question stays while the next is ranked; before the first there is progress to show.
        state.kind = model.result() != nullptr && model.result()->question &&
                             (model.status().stage == EngineStage::ranking ||
                              model.status().stage == EngineStage::idle)
                         ? CardKind::thinking
                         : CardKind::analysing;
        break;
    case SearchPhase::asking:
        state.kind = CardKind::asking;
        break;
    case SearchPhase::budgetSpent:
        state.kind = CardKind::budgetSpent;
        break;
    case SearchPhase::nothingLeft:
        state.kind = CardKind::nothingLeft;
        break;
    case SearchPhase::refused:
        state.kind = CardKind::refused;
        break;
    case SearchPhase::failed:
        state.kind = CardKind::failed;
        // Without a sound there is nothing that Find could try.
        state.canRetry = model.sound() != nullptr;
        state.isOfTheFile = !state.canRetry;
        break;
    case SearchPhase::cancelled:
        state.kind = CardKind::failed;
        state.message = TRANS("The search was cancelled.");
        break;
    }
    if (!model.isAudioReadable() && model.hasSession())
    {
        state.kind = CardKind::failed;
        state.lacksAudio = true;
        state.isOfTheFile = false;
        state.canRetry = !model.isLookingForAudio();
        state.message = (model.isLookingForAudio() ? TRANS("Looking for %f ...")
                         : model.audioState() == AudioState::changed
                             ? TRANS("%f has changed since: what is there now is other audio. "
                                     "Hits and answers are kept.")
                             : TRANS("%f is missing: it is not where it was. Hits and answers are kept."))
                            .replace("%f", text(model.audioInfo()->path.filename().string()));
    }
    return state;
}

HitTableState hitTable(const AppModel& model)
{
    auto rows = std::make_shared<std::vector<HitRow>>();
    for (const auto& row : model.rows())
        rows->push_back({row.id, row.excerpt, placeOf(row.kind), row.confidence, text(row.label)});
    HitTableState state;
    state.rows = std::move(rows);
    state.sampleRateHz = rateOf(model);
    state.threshold = model.sound() != nullptr ? model.sound()->threshold : acceptThreshold;
    state.likely = model.count(RowKind::predicted);
    state.showsConfidence = confidenceMeansSomething(model.sound());
    return state;
}

TimelineState timeline(const AppModel& model, bool ghost)
{
    TimelineState state;
    const auto* chosen = model.selectedRow();
    const auto* question = model.question();
    for (const auto& row : model.rows())
    {
        // The place in question is shown as such, not as a prediction as well.
        if (question != nullptr && row.id < 0 && row.excerpt.overlaps(question->excerpt))
            continue;
        TimelineRegion region;
        region.id = row.id;
        region.range = row.excerpt;
        region.state = placeOf(row.kind);
        region.label = text(row.label);
        region.selected = chosen != nullptr && chosen->id == row.id;
        region.editable = row.id >= 0;
        state.regions.push_back(region);
    }
    if (question != nullptr)
    {
        TimelineRegion region;
        region.id = questionRegion;
        region.range = model.questionExcerpt();
        region.state = PlaceState::asked;
        region.editable = true;
        state.regions.push_back(region);
    }
    state.mark = model.mark();
    if (ghost && model.suggestion())
    {
        state.ghost = model.suggestion()->range;
        state.ghostLabel = TRANS("tighter");
    }
    return state;
}

StatusBarState statusBar(const AppModel& model)
{
    StatusBarState state;
    if (!model.hasFile())
        return state;
    const auto& status = model.status();
    const auto percent = juce::String(juce::roundToInt(100.0 * status.fraction)) + " %";
    const auto left = status.secondsLeft ? ", " + time_text::about(*status.secondsLeft) + " " + TRANS("left")
                                         : juce::String();
    switch (status.stage)
    {
    case EngineStage::loading:
        state.analysis = TRANS("Reading") + " " + percent + left;
        state.progress = status.fraction;
        break;
    case EngineStage::analysing:
        state.analysis = TRANS("Analysing") + " " + percent + left;
        state.progress = status.fraction;
        break;
    case EngineStage::ranking:
        state.analysis = TRANS("Comparing");
        break;
    case EngineStage::idle:
        if (const auto* chosen = model.selectedRow(); chosen != nullptr && chosen->kind == RowKind::predicted)
            state.analysis = TRANS("A likely hit: once it is confirmed (Shift+Y) its edges can be moved");
        else
            state.analysis = model.isAudioReadable()                     ? TRANS("Analysis ready")
                             : model.audioState() == AudioState::changed ? TRANS("Audio changed")
                                                                         : TRANS("Audio missing");
        break;
    }
    if (const auto error = model.unsavedError())
    {
        state.saved = TRANS("not saved: ") + text(*error + "; " + std::string(SessionStore::unsavedAdvice));
        state.isSavingFailed = true;
    }
    else if (model.hasSession())
    {
        if (model.sessionPath().empty())
            state.saved = model.canUndo() || model.canRedo() ? TRANS("kept as a draft; Ctrl+S names it")
                                                             : juce::String();
        else
            state.saved = model.hasUnsavedChanges() ? TRANS("every step is kept; Ctrl+S saves the file")
                                                    : TRANS("saved");
    }
    return state;
}
} // namespace reprise::app::view_states
