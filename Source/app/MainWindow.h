#pragma once

#include "app/MainComponent.h"
#include "app/StuckEvents.h"

namespace reprise::app
{
/** Where a window goes that was left at `wanted`: one that is larger than the screen's usable area comes inside it. */
juce::Rectangle<int> placeOn(juce::Rectangle<int> usable, juce::Rectangle<int> wanted);

/** The application's one window: frame, title, size and place. What is in it is MainComponent's. */
class MainWindow : public juce::DocumentWindow
{
public:
    MainWindow(AppModel& model, Settings& settings, Player& player);
    ~MainWindow() override;

    MainComponent& content() { return main; }

    /** Gives the desktop the icon for title bar and task list; it has to be visible for that. */
    void showIcon();

    void closeButtonPressed() override;
    void activeWindowStatusChanged() override;
    bool keyStateChanged(bool isKeyDown) override;

private:
    void limitTo(juce::Rectangle<int> usable);
    void fitScreen();

    /** Keys for a dialogue that a window manager's changes left without the focus: they must not reach the commands
        of the window behind it. */
    struct KeysForDialogs : juce::KeyListener
    {
        explicit KeysForDialogs(MainComponent& content) : main(content) {}
        bool keyPressed(const juce::KeyPress& key, juce::Component* from) override;
        MainComponent& main;
    };

    Settings& settings;
    MainComponent main;
    KeysForDialogs keysForDialogs{main};
    StuckEvents stuckEvents;
};
} // namespace reprise::app
