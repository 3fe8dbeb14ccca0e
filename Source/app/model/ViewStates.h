#pragma once

#include "app/model/AppModel.h"
#include "app/panels/HitTable.h"
#include "app/panels/MarkPanel.h"
#include "app/panels/QuestionCard.h"
#include "app/panels/SoundList.h"
#include "app/panels/StatusBar.h"
#include "app/panels/TopBar.h"
#include "app/timeline/TimelineState.h"

#include <limits>
#include <set>

namespace reprise::app
{
/** What the views show, worked out from the model alone: pure, so that it is tested without a window. Pictures, play
    state and devices are added by whoever has them. */
namespace view_states
{
/** On the timeline, the question is a region of this id: no row has it. */
inline constexpr juce::int64 questionRegion = std::numeric_limits<juce::int64>::max();

TopBarState topBar(const AppModel& model);
SoundListState soundList(const AppModel& model);

/** The mark, or the query of the selected sound. Dismissed remarks are left out. */
MarkPanelState markPanel(const AppModel& model, SnapMode snap, const std::set<RemarkCode>& dismissed,
                         bool suggestionIsDismissed);
QuestionCardState questionCard(const AppModel& model);
HitTableState hitTable(const AppModel& model);

/** `ghost`: shows the mark coach's suggestion. */
TimelineState timeline(const AppModel& model, bool ghost);
StatusBarState statusBar(const AppModel& model);

/** "Start 62 ms later: nothing sounds before" */
juce::String suggestionText(const MarkSuggestion& suggestion);
} // namespace view_states
} // namespace reprise::app
