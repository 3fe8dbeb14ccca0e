#include "app/dialogs/MessageDialog.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"

namespace reprise::app
{
namespace
{
constexpr int width = 480, iconSize = 28, detailHeight = 56;

void makeReadOnly(juce::TextEditor& text, const juce::String& title)
{
    text.setTitle(title);
    text.setMultiLine(true, true);
    text.setReadOnly(true);
    text.setCaretVisible(false);
    text.setScrollbarsShown(true);
    text.setBorder({0, 0, 0, 0});
    text.setIndents(0, 0);
}
} // namespace

/** A choice with a line below it that says what comes of it. */
class MessageDialog::ChoiceButton : public juce::Button
{
public:
    explicit ChoiceButton(const MessageChoice& choiceIn) : Button(choiceIn.words), choice(choiceIn)
    {
        setButtonText(choice.words);
        setTitle(choice.words);
        setDescription(choice.detail);
        setMouseClickGrabsKeyboardFocus(false);
    }

    void paintButton(juce::Graphics& g, bool highlighted, bool) override
    {
        const auto& t = theme();
        const auto area = getLocalBounds().toFloat().reduced(0.5f);
        g.setColour(highlighted ? t.raised.interpolatedWith(t.text, 0.08f) : t.raised);
        g.fillRoundedRectangle(area, space::small);
        if (choice.kind == ButtonKind::primary || themeName() != ThemeName::dark)
        {
            g.setColour(choice.kind == ButtonKind::primary ? t.accent : t.line);
            g.drawRoundedRectangle(area, space::small, 1.0f);
        }
        auto inside = getLocalBounds().reduced(space::large, 8);
        g.setFont(fonts::words(13.0f, fonts::Weight::medium));
        g.setColour(choice.kind == ButtonKind::danger    ? t.no
                    : choice.kind == ButtonKind::primary ? t.accent
                                                         : t.text);
        g.drawText(choice.words, inside.removeFromTop(20), juce::Justification::centredLeft, true);
        g.setFont(fonts::words(12.0f));
        g.setColour(t.dim);
        g.drawText(choice.detail, inside, juce::Justification::centredLeft, true);
        if (hasKeyboardFocus(false))
            drawFocusRing(g, getLocalBounds().toFloat(), space::small);
    }

private:
    MessageChoice choice;
};

MessageDialog::MessageDialog(MessageDialogState stateIn) : Dialog(stateIn.title), state(std::move(stateIn))
{
    setDescription(state.message);
    if (state.choices.empty())
        state.choices.push_back({TRANS("OK"), ButtonKind::primary});
    const auto& t = theme();
    makeReadOnly(message, TRANS("Message"));
    message.setColour(juce::TextEditor::backgroundColourId, juce::Colours::transparentBlack);
    message.setColour(juce::TextEditor::outlineColourId, juce::Colours::transparentBlack);
    message.setColour(juce::TextEditor::focusedOutlineColourId, juce::Colours::transparentBlack);
    message.setColour(juce::TextEditor::textColourId, t.text);
    message.setFont(fonts::words(13.0f));
    message.setText(state.message, false);
    message.setWantsKeyboardFocus(false);
    addAndMakeVisible(message);

    makeReadOnly(detail, TRANS("Details"));
    detail.setColour(juce::TextEditor::backgroundColourId, t.background);
    detail.setColour(juce::TextEditor::outlineColourId, t.line);
    detail.setColour(juce::TextEditor::textColourId, t.dim);
    detail.setIndents(space::medium, space::small);
    detail.setFont(fonts::numbers(12.0f));
    detail.setText(state.detail, false);
    addChildComponent(detail);
    detail.setVisible(state.detail.isNotEmpty());

    for (std::size_t i = 0; i < state.choices.size(); ++i)
    {
        const auto& choice = state.choices[i];
        std::unique_ptr<juce::Button> button;
        if (hasDetails())
            button = std::make_unique<ChoiceButton>(choice);
        else
            button = std::make_unique<PushButton>(choice.words, choice.kind);
        button->onClick = [this, i] { choose(static_cast<int>(i)); };
        button->setExplicitFocusOrder(static_cast<int>(i) + 1);
        addAndMakeVisible(*button);
        buttons.push_back(std::move(button));
    }
}

MessageDialog::~MessageDialog() = default;

bool MessageDialog::hasDetails() const
{
    return std::any_of(state.choices.begin(), state.choices.end(),
                       [](const auto& choice) { return choice.detail.isNotEmpty(); });
}

juce::Component* MessageDialog::defaultFocus()
{
    return buttons.front().get();
}

void MessageDialog::choose(int index)
{
    const auto tellOwner = onChoice;
    close();
    if (tellOwner)
        tellOwner(index);
}

void MessageDialog::dismissed()
{
    state.escapeChoice >= 0 ? choose(state.escapeChoice) : close();
}

int MessageDialog::textHeight(int forWidth) const
{
    juce::AttributedString attributed;
    attributed.append(state.message, fonts::words(13.0f));
    juce::TextLayout layout;
    layout.createLayout(attributed, static_cast<float>(forWidth));
    return static_cast<int>(std::ceil(layout.getHeight())) + 4;
}

juce::Rectangle<int> MessageDialog::idealSize(juce::Rectangle<int> available) const
{
    const auto cardWidth = std::min(width, available.getWidth());
    const auto text = textHeight(cardWidth - 2 * space::wide - iconSize - space::large - 8);
    const auto buttonRows = hasDetails() ? static_cast<int>(buttons.size()) * 64 - 8 : 36;
    return {0, 0, cardWidth,
            52 + std::max(iconSize, text) + (state.detail.isNotEmpty() ? detailHeight + space::medium : 0) +
                space::wide + buttonRows + 20};
}

void MessageDialog::layOut(juce::Rectangle<int> inside)
{
    auto area = inside;
    if (hasDetails())
    {
        auto rows = area.removeFromBottom(static_cast<int>(buttons.size()) * 64 - 8).withTrimmedBottom(-8);
        for (const auto& button : buttons)
            button->setBounds(rows.removeFromTop(64).withTrimmedBottom(8));
    }
    else
    {
        auto row = area.removeFromBottom(36);
        // The default stands at the right end, where the eye arrives.
        for (const auto& button : buttons)
        {
            const auto buttonWidth = static_cast<PushButton&>(*button).idealWidth() + space::large;
            button->setBounds(row.removeFromRight(buttonWidth));
            row.removeFromRight(space::small);
        }
    }
    area.removeFromBottom(space::wide);
    if (detail.isVisible())
    {
        detail.setBounds(area.removeFromBottom(detailHeight));
        area.removeFromBottom(space::medium);
    }
    iconArea = area.removeFromLeft(iconSize).withHeight(iconSize);
    area.removeFromLeft(space::large);
    message.setBounds(area);
}

void MessageDialog::paint(juce::Graphics& g)
{
    Dialog::paint(g);
    const auto& t = theme();
    const auto isCalm = state.kind == MessageKind::question || state.kind == MessageKind::note;
    icons::draw(g,
                state.kind == MessageKind::question ? icons::question()
                : state.kind == MessageKind::note   ? icons::tick()
                                                    : icons::warning(),
                iconArea.toFloat().reduced(isCalm ? 3.0f : 0.0f),
                state.kind == MessageKind::error ? t.no : t.accent);
}
} // namespace reprise::app
