#include "app/MainWindow.h"

#include "app/look/Theme.h"

namespace reprise::app
{
MainWindow::MainWindow() : DocumentWindow("Reprise", theme().background, allButtons)
{
    setUsingNativeTitleBar(true);
    setResizable(true, false);
    setResizeLimits(900, 600, 16384, 16384);
    centreWithSize(1440, 900);
}

void MainWindow::closeButtonPressed()
{
    juce::JUCEApplicationBase::quit();
}
} // namespace reprise::app
