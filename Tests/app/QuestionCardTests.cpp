#include "Views.h"
#include "app/panels/QuestionCard.h"

#include <cmath>

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
/** A picture like a spectrogram: harmonics that swell and fade, drawn from sums so that it is always the same. */
juce::Image spectrogram(double phase)
{
    juce::Image image(juce::Image::RGB, 240, 96, true);
    for (int x = 0; x < image.getWidth(); ++x)
        for (int y = 0; y < image.getHeight(); ++y)
        {
            const auto harmonic = std::pow(0.5 + 0.5 * std::cos(y * 0.45), 6.0);
            const auto swell = 0.5 + 0.5 * std::sin(x * 0.09 + phase);
            const auto level = juce::jlimit(0.0, 1.0, harmonic * swell * (0.4 + 0.006 * y));
            image.setPixelAt(x, y,
                             juce::Colour(0xff14161a)
                                 .interpolatedWith(juce::Colour(0xffb63679),
                                                   static_cast<float>(std::min(1.0, level * 2.0)))
                                 .interpolatedWith(juce::Colour(0xfffcfdbf),
                                                   static_cast<float>(std::max(0.0, level * 2.0 - 1.0))));
        }
    return image;
}

ExcerptViewState excerptView(SampleRange excerpt, SampleIndex context, double phase)
{
    ExcerptViewState view;
    view.excerpt = excerpt;
    view.shown = {excerpt.start - context, excerpt.length + 2 * context};
    view.spectrogram = spectrogram(phase);
    for (int i = 0; i < 300; ++i)
    {
        const auto level = static_cast<float>(0.15 + 0.7 * std::pow(std::sin(i * 0.035 + phase), 2.0));
        view.peaks.push_back({-level, level * 0.9f, level * 0.5f});
    }
    return view;
}

QuestionCardState question()
{
    QuestionCardState state;
    state.kind = CardKind::asking;
    state.sampleRateHz = 44100;
    state.asked = {2332184, 82410};
    state.excerpt = {2332713, 81881};
    state.confidence = 0.87f;
    state.why = "agrees from 400 Hz to 3 kHz, differs in the bass";
    state.number = 15;
    state.query = excerptView({1509030, 82410}, 8000, 0.0);
    state.candidate = excerptView(state.excerpt, 8000, 0.3);
    state.candidate.facts = "gain matched +3.2 dB";
    state.candidate.agreement = {
        {0.0, 0.9, 400.0, 1200.0, 0.4f}, {0.6, 1.7, 1200.0, 3000.0, 0.3f}, {0.3, 1.2, 60.0, 200.0, -0.2f}};
    state.found = 12;
    state.left = LeftEstimate{3.2, 1, 6};
    state.likely = 4;
    state.rejected = 10;
    state.canUndo = true;
    return state;
}

QuestionCardState ofKind(CardKind kind)
{
    auto state = question();
    state.kind = kind;
    state.progress = 0.43;
    state.secondsLeft = 12.0;
    state.message = kind == CardKind::refused
                        ? "The mark holds no sound. Mark a place where the sound is heard."
                        : "night-drive.flac cannot be read: the disk was removed.";
    state.canRetry = true;
    if (kind <= CardKind::ready || kind == CardKind::refused)
        state.found = 0;
    if (kind != CardKind::asking)
        state.canUndo = false;
    return state;
}
} // namespace

TEST_CASE("The three answers are three buttons", "[app][question-card]")
{
    QuestionCard card;
    card.setSize(864, 288);
    card.setState(question());
    std::vector<Answer> answers;
    card.onAnswer = [&](Answer answer) { answers.push_back(answer); };
    CHECK(press(card, "No"));
    CHECK(press(card, "Unsure"));
    CHECK(press(card, "Yes"));
    CHECK(answers == std::vector<Answer>{Answer::no, Answer::unsure, Answer::yes});
    // Yes is the biggest target.
    CHECK(titled(card, "Yes")->getWidth() > titled(card, "No")->getWidth());
}

TEST_CASE("While the next question is looked for nothing can be answered", "[app][question-card]")
{
    QuestionCard card;
    card.setSize(864, 288);
    card.setState(ofKind(CardKind::thinking));
    auto answered = false;
    card.onAnswer = [&](Answer) { answered = true; };
    CHECK_FALSE(press(card, "Yes"));
    CHECK_FALSE(answered);
}

TEST_CASE("Both excerpts play and their edges are nudged", "[app][question-card]")
{
    QuestionCard card;
    card.setSize(864, 288);
    card.setState(question());
    juce::String called;
    card.onPlayQuery = [&] { called << "query "; };
    card.onPlayExcerpt = [&] { called << "excerpt "; };
    card.onUndo = [&] { called << "undo "; };
    card.onNudge = [&](bool isStart, int direction)
    { called << (isStart ? "start" : "end") << direction << " "; };
    CHECK(press(card, "Play: Query"));
    CHECK(press(card, "Play: This one"));
    CHECK(press(card, "Undo"));
    CHECK(press(card, "Start earlier"));
    CHECK(press(card, "End later"));
    card.onPlayBoth = [&] { called << "both "; };
    card.onResetEdge = [&](bool isStart) { called << (isStart ? "start-back" : "end-back"); };
    CHECK(press(card, "Hear both in turn"));
    CHECK(press(card, "Put the start back, +12.0 ms"));
    CHECK(called == "query excerpt undo start-1 end1 both start-back");
    CHECK(titled(card, "Start of this excerpt")->getDescription() == "+12.0 ms");
}

TEST_CASE("Every state offers what can be done next", "[app][question-card]")
{
    QuestionCard card;
    card.setSize(864, 288);
    juce::String called;
    card.onOpen = [&] { called << "open "; };
    card.onFind = [&] { called << "find "; };
    card.onCancel = [&] { called << "cancel "; };
    card.onRetry = [&] { called << "retry "; };
    card.onGoOn = [&] { called << "go-on "; };
    card.onAcceptLikely = [&] { called << "accept "; };
    card.onExport = [&] { called << "export "; };
    card.onMarkNew = [&] { called << "new "; };
    const std::vector<std::pair<CardKind, juce::StringArray>> offers{
        {CardKind::empty, {"Open"}},
        {CardKind::ready, {"Find"}},
        {CardKind::analysing, {"Cancel"}},
        {CardKind::failed, {"Try again"}},
        {CardKind::budgetSpent, {"Go on", "Accept the 4 likely ones", "Export"}},
        {CardKind::nothingLeft, {"Mark a new sound"}}};
    for (const auto& [kind, buttons] : offers)
    {
        card.setState(ofKind(kind));
        for (const auto& button : buttons)
            CHECK(press(card, button));
        CHECK(titled(card, "Yes") == nullptr);
    }
    CHECK(called == "open find cancel retry go-on accept export new ");
}

TEST_CASE("A session without its audio offers to find it", "[app][question-card]")
{
    QuestionCard card;
    card.setSize(864, 240);
    auto tries = 0;
    card.onRetry = [&] { ++tries; };
    auto state = ofKind(CardKind::failed);
    state.lacksAudio = true;
    card.setState(state);
    CHECK(press(card, "Find the audio"));
    CHECK(tries == 1);
    CHECK(titled(card, "Try again") == nullptr);
    CHECK(card.getDescription().contains("needs its audio"));
}

TEST_CASE("An ended search says what came of it", "[app][question-card]")
{
    QuestionCard card;
    card.setState(ofKind(CardKind::budgetSpent));
    CHECK(card.getDescription().endsWith("12 found. 3 probably left (1 to 6). 10 rejected."));
    auto state = ofKind(CardKind::nothingLeft);
    state.left.reset();
    card.setState(state);
    CHECK(card.getDescription().endsWith("12 found. 4 likely. 10 rejected."));
}

TEST_CASE("The card fits into every width and height it may get", "[app][question-card]")
{
    QuestionCard card;
    for (const auto& [width, height] :
         {std::pair{440, QuestionCard::minimumHeight}, {500, 260}, {640, 240}, {864, 288}, {3000, 500}})
        for (int kind = 0; kind <= static_cast<int>(CardKind::failed); ++kind)
        {
            card.setSize(width, height);
            card.setState(ofKind(static_cast<CardKind>(kind)));
            checkControls(card);
        }
}

TEST_CASE("The question looks as it should", "[app][question-card][snapshot]")
{
    QuestionCard card;
    card.setSize(864, 288);
    card.setState(question());
    checkSnapshot(card, "question-dark");
    checkSnapshot(card, "question-dark-2x", 2.0f);
    card.setPlayHeads(-1.0, 0.4);
    checkSnapshot(card, "question-playing");
    card.setPlayHeads(-1.0, -1.0);
    for (const auto& [theme, name] :
         {std::pair{ThemeName::light, "question-light"}, {ThemeName::highContrast, "question-contrast"}})
    {
        const WithTheme with(theme);
        card.sendLookAndFeelChange();
        checkSnapshot(card, name);
    }
    card.sendLookAndFeelChange();
    card.setSize(440, 240);
    checkSnapshot(card, "question-narrow");
    card.setSize(2400, 440);
    checkSnapshot(card, "question-wide");
}

TEST_CASE("The card looks as it should when it has no question", "[app][question-card][snapshot]")
{
    QuestionCard card;
    card.setSize(864, 240);
    for (const auto& [kind, name] : {std::pair{CardKind::empty, "card-empty"},
                                     {CardKind::idle, "card-idle"},
                                     {CardKind::ready, "card-ready"},
                                     {CardKind::analysing, "card-analysing"},
                                     {CardKind::thinking, "card-thinking"},
                                     {CardKind::budgetSpent, "card-budget-spent"},
                                     {CardKind::nothingLeft, "card-nothing-left"},
                                     {CardKind::refused, "card-refused"},
                                     {CardKind::failed, "card-failed"}})
    {
        card.setState(ofKind(kind));
        checkSnapshot(card, name);
    }
}
