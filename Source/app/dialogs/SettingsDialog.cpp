#include "app/dialogs/SettingsDialog.h"

#include "app/look/Theme.h"

namespace reprise::app
{
namespace
{
constexpr int pagesWidth = 152;
}

class SettingsDialog::PageButton : public juce::Button
{
public:
    explicit PageButton(const juce::String& words) : Button(words)
    {
        setButtonText(words);
        setTitle(words);
        setRadioGroupId(1, juce::dontSendNotification);
        setMouseClickGrabsKeyboardFocus(false);
    }

    void paintButton(juce::Graphics& g, bool highlighted, bool) override
    {
        const auto& t = theme();
        const auto isChosen = getToggleState();
        if (isChosen || highlighted)
        {
            g.setColour(isChosen ? t.raised : t.raised.withMultipliedAlpha(0.5f));
            g.fillRoundedRectangle(getLocalBounds().toFloat(), space::corner);
        }
        if (isChosen)
        {
            g.setColour(t.accent);
            g.fillRoundedRectangle(getLocalBounds().removeFromLeft(3).reduced(0, 6).toFloat(), 1.5f);
        }
        g.setFont(fonts::words(13.0f, isChosen ? fonts::Weight::medium : fonts::Weight::regular));
        g.setColour(isChosen ? t.text : t.dim);
        g.drawText(getButtonText(), getLocalBounds().withTrimmedLeft(space::medium),
                   juce::Justification::centredLeft, true);
        if (hasKeyboardFocus(false))
            drawFocusRing(g, getLocalBounds().toFloat(), space::corner);
    }
};

SettingsDialog::SettingsDialog() : Dialog(TRANS("Settings"))
{
    viewport.setViewedComponent(&options, false);
    viewport.setScrollBarsShown(true, false);
    viewport.setScrollBarThickness(8);
    options.onChange = [this](const juce::String& key, const juce::String& value)
    {
        if (onChange)
            onChange(key, value);
    };
    options.onEscape = [this] { dismissed(); };
    action.onClick = [this]
    {
        if (onAction)
            onAction(page);
    };
    note.setBorderSize({0, 0, 0, 0});
    note.setMinimumHorizontalScale(1.0f);
    note.setJustificationType(juce::Justification::topLeft);
    note.setFont(fonts::words(12.0f));
    // After the pages, before what closes the dialogue.
    viewport.setExplicitFocusOrder(100);
    action.setExplicitFocusOrder(101);
    addAndMakeVisible(viewport);
    addAndMakeVisible(note);
    addChildComponent(action);
}

SettingsDialog::~SettingsDialog() = default;

void SettingsDialog::setState(const SettingsDialogState& newState)
{
    const auto samePages =
        std::equal(state.pages.begin(), state.pages.end(), newState.pages.begin(), newState.pages.end(),
                   [](const auto& a, const auto& b) { return a.title == b.title; });
    state = newState;
    if (!samePages || pageButtons.size() != state.pages.size())
    {
        pageButtons.clear();
        for (int i = 0; i < static_cast<int>(state.pages.size()); ++i)
        {
            auto& button = pageButtons.emplace_back(
                std::make_unique<PageButton>(state.pages[static_cast<std::size_t>(i)].title));
            button->onClick = [this, i] { showPage(i); };
            button->setExplicitFocusOrder(i + 1);
            addAndMakeVisible(*button);
        }
    }
    page = juce::jlimit(0, std::max(0, static_cast<int>(state.pages.size()) - 1), page);
    update();
}

void SettingsDialog::showPage(int index)
{
    options.commitTyping();
    page = index;
    update();
}

void SettingsDialog::update()
{
    if (state.pages.empty())
        return;
    const auto& shown = state.pages[static_cast<std::size_t>(page)];
    for (std::size_t i = 0; i < pageButtons.size(); ++i)
        pageButtons[i]->setToggleState(static_cast<int>(i) == page, juce::dontSendNotification);
    options.setOptions(shown.options);
    note.setText(shown.note, juce::dontSendNotification);
    note.setColour(juce::Label::textColourId, theme().dim);
    action.setVisible(shown.action.isNotEmpty());
    action.setWords(shown.action);
    resized();
    repaint();
}

juce::Component* SettingsDialog::defaultFocus()
{
    return pageButtons.empty() ? nullptr : pageButtons[static_cast<std::size_t>(page)].get();
}

juce::Rectangle<int> SettingsDialog::idealSize(juce::Rectangle<int> available) const
{
    return {0, 0, std::min(720, available.getWidth()), std::min(520, available.getHeight())};
}

void SettingsDialog::layOut(juce::Rectangle<int> inside)
{
    auto area = inside;
    auto left = area.removeFromLeft(pagesWidth).translated(-space::medium + 4, 0);
    for (const auto& button : pageButtons)
    {
        button->setBounds(left.removeFromTop(32));
        left.removeFromTop(space::unit);
    }
    divider = area.removeFromLeft(space::large).removeFromLeft(1);
    area.removeFromLeft(space::small);
    const auto onlyTells =
        !state.pages.empty() && state.pages[static_cast<std::size_t>(page)].options.empty();
    if (onlyTells)
    {
        note.setBounds(area.removeFromTop(80));
        area.removeFromTop(space::medium);
        action.setBounds(area.removeFromTop(32).removeFromLeft(action.idealWidth()));
    }
    else
    {
        if (action.isVisible())
        {
            action.setBounds(area.removeFromBottom(32).removeFromLeft(action.idealWidth()));
            area.removeFromBottom(space::medium);
        }
        if (note.getText().isNotEmpty())
        {
            note.setBounds(area.removeFromBottom(48));
            area.removeFromBottom(space::small);
        }
        else
            note.setBounds({});
    }
    viewport.setBounds(area);
    options.setSize(area.getWidth() - 12, 1);
    options.setSize(area.getWidth() - 12, options.idealHeight());
}

void SettingsDialog::paint(juce::Graphics& g)
{
    Dialog::paint(g);
    g.setColour(theme().line);
    g.fillRect(divider);
}
} // namespace reprise::app
