#include "app/panels/MarkPanel.h"

#include "app/look/IconButton.h"
#include "app/look/Icons.h"
#include "app/look/Theme.h"
#include "app/look/TimeText.h"
#include "app/look/Words.h"

namespace reprise::app
{
namespace
{
constexpr int titleHeight = 36, rowHeight = 40, margin = space::large + space::unit;
constexpr std::size_t count = 3;

int heightOf(const juce::String& text, const juce::Font& font, int width)
{
    juce::AttributedString attributed;
    attributed.append(text, font);
    juce::TextLayout layout;
    layout.createLayout(attributed, static_cast<float>(width));
    return static_cast<int>(std::ceil(layout.getHeight()));
}
} // namespace

/** A quiet card with a title, a few words and up to two things to do. */
class MarkPanel::Card : public juce::Component
{
public:
    Card(const juce::String& titleIn, const juce::String& textIn, bool isRefusalIn)
        : close(TRANS("Dismiss"), icons::cross(), false), title(titleIn), text(textIn), isRefusal(isRefusalIn)
    {
        setTitle(title.isEmpty() ? text : title);
        setDescription(title.isEmpty() ? juce::String() : text);
        setFocusContainerType(FocusContainerType::focusContainer);
    }

    void addAction(const juce::String& words, ButtonKind kind, std::function<void()> action)
    {
        auto& button = actions.emplace_back(std::make_unique<PushButton>(words, kind));
        button->setFontHeight(12.0f);
        button->setJustification(juce::Justification::centredLeft);
        button->onClick = std::move(action);
        addAndMakeVisible(*button);
    }

    void addClose(std::function<void()> action)
    {
        close.onClick = std::move(action);
        addAndMakeVisible(close);
    }

    int heightFor(int width) const
    {
        const auto inside = width - 2 * space::medium - (title.isEmpty() ? 20 : 0);
        auto height = 2 * space::medium + heightOf(text, textFont(), inside);
        if (title.isNotEmpty())
            height += 20;
        if (!actions.empty())
            height += 24;
        return height;
    }

    void resized() override
    {
        auto area = getLocalBounds().reduced(space::medium, space::small);
        close.setBounds(getWidth() - 28, 4, 24, 24);
        auto line = area.removeFromBottom(24).translated(-space::unit, 0);
        for (const auto& action : actions)
        {
            action->setBounds(line.removeFromLeft(action->idealWidth()));
            line.removeFromLeft(space::small);
        }
    }

    void paint(juce::Graphics& g) override
    {
        const auto& t = theme();
        g.setColour(t.background);
        g.fillRoundedRectangle(getLocalBounds().toFloat(), space::small);
        g.setColour(isRefusal ? t.no : t.line);
        g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(0.5f), space::small, 1.0f);
        auto area = getLocalBounds().reduced(space::medium);
        if (title.isNotEmpty())
        {
            g.setFont(fonts::words(12.0f, fonts::Weight::medium));
            g.setColour(t.text);
            g.drawText(title, area.removeFromTop(20).withTrimmedBottom(4).withTrimmedRight(16),
                       juce::Justification::centredLeft, true);
        }
        else
            area.removeFromRight(20);
        juce::AttributedString attributed;
        attributed.append(text, textFont(), isRefusal ? t.text : t.dim);
        attributed.draw(g, area.toFloat());
    }

private:
    static juce::Font textFont() { return fonts::words(12.0f); }

    std::vector<std::unique_ptr<PushButton>> actions;
    IconButton close;
    juce::String title, text;
    bool isRefusal;
};

MarkPanel::MarkPanel() : snap(TRANS("Snap edges to"), {TRANS("Off"), TRANS("Zero"), TRANS("Onset")})
{
    setTitle(TRANS("Mark"));
    setFocusContainerType(FocusContainerType::focusContainer);
    const std::array words{TRANS("Start"), TRANS("End"), TRANS("Length")};
    for (std::size_t i = 0; i < count; ++i)
    {
        labels[i].setText(words[i], juce::dontSendNotification);
        labels[i].setBorderSize({0, 0, 0, 0});
        addAndMakeVisible(labels[i]);
        times[i] = std::make_unique<EditableText>(TRANS("%f as time").replace("%f", words[i]),
                                                  EditableText::Opens::onClick, true, 13.0f);
        sampleCounts[i] = std::make_unique<EditableText>(TRANS("%f in samples").replace("%f", words[i]),
                                                         EditableText::Opens::onClick, true, 11.0f);
        sampleCounts[i]->setDim(true);
        times[i]->onCommit = [this, i](const juce::String& text) { commitTime(static_cast<Field>(i), text); };
        sampleCounts[i]->onCommit = [this, i](const juce::String& text)
        { commitSamples(static_cast<Field>(i), text); };
        for (auto* field : {times[i].get(), sampleCounts[i].get()})
        {
            field->setJustificationType(juce::Justification::centredRight);
            addAndMakeVisible(field);
        }
    }
    snapLabel.setText(TRANS("Snap"), juce::dontSendNotification);
    snapLabel.setBorderSize({0, 0, 0, 0});
    addAndMakeVisible(snapLabel);
    snap.onChange = [this](int choice)
    {
        if (onSnap)
            onSnap(static_cast<SnapMode>(choice));
    };
    addAndMakeVisible(snap);
    nothingMarked.setText(
        TRANS("Nothing is marked. Drag over the waveform, or press M to begin and M again to end."),
        juce::dontSendNotification);
    nothingMarked.setBorderSize({0, 0, 0, 0});
    nothingMarked.setJustificationType(juce::Justification::topLeft);
    nothingMarked.setMinimumHorizontalScale(1.0f);
    addAndMakeVisible(nothingMarked);
    lookAndFeelChanged();
    rebuildCards();
}

MarkPanel::~MarkPanel() = default;

void MarkPanel::lookAndFeelChanged()
{
    const auto& t = theme();
    for (auto* label : {&labels[0], &labels[1], &labels[2], &snapLabel, &nothingMarked})
    {
        label->setFont(fonts::words(12.0f));
        label->setColour(juce::Label::textColourId, t.dim);
    }
}

void MarkPanel::setState(const MarkPanelState& newState)
{
    if (state == newState)
        return;
    const auto cardsChange = state.coach != newState.coach || state.remarks != newState.remarks;
    state = newState;
    snap.setSelected(static_cast<int>(state.snap));
    if (state.mark)
    {
        const std::array values{state.mark->start, state.mark->end(), state.mark->length};
        for (std::size_t i = 0; i < count; ++i)
        {
            times[i]->setValue(i == length ? time_text::exactLength(values[i], state.sampleRateHz)
                                           : time_text::exact(values[i], state.sampleRateHz));
            sampleCounts[i]->setValue(time_text::samples(values[i]));
        }
    }
    if (cardsChange)
        rebuildCards();
    resized();
    repaint();
}

void MarkPanel::rebuildCards()
{
    cards.clear();
    const auto call = [this](std::function<void()> MarkPanel::*callback)
    {
        return [this, callback]
        {
            if (this->*callback)
                (this->*callback)();
        };
    };
    if (state.coach)
    {
        auto card = std::make_unique<Card>(TRANS("A tighter mark would help"), state.coach->detail, false);
        card->addAction(TRANS("Use it"), ButtonKind::link, call(&MarkPanel::onUseSuggestion));
        card->addAction(state.coach->isComparing ? TRANS("Stop comparing") : TRANS("Compare"),
                        ButtonKind::quiet, call(&MarkPanel::onCompareSuggestion));
        card->addClose(call(&MarkPanel::onDismissSuggestion));
        cards.push_back(std::move(card));
    }
    for (const auto& remark : state.remarks)
    {
        auto card = std::make_unique<Card>(juce::String(), remark.text, remark.isRefusal);
        if (remark.hasPlaces)
            card->addAction(TRANS("Show"), ButtonKind::link,
                            [this, code = remark.code]
                            {
                                if (onShowRemark)
                                    onShowRemark(code);
                            });
        // What refuses the mark stays until the mark is another.
        if (!remark.isRefusal)
            card->addClose(
                [this, code = remark.code]
                {
                    if (onDismissRemark)
                        onDismissRemark(code);
                });
        cards.push_back(std::move(card));
    }
    for (const auto& card : cards)
        addAndMakeVisible(*card);
}

void MarkPanel::commitTime(Field field, const juce::String& text)
{
    commit(field, time_text::parseTime(text, state.sampleRateHz), *times[static_cast<std::size_t>(field)]);
}

void MarkPanel::commitSamples(Field field, const juce::String& text)
{
    commit(field, time_text::parseSamples(text), *sampleCounts[static_cast<std::size_t>(field)]);
}

void MarkPanel::commit(Field field, std::optional<SampleIndex> value, EditableText& from)
{
    if (!state.mark)
        return;
    const auto refuse = [&](const juce::String& why)
    {
        from.showProblem(why);
        return;
    };
    if (!value)
        return refuse(field == length ? TRANS("A length, for example 1.25 s, 350 ms or 44100 samples")
                                      : TRANS("A time, for example 0:34.218, 34.2 or 44100 samples"));
    auto range = *state.mark;
    if (field == start)
        range = {*value, range.end() - *value};
    else
        range.length = field == end ? *value - range.start : *value;
    if (range.length <= 0)
        return refuse(TRANS("The mark would have no length"));
    if (range.end() > state.recordingSamples)
        return refuse(TRANS("The recording ends at %t")
                          .replace("%t", time_text::exact(state.recordingSamples, state.sampleRateHz)));
    if (onMarkEdited)
        onMarkEdited(range);
}

int MarkPanel::layOut(int width, bool apply)
{
    auto area = juce::Rectangle<int>(0, 0, width, 100000).reduced(margin, 0);
    area.removeFromTop(titleHeight);
    const auto top = area.getY();
    if (state.mark)
    {
        for (std::size_t i = 0; i < count; ++i)
        {
            auto row = area.removeFromTop(rowHeight);
            if (!apply)
                continue;
            labels[i].setBounds(row.removeFromLeft(48).withHeight(20));
            row = row.withRight(row.getRight() + space::unit); // the fields' own inner margin
            times[i]->setBounds(row.removeFromTop(20));
            sampleCounts[i]->setBounds(row.removeFromTop(16));
        }
        auto row = area.removeFromTop(28);
        if (apply)
        {
            snapLabel.setBounds(row.removeFromLeft(48));
            snap.setBounds(row);
        }
    }
    else
    {
        const auto textHeight = heightOf(nothingMarked.getText(), fonts::words(12.0f), area.getWidth());
        const auto text = area.removeFromTop(textHeight + 4);
        if (apply)
            nothingMarked.setBounds(text);
    }
    area.removeFromTop(space::large);
    area = area.expanded(space::small, 0);
    for (const auto& card : cards)
    {
        const auto height = card->heightFor(area.getWidth());
        if (apply)
            card->setBounds(area.withHeight(height));
        area.removeFromTop(height + space::small);
    }
    return area.getY() - top + titleHeight;
}

int MarkPanel::idealHeight(int forWidth) const
{
    return const_cast<MarkPanel*>(this)->layOut(forWidth, false);
}

void MarkPanel::resized()
{
    for (std::size_t i = 0; i < count; ++i)
        for (auto* component :
             std::initializer_list<juce::Component*>{&labels[i], times[i].get(), sampleCounts[i].get()})
            component->setVisible(state.mark.has_value());
    snap.setVisible(state.mark.has_value());
    snapLabel.setVisible(state.mark.has_value());
    nothingMarked.setVisible(!state.mark);
    layOut(getWidth(), true);
}

void MarkPanel::paint(juce::Graphics& g)
{
    g.fillAll(theme().panel);
    g.setColour(theme().line);
    g.fillRect(getLocalBounds().removeFromTop(1));
    g.setColour(theme().dim);
    g.setFont(fonts::words(11.0f, fonts::Weight::medium));
    g.drawText(TRANS("MARK"), juce::Rectangle<int>(margin, 0, getWidth(), titleHeight + 4),
               juce::Justification::centredLeft, false);
}
} // namespace reprise::app
