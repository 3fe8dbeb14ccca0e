#include "app/look/DropDown.h"

#include "app/look/Icons.h"
#include "app/look/PushButton.h"
#include "app/look/Theme.h"

namespace reprise::app
{
DropDown::DropDown(const juce::String& title) : Button(title)
{
    setTitle(title);
    setMouseClickGrabsKeyboardFocus(false);
    setTriggeredOnMouseDown(true);
    onClick = [this] { open(); };
}

void DropDown::setChoices(const juce::StringArray& newChoices, int selected)
{
    choices = newChoices;
    current = selected;
    setButtonText(choices[current]);
    repaint();
}

void DropDown::open()
{
    juce::PopupMenu menu;
    for (int i = 0; i < choices.size(); ++i)
        menu.addItem(i + 1, choices[i], true, i == current);
    // In the window itself: a window of its own leaves its ghost behind on some desktops.
    menu.showMenuAsync(juce::PopupMenu::Options()
                           .withTargetComponent(this)
                           .withParentComponent(getTopLevelComponent())
                           .withMinimumWidth(getWidth())
                           .withInitiallySelectedItem(current + 1),
                       [safe = juce::Component::SafePointer<DropDown>(this)](int chosen)
                       {
                           if (safe != nullptr && chosen > 0)
                               safe->choose(chosen - 1);
                       });
}

void DropDown::choose(int index)
{
    if (index == current || !juce::isPositiveAndBelow(index, choices.size()))
        return;
    setChoices(choices, index);
    if (auto* handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
    if (onChange)
        onChange(index);
}

bool DropDown::keyPressed(const juce::KeyPress& key)
{
    if (key == juce::KeyPress::upKey || key == juce::KeyPress::downKey)
    {
        choose(current + (key == juce::KeyPress::upKey ? -1 : 1));
        return true;
    }
    return Button::keyPressed(key);
}

void DropDown::paintButton(juce::Graphics& g, bool highlighted, bool)
{
    const auto& t = theme();
    const auto area = getLocalBounds().toFloat().reduced(0.5f);
    const auto strength = isEnabled() ? 1.0f : 0.4f;
    g.setColour(highlighted ? t.raised.interpolatedWith(t.text, 0.08f) : t.raised);
    g.fillRoundedRectangle(area, space::corner);
    if (themeName() != ThemeName::dark)
    {
        g.setColour(t.line);
        g.drawRoundedRectangle(area, space::corner, 1.0f);
    }
    auto inside = getLocalBounds().reduced(space::medium, 0);
    icons::draw(g, icons::chevronDown(), inside.removeFromRight(12).toFloat(),
                t.dim.withMultipliedAlpha(strength));
    inside.removeFromRight(space::unit);
    g.setColour(t.text.withMultipliedAlpha(strength));
    g.setFont(fonts::words(13.0f));
    g.drawText(getButtonText(), inside, juce::Justification::centredLeft, true);
    if (hasKeyboardFocus(false))
        drawFocusRing(g, getLocalBounds().toFloat(), space::corner);
}

std::unique_ptr<juce::AccessibilityHandler> DropDown::createAccessibilityHandler()
{
    class Value : public juce::AccessibilityTextValueInterface
    {
    public:
        explicit Value(DropDown& ownerIn) : owner(ownerIn) {}
        bool isReadOnly() const override { return true; }
        juce::String getCurrentValueAsString() const override { return owner.getButtonText(); }
        void setValueAsString(const juce::String&) override {}

    private:
        DropDown& owner;
    };
    return std::make_unique<juce::AccessibilityHandler>(
        *this, juce::AccessibilityRole::comboBox,
        juce::AccessibilityActions()
            .addAction(juce::AccessibilityActionType::press, [this] { open(); })
            .addAction(juce::AccessibilityActionType::showMenu, [this] { open(); }),
        juce::AccessibilityHandler::Interfaces{std::make_unique<Value>(*this)});
}
} // namespace reprise::app
