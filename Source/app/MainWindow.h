#pragma once

#include "app/MainComponent.h"
#include "app/StuckEvents.h"

namespace reprise::app
{
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
    Settings& settings;
    MainComponent main;
    StuckEvents stuckEvents;
};
} // namespace reprise::app
