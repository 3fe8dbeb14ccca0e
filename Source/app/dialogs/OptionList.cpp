#include "app/dialogs/OptionList.h"

#include "app/look/CheckBox.h"
#include "app/look/DropDown.h"
#include "app/look/TextField.h"
#include "app/look/Theme.h"

namespace reprise::app
{
namespace
{
constexpr int fieldHeight = 28, titleHeight = 20, hintLine = 16, gap = space::medium;

/** Below this width titles stand over their fields. */
constexpr int narrowBelow = 320;
} // namespace

class OptionList::Line : public juce::Component
{
public:
    Line(OptionList& ownerIn, const Option& optionIn) : owner(ownerIn), option(optionIn)
    {
        const auto say = [this](const juce::String& value)
        {
            // Copies: other options may take the place of this one.
            if (value != option.value && owner.onChange)
                owner.onChange(juce::String(option.key), juce::String(value));
        };
        if (option.kind == OptionKind::toggle)
        {
            toggle = std::make_unique<CheckBox>(option.title);
            toggle->onClick = [this, say] { say(toggle->getToggleState() ? "1" : "0"); };
            addAndMakeVisible(*toggle);
        }
        else if (option.kind == OptionKind::choice)
        {
            choice = std::make_unique<DropDown>(option.title);
            choice->onChange = [this, say](int index) { say(option.choices[index]); };
            addAndMakeVisible(*choice);
        }
        else
        {
            text =
                std::make_unique<TextField>(option.title, juce::String(), option.kind == OptionKind::number);
            text->onReturnKey = [this, say] { say(text->getText().trim()); };
            text->onFocusLost = [this, say] { say(text->getText().trim()); };
            text->onEscapeKey = [this]
            {
                if (text->getText() != option.value)
                    text->setValue(option.value);
                else if (const auto leave = owner.onEscape)
                    leave(); // deletes this, maybe
            };
            addAndMakeVisible(*text);
        }
        setOption(optionIn);
    }

    void commit()
    {
        if (text != nullptr)
            text->onFocusLost();
    }

    bool canShow(const Option& other) const { return other.key == option.key && other.kind == option.kind; }

    void setOption(const Option& newOption)
    {
        option = newOption;
        juce::Component* field = nullptr;
        if (toggle)
        {
            toggle->setWords(option.title);
            toggle->setToggleState(option.value == "1", juce::dontSendNotification);
            field = toggle.get();
        }
        else if (choice)
        {
            choice->setChoices(option.choices, option.choices.indexOf(option.value));
            field = choice.get();
        }
        else
        {
            if (!text->hasKeyboardFocus(true))
                text->setValue(option.value);
            field = text.get();
        }
        field->setDescription(option.problem.isNotEmpty() ? option.problem : option.hint);
        repaint();
    }

    int height(int width) const
    {
        const auto words = option.problem.isNotEmpty() ? option.problem : option.hint;
        const auto lines = words.isEmpty() ? 0 : hintLines(words, width - hintLeft(width));
        return titleAbove(width) + fieldHeight + (lines > 0 ? 4 + lines * hintLine : 0);
    }

    void resized() override
    {
        auto line = getLocalBounds().withTrimmedTop(titleAbove(getWidth())).withHeight(fieldHeight);
        if (toggle)
            toggle->setBounds(line.withTrimmedLeft(hintLeft(getWidth())));
        else
        {
            line.removeFromLeft(hintLeft(getWidth()));
            if (choice)
                choice->setBounds(line);
            else
                text->setBounds(option.kind == OptionKind::number
                                    ? line.withWidth(std::min(120, line.getWidth()))
                                    : line);
        }
    }

    void paint(juce::Graphics& g) override
    {
        const auto& t = theme();
        auto area = getLocalBounds();
        const auto above = area.removeFromTop(titleAbove(getWidth()));
        const auto line = area.removeFromTop(fieldHeight);
        g.setFont(fonts::words(above.isEmpty() ? 13.0f : 12.0f));
        g.setColour(t.dim);
        if (!toggle)
            g.drawText(option.title,
                       above.isEmpty() ? line.withWidth(hintLeft(getWidth()) - space::small) : above,
                       juce::Justification::centredLeft, true);
        const auto isWrong = option.problem.isNotEmpty();
        g.setFont(fonts::words(11.0f));
        g.setColour(isWrong ? t.no : t.dim);
        g.drawFittedText(isWrong ? option.problem : option.hint,
                         area.withTrimmedTop(4).withTrimmedLeft(hintLeft(getWidth())),
                         juce::Justification::topLeft, 4, 1.0f);
    }

private:
    static int hintLeft(int width) { return width < narrowBelow ? 0 : std::min(160, width * 2 / 5); }
    int titleAbove(int width) const { return width < narrowBelow && !toggle ? titleHeight : 0; }

    static int hintLines(const juce::String& words, int width)
    {
        juce::AttributedString attributed;
        attributed.append(words, fonts::words(11.0f));
        juce::TextLayout layout;
        layout.createLayout(attributed, static_cast<float>(width));
        return layout.getNumLines();
    }

    OptionList& owner;
    Option option;
    std::unique_ptr<CheckBox> toggle;
    std::unique_ptr<DropDown> choice;
    std::unique_ptr<TextField> text;
};

OptionList::OptionList() = default;
OptionList::~OptionList() = default;

void OptionList::setOptions(const std::vector<Option>& options)
{
    const auto same = std::equal(lines.begin(), lines.end(), options.begin(), options.end(),
                                 [](const auto& line, const auto& option) { return line->canShow(option); });
    if (!same)
    {
        lines.clear();
        for (const auto& option : options)
            addAndMakeVisible(*lines.emplace_back(std::make_unique<Line>(*this, option)));
    }
    else
        for (std::size_t i = 0; i < options.size(); ++i)
            lines[i]->setOption(options[i]);
    resized();
}

void OptionList::commitTyping()
{
    // What it tells may make other lines of them.
    for (std::size_t i = 0; i < lines.size(); ++i)
        lines[i]->commit();
}

int OptionList::idealHeight() const
{
    auto height = 0;
    for (const auto& line : lines)
        height += line->height(getWidth()) + gap;
    return std::max(0, height - gap);
}

void OptionList::resized()
{
    auto y = 0;
    for (const auto& line : lines)
    {
        line->setBounds(0, y, getWidth(), line->height(getWidth()));
        y = line->getBottom() + gap;
    }
}
} // namespace reprise::app
