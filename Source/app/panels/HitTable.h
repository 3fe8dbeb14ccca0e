#pragma once

#include "app/look/EditableText.h"
#include "app/look/PushButton.h"
#include "app/look/StateShape.h"
#include "app/look/TextField.h"
#include "base/SampleRange.h"
#include "matching/Judgement.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <vector>

namespace reprise::app
{
/** A line of the table. */
struct HitRow
{
    std::int64_t key = 0; ///< the caller's number, unique in one table; selections and callbacks speak of it
    SampleRange range;
    PlaceState state = PlaceState::predicted;
    float confidence = 0.0f;
    juce::String label;
};

struct HitTableState
{
    std::shared_ptr<const std::vector<HitRow>> rows; ///< in order of time; never changed once given
    int sampleRateHz = 0;
    float threshold = 0.55f;     ///< predictions below it are not among the rows
    int likely = 0;              ///< how many "Accept likely" takes
    bool showsConfidence = true; ///< false where the method's number means nothing
};

enum class HitColumn
{
    time,
    length,
    confidence,
    label
};

/** All hits of a sound as a list that is drawn by the screenful: 100,000 rows are no slower than ten.

    Mouse     click chooses (with Shift and Ctrl several), and plays; double click renames; right click for more
    Keys      Up, Down, Page, Home, End, Shift and Ctrl+A choose; Space plays, Return or F2 renames, Delete deletes
    Filter    by words in the label or time, by state (the four counts on top are switches), by confidence
    Threads   message thread */
class HitTable : public juce::Component, private juce::ListBoxModel
{
public:
    HitTable();
    ~HitTable() override;

    void setState(const HitTableState&);

    /** Chooses a row and scrolls to it, without calling onSelectionChanged. Keys that are not shown are left out. */
    void setSelectedKeys(const std::vector<std::int64_t>& keys);
    std::vector<std::int64_t> selectedKeys() const;

    /** What is shown, as sorted and filtered: what keys step through. */
    std::vector<std::int64_t> visibleKeys() const;

    void sortBy(HitColumn column, bool ascending);
    void setFilterText(const juce::String& text);
    void setStateShown(PlaceState place, bool shown);
    void renameSelected();
    void focusFilter();

    std::function<void(const std::vector<std::int64_t>&)> onSelectionChanged;
    std::function<void(std::int64_t)> onPlay;
    std::function<void(std::int64_t)> onPlayOrStop; ///< the key that does both
    std::function<void(std::int64_t, const juce::String&)> onRename;
    std::function<void(const std::vector<std::int64_t>&)> onDelete;
    std::function<void(const std::vector<std::int64_t>&, Answer)> onJudge;
    std::function<void(float)> onThreshold;
    std::function<void()> onAcceptLikely;

    void paint(juce::Graphics&) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress&) override;
    void lookAndFeelChanged() override;

private:
    class Header;
    class StateSwitch;
    class ThresholdSlider;
    class Rows;

    int getNumRows() override;
    void paintListBoxItem(int row, juce::Graphics&, int width, int height, bool selected) override;
    juce::String getNameForRow(int row) override;
    void listBoxItemClicked(int row, const juce::MouseEvent&) override;
    void listBoxItemDoubleClicked(int row, const juce::MouseEvent&) override;
    void selectedRowsChanged(int lastRow) override;
    void deleteKeyPressed(int lastRow) override;
    void returnKeyPressed(int lastRow) override;

    void refilter();
    void applySelection(const std::vector<std::int64_t>& keys);
    void keepSelection(const std::vector<std::int64_t>& keys);
    const HitRow& rowAt(int visibleRow) const;
    void showMenu();
    void startRenaming(int visibleRow);

    HitTableState state;
    std::vector<int> visible; ///< indices into state.rows
    HitColumn sortColumn = HitColumn::time;
    bool sortAscending = true;
    juce::String filterText;
    std::array<bool, 6> isStateShown{true, true, true, true, true, true};

    std::vector<std::unique_ptr<StateSwitch>> switches;
    TextField filter;
    std::unique_ptr<ThresholdSlider> threshold;
    std::unique_ptr<Header> header;
    std::unique_ptr<Rows> list;
    EditableText renamer;
    std::int64_t renaming = 0;
    PushButton accept;
    bool isSettingSelection = false;
};
} // namespace reprise::app
