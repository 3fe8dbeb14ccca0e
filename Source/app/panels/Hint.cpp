#include "app/panels/Hint.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"
#include "app/look/Words.h"

#include <array>

namespace reprise::app
{
namespace
{
std::array<juce::String, 3> steps()
{
    return {TRANS("Drag over a sound to mark it"), TRANS("Press F to find it again"),
            TRANS("Answer with Y or N")};
}
} // namespace

Hint::Hint() : dismiss(TRANS("Close the hint"), icons::cross(), false)
{
    setTitle(TRANS("First steps"));
    dismiss.onClick = [this]
    {
        if (onDismiss)
            onDismiss();
    };
    addAndMakeVisible(dismiss);
    setState({});
}

void Hint::setState(const HintState& newState)
{
    state = newState;
    juce::String words;
    const auto texts = steps();
    for (int i = 0; i < 3; ++i)
        words << juce::String(i + 1) << ". " << texts[static_cast<std::size_t>(i)]
              << (i < state.step ? TRANS(" (done)") : juce::String()) << ". ";
    setDescription(words.trim());
    repaint();
}

void Hint::resized()
{
    dismiss.setBounds(getLocalBounds().removeFromRight(getHeight()).reduced(8));
}

void Hint::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.setColour(t.raised);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::cardCorner);
    g.setColour(t.line);
    g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(0.5f), space::cardCorner, 1.0f);

    auto area = getLocalBounds().reduced(space::large, 0);
    area.removeFromRight(space::wide);
    const auto texts = steps();
    const auto fontOf = [&](int i)
    { return fonts::words(12.0f, i == state.step ? fonts::Weight::medium : fonts::Weight::regular); };
    // Where there is no room for all of them, the step to take now is the one in words.
    auto needed = 0;
    for (int i = 0; i < 3; ++i)
        needed += 18 + space::small + fontOf(i).getStringWidth(texts[static_cast<std::size_t>(i)]) + 4 +
                  space::wide;
    const auto isTight = needed - space::wide > area.getWidth();
    for (int i = 0; i < 3; ++i)
    {
        const auto& text = texts[static_cast<std::size_t>(i)];
        const auto badge = area.removeFromLeft(18).withSizeKeepingCentre(18, 18).toFloat();
        const auto isNow = i == state.step, isDone = i < state.step;
        if (isDone)
            icons::draw(g, icons::tick(), badge.reduced(2.0f), t.yes);
        else
        {
            g.setColour(isNow ? t.accent : t.line);
            g.fillEllipse(badge);
            g.setColour(isNow ? t.onAccent : t.dim);
            g.setFont(fonts::numbers(11.0f, fonts::Weight::medium));
            g.drawText(juce::String(i + 1), badge, juce::Justification::centred, false);
        }
        area.removeFromLeft(space::small);
        if (isTight && !isNow)
            continue;
        g.setFont(fontOf(i));
        g.setColour(isNow ? t.text : t.dim);
        g.drawText(text, area.removeFromLeft(fontOf(i).getStringWidth(text) + 4),
                   juce::Justification::centredLeft, true);
        area.removeFromLeft(space::wide);
    }
}

std::unique_ptr<juce::AccessibilityHandler> Hint::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::group);
}
} // namespace reprise::app
