#pragma once

#include "Snapshot.h"
#include "app/look/Theme.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace reprise::test
{
/** A theme for as long as this lives. */
class WithTheme
{
public:
    explicit WithTheme(app::ThemeName name) : before(app::themeName()) { app::setTheme(name); }
    ~WithTheme() { app::setTheme(before); }

private:
    app::ThemeName before;
};

inline void pump(int milliseconds = 20)
{
    juce::MessageManager::getInstance()->runDispatchLoopUntil(milliseconds);
}

inline juce::MouseEvent mouseAt(juce::Component& component, juce::Point<float> at,
                                juce::ModifierKeys keys = {}, int clicks = 1)
{
    return {juce::Desktop::getInstance().getMainMouseSource(),
            at,
            keys.withFlags(juce::ModifierKeys::leftButtonModifier),
            juce::MouseInputSource::defaultPressure,
            juce::MouseInputSource::defaultOrientation,
            juce::MouseInputSource::defaultRotation,
            juce::MouseInputSource::defaultTiltX,
            juce::MouseInputSource::defaultTiltY,
            &component,
            &component,
            juce::Time::getCurrentTime(),
            at,
            juce::Time::getCurrentTime(),
            clicks,
            false};
}

/** All components below one that are shown, depth first. */
inline void forEachShown(juce::Component& parent, const std::function<void(juce::Component&)>& visit)
{
    for (auto* child : parent.getChildren())
        if (child->isVisible())
        {
            visit(*child);
            forEachShown(*child, visit);
        }
}

/** The first shown component below one that has this accessible title; null: none. */
template <typename Kind = juce::Component>
Kind* titled(juce::Component& parent, const juce::String& title)
{
    Kind* found = nullptr;
    forEachShown(parent,
                 [&](juce::Component& child)
                 {
                     if (auto* kind = dynamic_cast<Kind*>(&child);
                         kind != nullptr && found == nullptr && child.getTitle() == title)
                         found = kind;
                 });
    return found;
}

/** Presses a button as the user would; false where there is none that can be pressed. */
inline bool press(juce::Component& parent, const juce::String& title)
{
    auto* button = titled<juce::Button>(parent, title);
    if (button == nullptr || !button->isEnabled())
        return false;
    button->triggerClick();
    pump();
    return true;
}

/** Everything that can be operated has a name, and nothing that can be operated is cut off by its parent. */
inline void checkControls(juce::Component& root)
{
    forEachShown(root,
                 [&](juce::Component& child)
                 {
                     const auto isControl = dynamic_cast<juce::Button*>(&child) != nullptr ||
                                            dynamic_cast<juce::TextEditor*>(&child) != nullptr ||
                                            dynamic_cast<juce::Slider*>(&child) != nullptr ||
                                            dynamic_cast<juce::ListBox*>(&child) != nullptr;
                     if (!isControl || child.findParentComponentOfClass<juce::ScrollBar>() != nullptr)
                         return;
                     INFO(child.getTitle() << " " << child.getBounds().toString() << " in "
                                           << child.getParentComponent()->getTitle() << " "
                                           << child.getParentComponent()->getLocalBounds().toString());
                     CHECK(child.getTitle().isNotEmpty());
                     if (!child.getBounds().isEmpty() &&
                         child.findParentComponentOfClass<juce::Viewport>() == nullptr)
                         CHECK(child.getParentComponent()->getLocalBounds().contains(child.getBounds()));
                 });
}
} // namespace reprise::test
