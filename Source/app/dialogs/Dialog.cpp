#include "app/dialogs/Dialog.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"

namespace reprise::app
{
namespace
{
constexpr int headHeight = 52, padding = space::wide, windowMargin = space::wide;
} // namespace

Dialog::Dialog(const juce::String& title) : closeButton(TRANS("Close"), icons::cross(), false)
{
    setTitle(title);
    setWantsKeyboardFocus(true);
    setFocusContainerType(FocusContainerType::keyboardFocusContainer);
    closeButton.setWords(TRANS("Close"), "Esc");
    closeButton.setExplicitFocusOrder(1000); // the last that Tab comes to
    closeButton.onClick = [this] { dismissed(); };
    addAndMakeVisible(closeButton);
}

Dialog::~Dialog() = default;

void Dialog::setHeading(const juce::String& title)
{
    setTitle(title);
    repaint();
}

void Dialog::open(juce::Component& parent)
{
    focusedBefore = juce::Component::getCurrentlyFocusedComponent();
    setBounds(parent.getLocalBounds());
    parent.addAndMakeVisible(this);
    toFront(false);
    // Or once the window comes up: it must not take the keys of another program.
    if (const auto* peer = getPeer(); peer == nullptr || peer->isFocused())
        takeFocus();
}

void Dialog::takeFocus()
{
    if (!isShowing())
        return;
    auto* first = defaultFocus();
    (first != nullptr ? first : this)->grabKeyboardFocus();
}

void Dialog::close()
{
    auto* parent = getParentComponent();
    if (parent == nullptr)
        return;
    const auto hadFocus = hasKeyboardFocus(true);
    setVisible(false);
    parent->removeChildComponent(this);
    if (hadFocus && parent->isShowing())
    {
        // Where the focus was may have gone meanwhile; nowhere at all would leave shortcuts dead.
        auto* target =
            focusedBefore != nullptr && focusedBefore->isShowing() ? focusedBefore.getComponent() : parent;
        target->grabKeyboardFocus();
    }
    if (onClosed)
    {
        // The owner may delete this, and the function with it.
        const auto tellOwner = onClosed;
        tellOwner();
    }
}

void Dialog::parentSizeChanged()
{
    if (auto* parent = getParentComponent())
        setBounds(parent->getLocalBounds());
}

void Dialog::resized()
{
    const auto available = getLocalBounds().reduced(windowMargin);
    const auto size = idealSize(available.withZeroOrigin());
    card = size.withSizeKeepingCentre(std::min(size.getWidth(), available.getWidth()),
                                      std::min(size.getHeight(), available.getHeight()))
               .withCentre(getLocalBounds().getCentre());
    closeButton.setBounds(card.getRight() - padding - 24, card.getY() + 14, 28, 28);
    layOut(card.reduced(padding, 0).withTrimmedTop(headHeight).withTrimmedBottom(space::wide - 4));
}

void Dialog::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(themeName() == ThemeName::light ? juce::Colours::black.withAlpha(0.35f)
                                              : t.background.withAlpha(0.72f));
    g.setColour(t.panel);
    g.fillRoundedRectangle(card.toFloat(), space::cardCorner);
    g.setColour(t.line);
    g.drawRoundedRectangle(card.toFloat().reduced(0.5f), space::cardCorner, 1.0f);
    g.setColour(t.text);
    g.setFont(fonts::words(16.0f, fonts::Weight::semiBold));
    g.drawText(getTitle(), card.reduced(padding, 0).withTrimmedRight(32).withHeight(headHeight + 4),
               juce::Justification::centredLeft, true);
}

bool Dialog::keyPressed(const juce::KeyPress& key)
{
    if (key == juce::KeyPress::escapeKey)
        dismissed();
    else if (key.isKeyCode(juce::KeyPress::tabKey))
    {
        // Here and not by JUCE: the window behind may have a command on Tab.
        if (auto* focused = juce::Component::getCurrentlyFocusedComponent();
            focused != nullptr && focused != this)
            focused->moveKeyboardFocusToSibling(!key.getModifiers().isShiftDown());
        else if (auto* first = defaultFocus())
            first->grabKeyboardFocus();
    }
    // The program can be left from everywhere.
    return key != juce::KeyPress('q', juce::ModifierKeys::ctrlModifier, 0);
}

void Dialog::mouseDown(const juce::MouseEvent& event)
{
    if (!card.contains(event.getPosition()))
        dismissed();
}

std::unique_ptr<juce::AccessibilityHandler> Dialog::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::dialogWindow);
}
} // namespace reprise::app
