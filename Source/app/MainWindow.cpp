#include "app/MainWindow.h"

#include "AppData.h"
#include "app/look/Theme.h"

namespace reprise::app
{
MainWindow::MainWindow(AppModel& model, Settings& settingsToKeep, Player& player)
    : DocumentWindow("Reprise", theme().background, allButtons), settings(settingsToKeep),
      main(model, settings, player)
{
    setUsingNativeTitleBar(true);
    setResizable(true, false);
    setResizeLimits(900, 600, 16384, 16384);
    main.setSize(1440, 900);
    setContentNonOwned(&main, true);
    centreWithSize(getWidth(), getHeight());
    if (const auto state = settings.windowState(); state.isNotEmpty())
        restoreWindowStateFromString(state);
    // On the window, not on its content: keys have to arrive wherever the focus is.
    addKeyListener(main.commandManager().getKeyMappings());
    addKeyListener(&keysForDialogs); // the last is asked first
    main.onTitle = [this](const juce::String& file, bool isUnsaved)
    { setName(file.isEmpty() ? juce::String("Reprise") : file + (isUnsaved ? " *" : "") + " - Reprise"); };
}

MainWindow::~MainWindow()
{
    settings.setWindowState(getWindowStateAsString());
    removeKeyListener(&keysForDialogs);
    removeKeyListener(main.commandManager().getKeyMappings());
    clearContentComponent();
}

void MainWindow::showIcon()
{
    const auto icon =
        juce::ImageCache::getFromMemory(data::reprise128_png, static_cast<int>(data::reprise128_pngSize));
    setIcon(icon);
    if (auto* peer = getPeer())
        peer->setIcon(icon);
}

void MainWindow::closeButtonPressed()
{
    main.leave();
}

bool MainWindow::keyStateChanged(bool isKeyDown)
{
    if (!isKeyDown)
        main.keyWasReleased();
    return DocumentWindow::keyStateChanged(isKeyDown);
}

bool MainWindow::KeysForDialogs::keyPressed(const juce::KeyPress& key, juce::Component*)
{
    if (!main.dialogLacksFocus())
        return false;
    main.takeFocus();
    for (auto* wanting = juce::Component::getCurrentlyFocusedComponent();
         wanting != nullptr && wanting != &main; wanting = wanting->getParentComponent())
        if (wanting->keyPressed(key))
            return true;
    return false;
}

void MainWindow::activeWindowStatusChanged()
{
    DocumentWindow::activeWindowStatusChanged();
    // Closed menus and dialogues leave the focus nowhere, and keys with it; a window that comes up keeps it.
    auto* focused = juce::Component::getCurrentlyFocusedComponent();
    if (isActiveWindow() && (focused == nullptr || focused == this || focused == &main))
        main.takeFocus();
}
} // namespace reprise::app
