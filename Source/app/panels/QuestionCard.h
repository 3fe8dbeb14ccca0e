#pragma once

#include "app/look/IconButton.h"
#include "app/look/PushButton.h"
#include "app/look/StateShape.h"
#include "app/panels/ExcerptView.h"
#include "matching/Judgement.h"
#include "session/LeftEstimate.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <optional>
#include <vector>

namespace reprise::app
{
enum class CardKind
{
    empty,     ///< no recording is open
    idle,      ///< nothing is marked: explains what to do
    ready,     ///< a mark stands, the search has not begun
    analysing, ///< progress, time left, cancel
    asking,
    thinking, ///< ranking after an answer: the last question stays, dimmed, buttons rest
    budgetSpent,
    nothingLeft,
    refused, ///< the mark cannot be searched for; `message` says why
    failed   ///< something went wrong; `message` says what
};

struct QuestionCardState
{
    CardKind kind = CardKind::empty;
    int sampleRateHz = 0;

    // The question
    SampleRange asked;   ///< as it was offered
    SampleRange excerpt; ///< as the user nudged its edges
    float confidence = 0.0f;
    bool confidenceIsProbability = true; ///< false: the number is not shown
    juce::String why;                    ///< agreementText()
    int number = 1;
    bool asksWhereUncertain = false; ///< not what is likeliest
    ExcerptViewState query, candidate;
    bool canUndo = false;

    // How it goes
    int found = 0;                    ///< confirmed hits, the query included
    std::optional<LeftEstimate> left; ///< empty: no estimate
    int likely = 0;                   ///< predicted hits above the threshold
    int rejected = 0;                 ///< answered with no
    int budget = 10;

    // Work and trouble
    double progress = 0.0;             ///< 0 ... 1
    std::optional<double> secondsLeft; ///< of the analysis, when it can be told
    juce::String message;
    bool canRetry = false;    ///< failed: "Try again" makes sense
    bool isOfTheFile = false; ///< failed: nothing was searched for yet
    bool lacksAudio =
        false; ///< failed: the session's audio is missing or has changed; it can be looked for again
};

/** Asks whether an excerpt is the sought sound, and says what else there is to do when it cannot. The loudest thing in
    the window, with the biggest button for yes. Knows no shortcuts: keys are commands; it only writes them on. */
class QuestionCard : public juce::Component
{
public:
    QuestionCard();
    ~QuestionCard() override;

    void setState(const QuestionCardState&);

    /** Which of the two is heard, and how far; below 0: not heard. Cheap. */
    void setPlayHeads(double query, double candidate);

    std::function<void(Answer)> onAnswer;
    std::function<void()> onPlayQuery, onPlayExcerpt, onPlayBoth, onUndo;
    std::function<void(bool isStart, int direction)> onNudge; ///< one step earlier (-1) or later (1)
    std::function<void(bool isStart)> onResetEdge;            ///< back to where it was asked
    std::function<void()> onOpen, onFind, onCancel, onRetry, onGoOn, onAcceptLikely, onExport, onMarkNew;

    /** Without a question there is a line to say and a button to press, and no more room is needed. */
    static bool isCompact(CardKind kind);
    static constexpr int compactHeight = 148;

    /** Below this height the pictures are too small to tell anything. */
    static constexpr int minimumHeight = 212;

    void paint(juce::Graphics&) override;
    void resized() override;
    void lookAndFeelChanged() override;

private:
    class Nudger;
    struct Texts
    {
        juce::String title, line, right, rightDim;
    };
    Texts texts() const;
    bool showsQuestion() const;
    bool showsFigures() const;
    void updateControls();
    void placeOffers(juce::Rectangle<int> row);

    /** What came of the search, where it has ended. */
    struct Figure
    {
        PlaceState state;
        juce::String number, words, more; ///< `more` only where there is room
    };
    std::vector<Figure> figures() const;
    void drawFigures(juce::Graphics& g) const;

    QuestionCardState state;
    ExcerptView query, candidate;
    PushButton no, unsure, yes, both, undo, first, second, third;
    std::unique_ptr<Nudger> startNudger, endNudger;
    juce::Label title, line, right, rightDim;
    juce::Rectangle<int> progressArea, figuresArea;
};
} // namespace reprise::app
