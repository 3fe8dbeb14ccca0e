#pragma once

#include "app/look/EditableText.h"
#include "app/look/PushButton.h"
#include "app/look/Segmented.h"
#include "base/SampleRange.h"
#include "session/SessionAdvice.h"

#include <array>
#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <optional>
#include <vector>

namespace reprise::app
{
/** Where dragged edges jump to. */
enum class SnapMode
{
    off,
    zeroCrossing,
    onset
};

/** The mark coach's suggestion (MarkSuggestion.h). */
struct CoachState
{
    juce::String detail;      ///< "Start 62 ms later: fewer drums"
    bool isComparing = false; ///< the suggested mark is being heard and shown

    bool operator==(const CoachState&) const = default;
};

struct RemarkState
{
    RemarkCode code = RemarkCode::nothingLeft;
    juce::String text;
    bool isRefusal = false; ///< the mark cannot be searched for
    bool hasPlaces = false; ///< "Show" leads there

    bool operator==(const RemarkState&) const = default;
};

struct MarkPanelState
{
    std::optional<SampleRange> mark; ///< empty: nothing is marked
    int sampleRateHz = 0;
    SampleIndex recordingSamples = 0;
    SnapMode snap = SnapMode::zeroCrossing;
    std::optional<CoachState> coach;
    std::vector<RemarkState> remarks;

    bool operator==(const MarkPanelState&) const = default;
};

/** The mark's exact numbers, each editable as time and as samples; snapping; the coach; remarks as quiet cards.
    A number that cannot be (not a number, outside the recording, no length) is not taken: the field turns red and
    says why until the mark changes or something else is typed. Moving the start keeps the end, moving the end keeps the start; the length
    moves the end. */
class MarkPanel : public juce::Component
{
public:
    MarkPanel();
    ~MarkPanel() override;

    void setState(const MarkPanelState&);
    int idealHeight(int forWidth) const;

    std::function<void(const SampleRange&)> onMarkEdited;
    std::function<void(SnapMode)> onSnap;
    std::function<void()> onUseSuggestion, onCompareSuggestion, onDismissSuggestion;
    std::function<void(RemarkCode)> onDismissRemark, onShowRemark;

    void paint(juce::Graphics&) override;
    void resized() override;
    void lookAndFeelChanged() override;

private:
    class Card;
    enum Field
    {
        start,
        end,
        length
    };
    void commitTime(Field, const juce::String& text);
    void commitSamples(Field, const juce::String& text);
    void commit(Field, std::optional<SampleIndex> value, EditableText& from);
    void rebuildCards();
    /** Places everything from top to bottom; returns the height that takes. */
    int layOut(int width, bool apply);

    MarkPanelState state;
    std::array<std::unique_ptr<EditableText>, 3> times, sampleCounts;
    std::array<juce::Label, 3> labels;
    juce::Label snapLabel, nothingMarked;
    Segmented snap;
    std::vector<std::unique_ptr<Card>> cards;
};
} // namespace reprise::app
