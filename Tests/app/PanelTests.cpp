#include "Views.h"
#include "app/panels/Hint.h"
#include "app/panels/MarkPanel.h"
#include "app/panels/SoundList.h"
#include "app/panels/StatusBar.h"
#include "app/panels/TopBar.h"

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
TopBarState someFile()
{
    return {"night-drive.flac", "44.1 kHz stereo 1:58", 44100, 5221440, false, true, true, true, {10, 7}};
}

SoundListState someSounds()
{
    const auto& colours = SoundList::palette();
    return {{{1, "Vocal stab", colours[0], SoundActivity::searching, 12},
             {2, "Riser", colours[1], SoundActivity::done, 4},
             {3, "Snare roll with a name that is much too long", colours[2], SoundActivity::failed, 9}},
            1,
            true};
}

MarkPanelState someMark()
{
    MarkPanelState state;
    state.mark = SampleRange{1509030, 82410};
    state.sampleRateHz = 44100;
    state.recordingSamples = 5221440;
    state.coach = CoachState{"Start 62 ms later: fewer drums", false};
    state.remarks = {
        {RemarkCode::shortMark,
         "The mark is shorter than what is analysed at a time (93 ms). A longer one finds more.", false,
         false},
        {RemarkCode::contradiction, "Nearly the same sound was answered with yes and with no.", false, true}};
    return state;
}

/** Types into a field that is edited in place. */
void type(juce::Component& parent, const juce::String& title, const juce::String& text)
{
    auto* field = titled<EditableText>(parent, title);
    REQUIRE(field != nullptr);
    field->editNow();
    field->getCurrentTextEditor()->setText(text, false);
    field->hideEditor(false);
}
} // namespace

TEST_CASE("The top bar's buttons do what they say", "[app][top-bar]")
{
    TopBar bar;
    bar.setSize(1440, TopBar::height);
    juce::String called;
    bar.onPlay = [&] { called << "play "; };
    bar.onLoop = [&] { called << "loop "; };
    bar.onExport = [&] { called << "export "; };
    bar.onMenu = [&](juce::Component& anchor) { called << (anchor.getTitle() == "Menu" ? "menu" : "?"); };

    CHECK_FALSE(press(bar, "Play"));
    CHECK_FALSE(press(bar, "Export"));
    bar.setState(someFile());
    CHECK(press(bar, "Play"));
    CHECK(press(bar, "Loop"));
    CHECK(press(bar, "Export"));
    CHECK(press(bar, "Menu"));
    CHECK(called == "play loop export menu");
}

TEST_CASE("The budget is told in words", "[app][top-bar]")
{
    BudgetDots dots;
    dots.setState({10, 7});
    CHECK(dots.getTooltip() == "7 \"no\" of 10 are left. Yes and unsure cost nothing.");
    CHECK(dots.getDescription() == dots.getTooltip());
    dots.setState({10, 0});
    CHECK(dots.getTooltip().startsWith("No answers"));
}

TEST_CASE("The top bar keeps its parts apart down to the smallest window", "[app][top-bar]")
{
    TopBar bar;
    auto state = someFile();
    state.fileName = "a recording with a very long name that nobody can read to its end.flac";
    bar.setState(state);
    for (const auto width : {900, 1100, 1440, 3840})
    {
        bar.setSize(width, TopBar::height);
        checkControls(bar);
        std::vector<juce::Rectangle<int>> areas;
        for (auto* child : bar.getChildren())
            if (child->isVisible() && !child->getBounds().isEmpty())
                areas.push_back(child->getBounds());
        for (std::size_t i = 0; i < areas.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                CHECK_FALSE(areas[i].intersects(areas[j]));
    }
}

TEST_CASE("Sounds are chosen by keys and clicks and renamed in place", "[app][sound-list]")
{
    SoundList list;
    list.setSize(224, 400);
    list.setState(someSounds());
    SoundId chosen = 0, removed = 0, renamed = 0;
    juce::String name;
    list.onSelect = [&](SoundId id) { chosen = id; };
    list.onDelete = [&](SoundId id) { removed = id; };
    list.onRename = [&](SoundId id, const juce::String& text)
    {
        renamed = id;
        name = text;
    };
    list.keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    CHECK(chosen == 2);
    auto* row = titled(list, "Snare roll with a name that is much too long, failed, 9 hits");
    REQUIRE(row != nullptr);
    row->mouseDown(mouseAt(*row, {100.0f, 10.0f}));
    CHECK(chosen == 3);
    list.keyPressed(juce::KeyPress(juce::KeyPress::deleteKey));
    CHECK(removed == 1);

    list.renameSelected();
    auto* editor = titled<juce::TextEditor>(list, "Name of the sound");
    REQUIRE(editor != nullptr);
    editor->setText("Stab", false);
    dynamic_cast<juce::Label*>(editor->getParentComponent())->hideEditor(false);
    CHECK(renamed == 1);
    CHECK(name == "Stab");

    auto added = false;
    list.onNew = [&] { added = true; };
    CHECK(press(list, "Mark a new sound"));
    CHECK(added);
}

TEST_CASE("Each number of the mark is edited as time and as samples", "[app][mark-panel]")
{
    MarkPanel panel;
    panel.setSize(224, 500);
    panel.setState(someMark());
    std::vector<SampleRange> marks;
    panel.onMarkEdited = [&](const SampleRange& mark) { marks.push_back(mark); };
    type(panel, "Start as time", "34");
    type(panel, "Start in samples", "1 500 000");
    type(panel, "End as time", "0:35");
    type(panel, "End in samples", "1600000");
    type(panel, "Length as time", "100 ms");
    type(panel, "Length in samples", "441");
    const SampleIndex end = 1509030 + 82410;
    CHECK(marks == std::vector<SampleRange>{{1499400, end - 1499400},
                                            {1500000, end - 1500000},
                                            {1509030, 1543500 - 1509030},
                                            {1509030, 1600000 - 1509030},
                                            {1509030, 4410},
                                            {1509030, 441}});
}

TEST_CASE("A number that cannot be is refused with the reason", "[app][mark-panel]")
{
    MarkPanel panel;
    panel.setSize(224, 500);
    panel.setState(someMark());
    auto edits = 0;
    panel.onMarkEdited = [&](const SampleRange&) { ++edits; };
    const auto problem = [&](const juce::String& field)
    { return titled<EditableText>(panel, field)->problem(); };

    type(panel, "Start as time", "soon");
    CHECK(problem("Start as time").startsWith("A time, for example"));
    type(panel, "Start as time", "1:00");
    CHECK(problem("Start as time") == "The mark would have no length");
    type(panel, "Length in samples", "0");
    CHECK(problem("Length in samples") == "The mark would have no length");
    type(panel, "End as time", "10:00");
    CHECK(problem("End as time") == "The recording ends at 1:58.400 000");
    CHECK(edits == 0);

    auto state = someMark();
    state.mark = SampleRange{1000, 2000};
    panel.setState(state);
    CHECK(problem("Start as time").isEmpty());
}

TEST_CASE("The coach and the remarks can be taken, compared and dismissed", "[app][mark-panel]")
{
    MarkPanel panel;
    auto state = someMark();
    state.remarks.push_back({RemarkCode::silentMark, "The mark holds no sound.", true, false});
    panel.setState(state);
    panel.setSize(224, panel.idealHeight(224));
    juce::String called;
    panel.onUseSuggestion = [&] { called << "use "; };
    panel.onCompareSuggestion = [&] { called << "compare "; };
    panel.onShowRemark = [&](RemarkCode code)
    { called << "show " << juce::String(std::string(nameOf(code))) << " "; };
    panel.onSnap = [&](SnapMode mode) { called << "snap " << static_cast<int>(mode); };
    CHECK(press(panel, "Use it"));
    CHECK(press(panel, "Compare"));
    CHECK(press(panel, "Show"));
    CHECK(press(panel, "Onset"));
    CHECK(called == "use compare show contradiction snap 2");

    auto closers = 0;
    forEachShown(panel, [&](juce::Component& child) { closers += child.getTitle() == "Dismiss"; });
    CHECK(closers == 3); // a refusal stays
    checkControls(panel);
}

TEST_CASE("Panels look as they should", "[app][panels][snapshot]")
{
    TopBar top;
    top.setSize(1440, TopBar::height);
    top.setState(someFile());
    top.setPosition(1509030);
    SoundList sounds;
    sounds.setState(someSounds());
    sounds.setSize(224, sounds.idealHeight());
    MarkPanel mark;
    mark.setState(someMark());
    mark.setSize(224, mark.idealHeight(224));
    StatusBar status;
    status.setSize(1440, StatusBar::height);
    status.setState({"Analysing, about 12 s left", 0.43, "saved 2 s ago", false,
                     "No sound card: nothing can be heard", true});
    Hint hint;
    hint.setSize(620, Hint::height);
    hint.setState({1});

    const std::vector<std::pair<std::string, juce::Component*>> all{{"top-bar", &top},
                                                                    {"sound-list", &sounds},
                                                                    {"mark-panel", &mark},
                                                                    {"status-bar", &status},
                                                                    {"hint", &hint}};
    for (const auto& [name, component] : all)
    {
        checkControls(*component);
        checkSnapshot(*component, name + "-dark");
    }
    for (const auto& [theme, suffix] :
         {std::pair{ThemeName::light, "-light"}, {ThemeName::highContrast, "-contrast"}})
    {
        const WithTheme with(theme);
        for (const auto& [name, component] : all)
        {
            component->sendLookAndFeelChange();
            if (name == "top-bar" || name == "mark-panel" || name == "sound-list")
                checkSnapshot(*component, name + suffix);
        }
    }
}

TEST_CASE("The top bar looks as it should in the smallest window and with a large budget",
          "[app][top-bar][snapshot]")
{
    TopBar bar;
    auto state = someFile();
    state.budget = {40, 31};
    state.isPlaying = true;
    bar.setSize(900, TopBar::height);
    bar.setState(state);
    checkSnapshot(bar, "top-bar-900");
    MarkPanel empty;
    empty.setSize(224, empty.idealHeight(224));
    checkSnapshot(empty, "mark-panel-empty");
}
