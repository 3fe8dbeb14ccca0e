#include "app/panels/QuestionCard.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"
#include "app/look/TimeText.h"
#include "app/look/Words.h"

#include <cmath>

namespace reprise::app
{
namespace
{
constexpr int narrowBelow = 640, lowBelow = 260, widestAnswers = 1040;

juce::String leftInWords(const LeftEstimate& left)
{
    if (left.high <= 0)
        return TRANS("probably none left");
    if (left.low == left.high)
        return TRANS("probably %n left").replace("%n", juce::String(left.low));
    // A wide range says less than its middle.
    return TRANS("probably %n left")
        .replace("%n", juce::String(std::max(1, juce::roundToInt(left.expected))));
}

juce::String rangeInWords(const LeftEstimate& left)
{
    return TRANS("Between %l and %h are probably left (in 8 of 10 searches).")
        .replace("%l", juce::String(left.low))
        .replace("%h", juce::String(left.high));
}
} // namespace

/** One edge of the excerpt: how far it was moved, and a button for each direction. */
class QuestionCard::Nudger : public juce::Component
{
public:
    explicit Nudger(bool isStart)
        : earlier(isStart ? TRANS("Start earlier") : TRANS("End earlier"), icons::chevronLeft(), false),
          later(isStart ? TRANS("Start later") : TRANS("End later"), icons::chevronRight(), false),
          value({}, ButtonKind::quiet), name(isStart ? TRANS("Start") : TRANS("End"))
    {
        earlier.setWords(earlier.getTitle(), isStart ? TRANS("Left") : TRANS("Shift+Left"));
        later.setWords(later.getTitle(), isStart ? TRANS("Right") : TRANS("Shift+Right"));
        setTitle(isStart ? TRANS("Start of this excerpt") : TRANS("End of this excerpt"));
        setFocusContainerType(FocusContainerType::focusContainer);
        for (auto* button : {&earlier, &later})
        {
            button->setRepeatSpeed(400, 60);
            addAndMakeVisible(button);
        }
        value.setTooltip(isStart ? TRANS("Put the start back") : TRANS("Put the end back"));
        addAndMakeVisible(value);
    }

    /** By how much, in words; a press on them puts the edge back. */
    void setMoved(const juce::String& text, bool isMoved)
    {
        value.setWords(text);
        value.setTitle(value.getTooltip() + ", " + text);
        value.setFontHeight(12.0f);
        value.setKind(isMoved ? ButtonKind::link : ButtonKind::quiet);
        // What was not moved is read and not pressed.
        value.setInterceptsMouseClicks(isMoved, false);
        value.setWantsKeyboardFocus(isMoved);
        setDescription(text);
    }

    void resized() override
    {
        auto area = getLocalBounds();
        later.setBounds(area.removeFromRight(24));
        area.removeFromLeft(nameWidth);
        earlier.setBounds(area.removeFromLeft(24));
        value.setBounds(area);
    }

    void paint(juce::Graphics& g) override
    {
        const auto& t = theme();
        g.setFont(fonts::words(12.0f));
        g.setColour(t.dim);
        g.drawText(name, getLocalBounds().withWidth(nameWidth), juce::Justification::centredLeft, false);
    }

    IconButton earlier, later;
    PushButton value;
    static constexpr int nameWidth = 36, width = nameWidth + 48 + 84;

private:
    juce::String name;
};

QuestionCard::QuestionCard()
    : query(TRANS("Query"), "A", true), candidate(TRANS("This one"), "S", false),
      no(TRANS("No"), ButtonKind::no), unsure(TRANS("Unsure"), ButtonKind::unsure),
      yes(TRANS("Yes"), ButtonKind::yes), both(TRANS("both in turn"), ButtonKind::quiet),
      undo(TRANS("undo"), ButtonKind::quiet), startNudger(std::make_unique<Nudger>(true)),
      endNudger(std::make_unique<Nudger>(false))
{
    setTitle(TRANS("Question"));
    setFocusContainerType(FocusContainerType::focusContainer);
    const auto answer = [this](const juce::Button& button, Answer given)
    {
        return [this, &button, given]
        {
            // The second half of a double click would answer the question that has just come.
            const auto isSecond =
                button.isMouseOver() &&
                juce::Desktop::getInstance().getMainMouseSource().getNumberOfMultipleClicks() > 1;
            if (onAnswer && !isSecond)
                onAnswer(given);
        };
    };
    yes.onClick = answer(yes, Answer::yes);
    no.onClick = answer(no, Answer::no);
    unsure.onClick = answer(unsure, Answer::unsure);
    yes.setKeyHint("Y");
    no.setKeyHint("N");
    unsure.setKeyHint("U");
    for (auto* button : {&yes, &no, &unsure})
        button->setFontHeight(15.0f);

    const auto call = [this](std::function<void()> QuestionCard::*callback)
    {
        return [this, callback]
        {
            if (this->*callback)
                (this->*callback)();
        };
    };
    query.onClick = call(&QuestionCard::onPlayQuery);
    candidate.onClick = call(&QuestionCard::onPlayExcerpt);
    both.onClick = call(&QuestionCard::onPlayBoth);
    both.setKeyHint("D");
    both.setFontHeight(12.0f);
    both.setTitle(TRANS("Hear both in turn"));
    undo.onClick = call(&QuestionCard::onUndo);
    undo.setKeyHint("Ctrl+Z");
    undo.setFontHeight(12.0f);
    undo.setTitle(TRANS("Undo"));
    for (auto* nudger : {startNudger.get(), endNudger.get()})
    {
        const auto isStart = nudger == startNudger.get();
        const auto nudge = [this, isStart](int direction)
        {
            if (onNudge)
                onNudge(isStart, direction);
        };
        nudger->earlier.onClick = [nudge] { nudge(-1); };
        nudger->later.onClick = [nudge] { nudge(1); };
        nudger->value.onClick = [this, isStart]
        {
            if (onResetEdge)
                onResetEdge(isStart);
        };
    }

    for (auto* label : {&title, &line, &right, &rightDim})
    {
        label->setBorderSize({0, 0, 0, 0});
        label->setMinimumHorizontalScale(1.0f);
        label->setInterceptsMouseClicks(false, false);
    }
    line.setJustificationType(juce::Justification::topLeft);
    right.setJustificationType(juce::Justification::centredRight);
    right.setInterceptsMouseClicks(true, false); // has a tooltip
    rightDim.setJustificationType(juce::Justification::centredRight);
    // In the order in which Tab and screen readers go through them.
    for (auto* child : std::initializer_list<juce::Component*>{
             &title, &line, &right, &rightDim, &query, &candidate, &both, startNudger.get(), endNudger.get(),
             &no, &unsure, &yes, &first, &second, &third, &undo})
        addChildComponent(child);
    lookAndFeelChanged();
    updateControls();
}

QuestionCard::~QuestionCard() = default;

void QuestionCard::lookAndFeelChanged()
{
    const auto& t = theme();
    title.setFont(fonts::words(15.0f, fonts::Weight::semiBold));
    title.setColour(juce::Label::textColourId, t.text);
    line.setFont(fonts::words(12.0f));
    line.setColour(juce::Label::textColourId, t.dim);
    right.setFont(fonts::words(13.0f, fonts::Weight::medium));
    right.setColour(juce::Label::textColourId, t.text);
    rightDim.setFont(fonts::words(12.0f));
    rightDim.setColour(juce::Label::textColourId, t.dim);
}

bool QuestionCard::showsQuestion() const
{
    return state.kind == CardKind::asking || state.kind == CardKind::thinking;
}

bool QuestionCard::showsFigures() const
{
    return state.kind == CardKind::budgetSpent || state.kind == CardKind::nothingLeft;
}

bool QuestionCard::isCompact(CardKind kind)
{
    return kind == CardKind::empty || kind == CardKind::idle || kind == CardKind::ready ||
           kind == CardKind::refused;
}

void QuestionCard::setState(const QuestionCardState& newState)
{
    state = newState;
    if (showsQuestion() && state.sampleRateHz > 0)
    {
        query.setState(state.query, state.sampleRateHz);
        candidate.setState(state.candidate, state.sampleRateHz);
        // One scale and one axis for both, with the starts above each other.
        auto before = 0.0, after = 0.0;
        for (const auto* view : {&state.query, &state.candidate})
        {
            const auto rate = static_cast<double>(state.sampleRateHz);
            before = std::max(before, static_cast<double>(view->excerpt.start - view->shown.start) / rate);
            after = std::max(after, static_cast<double>(view->shown.end() - view->excerpt.start) / rate);
        }
        query.setTimeAxis(before, after);
        candidate.setTimeAxis(before, after);
    }
    updateControls();
}

void QuestionCard::setPlayHeads(double ofQuery, double ofCandidate)
{
    query.setPlayHead(ofQuery);
    candidate.setPlayHead(ofCandidate);
}

QuestionCard::Texts QuestionCard::texts() const
{
    Texts t;
    if (state.found > 0)
    {
        t.right = TRANS("found %n").replace("%n", juce::String(state.found));
        if (state.left)
            t.right << utf8(" \xc2\xb7 ") << leftInWords(*state.left);
    }
    switch (state.kind)
    {
    case CardKind::empty:
        t.title = TRANS("Open a recording");
        t.line = TRANS("Drop an audio file or a session here. Nothing is changed in the recording.");
        t.right = {};
        break;
    case CardKind::idle:
        t.title = TRANS("Mark a sound to find it again");
        t.line = TRANS(
            "Drag over it in the waveform, from its onset to its end. One clear occurrence is enough: loud, "
            "and with little else around it.");
        t.right = {};
        break;
    case CardKind::ready:
        t.title = TRANS("Find this sound");
        t.line = TRANS(
            "You will be shown one excerpt after another. Say yes or no; each answer teaches the search.");
        break;
    case CardKind::analysing:
        t.title = TRANS("Analysing the recording");
        t.line = TRANS("%p %").replace("%p", juce::String(juce::roundToInt(state.progress * 100.0)));
        if (state.secondsLeft)
            t.line << utf8(" \xc2\xb7 ")
                   << TRANS("%t left").replace("%t", time_text::about(*state.secondsLeft));
        t.line << utf8(" \xc2\xb7 ") << TRANS("you can listen, zoom and mark meanwhile");
        break;
    case CardKind::asking:
    case CardKind::thinking:
        t.title = state.kind == CardKind::asking ? TRANS("Is this the same sound?")
                                                 : TRANS("Looking for the next one");
        if (state.sampleRateHz > 0)
            t.line = time_text::toMilliseconds(state.excerpt.start, state.sampleRateHz);
        if (state.confidenceIsProbability)
            t.line << utf8(" \xc2\xb7 ") << confidenceWord(state.confidence) << " ("
                   << confidenceNumber(state.confidence) << ")";
        if (state.why.isNotEmpty())
            t.line << utf8(" \xc2\xb7 ") << state.why;
        t.rightDim = TRANS("question %n").replace("%n", juce::String(state.number));
        if (state.asksWhereUncertain)
            t.rightDim << utf8(" \xc2\xb7 ") << TRANS("where uncertain");
        break;
    case CardKind::budgetSpent:
        t.title = counted(state.budget, TRANS("The one no is spent"), TRANS("All %n no answers are spent"));
        t.line = state.likely > 0
                     ? TRANS("Take the likely ones, go on with more questions, or export what was found.")
                     : TRANS("Go on with more questions, or export what was found.");
        t.right = {};
        break;
    case CardKind::nothingLeft:
        t.title = TRANS("Nothing is left to ask");
        t.line = state.likely > 0 ? TRANS("Take the likely ones, or export what was found.")
                                  : TRANS("Export what was found, or mark another sound.");
        t.right = {};
        break;
    case CardKind::refused:
        t.title = TRANS("This mark cannot be searched for");
        t.line = state.message;
        t.right = {};
        break;
    case CardKind::failed:
        t.title = state.lacksAudio    ? TRANS("This session needs its audio")
                  : state.isOfTheFile ? TRANS("This recording cannot be searched")
                                      : TRANS("The search stopped");
        t.line = state.message;
        break;
    }
    return t;
}

std::vector<QuestionCard::Figure> QuestionCard::figures() const
{
    std::vector<Figure> all{{PlaceState::confirmed, juce::String(state.found), TRANS("found"), {}}};
    if (state.left)
        all.push_back({PlaceState::predicted,
                       juce::String(std::max(state.left->low, juce::roundToInt(state.left->expected))),
                       TRANS("probably left"),
                       state.left->high > state.left->low ? TRANS("%l to %h")
                                                                .replace("%l", juce::String(state.left->low))
                                                                .replace("%h", juce::String(state.left->high))
                                                          : juce::String()});
    else
        all.push_back({PlaceState::predicted, juce::String(state.likely), TRANS("likely"), {}});
    all.push_back({PlaceState::rejected, juce::String(state.rejected), TRANS("rejected"), {}});
    return all;
}

void QuestionCard::updateControls()
{
    const auto words = texts();
    title.setText(words.title, juce::dontSendNotification);
    line.setText(words.line, juce::dontSendNotification);
    right.setText(words.right, juce::dontSendNotification);
    right.setTooltip(state.left ? rangeInWords(*state.left) : juce::String());
    rightDim.setText(words.rightDim, juce::dontSendNotification);
    auto description = words.title + ". " + words.line;
    if (showsFigures())
        for (const auto& figure : figures())
            description << " " << figure.number << " " << figure.words
                        << (figure.more.isEmpty() ? "." : " (" + figure.more + ").");
    setDescription(description);

    const auto asks = showsQuestion(), canAnswer = state.kind == CardKind::asking;
    title.setVisible(true);
    line.setVisible(true);
    right.setVisible(words.right.isNotEmpty());
    rightDim.setVisible(asks);
    for (auto* component : std::initializer_list<juce::Component*>{&query, &candidate, &both, &no, &unsure,
                                                                   &yes, startNudger.get(), endNudger.get()})
    {
        component->setVisible(asks);
        component->setEnabled(canAnswer);
    }
    undo.setVisible(state.canUndo && state.kind != CardKind::empty && state.kind != CardKind::idle);
    query.setAlpha(state.kind == CardKind::thinking ? 0.5f : 1.0f);
    candidate.setAlpha(state.kind == CardKind::thinking ? 0.5f : 1.0f);
    if (asks && state.sampleRateHz > 0)
    {
        const auto show = [&](Nudger& nudger, SampleIndex moved)
        {
            nudger.setMoved(moved == 0 ? juce::String("0 ms")
                                       : time_text::signedLength(moved, state.sampleRateHz),
                            moved != 0);
        };
        show(*startNudger, state.excerpt.start - state.asked.start);
        show(*endNudger, state.excerpt.end() - state.asked.end());
    }

    for (auto* button : {&first, &second, &third})
    {
        button->setVisible(false);
        button->setKeyHint({});
        button->onClick = nullptr;
    }
    const auto offer = [this](PushButton& button, const juce::String& text, ButtonKind kind,
                              const juce::String& key, std::function<void()> QuestionCard::*callback)
    {
        button.setWords(text);
        button.setKind(kind);
        button.setKeyHint(key);
        button.onClick = [this, callback]
        {
            if (this->*callback)
                (this->*callback)();
        };
        button.setVisible(true);
    };
    const auto offerLikely = [&](PushButton& button)
    {
        if (state.likely > 0)
            offer(button,
                  counted(state.likely, TRANS("Accept the likely one"), TRANS("Accept the %n likely ones")),
                  ButtonKind::primary, {}, &QuestionCard::onAcceptLikely);
    };
    switch (state.kind)
    {
    case CardKind::empty:
        offer(first, TRANS("Open"), ButtonKind::primary, "Ctrl+O", &QuestionCard::onOpen);
        break;
    case CardKind::ready:
        offer(first, TRANS("Find"), ButtonKind::primary, "F", &QuestionCard::onFind);
        break;
    case CardKind::analysing:
        offer(first, TRANS("Cancel"), ButtonKind::plain, "Esc", &QuestionCard::onCancel);
        break;
    case CardKind::budgetSpent:
        offerLikely(first);
        offer(second, TRANS("Go on"), state.likely > 0 ? ButtonKind::plain : ButtonKind::primary, "G",
              &QuestionCard::onGoOn);
        offer(third, TRANS("Export"), ButtonKind::plain, "Ctrl+E", &QuestionCard::onExport);
        break;
    case CardKind::nothingLeft:
        offerLikely(first);
        offer(second, TRANS("Export"), state.likely > 0 ? ButtonKind::plain : ButtonKind::primary, "Ctrl+E",
              &QuestionCard::onExport);
        offer(third, TRANS("Mark a new sound"), ButtonKind::plain, "Ctrl+N", &QuestionCard::onMarkNew);
        break;
    case CardKind::failed:
        if (state.canRetry)
            offer(first, state.lacksAudio ? TRANS("Find the audio") : TRANS("Try again"), ButtonKind::primary,
                  {}, &QuestionCard::onRetry);
        break;
    case CardKind::idle:
    case CardKind::asking:
    case CardKind::thinking:
    case CardKind::refused:
        break;
    }
    resized();
    repaint();
}

void QuestionCard::placeOffers(juce::Rectangle<int> row)
{
    constexpr int extra = space::large;
    auto needed = -space::small;
    for (auto* button : {&first, &second, &third})
        if (button->isVisible())
            needed += button->idealWidth() + extra + space::small;
    // In a narrow card the keys go first, then the margins: the words stay.
    const auto isTight = needed > row.getWidth();
    if (isTight)
    {
        needed = -space::small;
        for (auto* button : {&first, &second, &third})
            if (button->isVisible())
            {
                button->setKeyHint({});
                needed += button->idealWidth() + space::small;
            }
    }
    const auto missing = std::max(0, needed - row.getWidth());
    const auto share = missing == 0 ? 0 : missing / 3 + 1;
    for (auto* button : {&first, &second, &third})
        if (button->isVisible())
        {
            button->setBounds(row.removeFromLeft(button->idealWidth() + (isTight ? -share : extra)));
            row.removeFromLeft(space::small);
        }
}

void QuestionCard::resized()
{
    const auto isNarrow = getWidth() < narrowBelow, isLow = getHeight() < lowBelow;
    auto area = getLocalBounds().withTrimmedTop(1).reduced(isNarrow ? space::large : space::wide,
                                                           isLow ? space::small : space::medium);
    auto heading = area.removeFromTop(24);
    if (right.isVisible())
        right.setBounds(heading.removeFromRight(
            std::min(heading.getWidth() / 2, right.getFont().getStringWidth(right.getText()) + 4)));
    title.setBounds(heading.withTrimmedRight(space::small));

    line.setJustificationType(showsQuestion() ? juce::Justification::centredLeft
                                              : juce::Justification::topLeft);
    if (!showsQuestion())
    {
        const auto lines = getWidth() < 560 ? 3 : 2;
        line.setBounds(
            area.removeFromTop((showsFigures() ? 1 : lines) * 18).withWidth(std::min(area.getWidth(), 640)));
        area.removeFromTop(space::medium);
        figuresArea = showsFigures() ? area.removeFromTop(isLow ? 64 : 80) : juce::Rectangle<int>();
        if (showsFigures())
            area.removeFromTop(isLow ? space::medium : space::wide);
        progressArea = state.kind == CardKind::analysing
                           ? area.removeFromTop(4).withWidth(std::min(area.getWidth(), 640))
                           : juce::Rectangle<int>();
        if (!progressArea.isEmpty())
            area.removeFromTop(space::large);
        placeOffers(area.removeFromTop(isLow ? 36 : 40));
        undo.setBounds(getLocalBounds()
                           .reduced(isNarrow ? space::large : space::wide, space::medium)
                           .removeFromBottom(24)
                           .removeFromRight(undo.idealWidth()));
        return;
    }

    auto under = area.removeFromTop(20);
    if (undo.isVisible() && !isNarrow)
    {
        undo.setBounds(under.removeFromRight(undo.idealWidth()).translated(space::unit, 0));
        under.removeFromRight(space::unit);
    }
    else
        undo.setBounds({});
    // Between the two it is about; where it is narrow there is the key.
    const auto needsForBoth = both.idealWidth() + space::small;
    both.setBounds(isNarrow || under.getWidth() < 3 * needsForBoth
                       ? juce::Rectangle<int>()
                       : under.removeFromRight(needsForBoth).withTrimmedRight(space::small));
    rightDim.setBounds(under.removeFromRight(rightDim.getFont().getStringWidth(rightDim.getText()) + 4));
    line.setBounds(under.withTrimmedRight(space::small));
    area.removeFromTop(isLow ? space::unit : space::small);

    // On a very wide window answers stay within one reach of the mouse.
    auto buttons = area.removeFromBottom(isLow ? 40 : 48);
    buttons = buttons.withWidth(std::min(buttons.getWidth(), widestAnswers));
    area.removeFromBottom(isLow ? space::small : space::medium);
    if (isNarrow)
    {
        // The edges get a line of their own.
        auto nudges = area.removeFromBottom(24);
        area.removeFromBottom(space::unit);
        startNudger->setBounds(nudges.removeFromLeft(std::min(Nudger::width, nudges.getWidth() / 2)));
        endNudger->setBounds(nudges.removeFromRight(std::min(Nudger::width, nudges.getWidth())));
    }
    else
    {
        auto nudges = buttons.removeFromRight(Nudger::width);
        buttons.removeFromRight(space::wide);
        startNudger->setBounds(nudges.removeFromTop(nudges.getHeight() / 2));
        endNudger->setBounds(nudges);
    }
    const auto width = buttons.getWidth() - 2 * space::medium;
    no.setBounds(buttons.removeFromLeft(width * 30 / 100));
    buttons.removeFromLeft(space::medium);
    unsure.setBounds(buttons.removeFromLeft(width * 24 / 100));
    buttons.removeFromLeft(space::medium);
    yes.setBounds(buttons);

    auto left = area.removeFromLeft((area.getWidth() - space::medium) / 2);
    area.removeFromLeft(space::medium);
    query.setBounds(left);
    candidate.setBounds(area.withWidth(left.getWidth()));
}

void QuestionCard::drawFigures(juce::Graphics& g) const
{
    const auto& t = theme();
    const auto all = figures();
    const auto width = std::min(208, figuresArea.getWidth() / static_cast<int>(all.size()));
    auto area = figuresArea;
    for (const auto& figure : all)
    {
        const auto plate = area.removeFromLeft(width).withTrimmedRight(space::medium);
        g.setColour(t.background);
        g.fillRoundedRectangle(plate.toFloat(), space::corner);
        auto inside = plate.reduced(space::medium, space::small);
        auto number = inside.removeFromTop(inside.getHeight() * 3 / 5);
        drawState(g, figure.state, number.removeFromLeft(16).withSizeKeepingCentre(16, 16).toFloat());
        g.setColour(t.text);
        g.setFont(fonts::words(plate.getHeight() < 72 ? 24.0f : 28.0f, fonts::Weight::semiBold));
        g.drawText(figure.number, number.withTrimmedLeft(space::small), juce::Justification::centredLeft,
                   false);
        g.setColour(t.dim);
        g.setFont(fonts::words(12.0f));
        const auto full = figure.more.isEmpty() ? figure.words : figure.words + ", " + figure.more;
        g.drawText(g.getCurrentFont().getStringWidth(full) <= inside.getWidth() ? full : figure.words, inside,
                   juce::Justification::centredLeft, true);
    }
}

void QuestionCard::paint(juce::Graphics& g)
{
    const auto& t = theme();
    g.fillAll(t.panel);
    g.setColour(t.line);
    g.fillRect(getLocalBounds().removeFromTop(1));
    if (showsFigures())
        drawFigures(g);
    if (state.kind == CardKind::analysing)
    {
        const auto bar = progressArea.toFloat();
        g.setColour(t.line);
        g.fillRoundedRectangle(bar, 2.0f);
        g.setColour(t.accent);
        g.fillRoundedRectangle(
            bar.withWidth(bar.getWidth() * static_cast<float>(juce::jlimit(0.0, 1.0, state.progress))), 2.0f);
    }
    if (state.kind == CardKind::refused || state.kind == CardKind::failed)
    {
        g.setColour(t.no);
        g.fillRect(0, 1, 3, getHeight() - 1);
    }
}
} // namespace reprise::app
