#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** The application's one window. Arranges; knows nothing of audio. */
class MainWindow : public juce::DocumentWindow
{
public:
    MainWindow();
    void closeButtonPressed() override;
};
} // namespace reprise::app
