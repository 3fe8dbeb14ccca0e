#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <vector>

namespace reprise::app
{
/** A choice of one among few, side by side. Each segment is a radio button for the keyboard and screen readers. */
class Segmented : public juce::Component
{
public:
    Segmented(const juce::String& title, const juce::StringArray& choices);
    ~Segmented() override;

    /** Moves the choice without calling onChange. */
    void setSelected(int index);
    int selected() const { return current; }

    std::function<void(int)> onChange; ///< by the user

    void resized() override;
    void paint(juce::Graphics&) override;

private:
    class Segment;
    void choose(int index);

    std::vector<std::unique_ptr<Segment>> segments;
    int current = 0;
};
} // namespace reprise::app
