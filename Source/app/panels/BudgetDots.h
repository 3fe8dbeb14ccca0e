#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
struct BudgetState
{
    int total = 0, left = 0;

    bool operator==(const BudgetState&) const = default;
};

/** How often the user can still say no: a dot for each, filled while it is left. Above twelve a number and a bar.
    The words are the tooltip and what screen readers say. */
class BudgetDots : public juce::Component, public juce::SettableTooltipClient
{
public:
    BudgetDots();

    void setState(const BudgetState&);
    int idealWidth() const;
    juce::String inWords() const;

    void paint(juce::Graphics&) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    BudgetState state;
};
} // namespace reprise::app
