#pragma once

#include "app/look/IconButton.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** Something to decide, drawn inside the window over a scrim: no window of its own, nothing modal for the program.

    Focus    goes to defaultFocus() when it opens, stays inside while Tab is pressed, and returns to where it was.
    Keys     Escape closes; every other key that nothing inside wants is swallowed, so that shortcuts of the window
             behind do not fire.
    Owner    whoever made it. Closing hides it, takes it out of its parent and calls onClosed; it may be deleted
             there and then, so onClosed is the last thing that is called. */
class Dialog : public juce::Component
{
public:
    explicit Dialog(const juce::String& title);
    ~Dialog() override;

    /** Covers `parent`, follows its size and takes the focus. */
    void open(juce::Component& parent);
    void close();

    /** To defaultFocus(), where the window lost it. */
    void takeFocus();
    bool isOpen() const { return getParentComponent() != nullptr; }

    std::function<void()> onClosed;

    void paint(juce::Graphics&) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress&) override;
    void mouseDown(const juce::MouseEvent&) override;
    void parentSizeChanged() override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

protected:
    /** The card's size, no larger than `available`. */
    virtual juce::Rectangle<int> idealSize(juce::Rectangle<int> available) const = 0;

    /** Lays out the inside: the card without its title bar and margins. */
    virtual void layOut(juce::Rectangle<int> inside) = 0;

    virtual juce::Component* defaultFocus() { return nullptr; }

    /** Escape, the cross and a click beside the card. Closes unless overridden (a choice that must be made). */
    virtual void dismissed() { close(); }

    juce::Rectangle<int> cardBounds() const { return card; }
    void setHeading(const juce::String& title);

private:
    juce::Rectangle<int> card;
    IconButton closeButton;
    juce::Component::SafePointer<juce::Component> focusedBefore;
};
} // namespace reprise::app
