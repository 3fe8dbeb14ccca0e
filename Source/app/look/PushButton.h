#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace reprise::app
{
enum class ButtonKind
{
    primary, ///< accent, filled: the one thing to do next
    plain,   ///< raised
    quiet,   ///< text only, dim
    bare,    ///< text only, as bright as text
    link,    ///< text only, accent
    yes,     ///< filled green
    no,      ///< red outline
    unsure,  ///< grey outline
    likely,  ///< raised, text in the colour of predictions
    danger   ///< filled red: takes something away
};

/** A button with words on it, and the key that does the same. A click leaves the keyboard focus where it is, so that
    the next key still means what it did; Tab reaches the button all the same. Return presses it then. */
class PushButton : public juce::Button
{
public:
    explicit PushButton(const juce::String& words = {}, ButtonKind kind = ButtonKind::plain);

    /** Words, accessible title and name in one. */
    void setWords(const juce::String& words);
    void setKind(ButtonKind kind);

    /** The key as written on it, for example "Y". Screen readers get it as description. */
    void setKeyHint(const juce::String& key);
    void setFontHeight(float height);
    void setJustification(juce::Justification where);

    /** Wide enough for words, key and margins. */
    int idealWidth() const;

    void paintButton(juce::Graphics&, bool highlighted, bool down) override;

private:
    ButtonKind kind;
    juce::String keyHint;
    float fontHeight = 13.0f;
    juce::Justification justification = juce::Justification::centred;
};

/** The ring around whatever has the keyboard focus. */
void drawFocusRing(juce::Graphics&, juce::Rectangle<float> area, float corner);

/** The small plate with a key's name. */
void drawKeyHint(juce::Graphics&, const juce::String& key, juce::Rectangle<float> area, juce::Colour text,
                 juce::Colour plate);
} // namespace reprise::app
