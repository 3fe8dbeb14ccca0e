#include "app/panels/SoundList.h"

#include "app/look/EditableText.h"
#include "app/look/Theme.h"
#include "app/look/Words.h"

namespace reprise::app
{
namespace
{
constexpr int titleHeight = 36, rowHeight = 44, addHeight = 36;

juce::String wordFor(SoundActivity activity)
{
    switch (activity)
    {
    case SoundActivity::marked:
        return TRANS("marked");
    case SoundActivity::preparing:
        return TRANS("working");
    case SoundActivity::searching:
        return TRANS("searching");
    case SoundActivity::done:
        return TRANS("done");
    case SoundActivity::failed:
        break;
    }
    return TRANS("failed");
}
} // namespace

const std::vector<juce::Colour>& SoundList::palette()
{
    static const std::vector<juce::Colour> colours{juce::Colour(0xffffb454), juce::Colour(0xff6ca8ff),
                                                   juce::Colour(0xffc58af9), juce::Colour(0xff3fc7b0),
                                                   juce::Colour(0xfff07f62), juce::Colour(0xfff2e25c),
                                                   juce::Colour(0xffe88ac2), juce::Colour(0xffa9b4c6)};
    return colours;
}

class SoundList::Row : public juce::Component
{
public:
    Row(SoundList& ownerIn, SoundId idIn)
        : id(idIn), name(TRANS("Name of the sound"), EditableText::Opens::onRequest, false), owner(ownerIn)
    {
        setMouseClickGrabsKeyboardFocus(false);
        name.onCommit = [this](const juce::String& text)
        {
            if (owner.onRename)
                owner.onRename(id, text);
        };
        addAndMakeVisible(name);
    }

    void setState(const SoundRowState& newState, bool selected)
    {
        row = newState;
        isSelected = selected;
        name.setValue(row.name);
        const auto activity = wordFor(row.activity);
        setTitle(row.name + ", " + activity + ", " + counted(row.found, TRANS("%n hit"), TRANS("%n hits")));
        if (auto* handler = getAccessibilityHandler(); handler != nullptr && selected)
            handler->notifyAccessibilityEvent(juce::AccessibilityEvent::rowSelectionChanged);
        repaint();
    }

    void rename() { name.editNow(); }

    void resized() override { name.setBounds(20, 4, getWidth() - 68, 20); }

    void paint(juce::Graphics& g) override
    {
        const auto& t = theme();
        if (isSelected || isMouseOver(true))
        {
            g.setColour(isSelected ? t.raised : t.raised.withMultipliedAlpha(0.5f));
            g.fillRoundedRectangle(getLocalBounds().toFloat(), space::corner);
            if (isSelected && themeName() == ThemeName::highContrast)
            {
                g.setColour(t.text);
                g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(0.5f), space::corner, 1.0f);
            }
        }
        g.setColour(row.colour);
        g.fillRoundedRectangle(juce::Rectangle<float>(12.0f, 12.0f, 4.0f, 20.0f), 2.0f);
        auto below =
            getLocalBounds().withTrimmedLeft(24).withTrimmedRight(48).withTrimmedTop(22).withHeight(16);
        g.setFont(fonts::words(11.0f));
        g.setColour(row.activity == SoundActivity::failed ? t.no : t.dim);
        g.drawText(wordFor(row.activity), below, juce::Justification::centredLeft, true);
        g.setFont(fonts::numbers(13.0f));
        g.setColour(isSelected ? t.text : t.dim);
        g.drawText(juce::String(row.found), getLocalBounds().withTrimmedRight(space::medium),
                   juce::Justification::centredRight, false);
    }

    void mouseEnter(const juce::MouseEvent&) override { repaint(); }
    void mouseExit(const juce::MouseEvent&) override { repaint(); }

    void mouseDown(const juce::MouseEvent& event) override
    {
        owner.grabKeyboardFocus(); // not to what comes first inside
        if (owner.onSelect && owner.state.selected != id)
            owner.onSelect(id);
        if (event.mods.isPopupMenu())
            owner.showMenu(id, *this);
    }

    void mouseDoubleClick(const juce::MouseEvent&) override { rename(); }

    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override
    {
        return std::make_unique<juce::AccessibilityHandler>(
            *this, juce::AccessibilityRole::listItem,
            juce::AccessibilityActions()
                .addAction(juce::AccessibilityActionType::press,
                           [this]
                           {
                               if (owner.onSelect)
                                   owner.onSelect(id);
                           })
                .addAction(juce::AccessibilityActionType::showMenu, [this] { owner.showMenu(id, *this); }));
    }

    const SoundId id;

private:
    EditableText name;
    SoundRowState row;
    bool isSelected = false;
    SoundList& owner;
};

SoundList::SoundList() : add(TRANS("+ Mark a new sound"), ButtonKind::quiet)
{
    setTitle(TRANS("Sounds"));
    setWantsKeyboardFocus(true);
    setFocusContainerType(FocusContainerType::focusContainer);
    add.setJustification(juce::Justification::centredLeft);
    add.setFontHeight(12.0f);
    add.setTitle(TRANS("Mark a new sound"));
    add.setMouseClickGrabsKeyboardFocus(false);
    rowsHolder.setMouseClickGrabsKeyboardFocus(false);
    viewport.setMouseClickGrabsKeyboardFocus(false);
    add.onClick = [this]
    {
        if (onNew)
            onNew();
    };
    viewport.setViewedComponent(&rowsHolder, false);
    viewport.setScrollBarsShown(true, false);
    viewport.setScrollBarThickness(8);
    addAndMakeVisible(viewport);
    rowsHolder.addAndMakeVisible(add);
    setState({});
}

SoundList::~SoundList() = default;

void SoundList::setState(const SoundListState& newState)
{
    const auto isSameSelected = state.selected == newState.selected;
    const auto sameRows = std::equal(rows.begin(), rows.end(), newState.sounds.begin(), newState.sounds.end(),
                                     [](const auto& row, const auto& sound) { return row->id == sound.id; });
    state = newState;
    if (!sameRows)
    {
        rows.clear();
        for (const auto& sound : state.sounds)
            rowsHolder.addAndMakeVisible(*rows.emplace_back(std::make_unique<Row>(*this, sound.id)));
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i]->setState(state.sounds[i], state.sounds[i].id == state.selected);
    add.setEnabled(state.canAdd);
    if (!sameRows || rows.empty())
        resized();
    if (!sameRows || !isSameSelected)
        revealSelected();
    repaint();
}

int SoundList::idealHeight() const
{
    return titleHeight + static_cast<int>(rows.size()) * rowHeight + addHeight + space::small;
}

void SoundList::resized()
{
    auto area = getLocalBounds().withTrimmedTop(titleHeight).reduced(space::small, 0);
    viewport.setBounds(area);
    const auto needed = static_cast<int>(rows.size()) * rowHeight + addHeight;
    rowsHolder.setSize(area.getWidth() - (needed > area.getHeight() ? 10 : 0), needed);
    auto inside = rowsHolder.getLocalBounds();
    for (const auto& row : rows)
        row->setBounds(inside.removeFromTop(rowHeight).withTrimmedBottom(4));
    add.setBounds(inside.removeFromTop(32).withTrimmedLeft(20));
    revealSelected();
}

void SoundList::revealSelected()
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (state.sounds[i].id == state.selected && viewport.getViewHeight() > 0)
        {
            const auto y = rows[i]->getY();
            if (y < viewport.getViewPositionY() ||
                y + rowHeight > viewport.getViewPositionY() + viewport.getViewHeight())
                viewport.setViewPosition(0, std::max(0, y - viewport.getViewHeight() / 2));
        }
}

void SoundList::paint(juce::Graphics& g)
{
    g.fillAll(theme().panel);
    g.setColour(theme().dim);
    g.setFont(fonts::words(11.0f, fonts::Weight::medium));
    g.drawText(TRANS("SOUNDS"),
               juce::Rectangle<int>(space::large + space::unit, 0, getWidth(), titleHeight + 4),
               juce::Justification::centredLeft, false);
    if (hasKeyboardFocus(false))
        drawFocusRing(g, getLocalBounds().toFloat().reduced(2.0f), space::corner);
}

bool SoundList::keyPressed(const juce::KeyPress& key)
{
    if (key == juce::KeyPress::upKey || key == juce::KeyPress::downKey)
    {
        step(key == juce::KeyPress::upKey ? -1 : 1);
        return true;
    }
    if (state.selected != 0 && (key == juce::KeyPress::F2Key || key == juce::KeyPress::returnKey))
    {
        renameSelected();
        return true;
    }
    if (state.selected != 0 && key == juce::KeyPress::deleteKey)
    {
        if (onDelete)
            onDelete(state.selected);
        return true;
    }
    return false;
}

void SoundList::step(int by)
{
    for (int i = 0; i < static_cast<int>(rows.size()); ++i)
        if (state.sounds[static_cast<std::size_t>(i)].id == state.selected)
        {
            const auto next = juce::jlimit(0, static_cast<int>(rows.size()) - 1, i + by);
            if (next != i && onSelect)
                onSelect(state.sounds[static_cast<std::size_t>(next)].id);
            return;
        }
    if (!state.sounds.empty() && onSelect)
        onSelect(state.sounds.front().id);
}

void SoundList::renameSelected()
{
    for (const auto& row : rows)
        if (row->id == state.selected)
            row->rename();
}

void SoundList::showMenu(SoundId id, juce::Component& at)
{
    enum
    {
        rename = 1,
        remove,
        firstColour
    };
    const juce::StringArray names{TRANS("Amber"), TRANS("Blue"),   TRANS("Violet"), TRANS("Teal"),
                                  TRANS("Coral"), TRANS("Yellow"), TRANS("Pink"),   TRANS("Grey")};
    juce::PopupMenu colours, menu;
    for (int i = 0; i < static_cast<int>(palette().size()); ++i)
        colours.addColouredItem(firstColour + i, names[i], palette()[static_cast<std::size_t>(i)]);
    menu.addItem(rename, TRANS("Rename"));
    menu.addSubMenu(TRANS("Colour"), colours);
    menu.addSeparator();
    menu.addItem(remove, TRANS("Delete"));
    menu.showMenuAsync(
        juce::PopupMenu::Options().withTargetComponent(&at).withParentComponent(getTopLevelComponent()),
        [safe = juce::Component::SafePointer<SoundList>(this), id](int chosen)
        {
            if (safe == nullptr || chosen == 0)
                return;
            if (chosen == rename)
            {
                for (const auto& row : safe->rows)
                    if (row->id == id)
                        row->rename();
            }
            else if (chosen == remove)
            {
                if (safe->onDelete)
                    safe->onDelete(id);
            }
            else if (safe->onRecolour)
                safe->onRecolour(id, palette()[static_cast<std::size_t>(chosen - firstColour)]);
        });
}
} // namespace reprise::app
