#pragma once

#include "app/look/IconButton.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
struct HintState
{
    int step = 0; ///< 0 mark, 1 find, 2 answer; 3: all done

    bool operator==(const HintState&) const = default;
};

/** The three steps, shown at the first start only, in one quiet line; never in the way and closed for good. */
class Hint : public juce::Component
{
public:
    static constexpr int height = 40;

    Hint();

    void setState(const HintState&);

    std::function<void()> onDismiss;

    void paint(juce::Graphics&) override;
    void resized() override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    HintState state;
    IconButton dismiss;
};
} // namespace reprise::app
