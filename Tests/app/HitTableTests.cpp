#include "Views.h"
#include "app/panels/HitTable.h"

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
using Keys = std::vector<std::int64_t>;

HitTableState someHits()
{
    auto rows = std::make_shared<std::vector<HitRow>>();
    const SampleIndex second = 44100;
    const std::vector<std::pair<PlaceState, float>> states{
        {PlaceState::query, 1.0f},      {PlaceState::confirmed, 0.98f}, {PlaceState::confirmed, 0.97f},
        {PlaceState::rejected, 0.61f},  {PlaceState::predicted, 0.82f}, {PlaceState::unsure, 0.5f},
        {PlaceState::confirmed, 0.93f}, {PlaceState::predicted, 0.71f}};
    for (std::size_t i = 0; i < states.size(); ++i)
    {
        const auto start = static_cast<SampleIndex>(i) * second * 24 / 5;
        rows->push_back({static_cast<std::int64_t>(i) + 1,
                         {start, i == 2 ? 3793 : 105840},
                         states[i].first,
                         states[i].second,
                         i == 2   ? "quiet one before the break"
                         : i == 6 ? "end"
                                  : ""});
    }
    HitTableState state;
    state.rows = rows;
    state.sampleRateHz = 44100;
    state.threshold = 0.7f;
    state.likely = 2;
    return state;
}
} // namespace

TEST_CASE("Hits are sorted by any column and keep their time order among equals", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    table.setState(someHits());
    CHECK(table.visibleKeys() == Keys{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(press(table, "Sort by confidence"));
    CHECK(table.visibleKeys() == Keys{1, 2, 3, 7, 5, 8, 4, 6});
    CHECK(press(table, "Sort by confidence"));
    CHECK(table.visibleKeys() == Keys{6, 4, 8, 5, 7, 3, 2, 1});
    table.sortBy(HitColumn::length, true);
    CHECK(table.visibleKeys() == Keys{3, 1, 2, 4, 5, 6, 7, 8});
    table.sortBy(HitColumn::label, false);
    CHECK(table.visibleKeys() == Keys{3, 7, 1, 2, 4, 5, 6, 8});
}

TEST_CASE("Hiding rows selects none that nobody chose", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    std::vector<Keys> told;
    table.onSelectionChanged = [&](const Keys& keys) { told.push_back(keys); };
    table.setState(someHits());
    table.setSelectedKeys({3, 7});
    table.setStateShown(PlaceState::predicted, false);
    table.setStateShown(PlaceState::rejected, false);
    CHECK(table.selectedKeys() == Keys{3, 7});
    CHECK(told.empty());
    table.setStateShown(PlaceState::confirmed, false);
    CHECK(told == std::vector<Keys>{Keys{}});

    // The last row, and fewer rows than its number.
    told.clear();
    table.setStateShown(PlaceState::confirmed, true);
    table.setSelectedKeys({7});
    auto fewer = someHits();
    fewer.rows =
        std::make_shared<std::vector<HitRow>>(std::vector<HitRow>{(*fewer.rows)[1], (*fewer.rows)[6]});
    table.setState(fewer);
    CHECK(table.selectedKeys() == Keys{7});
    CHECK(told.empty());
}

TEST_CASE("Hits are filtered by words and by state", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    table.setState(someHits());
    table.setFilterText("QUIET");
    CHECK(table.visibleKeys() == Keys{3});
    table.setFilterText("0:14");
    CHECK(table.visibleKeys() == Keys{4});
    table.setFilterText("likely");
    CHECK(table.visibleKeys() == Keys{5, 8});
    table.setFilterText("");
    table.setStateShown(PlaceState::confirmed, false);
    CHECK(table.visibleKeys() == Keys{4, 5, 6, 8});
    table.setStateShown(PlaceState::predicted, false);
    CHECK(table.visibleKeys() == Keys{4, 6});
}

TEST_CASE("The selection follows its hits through sorting and new rows", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    table.setState(someHits());
    auto told = 0;
    table.onSelectionChanged = [&](const Keys&) { ++told; };
    table.setSelectedKeys({5, 7});
    table.sortBy(HitColumn::confidence, false);
    CHECK(table.selectedKeys() == Keys{7, 5});

    auto state = someHits();
    auto fewer = std::make_shared<std::vector<HitRow>>(*state.rows);
    fewer->erase(fewer->begin() + 4);
    state.rows = fewer;
    table.setState(state);
    CHECK(table.selectedKeys() == Keys{7});
    CHECK(told == 0);                                  // only the user's own choices are told
    table.setStateShown(PlaceState::confirmed, false); // which takes the row away
    CHECK(table.selectedKeys().empty());
    CHECK(told > 0);
}

TEST_CASE("A click plays, Delete deletes and Return renames", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    table.setState(someHits());
    std::int64_t played = 0, renamed = 0;
    Keys deleted, selected;
    juce::String label;
    table.onPlay = [&](std::int64_t key) { played = key; };
    table.onDelete = [&](const Keys& keys) { deleted = keys; };
    table.onSelectionChanged = [&](const Keys& keys) { selected = keys; };
    table.onRename = [&](std::int64_t key, const juce::String& text)
    {
        renamed = key;
        label = text;
    };
    auto* list = titled<juce::ListBox>(table, "Hits");
    REQUIRE(list != nullptr);
    auto* row = list->getViewport()->getViewedComponent()->getComponentAt(40, 3 * list->getRowHeight() + 10);
    REQUIRE(row != nullptr);
    row->mouseDown(mouseAt(*row, {40.0f, 10.0f}));
    row->mouseUp(mouseAt(*row, {40.0f, 10.0f}));
    CHECK(selected == Keys{4});
    CHECK(played == 4);

    list->keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    CHECK(selected == Keys{5});
    list->keyPressed(juce::KeyPress(juce::KeyPress::deleteKey));
    CHECK(deleted == Keys{5});
    // What is only likely has no name.
    list->keyPressed(juce::KeyPress(juce::KeyPress::returnKey));
    CHECK(titled<juce::TextEditor>(table, "Label of the hit") == nullptr);
    list->keyPressed(juce::KeyPress(juce::KeyPress::upKey));
    list->keyPressed(juce::KeyPress(juce::KeyPress::returnKey));
    auto* editor = titled<juce::TextEditor>(table, "Label of the hit");
    REQUIRE(editor != nullptr);
    editor->setText("boom", false);
    dynamic_cast<juce::Label*>(editor->getParentComponent())->hideEditor(false);
    CHECK(renamed == 4);
    CHECK(label == "boom");
    CHECK(played == 4);
}

TEST_CASE("The threshold and the likely ones are the user's to take", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    table.setState(someHits());
    auto threshold = 0.0f;
    auto accepted = false;
    table.onThreshold = [&](float value) { threshold = value; };
    table.onAcceptLikely = [&] { accepted = true; };
    auto* slider = titled<juce::Slider>(table, "Least confidence of likely hits");
    REQUIRE(slider != nullptr);
    CHECK(slider->getValue() == Approx(0.7));
    CHECK(threshold == 0.0f);
    slider->setValue(0.8, juce::sendNotificationSync);
    CHECK(threshold == Approx(0.8f));
    CHECK(press(table, "Accept 2 likely"));
    CHECK(accepted);
}

TEST_CASE("A hundred thousand hits are shown as fast as ten", "[app][hit-table]")
{
    auto rows = std::make_shared<std::vector<HitRow>>();
    for (int i = 0; i < 100000; ++i)
        rows->push_back({i,
                         {SampleIndex{i} * 4410, 4000},
                         PlaceState::predicted,
                         static_cast<float>(i % 97) / 97.0f,
                         {}});
    HitTable table;
    table.setSize(312, 800);
    HitTableState state;
    state.rows = rows;
    state.sampleRateHz = 44100;
    table.setState(state);
    table.setSelectedKeys({99999});
    auto* list = titled<juce::ListBox>(table, "Hits");
    REQUIRE(list != nullptr);
    auto shown = 0;
    forEachShown(*list, [&](juce::Component&) { ++shown; });
    CHECK(shown < 60); // a screenful of rows, not all of them
    CHECK(list->getLocalBounds().contains(list->getRowPosition(99999, true)));
    table.sortBy(HitColumn::confidence, false);
    CHECK(table.visibleKeys().front() == 96);
}

TEST_CASE("A row says everything it shows", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    table.setState(someHits());
    auto* list = titled<juce::ListBox>(table, "Hits");
    CHECK(list->getModel()->getNameForRow(2) ==
          "0:09.600, yes, 86 ms, confidence 0.97, quiet one before the break");
    checkControls(table);
}

TEST_CASE("The table of hits looks as it should", "[app][hit-table][snapshot]")
{
    HitTable table;
    table.setSize(312, 480);
    table.setState(someHits());
    table.setSelectedKeys({5});
    checkSnapshot(table, "hit-table-dark");
    checkSnapshot(table, "hit-table-dark-2x", 2.0f);
    table.setStateShown(PlaceState::rejected, false);
    table.setSize(560, 360);
    checkSnapshot(table, "hit-table-wide");
    table.setStateShown(PlaceState::rejected, true);
    table.setSize(312, 480);
    for (const auto& [theme, name] :
         {std::pair{ThemeName::light, "hit-table-light"}, {ThemeName::highContrast, "hit-table-contrast"}})
    {
        const WithTheme with(theme);
        table.sendLookAndFeelChange();
        checkSnapshot(table, name);
    }
    HitTable empty;
    empty.setSize(240, 300);
    checkSnapshot(empty, "hit-table-empty");
}

TEST_CASE("A field takes typing back and never what was answered", "[app][hit-table]")
{
    HitTable table;
    table.setSize(312, 500);
    table.setState(someHits());
    table.focusFilter();
    auto* filter = titled<juce::TextEditor>(table, "Filter hits");
    REQUIRE(filter != nullptr);
    for (const auto key : {'z', 'Z', 'y'})
    {
        CHECK(filter->keyPressed(juce::KeyPress(key, juce::ModifierKeys::ctrlModifier, 0)));
        CHECK_FALSE(filter->keyPressed(juce::KeyPress(key, juce::ModifierKeys::altModifier, 0)));
    }
}
