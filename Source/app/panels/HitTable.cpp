#include "app/panels/HitTable.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"
#include "app/look/TimeText.h"
#include "app/look/Words.h"
#include "session/LeftEstimate.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

namespace reprise::app
{
namespace
{
constexpr int margin = space::medium, rowHeight = 36, headerHeight = 24;
constexpr std::array allStates{PlaceState::query,    PlaceState::confirmed, PlaceState::predicted,
                               PlaceState::rejected, PlaceState::unsure,    PlaceState::asked};

/** Where the columns stand in a row of some width. */
struct Columns
{
    juce::Rectangle<int> mark, time, length, bar, number, label;

    /** From this width on labels have a column; below they stand under the time. */
    static constexpr int wideFrom = 420;

    Columns(int width, int height)
    {
        auto area = juce::Rectangle<int>(0, 0, width, height).reduced(margin + space::unit, 0);
        mark = area.removeFromLeft(14).withSizeKeepingCentre(12, 12);
        area.removeFromLeft(space::medium);
        time = area.removeFromLeft(84);
        number = area.removeFromRight(32);
        area.removeFromRight(space::small);
        bar = area.removeFromRight(juce::jlimit(24, 64, area.getWidth() - 64));
        area.removeFromRight(space::small);
        length = area.removeFromLeft(60);
        if (width >= wideFrom)
            label = area.withTrimmedLeft(space::large);
    }
};
} // namespace

/** Column titles: a click sorts, a second one turns round. */
class HitTable::Header : public juce::Component
{
public:
    explicit Header(HitTable& ownerIn) : owner(ownerIn)
    {
        const std::array names{TRANS("Time"), TRANS("Length"), TRANS("Confidence"), TRANS("Label")};
        for (std::size_t i = 0; i < titles.size(); ++i)
        {
            titles[i] = std::make_unique<PushButton>(names[i], ButtonKind::quiet);
            titles[i]->setFontHeight(11.0f);
            titles[i]->setTitle(TRANS("Sort by %c").replace("%c", names[i].toLowerCase()));
            titles[i]->onClick = [this, i]
            {
                const auto column = static_cast<HitColumn>(i);
                // The strongest first is what one wants of confidences; of everything else the first.
                owner.sortBy(column, owner.sortColumn == column ? !owner.sortAscending
                                                                : column != HitColumn::confidence);
            };
            addAndMakeVisible(*titles[i]);
        }
    }

    void resized() override
    {
        const Columns columns(getWidth(), getHeight());
        const auto place = [](PushButton& button, juce::Rectangle<int> area, juce::Justification where)
        {
            const auto right = where.testFlags(juce::Justification::right);
            const auto width = button.idealWidth() + 14;
            button.setJustification(juce::Justification::centredLeft);
            button.setBounds(right ? area.withLeft(area.getRight() - width).translated(space::unit, 0)
                                   : area.withWidth(width).translated(-space::unit, 0));
        };
        place(*titles[0], columns.time, juce::Justification::left);
        place(*titles[1], columns.length, juce::Justification::right);
        place(*titles[2], columns.number, juce::Justification::right);
        titles[3]->setVisible(!columns.label.isEmpty());
        place(*titles[3], columns.label, juce::Justification::left);
    }

    void paintOverChildren(juce::Graphics& g) override
    {
        const auto& title = *titles[static_cast<std::size_t>(owner.sortColumn)];
        if (!title.isVisible())
            return;
        const auto area = juce::Rectangle<float>(8.0f, 8.0f)
                              .withCentre({static_cast<float>(title.getRight()) - 9.0f,
                                           static_cast<float>(title.getBounds().getCentreY())});
        auto arrow = icons::chevronDown();
        if (owner.sortAscending)
            arrow.applyTransform(juce::AffineTransform::verticalFlip(1.0f));
        icons::draw(g, arrow, area, theme().dim);
    }

private:
    HitTable& owner;
    std::array<std::unique_ptr<PushButton>, 4> titles;
};

/** A state's mark and how many rows have it; switched off, those rows are hidden. */
class HitTable::StateSwitch : public juce::Button
{
public:
    explicit StateSwitch(PlaceState placeIn) : Button(wordFor(placeIn)), place(placeIn)
    {
        setClickingTogglesState(true);
        setToggleState(true, juce::dontSendNotification);
        setMouseClickGrabsKeyboardFocus(false);
        setCount(0);
    }

    void setCount(int newCount)
    {
        count = newCount;
        const auto words = wordFor(place) + ": " + juce::String(count);
        setTitle(words);
        setTooltip(words + utf8(" \xc2\xb7 ") + TRANS("click to hide or show"));
        repaint();
    }

    int idealWidth() const { return 26 + fonts::numbers(12.0f).getStringWidth(juce::String(count)) + 10; }

    void paintButton(juce::Graphics& g, bool highlighted, bool) override
    {
        const auto& t = theme();
        const auto area = getLocalBounds().toFloat();
        const auto isShown = getToggleState();
        g.setColour(highlighted ? t.raised.interpolatedWith(t.text, 0.08f) : t.raised);
        if (isShown || highlighted)
            g.fillRoundedRectangle(area, space::corner);
        if (!isShown || themeName() != ThemeName::dark)
        {
            g.setColour(t.line);
            g.drawRoundedRectangle(area.reduced(0.5f), space::corner, 1.0f);
        }
        g.saveState();
        if (!isShown)
            g.setOpacity(0.5f);
        drawState(g, place, getLocalBounds().withTrimmedLeft(8).removeFromLeft(11).toFloat());
        g.restoreState();
        g.setColour(isShown ? t.text : t.dim);
        g.setFont(fonts::numbers(12.0f));
        const auto words = getLocalBounds().withTrimmedLeft(26);
        g.drawText(juce::String(count), words, juce::Justification::centredLeft, false);
        if (!isShown) // struck out: not by brightness alone
            g.fillRect(words.getX() - 2, getHeight() / 2, getWidth() - 30, 1);
        if (hasKeyboardFocus(false))
            drawFocusRing(g, area, space::corner);
    }

    const PlaceState place;

private:
    int count = 0;
};

/** From which confidence on predictions are shown: drag, or arrow keys. */
class HitTable::ThresholdSlider : public juce::Slider
{
public:
    ThresholdSlider() : Slider(LinearBar, NoTextBox)
    {
        setTitle(TRANS("Least confidence of likely hits"));
        setRange(0.05, 0.99, 0.01);
        setTooltip(TRANS("Show places that are at least this likely. Drag to change."));
        setMouseClickGrabsKeyboardFocus(false);
        setWantsKeyboardFocus(true);
        setScrollWheelEnabled(false); // a list beside it scrolls
        setDoubleClickReturnValue(true, static_cast<double>(acceptThreshold));
    }

    void paint(juce::Graphics& g) override
    {
        const auto& t = theme();
        const auto area = getLocalBounds().toFloat();
        g.setColour(isMouseOverOrDragging() ? t.raised.interpolatedWith(t.text, 0.08f) : t.raised);
        g.fillRoundedRectangle(area, space::corner);
        if (themeName() != ThemeName::dark)
        {
            g.setColour(t.line);
            g.drawRoundedRectangle(area.reduced(0.5f), space::corner, 1.0f);
        }
        const auto track = area.reduced(8.0f, 0.0f).withTop(area.getBottom() - 6.0f).withHeight(2.0f);
        g.setColour(t.line.interpolatedWith(t.text, 0.1f));
        g.fillRect(track);
        g.setColour(t.predicted);
        g.fillRect(track.withLeft(
            track.getX() + track.getWidth() * static_cast<float>(valueToProportionOfLength(getValue()))));
        g.setFont(fonts::numbers(12.0f));
        g.setColour(t.text);
        g.drawText(utf8("\xe2\x89\xa5 ") + juce::String(getValue(), 2), getLocalBounds().withTrimmedBottom(4),
                   juce::Justification::centred, false);
        if (hasKeyboardFocus(false))
            drawFocusRing(g, area, space::corner);
    }
};

/** The list itself; keys it does not want go on to the table. */
class HitTable::Rows : public juce::ListBox
{
public:
    using ListBox::ListBox;

    bool keyPressed(const juce::KeyPress& key) override
    {
        // JUCE's list takes Return with any modifier and pages on its own; Space is ours.
        return key != juce::KeyPress::spaceKey && ListBox::keyPressed(key);
    }
};

HitTable::HitTable()
    : filter(TRANS("Filter hits"), TRANS("Filter")), threshold(std::make_unique<ThresholdSlider>()),
      header(std::make_unique<Header>(*this)), list(new Rows("", this)),
      renamer(TRANS("Label of the hit"), EditableText::Opens::onRequest, false),
      accept({}, ButtonKind::likely)
{
    setTitle(TRANS("Hits"));
    setFocusContainerType(FocusContainerType::focusContainer);
    for (const auto place :
         {PlaceState::confirmed, PlaceState::predicted, PlaceState::rejected, PlaceState::unsure})
    {
        auto& button = switches.emplace_back(std::make_unique<StateSwitch>(place));
        button->onClick = [this, b = button.get()] { setStateShown(b->place, b->getToggleState()); };
        addAndMakeVisible(*button);
    }
    filter.onTextChange = [this] { setFilterText(filter.getText()); };
    filter.onEscapeKey = [this]
    {
        filter.setText({});
        list->grabKeyboardFocus();
    };
    filter.onReturnKey = [this] { list->grabKeyboardFocus(); };
    // Once the slider rests: each new value asks for other predictions.
    threshold->onValueChange = [this]
    {
        if (!juce::approximatelyEqual(static_cast<float>(threshold->getValue()), state.threshold) &&
            onThreshold)
            onThreshold(static_cast<float>(threshold->getValue()));
    };
    threshold->setChangeNotificationOnlyOnRelease(true);

    list->setTitle(TRANS("Hits"));
    list->setRowHeight(rowHeight);
    list->setMultipleSelectionEnabled(true);
    list->setOutlineThickness(0);
    list->getViewport()->setScrollBarThickness(8);
    renamer.onCommit = [this](const juce::String& text)
    {
        if (onRename)
            onRename(renaming, text);
    };
    renamer.onEditorHide = [this]
    {
        // Keys go on being about hits, unless the user went elsewhere.
        if (renamer.hasKeyboardFocus(true))
            list->grabKeyboardFocus();
        renamer.setVisible(false);
        list->repaint();
    };
    accept.onClick = [this]
    {
        if (onAcceptLikely)
            onAcceptLikely();
    };
    for (auto* child :
         std::initializer_list<juce::Component*>{&filter, threshold.get(), header.get(), list.get(), &accept})
        addAndMakeVisible(child);
    addChildComponent(renamer);
    lookAndFeelChanged();
    setState({});
}

HitTable::~HitTable()
{
    list->setModel(nullptr);
}

void HitTable::lookAndFeelChanged()
{
    list->setColour(juce::ListBox::backgroundColourId, juce::Colours::transparentBlack);
    repaint();
}

void HitTable::setState(const HitTableState& newState)
{
    const auto keys = selectedKeys();
    const auto rowsChange = state.rows != newState.rows;
    state = newState;
    if (!threshold->isMouseButtonDown())
        threshold->setValue(static_cast<double>(state.threshold), juce::dontSendNotification);

    std::array<int, allStates.size()> counts{};
    if (state.rows)
        for (const auto& row : *state.rows)
            ++counts[static_cast<std::size_t>(row.state)];
    for (const auto& button : switches)
    {
        // The query counts as found: it was marked by hand.
        const auto extra =
            button->place == PlaceState::confirmed ? counts[static_cast<std::size_t>(PlaceState::query)] : 0;
        button->setCount(counts[static_cast<std::size_t>(button->place)] + extra);
    }
    accept.setVisible(state.likely > 0);
    accept.setWords(counted(state.likely, TRANS("Accept %n likely"), TRANS("Accept %n likely")));
    if (rowsChange)
    {
        refilter();
        applySelection(keys);
    }
    resized();
    repaint();
}

void HitTable::refilter()
{
    visible.clear();
    if (state.rows)
    {
        const auto& rows = *state.rows;
        const auto wanted = filterText.trim();
        // Worked out once, not for each of perhaps 100,000 rows.
        const auto couldBeTime = wanted.containsOnly("0123456789:.");
        std::array<bool, allStates.size()> isStateWanted{};
        for (const auto place : allStates)
            isStateWanted[static_cast<std::size_t>(place)] = wordFor(place).startsWithIgnoreCase(wanted);
        for (int i = 0; i < static_cast<int>(rows.size()); ++i)
        {
            const auto& row = rows[static_cast<std::size_t>(i)];
            if (!isStateShown[static_cast<std::size_t>(row.state)])
                continue;
            if (wanted.isNotEmpty() && !row.label.containsIgnoreCase(wanted) &&
                !isStateWanted[static_cast<std::size_t>(row.state)] &&
                !(couldBeTime &&
                  time_text::toMilliseconds(row.range.start, state.sampleRateHz).startsWith(wanted)))
                continue;
            visible.push_back(i);
        }
        const auto at = [&](int i) -> const HitRow& { return rows[static_cast<std::size_t>(i)]; };
        const auto before = [&](int a, int b)
        {
            switch (sortColumn)
            {
            case HitColumn::length:
                return at(a).range.length < at(b).range.length;
            case HitColumn::confidence:
                return at(a).confidence < at(b).confidence;
            case HitColumn::label:
                return at(a).label.compareNatural(at(b).label) < 0;
            case HitColumn::time:
                break;
            }
            return at(a).range.start < at(b).range.start;
        };
        // Stable either way: equals stay in order of time.
        if (sortAscending)
            std::stable_sort(visible.begin(), visible.end(), before);
        else
            std::stable_sort(visible.begin(), visible.end(), [&](int a, int b) { return before(b, a); });
    }
    // It tells of numbers of rows that are selected no longer, where others stand by now.
    const juce::ScopedValueSetter<bool> quiet(isSettingSelection, true);
    list->updateContent();
    list->repaint();
}

const HitRow& HitTable::rowAt(int visibleRow) const
{
    return (*state.rows)[static_cast<std::size_t>(visible[static_cast<std::size_t>(visibleRow)])];
}

int HitTable::getNumRows()
{
    return static_cast<int>(visible.size());
}

juce::String HitTable::getNameForRow(int row)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return {};
    const auto& hit = rowAt(row);
    return time_text::toMilliseconds(hit.range.start, state.sampleRateHz) + ", " + wordFor(hit.state) + ", " +
           time_text::shortLength(hit.range.length, state.sampleRateHz) +
           (state.showsConfidence ? ", " + TRANS("confidence") + " " + confidenceNumber(hit.confidence)
                                  : juce::String()) +
           (hit.label.isNotEmpty() ? ", " + hit.label : juce::String());
}

void HitTable::paintListBoxItem(int row, juce::Graphics& g, int width, int height, bool selected)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return;
    const auto& t = theme();
    const auto& hit = rowAt(row);
    const Columns columns(width, height);
    if (selected)
    {
        const auto plate = juce::Rectangle<int>(0, 0, width, height).reduced(space::unit, 1).toFloat();
        g.setColour(t.raised);
        g.fillRoundedRectangle(plate, space::corner);
        if (themeName() == ThemeName::highContrast)
        {
            g.setColour(t.text);
            g.drawRoundedRectangle(plate.reduced(0.5f), space::corner, 1.0f);
        }
        if (list->hasKeyboardFocus(true))
        {
            g.setColour(t.accent);
            g.fillRoundedRectangle(plate.withWidth(3.0f), 1.5f);
        }
    }
    drawState(g, hit.state, columns.mark.toFloat());

    const auto isRejected = hit.state == PlaceState::rejected;
    const auto hasLine = columns.label.isEmpty() && hit.label.isNotEmpty();
    g.setFont(fonts::numbers(13.0f));
    g.setColour(isRejected ? t.dim : t.text);
    const auto firstLine = [&](juce::Rectangle<int> area)
    { return hasLine ? area.withTrimmedTop(3).withHeight(16) : area; };
    g.drawText(time_text::toMilliseconds(hit.range.start, state.sampleRateHz), firstLine(columns.time),
               juce::Justification::centredLeft, false);
    g.setFont(fonts::numbers(12.0f));
    g.setColour(t.dim);
    g.drawText(time_text::shortLength(hit.range.length, state.sampleRateHz), firstLine(columns.length),
               juce::Justification::centredRight, false);
    if (state.showsConfidence && !isRejected && hit.state != PlaceState::unsure)
    {
        const auto bar =
            columns.bar.toFloat().withSizeKeepingCentre(static_cast<float>(columns.bar.getWidth()), 4.0f);
        g.setColour(t.line);
        g.fillRoundedRectangle(bar, 2.0f);
        g.setColour(colourOf(hit.state));
        g.fillRoundedRectangle(bar.withWidth(std::max(4.0f, bar.getWidth() * hit.confidence)), 2.0f);
        g.setColour(t.dim);
        g.drawText(confidenceNumber(hit.confidence).replace("0.", "."), columns.number,
                   juce::Justification::centredRight, false);
    }
    if (hit.label.isNotEmpty())
    {
        g.setFont(fonts::words(hasLine ? 11.0f : 12.0f));
        g.setColour(t.dim);
        const auto under = juce::Rectangle<int>(columns.time.getX(), height / 2 + 1,
                                                columns.bar.getX() - columns.time.getX() - 4, 15);
        g.drawText(hit.label, hasLine ? under : columns.label, juce::Justification::centredLeft, true);
    }
}

void HitTable::listBoxItemClicked(int row, const juce::MouseEvent& event)
{
    if (event.mods.isPopupMenu())
        showMenu();
    else if (!event.mods.isShiftDown() && !event.mods.isCommandDown() && onPlay &&
             juce::isPositiveAndBelow(row, getNumRows()))
        onPlay(rowAt(row).key);
}

void HitTable::listBoxItemDoubleClicked(int row, const juce::MouseEvent&)
{
    startRenaming(row);
}

void HitTable::selectedRowsChanged(int)
{
    if (!isSettingSelection && onSelectionChanged)
        onSelectionChanged(selectedKeys());
}

void HitTable::deleteKeyPressed(int)
{
    if (const auto keys = selectedKeys(); !keys.empty() && onDelete)
        onDelete(keys);
}

void HitTable::returnKeyPressed(int lastRow)
{
    startRenaming(lastRow);
}

bool HitTable::keyPressed(const juce::KeyPress& key)
{
    if (!list->hasKeyboardFocus(true))
        return false;
    const auto row = list->getLastRowSelected();
    if (key == juce::KeyPress::spaceKey && juce::isPositiveAndBelow(row, getNumRows()))
    {
        if (onPlayOrStop)
            onPlayOrStop(rowAt(row).key);
        return true;
    }
    if (key == juce::KeyPress::F2Key)
    {
        renameSelected();
        return true;
    }
    return false;
}

std::vector<std::int64_t> HitTable::selectedKeys() const
{
    std::vector<std::int64_t> keys;
    const auto rows = list->getSelectedRows();
    for (int i = 0; i < rows.size(); ++i)
        if (juce::isPositiveAndBelow(rows[i], static_cast<int>(visible.size())))
            keys.push_back(rowAt(rows[i]).key);
    return keys;
}

std::vector<std::int64_t> HitTable::visibleKeys() const
{
    std::vector<std::int64_t> keys(visible.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        keys[i] = rowAt(static_cast<int>(i)).key;
    return keys;
}

void HitTable::setSelectedKeys(const std::vector<std::int64_t>& keys)
{
    applySelection(keys);
    if (const auto row = list->getLastRowSelected(); row >= 0)
        list->scrollToEnsureRowIsOnscreen(row);
}

void HitTable::applySelection(const std::vector<std::int64_t>& keys)
{
    const juce::ScopedValueSetter<bool> quiet(isSettingSelection, true);
    juce::SparseSet<int> rows;
    if (!keys.empty())
    {
        const std::set<std::int64_t> wanted(keys.begin(), keys.end());
        for (int i = 0; i < getNumRows(); ++i)
            if (wanted.contains(rowAt(i).key))
                rows.addRange({i, i + 1});
    }
    list->setSelectedRows(rows, juce::dontSendNotification);
}

void HitTable::sortBy(HitColumn column, bool ascending)
{
    const auto keys = selectedKeys();
    sortColumn = column;
    sortAscending = ascending;
    refilter();
    applySelection(keys);
    header->repaint();
}

void HitTable::setFilterText(const juce::String& text)
{
    const auto keys = selectedKeys();
    filterText = text;
    filter.setValue(text);
    refilter();
    keepSelection(keys);
    repaint();
}

void HitTable::setStateShown(PlaceState place, bool shown)
{
    const auto keys = selectedKeys();
    isStateShown[static_cast<std::size_t>(place)] = shown;
    if (place == PlaceState::confirmed)
        isStateShown[static_cast<std::size_t>(PlaceState::query)] = shown;
    for (const auto& button : switches)
        if (button->place == place)
            button->setToggleState(shown, juce::dontSendNotification);
    refilter();
    keepSelection(keys);
    repaint();
}

/** What is no longer shown is no longer selected. */
void HitTable::keepSelection(const std::vector<std::int64_t>& keys)
{
    applySelection(keys);
    if (const auto left = selectedKeys(); left != keys && onSelectionChanged)
        onSelectionChanged(left);
}

void HitTable::focusFilter()
{
    filter.grabKeyboardFocus();
}

void HitTable::renameSelected()
{
    startRenaming(list->getLastRowSelected());
}

void HitTable::startRenaming(int visibleRow)
{
    if (!juce::isPositiveAndBelow(visibleRow, getNumRows()))
        return;
    const auto& hit = rowAt(visibleRow);
    // The mark has the sound's name, and what is only likely has none yet.
    if (hit.state == PlaceState::query || hit.state == PlaceState::predicted)
        return;
    list->scrollToEnsureRowIsOnscreen(visibleRow);
    renaming = hit.key;
    renamer.setValue(hit.label);
    const auto row = getLocalArea(list.get(), list->getRowPosition(visibleRow, true));
    const Columns columns(row.getWidth(), rowHeight);
    renamer.setBounds(columns.label.isEmpty()
                          ? row.withLeft(row.getX() + columns.time.getX() - space::unit)
                                .withTrimmedRight(margin)
                                .reduced(0, 6)
                          : columns.label.translated(row.getX(), row.getY()).expanded(space::unit, -6));
    renamer.setVisible(true);
    renamer.editNow();
}

void HitTable::showMenu()
{
    const auto keys = selectedKeys();
    if (keys.empty())
        return;
    enum
    {
        play = 1,
        confirm,
        reject,
        unsure,
        rename,
        remove
    };
    juce::PopupMenu menu;
    menu.addItem(play, TRANS("Play"));
    menu.addSeparator();
    menu.addItem(confirm, TRANS("Yes, it is the sound"));
    menu.addItem(reject, TRANS("No, it is not"));
    menu.addItem(unsure, TRANS("Unsure"));
    menu.addSeparator();
    menu.addItem(rename, TRANS("Rename"), keys.size() == 1);
    menu.addItem(remove, TRANS("Delete"));
    menu.showMenuAsync(
        juce::PopupMenu::Options().withMousePosition().withParentComponent(getTopLevelComponent()),
        [safe = juce::Component::SafePointer<HitTable>(this), keys](int chosen)
        {
            if (safe == nullptr || chosen == 0)
                return;
            if (chosen == play && safe->onPlay)
                safe->onPlay(keys.front());
            else if (chosen == rename)
                safe->renameSelected();
            else if (chosen == remove && safe->onDelete)
                safe->onDelete(keys);
            else if (chosen >= confirm && chosen <= unsure && safe->onJudge)
                safe->onJudge(keys, chosen == confirm  ? Answer::yes
                                    : chosen == reject ? Answer::no
                                                       : Answer::unsure);
        });
}

void HitTable::resized()
{
    auto area = getLocalBounds().withTrimmedLeft(1);
    auto top = area.removeFromTop(40).reduced(margin, 8).withTrimmedTop(2);
    top.removeFromLeft(44);
    for (auto i = switches.size(); i-- > 0;)
    {
        switches[i]->setBounds(top.removeFromRight(switches[i]->idealWidth()));
        top.removeFromRight(space::unit);
    }
    auto line = area.removeFromTop(28).reduced(margin, 0);
    threshold->setBounds(line.removeFromRight(72));
    line.removeFromRight(space::small);
    filter.setBounds(line);
    area.removeFromTop(space::unit);
    header->setBounds(area.removeFromTop(headerHeight));
    if (accept.isVisible())
    {
        accept.setBounds(area.removeFromBottom(56).reduced(margin, space::small));
    }
    list->setBounds(area);
}

void HitTable::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.panel);
    g.setColour(t.line);
    g.fillRect(getLocalBounds().removeFromLeft(1));
    g.setColour(t.dim);
    g.setFont(fonts::words(11.0f, fonts::Weight::medium));
    g.drawText(TRANS("HITS"), juce::Rectangle<int>(margin + space::unit + 1, 0, 60, 40),
               juce::Justification::centredLeft, false);
    if (visible.empty())
    {
        g.setFont(fonts::words(12.0f));
        const auto hasRows = state.rows && !state.rows->empty();
        g.drawText(hasRows ? TRANS("No hit passes the filter") : TRANS("What is found will be listed here"),
                   list->getBounds().removeFromTop(72), juce::Justification::centred, true);
    }
}
} // namespace reprise::app
