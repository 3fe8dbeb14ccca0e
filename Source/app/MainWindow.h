#pragma once

#include "app/MainComponent.h"

namespace reprise::app
{
/** The application's one window: frame, title, size and place. What is in it is MainComponent's. */
class MainWindow : public juce::DocumentWindow
{
public:
    MainWindow(AppModel& model, Settings& settings, Player& player);
    ~MainWindow() override;

    MainComponent& content() { return main; }

    void closeButtonPressed() override;
    void activeWindowStatusChanged() override;

private:
    Settings& settings;
    MainComponent main;
};
} // namespace reprise::app
