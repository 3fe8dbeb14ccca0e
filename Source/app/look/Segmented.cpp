#include "app/look/Segmented.h"

#include "app/look/PushButton.h"
#include "app/look/Theme.h"

namespace reprise::app
{
class Segmented::Segment : public juce::Button
{
public:
    explicit Segment(const juce::String& words) : Button(words)
    {
        setTitle(words);
        setButtonText(words);
        setRadioGroupId(1, juce::dontSendNotification);
        setMouseClickGrabsKeyboardFocus(false);
    }

    void paintButton(juce::Graphics& g, bool highlighted, bool) override
    {
        const auto& t = theme();
        const auto area = getLocalBounds().toFloat().reduced(2.0f);
        const auto isChosen = getToggleState();
        const auto strength = isEnabled() ? 1.0f : 0.4f;
        if (isChosen)
        {
            g.setColour(t.raised.interpolatedWith(t.text, 0.12f));
            g.fillRoundedRectangle(area, space::corner - 2.0f);
            if (themeName() == ThemeName::highContrast)
            {
                g.setColour(t.text);
                g.drawRoundedRectangle(area.reduced(0.5f), space::corner - 2.0f, 1.0f);
            }
        }
        g.setFont(fonts::words(12.0f, isChosen ? fonts::Weight::medium : fonts::Weight::regular));
        g.setColour((isChosen || highlighted ? t.text : t.dim).withMultipliedAlpha(strength));
        g.drawText(getButtonText(), getLocalBounds(), juce::Justification::centred, true);
        if (hasKeyboardFocus(false))
            drawFocusRing(g, getLocalBounds().toFloat(), space::corner);
    }
};

Segmented::Segmented(const juce::String& title, const juce::StringArray& choices)
{
    setTitle(title);
    setFocusContainerType(FocusContainerType::focusContainer);
    for (int i = 0; i < choices.size(); ++i)
    {
        auto& segment = segments.emplace_back(std::make_unique<Segment>(choices[i]));
        segment->onClick = [this, i] { choose(i); };
        addAndMakeVisible(*segment);
    }
    setSelected(0);
}

Segmented::~Segmented() = default;

void Segmented::setSelected(int index)
{
    current = index;
    for (std::size_t i = 0; i < segments.size(); ++i)
        segments[i]->setToggleState(static_cast<int>(i) == index, juce::dontSendNotification);
}

void Segmented::choose(int index)
{
    if (index == current)
        return;
    setSelected(index);
    if (onChange)
        onChange(index);
}

void Segmented::resized()
{
    const auto width = static_cast<float>(getWidth()) / static_cast<float>(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i)
    {
        const auto left = juce::roundToInt(width * static_cast<float>(i));
        segments[i]->setBounds(left, 0, juce::roundToInt(width * static_cast<float>(i + 1)) - left,
                               getHeight());
    }
}

void Segmented::paint(juce::Graphics& g)
{
    g.setColour(theme().background);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::corner);
    g.setColour(theme().line);
    g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(0.5f), space::corner, 1.0f);
}
} // namespace reprise::app
