#include "app/panels/StatusBar.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"
#include "app/look/Words.h"

namespace reprise::app
{
StatusBar::StatusBar() : device({}, ButtonKind::quiet), shortcuts(TRANS("? shortcuts"), ButtonKind::quiet)
{
    setTitle(TRANS("State"));
    setFocusContainerType(FocusContainerType::focusContainer);
    for (auto* button : {&device, &shortcuts})
    {
        button->setFontHeight(11.0f);
        button->setJustification(juce::Justification::centredRight);
        addAndMakeVisible(button);
    }
    shortcuts.setTitle(TRANS("Keyboard shortcuts"));
    device.onClick = [this]
    {
        if (onDevice)
            onDevice();
    };
    shortcuts.onClick = [this]
    {
        if (onShortcuts)
            onShortcuts();
    };
}

void StatusBar::setState(const StatusBarState& newState)
{
    if (state == newState)
        return;
    state = newState;
    device.setWords(state.device);
    device.setTitle(TRANS("Audio device: %d").replace("%d", state.device));
    setDescription(state.analysis + ". " + state.saved);
    resized();
    repaint();
}

void StatusBar::resized()
{
    auto area = getLocalBounds().withTrimmedTop(1).reduced(space::medium, 2);
    shortcuts.setBounds(area.removeFromRight(shortcuts.idealWidth()));
    area.removeFromRight(space::medium);
    device.setBounds(area.removeFromRight(std::min(device.idealWidth(), area.getWidth() / 2)));
}

void StatusBar::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.panel);
    g.setColour(t.line);
    g.fillRect(getLocalBounds().removeFromTop(1));

    auto area = getLocalBounds().withTrimmedTop(1);
    area.removeFromLeft(space::large + space::unit);
    area.setRight(device.getX() - (state.isDeviceMissing ? 20 : 4));
    const auto font = fonts::words(11.0f);
    g.setFont(font);
    if (state.progress >= 0.0)
    {
        const auto bar = area.removeFromLeft(96).toFloat().withSizeKeepingCentre(96.0f, 4.0f);
        g.setColour(t.line);
        g.fillRoundedRectangle(bar, 2.0f);
        g.setColour(t.accent);
        g.fillRoundedRectangle(
            bar.withWidth(bar.getWidth() * static_cast<float>(juce::jlimit(0.0, 1.0, state.progress))), 2.0f);
        area.removeFromLeft(space::small);
    }
    const auto say = [&](const juce::String& text, juce::Colour colour)
    {
        g.setColour(colour);
        g.drawText(text, area.removeFromLeft(font.getStringWidth(text) + 4), juce::Justification::centredLeft,
                   true);
    };
    say(state.analysis, t.dim);
    if (state.analysis.isNotEmpty() && state.saved.isNotEmpty())
        say(utf8(" \xc2\xb7 "), t.dim);
    if (state.isSavingFailed)
    {
        icons::draw(g, icons::warning(),
                    area.removeFromLeft(16).toFloat().withSizeKeepingCentre(12.0f, 12.0f), t.no);
        say(" " + state.saved, t.no);
    }
    else
        say(state.saved, t.dim);
    if (state.isDeviceMissing)
        icons::draw(g, icons::warning(),
                    juce::Rectangle<float>(12.0f, 12.0f)
                        .withCentre({static_cast<float>(device.getX()) - 6.0f,
                                     static_cast<float>(getHeight()) / 2.0f}),
                    t.accent);
}
} // namespace reprise::app
