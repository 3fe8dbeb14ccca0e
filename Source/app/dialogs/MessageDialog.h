#pragma once

#include "app/dialogs/Dialog.h"
#include "app/look/PushButton.h"

#include <memory>
#include <vector>

namespace reprise::app
{
enum class MessageKind
{
    error,
    warning,
    question,
    note ///< nothing went wrong
};

struct MessageChoice
{
    juce::String words;
    ButtonKind kind = ButtonKind::plain;
    juce::String detail = {}; ///< one line below the words, for choices with consequences (relink, restore)
};

struct MessageDialogState
{
    MessageKind kind = MessageKind::error;
    juce::String title;                 ///< what happened or is asked: "The recording was not found"
    juce::String message;               ///< which file or value, why, what to do; may have several lines
    juce::String detail;                ///< monospaced: a path, an error text; may be copied
    std::vector<MessageChoice> choices; ///< the first is the default (Return); none: "OK"
    int escapeChoice = -1;              ///< what Escape means; -1: nothing is chosen, it only closes
};

/** Says what went wrong or asks what to do: errors, restore after a crash, relink moved audio. */
class MessageDialog : public Dialog
{
public:
    explicit MessageDialog(MessageDialogState);
    ~MessageDialog() override;

    /** Called after the dialog has closed, with the index of the choice. */
    std::function<void(int)> onChoice;

    void paint(juce::Graphics&) override;

protected:
    juce::Rectangle<int> idealSize(juce::Rectangle<int> available) const override;
    void layOut(juce::Rectangle<int> inside) override;
    juce::Component* defaultFocus() override;
    void dismissed() override;

private:
    class ChoiceButton;
    void choose(int index);
    int textHeight(int width) const;
    bool hasDetails() const;

    MessageDialogState state;
    juce::TextEditor message, detail;
    std::vector<std::unique_ptr<juce::Button>> buttons;
    juce::Rectangle<int> iconArea;
};
} // namespace reprise::app
