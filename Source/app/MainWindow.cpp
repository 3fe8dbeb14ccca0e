#include "app/MainWindow.h"

#include "AppData.h"
#include "app/look/Theme.h"

#include <algorithm>

namespace reprise::app
{
juce::Rectangle<int> placeOn(juce::Rectangle<int> usable, juce::Rectangle<int> wanted)
{
    const auto fits = wanted.getWidth() <= usable.getWidth() && wanted.getHeight() <= usable.getHeight();
    return fits ? wanted : wanted.constrainedWithin(usable);
}

namespace
{
/** The title bar is the desktop's, and not part of the window's bounds. */
constexpr int frameHeight = 40;

juce::Rectangle<int> withoutFrame(juce::Rectangle<int> area)
{
    return area.reduced(0, frameHeight / 2).withTrimmedTop(frameHeight / 2);
}
} // namespace

MainWindow::MainWindow(AppModel& model, Settings& settingsToKeep, Player& player)
    : DocumentWindow("Reprise", theme().background, allButtons), settings(settingsToKeep),
      main(model, settings, player)
{
    setUsingNativeTitleBar(true);
    setResizable(true, false);
    const auto& displays = juce::Desktop::getInstance().getDisplays();
    auto screen = juce::Rectangle<int>(1440, 900 + frameHeight);
    if (const auto* display = displays.getPrimaryDisplay())
        screen = display->userArea;
    const auto usable = withoutFrame(screen);
    limitTo(usable);
    main.setSize(std::min(1440, usable.getWidth()), std::min(900, usable.getHeight()));
    setContentNonOwned(&main, true);
    setTopLeftPosition(getBounds().withCentre(usable.getCentre()).constrainedWithin(usable).getPosition());
    if (const auto state = settings.windowState(); state.isNotEmpty())
    {
        restoreWindowStateFromString(state);
        if (const auto* display = displays.getDisplayForRect(getBounds());
            display != nullptr && !isFullScreen())
            setBounds(placeOn(withoutFrame(display->userArea), getBounds()));
    }
    // On the window, not on its content: keys have to arrive wherever the focus is.
    addKeyListener(main.commandManager().getKeyMappings());
    addKeyListener(&keysForDialogs); // the last is asked first
    main.onScaled = [this]
    {
        // Once the screen is measured anew.
        juce::MessageManager::callAsync(
            [safe = juce::Component::SafePointer<MainWindow>(this)]
            {
                if (safe != nullptr)
                    safe->fitScreen();
            });
    };
    main.onTitle = [this](const juce::String& file, bool isUnsaved)
    { setName(file.isEmpty() ? juce::String("Reprise") : file + (isUnsaved ? " *" : "") + " - Reprise"); };
}

void MainWindow::limitTo(juce::Rectangle<int> usable)
{
    setResizeLimits(std::min(900, usable.getWidth()), std::min(600, usable.getHeight()), 16384, 16384);
}

void MainWindow::fitScreen()
{
    const auto* display = juce::Desktop::getInstance().getDisplays().getDisplayForRect(getBounds());
    if (display == nullptr || isFullScreen())
        return;
    const auto usable = withoutFrame(display->userArea);
    limitTo(usable);
    const auto wanted = getBounds().withSize(std::max(getWidth(), std::min(900, usable.getWidth())),
                                             std::max(getHeight(), std::min(600, usable.getHeight())));
    setBounds(wanted.constrainedWithin(usable));
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
    if (isActiveWindow() &&
        (focused == nullptr || focused == this || focused == &main || main.dialogLacksFocus()))
        main.takeFocus();
}
} // namespace reprise::app
