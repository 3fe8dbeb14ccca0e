#include "app/panels/TopBar.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"
#include "app/look/TimeText.h"
#include "app/look/Words.h"

namespace reprise::app
{
namespace
{
constexpr float timeHeight = 16.0f, lengthHeight = 13.0f;
constexpr int buttonSize = 36;
} // namespace

TopBar::TopBar()
    : menu("Reprise", ButtonKind::bare), exportButton(TRANS("Export")), play(TRANS("Play"), icons::play()),
      loop(TRANS("Loop"), icons::loop())
{
    setTitle(TRANS("Transport and file"));
    setFocusContainerType(FocusContainerType::focusContainer);
    menu.setFontHeight(16.0f);
    menu.setJustification(juce::Justification::centredLeft);
    menu.setTitle(TRANS("Menu"));
    menu.setTriggeredOnMouseDown(true);
    menu.onClick = [this]
    {
        if (onMenu)
            onMenu(menu);
    };
    play.onClick = [this]
    {
        if (onPlay)
            onPlay();
    };
    loop.onClick = [this]
    {
        if (onLoop)
            onLoop();
    };
    exportButton.onClick = [this]
    {
        if (onExport)
            onExport();
    };
    loop.setWords(TRANS("Loop"), "L");
    fileName.setTitle(TRANS("Recording"));
    fileFacts.setTitle(TRANS("Format of the recording"));
    for (auto* label : {&fileName, &fileFacts})
    {
        label->setBorderSize({0, 0, 0, 0});
        label->setMinimumHorizontalScale(1.0f);
        label->setInterceptsMouseClicks(false, false);
    }
    for (auto* child : std::initializer_list<juce::Component*>{&menu, &fileName, &fileFacts, &play, &loop,
                                                               &dots, &exportButton})
        addAndMakeVisible(child);
    applyColours();
    setState({});
}

void TopBar::setState(const TopBarState& newState)
{
    const auto isFirst = state == TopBarState{};
    if (state == newState && !isFirst)
        return;
    state = newState;
    fileName.setText(state.fileName, juce::dontSendNotification);
    fileName.setTooltip(state.fileName);
    fileFacts.setText(state.fileFacts, juce::dontSendNotification);
    play.setIcon(state.isPlaying ? icons::stop() : icons::play());
    play.setWords(state.isPlaying ? TRANS("Stop") : TRANS("Play"), TRANS("Space"));
    play.setEnabled(state.canPlay);
    loop.setEnabled(state.canPlay);
    loop.setToggleState(state.isLooping, juce::dontSendNotification);
    exportButton.setEnabled(state.canExport);
    dots.setState(state.budget);
    resized();
    repaint();
}

void TopBar::setPosition(SampleIndex sample)
{
    if (std::exchange(position, sample) != sample)
        repaint(timeArea);
}

void TopBar::lookAndFeelChanged()
{
    applyColours();
}

void TopBar::applyColours()
{
    fileName.setFont(fonts::words(13.0f));
    fileName.setColour(juce::Label::textColourId, theme().text);
    fileFacts.setFont(fonts::numbers(12.0f));
    fileFacts.setColour(juce::Label::textColourId, theme().dim);
}

void TopBar::resized()
{
    auto area = getLocalBounds().withTrimmedBottom(1).reduced(space::medium, 0);
    const auto middleHigh = [&](juce::Rectangle<int> r, int h)
    { return r.withSizeKeepingCentre(r.getWidth(), h); };

    menu.setBounds(middleHigh(area.removeFromLeft(menu.idealWidth() + 24), 32));
    exportButton.setBounds(middleHigh(area.removeFromRight(exportButton.idealWidth() + space::small), 32));
    area.removeFromRight(space::large);
    dots.setVisible(state.budget.total > 0);
    if (dots.isVisible())
        dots.setBounds(middleHigh(area.removeFromRight(dots.idealWidth()), 24));
    area.removeFromRight(space::large);

    // The transport stands in the middle of the window, or further left where the budget would touch it.
    const auto hours = state.sampleRateHz > 0 && state.length >= SampleIndex{3600} * state.sampleRateHz;
    const auto digit = fonts::numbers(timeHeight).getStringWidthFloat("0");
    const auto smallDigit = fonts::numbers(lengthHeight).getStringWidthFloat("0");
    const auto places = static_cast<float>(hours ? 11 : 8);
    const auto timeWidth = static_cast<int>(places * digit + (places + 3) * smallDigit) + space::unit;
    const auto width = 2 * buttonSize + space::unit + space::medium + timeWidth;
    auto transport =
        juce::Rectangle<int>(width, area.getHeight()).withCentre({getWidth() / 2, area.getCentreY()});
    transport.setX(
        juce::jlimit(area.getX(), juce::jmax(area.getX(), area.getRight() - width), transport.getX()));
    const auto right = transport.getX();
    play.setBounds(transport.removeFromLeft(buttonSize).withSizeKeepingCentre(buttonSize, 32));
    transport.removeFromLeft(space::unit);
    loop.setBounds(transport.removeFromLeft(buttonSize).withSizeKeepingCentre(buttonSize, 32));
    transport.removeFromLeft(space::medium);
    timeArea = transport;

    area.setRight(right - space::large);
    area.removeFromLeft(space::small);
    const auto factsWidth = fonts::numbers(12.0f).getStringWidth(state.fileFacts) + 4;
    const auto nameWidth = fonts::words(13.0f).getStringWidth(state.fileName) + 4;
    // The facts go first where there is no room for both.
    fileFacts.setVisible(area.getWidth() >= std::min(nameWidth, 160) + space::large + factsWidth);
    fileName.setBounds(area.removeFromLeft(
        std::min(nameWidth, area.getWidth() - (fileFacts.isVisible() ? factsWidth + space::large : 0))));
    area.removeFromLeft(space::large);
    fileFacts.setBounds(area.removeFromLeft(factsWidth));
}

void TopBar::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.panel);
    g.setColour(t.line);
    g.fillRect(getLocalBounds().removeFromBottom(1));

    // The product's name is a menu: its chevron says so.
    icons::draw(g, icons::chevronDown(),
                juce::Rectangle<float>(10.0f, 10.0f)
                    .withCentre({static_cast<float>(menu.getRight()) - 14.0f,
                                 static_cast<float>(menu.getBounds().getCentreY())}),
                t.dim);

    if (state.sampleRateHz <= 0)
        return;
    auto area = timeArea;
    const auto now = time_text::toMilliseconds(position, state.sampleRateHz);
    const auto nowFont = fonts::numbers(timeHeight, fonts::Weight::medium);
    g.setFont(nowFont);
    g.setColour(t.text);
    g.drawText(now, area.removeFromLeft(nowFont.getStringWidth(now) + 1), juce::Justification::centredLeft,
               false);
    g.setFont(fonts::numbers(lengthHeight));
    g.setColour(t.dim);
    g.drawText(" / " + time_text::toMilliseconds(state.length, state.sampleRateHz), area,
               juce::Justification::centredLeft, false);
}
} // namespace reprise::app
