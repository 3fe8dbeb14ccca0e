#include "Views.h"
#include "app/dialogs/ExportDialog.h"
#include "app/dialogs/MessageDialog.h"
#include "app/dialogs/SettingsDialog.h"
#include "app/dialogs/ShortcutsSheet.h"

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
/** What stands behind a dialogue: a window's content with something that can have the focus. */
struct Window : juce::Component
{
    Window(int width = 1100, int height = 720)
    {
        setSize(width, height);
        addAndMakeVisible(behind);
        behind.setBounds(0, 0, 100, 30);
    }

    void paint(juce::Graphics& g) override { g.fillAll(theme().background); }

    juce::TextButton behind{"Behind"};
};

ExportDialogState someExport()
{
    ExportDialogState state;
    state.formats = {
        {"json", "Events JSON", ".json", "exact to the sample", ""},
        {"audacity", "Audacity labels", ".txt", "rounded to 1 us", "state, confidence, colour"},
        {"reaper", "REAPER regions", ".csv", "exact to the sample", "confidence"},
        {"csv", "CSV table", ".csv", "exact to the sample", "colour"},
        {"midi", "MIDI notes", ".mid", "rounded to a tick (0.5 ms)", "labels beyond ASCII, colour"},
        {"hits", "Each hit as audio file", "folder", "exact to the sample", "confidence"}};
    state.sounds = {{1, "Vocal stab", juce::Colour(0xffffb454), 16},
                    {2, "Riser", juce::Colour(0xff6ca8ff), 4}};
    state.confirmedHits = 12;
    state.predictedHits = 4;
    state.rejectedHits = 3;
    state.selectedHits = 2;
    state.choice.format = "audacity";
    state.choice.sounds = {1};
    state.options = {{"offset", "Offset", OptionKind::number, "0", "Samples to add to every position"},
                     {"header", "Write a header", OptionKind::toggle, "1"}};
    state.total = 12;
    state.preview =
        "0.000000\t2.400000\tVocal stab\n4.800000\t7.200000\tVocal stab\n9.600000\t12.000000\tVocal stab\n"
        "14.400000\t16.800000\tVocal stab\n";
    state.destination = "/home/ada/projects/night-drive/exports/2026-11/night-drive-vocal-stab.txt";
    return state;
}

SettingsDialogState someSettings()
{
    return {{{"Search",
              {{"method",
                "Method",
                OptionKind::choice,
                "Default",
                "Finds more, and onsets to the sample.",
                {"Default", "Paper (NMF)"}},
               {"components", "Components", OptionKind::number, "30", "", {}, "A whole number from 1 to 200"},
               {"budget", "No answers", OptionKind::number, "10",
                "How many a search may cost. Yes and unsure are free."},
               {"play", "Play each question by itself", OptionKind::toggle, "1"}},
              "Changes hold for sounds that are marked from now on.",
              ""},
             {"Audio",
              {{"device", "Output", OptionKind::choice, "Built-in Audio", "", {"Built-in Audio", "HDMI"}}},
              "48 kHz, 512 samples, 10.7 ms",
              "Play a test tone"},
             {"Look",
              {{"theme", "Theme", OptionKind::choice, "Dark", "", {"Dark", "Light", "High contrast"}}},
              "",
              ""}}};
}

std::vector<Shortcut> someShortcuts()
{
    std::vector<Shortcut> all;
    const auto add =
        [&](const char* category, std::initializer_list<std::pair<const char*, const char*>> lines)
    {
        for (const auto& [name, keys] : lines)
        {
            auto each = juce::StringArray::fromTokens(keys, " ", "");
            all.push_back({category, name, each});
        }
    };
    add("File", {{"Open", "Ctrl+O"},
                 {"Save", "Ctrl+S"},
                 {"Save as", "Ctrl+Shift+S"},
                 {"Export", "Ctrl+E"},
                 {"Settings", "Ctrl+,"}});
    add("Search", {{"Find", "F"},
                   {"Yes", "Y"},
                   {"No", "N"},
                   {"Unsure", "U"},
                   {"Hear the query", "A"},
                   {"Hear the excerpt", "S"}});
    add("Listen", {{"Play or stop", "Space"}, {"Loop", "L"}});
    add("Edit",
        {{"Undo", "Ctrl+Z"}, {"Redo", "Ctrl+Shift+Z Ctrl+Y"}, {"Rename", "F2"}, {"Delete", "Delete"}});
    add("View", {{"Zoom in", "+"}, {"Zoom out", "-"}, {"Whole recording", "Ctrl+0"}, {"Shortcuts", "?"}});
    return all;
}
} // namespace

TEST_CASE("A dialogue keeps the keys of the window behind it from firing", "[app][dialog]")
{
    Window window;
    ShortcutsSheet sheet(someShortcuts());
    auto closed = 0;
    sheet.onClosed = [&] { ++closed; };
    sheet.open(window);
    CHECK(sheet.isOpen());
    CHECK(sheet.getBounds() == window.getLocalBounds());
    CHECK(sheet.keyPressed(juce::KeyPress('y')));
    CHECK(sheet.keyPressed(juce::KeyPress('z', juce::ModifierKeys::commandModifier, 0)));
    CHECK(sheet.isOpen());
    CHECK(sheet.keyPressed(juce::KeyPress(juce::KeyPress::escapeKey)));
    CHECK_FALSE(sheet.isOpen());
    CHECK(closed == 1);
}

TEST_CASE("A click beside a dialogue closes it and one inside does not", "[app][dialog]")
{
    Window window;
    SettingsDialog dialog;
    dialog.setState(someSettings());
    dialog.open(window);
    dialog.mouseDown(mouseAt(dialog, {550.0f, 360.0f}));
    CHECK(dialog.isOpen());
    dialog.mouseDown(mouseAt(dialog, {4.0f, 4.0f}));
    CHECK_FALSE(dialog.isOpen());
}

TEST_CASE("Tab goes round inside a dialogue", "[app][dialog]")
{
    Window window;
    MessageDialog dialog(
        {MessageKind::question, "Restore?", "There is unsaved work.", "", {{"Restore"}, {"Discard"}}, -1});
    dialog.open(window);
    auto* first = titled(dialog, "Restore");
    REQUIRE(first != nullptr);
    const auto traverser = first->createKeyboardFocusTraverser();
    const auto all = traverser->getAllComponents(&dialog);
    CHECK(all.size() == 3); // two choices and the cross
    CHECK(all.front() == first);
    for (auto* component : all)
        CHECK(dialog.isParentOf(component));
    CHECK(first->findKeyboardFocusContainer() == &dialog);
}

TEST_CASE("A dialogue may be deleted by what its closing calls", "[app][dialog]")
{
    Window window;
    auto chosen = -1;
    auto dialog = std::make_unique<MessageDialog>(MessageDialogState{
        MessageKind::error, "The recording was not found", "Gone.", "", {{"Find it"}, {"Close"}}, 1});
    dialog->onClosed = [&] { dialog.reset(); };
    dialog->onChoice = [&](int index) { chosen = index; };
    dialog->open(window);
    CHECK(press(*dialog, "Find it"));
    CHECK(dialog == nullptr);
    CHECK(chosen == 0);
}

TEST_CASE("Escape means what the message says it means", "[app][dialog]")
{
    Window window;
    auto chosen = -1;
    MessageDialog dialog(
        {MessageKind::question, "Restore?", "There is unsaved work.", "", {{"Restore"}, {"Later"}}, 1});
    dialog.onChoice = [&](int index) { chosen = index; };
    dialog.open(window);
    dialog.keyPressed(juce::KeyPress(juce::KeyPress::escapeKey));
    CHECK(chosen == 1);
    CHECK_FALSE(dialog.isOpen());
}

TEST_CASE("The export dialogue tells what is chosen", "[app][dialog][export]")
{
    Window window;
    ExportDialog dialog;
    dialog.setState(someExport());
    dialog.open(window);
    ExportChoice choice;
    dialog.onChange = [&](const ExportChoice& c) { choice = c; };
    CHECK(press(dialog, "Likely"));
    CHECK(choice.predicted);
    CHECK(press(dialog, "Selected"));
    CHECK(choice.onlySelected);
    CHECK(press(dialog, "Riser"));
    CHECK(choice.sounds == std::set<SoundId>{1, 2});
    auto* list = titled<juce::ListBox>(dialog, "Format");
    REQUIRE(list != nullptr);
    list->selectRow(0);
    CHECK(choice.format == "json");

    juce::String option;
    dialog.onOption = [&](const juce::String& key, const juce::String& value) { option = key + "=" + value; };
    CHECK(press(dialog, "Write a header"));
    CHECK(option == "header=0");
    checkControls(dialog);
}

TEST_CASE("Nothing is exported while an option is wrong or nothing is chosen", "[app][dialog][export]")
{
    Window window;
    ExportDialog dialog;
    dialog.open(window);
    auto exports = 0;
    dialog.onExport = [&] { ++exports; };
    auto state = someExport();
    state.total = 0;
    dialog.setState(state);
    CHECK_FALSE(press(dialog, "Export 0 hits"));
    state = someExport();
    state.options[0].problem = "A whole number";
    dialog.setState(state);
    CHECK_FALSE(press(dialog, "Export 12 hits"));
    dialog.keyPressed(juce::KeyPress(juce::KeyPress::returnKey));
    pump();
    CHECK(exports == 0);
    dialog.setState(someExport());
    dialog.keyPressed(juce::KeyPress(juce::KeyPress::returnKey));
    pump();
    CHECK(exports == 1);
    // Also from the list of formats, where the focus is at first.
    titled<juce::ListBox>(dialog, "Format")->keyPressed(juce::KeyPress(juce::KeyPress::returnKey));
    pump();
    CHECK(exports == 2);

    // Replacing wants the key that the button names, from there, too.
    state = someExport();
    state.phase = ExportPhase::replacing;
    dialog.setState(state);
    const auto pressInList = [&](juce::ModifierKeys keys)
    {
        const auto before = std::exchange(juce::ModifierKeys::currentModifiers, keys);
        titled<juce::ListBox>(dialog, "Format")
            ->keyPressed(juce::KeyPress(juce::KeyPress::returnKey, keys, 0));
        juce::ModifierKeys::currentModifiers = before;
        pump();
    };
    pressInList({});
    CHECK(exports == 2);
    pressInList(juce::ModifierKeys::ctrlModifier);
    CHECK(exports == 3);
}

TEST_CASE("Escape during writing cancels and leaves the dialogue open", "[app][dialog][export]")
{
    Window window;
    ExportDialog dialog;
    auto state = someExport();
    state.phase = ExportPhase::writing;
    dialog.setState(state);
    dialog.open(window);
    auto cancelled = false;
    dialog.onCancelWriting = [&] { cancelled = true; };
    dialog.keyPressed(juce::KeyPress(juce::KeyPress::escapeKey));
    CHECK(cancelled);
    CHECK(dialog.isOpen());
}

TEST_CASE("Settings are told as they are changed", "[app][dialog][settings]")
{
    Window window;
    SettingsDialog dialog;
    dialog.setState(someSettings());
    dialog.open(window);
    juce::StringArray changes;
    dialog.onChange = [&](const juce::String& key, const juce::String& value)
    { changes.add(key + "=" + value); };
    CHECK(press(dialog, "Play each question by itself"));
    auto* budget = titled<juce::TextEditor>(dialog, "No answers");
    REQUIRE(budget != nullptr);
    budget->setText("12", false);
    budget->onReturnKey();
    auto* method = titled<juce::Button>(dialog, "Method");
    REQUIRE(method != nullptr);
    static_cast<juce::Component*>(method)->keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    CHECK(changes == juce::StringArray{"play=0", "budget=12", "method=Paper (NMF)"});

    auto action = -1;
    dialog.onAction = [&](int page) { action = page; };
    CHECK(press(dialog, "Audio"));
    CHECK(press(dialog, "Play a test tone"));
    CHECK(action == 1);
    checkControls(dialog);
}

TEST_CASE("Escape in a field takes back what was typed, then leaves the dialogue", "[app][dialog][settings]")
{
    Window window;
    SettingsDialog settings;
    settings.setState(someSettings());
    ExportDialog exporting;
    exporting.setState(someExport());
    for (auto& [dialog, title] :
         {std::pair<Dialog&, const char*>{settings, "No answers"}, {exporting, "Offset"}})
    {
        dialog.open(window);
        auto* field = titled<juce::TextEditor>(dialog, title);
        REQUIRE(field != nullptr);
        const auto before = field->getText();
        field->setText(before + "x", false);
        const juce::KeyPress escape(juce::KeyPress::escapeKey);
        field->keyPressed(escape);
        pump();
        CHECK(field->getText() == before);
        CHECK(dialog.isOpen());
        field->keyPressed(escape);
        pump();
        CHECK_FALSE(dialog.isOpen());
    }
}

TEST_CASE("Dialogues fit into the smallest window", "[app][dialog]")
{
    Window window(900, 600);
    ExportDialog exporting;
    exporting.setState(someExport());
    SettingsDialog settings;
    settings.setState(someSettings());
    ShortcutsSheet shortcuts(someShortcuts());
    for (auto* dialog : std::initializer_list<Dialog*>{&exporting, &settings, &shortcuts})
    {
        dialog->open(window);
        checkControls(*dialog);
        dialog->close();
    }
}

TEST_CASE("Dialogues look as they should", "[app][dialog][snapshot]")
{
    const auto shown = [](Dialog& dialog, const std::string& name, int width = 1100, int height = 720)
    {
        Window window(width, height);
        window.behind.setVisible(false);
        dialog.open(window);
        checkSnapshot(window, name);
        dialog.close();
    };
    const auto drawAll = [&](const std::string& suffix)
    {
        ExportDialog exporting;
        exporting.setState(someExport());
        shown(exporting, "export" + suffix);
        SettingsDialog settings;
        settings.setState(someSettings());
        shown(settings, "settings" + suffix);
        ShortcutsSheet shortcuts(someShortcuts());
        shown(shortcuts, "shortcuts" + suffix);
    };
    drawAll("-dark");
    {
        const WithTheme light(ThemeName::light);
        drawAll("-light");
    }

    ExportDialog done;
    auto state = someExport();
    state.phase = ExportPhase::done;
    state.result = "Wrote 12 hits and read them back: positions differ by at most 0.5 us.";
    done.setState(state);
    shown(done, "export-done-900", 900, 600);
    MessageDialog error(
        {MessageKind::error,
         "The session cannot be opened",
         "night-drive.reprise was written by a newer version of Reprise (format 3, this one reads up to 2). "
         "Update Reprise, or open the copy it kept beside it.",
         "/home/ada/projects/night-drive/night-drive.reprise",
         {{"Open the copy", ButtonKind::primary}, {"Close"}},
         1});
    shown(error, "message-error", 900, 600);
    MessageDialog relink(
        {MessageKind::question,
         "The recording was not found",
         "The session is about night-drive.flac, which is not where it was.",
         "",
         {{"Look for it", ButtonKind::primary,
           "Choose the file; its contents are compared with what is known"},
          {"Open without sound", ButtonKind::plain, "Answers and hits can be seen and exported"},
          {"Close", ButtonKind::plain, "Nothing is changed"}},
         2});
    shown(relink, "message-relink", 900, 600);
}

TEST_CASE("What exists is replaced only after being asked for with a key of its own", "[app][dialog][export]")
{
    Window window;
    ExportDialog dialog;
    dialog.open(window);
    auto exports = 0;
    dialog.onExport = [&] { ++exports; };
    auto state = someExport();
    state.phase = ExportPhase::replacing;
    state.result = "x.json exists already.";
    dialog.setState(state);
    dialog.keyPressed(juce::KeyPress(juce::KeyPress::returnKey));
    pump();
    CHECK(exports == 0);
    dialog.keyPressed(juce::KeyPress(juce::KeyPress::returnKey, juce::ModifierKeys::commandModifier, 0));
    pump();
    CHECK(exports == 1);
    CHECK(press(dialog, "Replace it"));
}
