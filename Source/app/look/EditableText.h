#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
/** Text that becomes an editor where it stands: a click (or only editNow()) opens it, Return takes it, Escape and an
    empty text leave it as it was. */
class EditableText : public juce::Label
{
public:
    enum class Opens
    {
        onClick,
        onRequest ///< by editNow() alone; then clicks go through to the parent
    };

    EditableText(const juce::String& title, Opens opens, bool isNumber, float fontHeight = 13.0f);

    /** The text when it is not edited. An editor that is open stays as it is. */
    void setValue(const juce::String& value);
    void setDim(bool dim);

    /** The value typed could not be taken: red, with the reason as tooltip, until the next value or edit. */
    void showProblem(const juce::String& reason);
    const juce::String& problem() const { return reasonRefused; }
    void editNow();

    /** What the user typed, when it differs from the value. The value stays until setValue() gives a new one. */
    std::function<void(const juce::String&)> onCommit;

    void lookAndFeelChanged() override;
    void paint(juce::Graphics&) override;

protected:
    juce::TextEditor* createEditorComponent() override;
    void textWasEdited() override;
    void mouseEnter(const juce::MouseEvent&) override;
    void mouseExit(const juce::MouseEvent&) override;

private:
    void applyColours();

    juce::String value, reasonRefused;
    bool isNumber, isDim = false;
    Opens opens;
    float fontHeight;
};
} // namespace reprise::app
