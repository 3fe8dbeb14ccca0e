#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <vector>

namespace reprise::app
{
enum class OptionKind
{
    text,
    number,
    choice,
    toggle ///< "1" is on, everything else off
};

/** A setting as a line of a form. The values are texts; whoever asks for them reads and checks them. */
struct Option
{
    juce::String key;   ///< for the program
    juce::String title; ///< for people
    OptionKind kind = OptionKind::text;
    juce::String value;
    juce::String hint = {};         ///< what may be said here, or what it does: a dim line below
    juce::StringArray choices = {}; ///< kind choice: the texts; the value is one of them
    juce::String problem = {};      ///< why the value cannot be taken: shown instead of the hint

    bool operator==(const Option&) const = default;
};

/** A form made of options. */
class OptionList : public juce::Component
{
public:
    OptionList();
    ~OptionList() override;

    /** Keeps the fields (and an open editor) where keys and kinds stay the same. */
    void setOptions(const std::vector<Option>&);
    int idealHeight() const;

    /** Tells of what was typed into a field and neither confirmed nor left. Call it before what is set is used. */
    void commitTyping();

    std::function<void(const juce::String& key, const juce::String& value)> onChange;

    /** Escape was pressed in a field that has nothing to take back. */
    std::function<void()> onEscape;

    void resized() override;

private:
    class Line;
    std::vector<std::unique_ptr<Line>> lines;
};
} // namespace reprise::app
