#include "app/panels/BudgetDots.h"

#include "app/look/Theme.h"
#include "app/look/Words.h"

namespace reprise::app
{
namespace
{
constexpr int mostDots = 12, dotSize = 10, dotStep = 13;

juce::String caption()
{
    return TRANS(utf8("\xe2\x80\x9cno\xe2\x80\x9d left")); // in quotes: not "none left"
}

int captionWidth()
{
    return fonts::words(12.0f).getStringWidth(caption()) + 2;
}
} // namespace

BudgetDots::BudgetDots()
{
    setTitle(TRANS("Answer budget"));
}

void BudgetDots::setState(const BudgetState& newState)
{
    if (state == newState)
        return;
    state = newState;
    setTooltip(state.total > 0 ? inWords() : juce::String());
    setDescription(state.total > 0 ? inWords() : juce::String());
    repaint();
}

juce::String BudgetDots::inWords() const
{
    if (state.left <= 0)
        return TRANS("No answers of \"no\" are left.");
    return counted(state.left, TRANS("%n \"no\" of %t is left. Yes and unsure cost nothing."),
                   TRANS("%n \"no\" of %t are left. Yes and unsure cost nothing."))
        .replace("%t", juce::String(state.total));
}

int BudgetDots::idealWidth() const
{
    if (state.total <= 0)
        return 0;
    return captionWidth() + space::small + (state.total <= mostDots ? state.total * dotStep : 96);
}

void BudgetDots::paint(juce::Graphics& g)
{
    if (state.total <= 0)
        return;
    const auto& t = theme();
    auto area = getLocalBounds();
    g.setFont(fonts::words(12.0f));
    g.setColour(t.dim);
    g.drawText(caption(), area.removeFromLeft(captionWidth()), juce::Justification::centredLeft, false);
    area.removeFromLeft(space::small);

    if (state.total > mostDots)
    {
        g.setFont(fonts::numbers(12.0f));
        g.setColour(t.text);
        g.drawText(juce::String(state.left) + "/" + juce::String(state.total), area.removeFromLeft(52),
                   juce::Justification::centredLeft, false);
        const auto bar = area.toFloat().withSizeKeepingCentre(static_cast<float>(area.getWidth()), 4.0f);
        g.setColour(t.line);
        g.fillRoundedRectangle(bar, 2.0f);
        g.setColour(t.accent);
        g.fillRoundedRectangle(
            bar.withWidth(bar.getWidth() * static_cast<float>(state.left) / static_cast<float>(state.total)),
            2.0f);
        return;
    }
    for (int i = 0; i < state.total; ++i)
    {
        const auto dot = area.removeFromLeft(dotStep).withSizeKeepingCentre(dotSize, dotSize).toFloat();
        if (i < state.left)
        {
            g.setColour(t.accent);
            g.fillEllipse(dot);
        }
        else
        {
            g.setColour(t.faint);
            g.drawEllipse(dot.reduced(0.75f), 1.5f);
        }
    }
}

std::unique_ptr<juce::AccessibilityHandler> BudgetDots::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::staticText);
}
} // namespace reprise::app
