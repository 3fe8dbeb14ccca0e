#include "app/MainWindow.h"
#include "app/StallWatch.h"
#include "app/look/RepriseLookAndFeel.h"
#include "base/Errors.h"
#include "base/StandardStreams.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <memory>

namespace reprise::app
{
namespace
{
struct Arguments
{
    std::string file, logEvents;
    bool plainDialogs = false, watchStalls = false;
};

/** The demo: <prefix>/share of the installed program, or Resources of the tree whose build/<preset>/bin holds it.
    Looked for from where the program is, so that a package carries no path of the machine it was built on. */
juce::File demoFile()
{
    const auto folder =
        juce::File::getSpecialLocation(juce::File::currentExecutableFile).getParentDirectory();
    for (const auto* place : {"../share/reprise/demo/demo.flac", "../../../Resources/demo/demo.flac"})
        if (const auto file = folder.getChildFile(place); file.existsAsFile())
            return file;
    return {};
}
} // namespace

class Application : public juce::JUCEApplication
{
public:
    const juce::String getApplicationName() override { return JUCE_APPLICATION_NAME_STRING; }
    const juce::String getApplicationVersion() override { return JUCE_APPLICATION_VERSION_STRING; }
    bool moreThanOneInstanceAllowed() override { return true; }

    void initialise(const juce::String&) override
    {
        Arguments arguments;
        if (!parse(arguments))
            return;
        // Without a display JUCE's windows crash instead of failing.
        if (juce::Desktop::getInstance().getDisplays().getPrimaryDisplay() == nullptr)
            return fail(
                "there is no display to open a window on. The command line program 'reprise' needs none.", 1);
        settings = std::make_unique<Settings>();
        setTheme(settings->theme());
        lookAndFeel = std::make_unique<RepriseLookAndFeel>();
        juce::LookAndFeel::setDefaultLookAndFeel(lookAndFeel.get());
        juce::Desktop::getInstance().setGlobalScaleFactor(
            static_cast<float>(scaleFitting(screenPixels(), settings->scale())));
        model = std::make_unique<AppModel>(Settings::draftsFolder());
        model->defaults = settings->soundDefaults();
        player = std::make_unique<Player>();
        window = std::make_unique<MainWindow>(*model, *settings, *player);
        try
        {
            if (!arguments.logEvents.empty())
                eventLog = std::make_unique<EventLog>(*model, arguments.logEvents);
        }
        catch (const Error& error)
        {
            return fail(error.what(), 1);
        }
        window->content().setEventLog(eventLog.get());
        window->content().setPlainDialogs(arguments.plainDialogs);
        if (arguments.watchStalls)
            stallWatch = std::make_unique<StallWatch>(16.0, [this](double ms, double worked)
                                                      { eventLog->stalled(ms, worked); });
        window->setVisible(true);
        window->showIcon();
        window->content().grabKeyboardFocus();
        open(arguments.file);
        // Looking for sound devices takes a while; the window is there meanwhile.
        juce::MessageManager::callAsync(
            [this]
            {
                if (!player)
                    return;
                player->openDevice(settings->audioDevice().get());
                window->content().lookAndFeelChanged();
            });
    }

    void shutdown() override
    {
        if (settings)
            settings->saveNow();
        stallWatch = nullptr;
        window = nullptr;
        eventLog = nullptr;
        player = nullptr;
        model = nullptr;
        juce::LookAndFeel::setDefaultLookAndFeel(nullptr);
        lookAndFeel = nullptr;
        settings = nullptr;
    }

    void systemRequestedQuit() override { window ? window->content().leave() : quit(); }

private:
    /** False when the program has nothing more to do. */
    bool parse(Arguments& arguments)
    {
        CLI::App parser("Reprise: finds every other place where a marked sound occurs in a recording",
                        "reprise-app");
        parser.add_option("FILE", arguments.file, "A recording, or a session (.reprise)");
        auto* log = parser.add_option("--log-events", arguments.logEvents,
                                      "Write what is shown and done to this file, as JSON lines");
        parser
            .add_flag("--watch-stalls", arguments.watchStalls,
                      "Log each time the window did not react for 16 ms or more")
            ->needs(log);
        parser.add_flag("--plain-dialogs", arguments.plainDialogs,
                        "Draw file dialogues instead of asking the desktop for them");
        parser.set_version_flag("--version", std::string(JUCE_APPLICATION_VERSION_STRING));
        std::vector<std::string> words;
        for (const auto& word : getCommandLineParameterArray())
            words.insert(words.begin(), word.toStdString());
        try
        {
            parser.parse(words);
            return true;
        }
        catch (const CLI::ParseError& error)
        {
            setApplicationReturnValue(parser.exit(error) == 0 ? 0 : 2);
            quit();
            return false;
        }
    }

    void open(const std::string& file)
    {
        auto& content = window->content();
        if (!file.empty())
            content.openFile(
                juce::File::getCurrentWorkingDirectory().getChildFile(juce::String::fromUTF8(file.c_str())));
        else
            // Where settings cannot be written, every start is the first one.
            content.offerDrafts(
                [&content, isFirst = settings->isFirstStart()]
                {
                    if (isFirst && demoFile() != juce::File())
                        content.openFile(demoFile());
                });
        settings->setStarted();
    }

    void fail(const std::string& message, int code)
    {
        std::cerr << "Reprise: " << message << std::endl;
        setApplicationReturnValue(code);
        quit();
    }

    std::unique_ptr<Settings> settings;
    std::unique_ptr<RepriseLookAndFeel> lookAndFeel;
    std::unique_ptr<AppModel> model;
    std::unique_ptr<Player> player;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<EventLog> eventLog;
    std::unique_ptr<StallWatch> stallWatch;
};
} // namespace reprise::app

JUCE_CREATE_APPLICATION_DEFINE(reprise::app::Application)

// JUCE's own would open connections before anything of ours is called.
int main(int argc, char* argv[])
{
    reprise::occupyClosedStreams();
    // A file as large as files may be, and what is said into a broken pipe, are errors of writing.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    // Ends as JUCE does for Ctrl+C in a terminal: with the session closed, and what cannot be kept said.
    std::signal(SIGTERM, [](int) { std::raise(SIGINT); });
    juce::JUCEApplicationBase::createInstance = &juce_CreateApplication;
    return juce::JUCEApplicationBase::main(argc, const_cast<const char**>(argv));
}
