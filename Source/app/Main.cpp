#include "app/MainWindow.h"

#include <iostream>
#include <memory>

namespace reprise::app
{
class Application : public juce::JUCEApplication
{
public:
    const juce::String getApplicationName() override { return JUCE_APPLICATION_NAME_STRING; }
    const juce::String getApplicationVersion() override { return JUCE_APPLICATION_VERSION_STRING; }
    bool moreThanOneInstanceAllowed() override { return true; }

    void initialise(const juce::String&) override
    {
        // Without a display JUCE's windows crash instead of failing.
        if (juce::Desktop::getInstance().getDisplays().getPrimaryDisplay() == nullptr)
        {
            std::cerr << "Reprise: there is no display to open a window on. The command line program "
                         "'reprise' needs none."
                      << std::endl;
            setApplicationReturnValue(1);
            quit();
            return;
        }
        window = std::make_unique<MainWindow>();
        window->setVisible(true);
    }

    void shutdown() override { window = nullptr; }

private:
    std::unique_ptr<MainWindow> window;
};
} // namespace reprise::app

START_JUCE_APPLICATION(reprise::app::Application)
