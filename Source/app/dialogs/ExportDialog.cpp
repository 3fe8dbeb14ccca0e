#include "app/dialogs/ExportDialog.h"

#include "app/look/Icons.h"
#include "app/look/Theme.h"
#include "app/look/Words.h"

namespace reprise::app
{
namespace
{
constexpr int formatsWidth = 256, sideWidth = 236, sectionTitle = 28, checkHeight = 28;

void drawSection(juce::Graphics& g, const juce::String& title, juce::Rectangle<int> area)
{
    g.setFont(fonts::words(11.0f, fonts::Weight::medium));
    g.setColour(theme().dim);
    g.drawText(title, area, juce::Justification::centredLeft, true);
}
} // namespace

/** The formats, one chosen: up and down move the choice. */
class ExportDialog::FormatList : public juce::ListBox, private juce::ListBoxModel
{
public:
    FormatList()
    {
        setModel(this);
        setTitle(TRANS("Format"));
        setRowHeight(44);
        setOutlineThickness(0);
        setColour(juce::ListBox::backgroundColourId, juce::Colours::transparentBlack);
        getViewport()->setScrollBarThickness(8);
    }

    ~FormatList() override { setModel(nullptr); }

    void setFormats(const std::vector<ExportFormatState>& newFormats, const juce::String& chosen)
    {
        if (formats != newFormats)
        {
            formats = newFormats;
            updateContent();
        }
        for (int i = 0; i < static_cast<int>(formats.size()); ++i)
            if (formats[static_cast<std::size_t>(i)].name == chosen && !isRowSelected(i))
            {
                const juce::ScopedValueSetter<bool> quiet(isSetting, true);
                selectRow(i);
            }
        repaint();
    }

    std::function<void(const juce::String&)> onChoose;
    std::function<void()> onReturn; ///< JUCE's list keeps the key from the dialogue

private:
    int getNumRows() override { return static_cast<int>(formats.size()); }

    juce::String getNameForRow(int row) override
    {
        const auto& format = formats[static_cast<std::size_t>(row)];
        return format.title + ", " + format.precision + (format.lost.isEmpty() ? "" : ", " + format.lost);
    }

    void paintListBoxItem(int row, juce::Graphics& g, int width, int height, bool isChosen) override
    {
        if (!juce::isPositiveAndBelow(row, getNumRows()))
            return;
        const auto& t = theme();
        const auto& format = formats[static_cast<std::size_t>(row)];
        auto area = juce::Rectangle<int>(0, 0, width, height).withTrimmedBottom(2);
        if (isChosen)
        {
            g.setColour(t.raised);
            g.fillRoundedRectangle(area.toFloat(), space::corner);
            g.setColour(t.accent);
            g.fillRoundedRectangle(area.withWidth(3).reduced(0, 8).toFloat(), 1.5f);
        }
        auto inside = area.reduced(space::medium, 4);
        auto top = inside.removeFromTop(18);
        g.setFont(fonts::numbers(11.0f));
        g.setColour(t.dim);
        // Of ".reaper.csv" the end; what goes before it is in the name.
        const auto extension = format.extension.startsWithChar('.')
                                   ? "." + format.extension.fromLastOccurrenceOf(".", false, false)
                                   : format.extension;
        const auto room = fonts::numbers(11.0f).getStringWidth(extension) + 2;
        g.drawText(extension, top.removeFromRight(room), juce::Justification::centredRight, false);
        top.removeFromRight(space::unit);
        g.setFont(fonts::words(13.0f, isChosen ? fonts::Weight::medium : fonts::Weight::regular));
        g.setColour(t.text);
        g.drawText(format.title, top, juce::Justification::centredLeft, true);
        g.setFont(fonts::words(11.0f));
        g.setColour(t.dim);
        g.drawText(format.precision, inside, juce::Justification::centredLeft, true);
    }

    void returnKeyPressed(int) override
    {
        if (onReturn)
            onReturn();
    }

    void selectedRowsChanged(int row) override
    {
        if (!isSetting && juce::isPositiveAndBelow(row, getNumRows()) && onChoose)
            onChoose(formats[static_cast<std::size_t>(row)].name);
    }

    std::vector<ExportFormatState> formats;
    bool isSetting = false;
};

ExportDialog::ExportDialog()
    : Dialog(TRANS("Export")), formats(std::make_unique<FormatList>()),
      scope(TRANS("Which hits"), {TRANS("All"), TRANS("Selected")}), confirmed(TRANS("Confirmed")),
      predicted(TRANS("Likely")), rejected(TRANS("Rejected")), destination(TRANS("Choose")),
      exportButton(TRANS("Export"), ButtonKind::primary), cancel(TRANS("Close"))
{
    formats->onChoose = [this](const juce::String& name)
    {
        state.choice.format = name;
        changed();
    };
    formats->onReturn = [this]
    { keyPressed(juce::KeyPress(juce::KeyPress::returnKey, juce::ModifierKeys::getCurrentModifiers(), 0)); };
    scope.onChange = [this](int index)
    {
        state.choice.onlySelected = index == 1;
        changed();
    };
    const auto bind = [this](CheckBox& box, bool ExportChoice::*member)
    {
        box.onClick = [this, &box, member]
        {
            state.choice.*member = box.getToggleState();
            changed();
        };
        choices.addAndMakeVisible(box);
    };
    choices.addAndMakeVisible(scope);
    bind(confirmed, &ExportChoice::confirmed);
    bind(predicted, &ExportChoice::predicted);
    bind(rejected, &ExportChoice::rejected);
    choices.addAndMakeVisible(options);
    options.onEscape = [this] { dismissed(); };
    options.onChange = [this](const juce::String& key, const juce::String& value)
    {
        if (onOption)
            onOption(key, value);
    };
    choicesViewport.setViewedComponent(&choices, false);
    choicesViewport.setScrollBarsShown(true, false);
    choicesViewport.setScrollBarThickness(8);

    preview.setTitle(TRANS("Preview"));
    preview.setMultiLine(true, false);
    preview.setReadOnly(true);
    preview.setCaretVisible(false);
    preview.setFont(fonts::numbers(12.0f));
    preview.setIndents(space::medium, space::small);
    preview.setColour(juce::TextEditor::backgroundColourId, theme().background);
    preview.setColour(juce::TextEditor::outlineColourId, theme().line);
    preview.setColour(juce::TextEditor::focusedOutlineColourId, theme().accent);

    for (auto* label : {&facts, &result})
    {
        label->setBorderSize({0, 0, 0, 0});
        label->setMinimumHorizontalScale(1.0f);
        label->setFont(fonts::words(12.0f));
        label->setJustificationType(juce::Justification::topLeft);
    }
    result.setJustificationType(juce::Justification::centredLeft);
    destination.onClick = [this]
    {
        if (onChooseDestination)
            onChooseDestination();
    };
    exportButton.onClick = [this]
    {
        options.commitTyping();
        if (!exportButton.isEnabled())
            return; // with what was typed it cannot be
        auto& callback = state.phase == ExportPhase::done ? onShowFile : onExport;
        if (callback)
            callback();
    };
    cancel.onClick = [this]
    {
        if (state.phase != ExportPhase::writing)
            close();
        else if (onCancelWriting)
            onCancelWriting();
    };
    for (auto* child :
         std::initializer_list<juce::Component*>{formats.get(), &choicesViewport, &facts, &preview,
                                                 &destination, &result, &exportButton, &cancel})
        addAndMakeVisible(child);
    setState({});
}

ExportDialog::~ExportDialog() = default;

const ExportFormatState* ExportDialog::format() const
{
    const auto found = std::find_if(state.formats.begin(), state.formats.end(),
                                    [this](const auto& f) { return f.name == state.choice.format; });
    return found == state.formats.end() ? nullptr : &*found;
}

void ExportDialog::changed()
{
    if (onChange)
    {
        const auto choice = state.choice;
        onChange(choice);
    }
}

void ExportDialog::setState(const ExportDialogState& newState)
{
    state = newState;
    const auto& t = theme();
    formats->setFormats(state.formats, state.choice.format);
    scope.setSelected(state.choice.onlySelected ? 1 : 0);
    scope.setEnabled(state.selectedHits > 0);
    const auto show = [](CheckBox& box, const juce::String& words, bool isOn, int count)
    {
        box.setWords(words, juce::String(count));
        box.setToggleState(isOn, juce::dontSendNotification);
    };
    show(confirmed, TRANS("Confirmed"), state.choice.confirmed, state.confirmedHits);
    show(predicted, TRANS("Likely"), state.choice.predicted, state.predictedHits);
    show(rejected, TRANS("Rejected"), state.choice.rejected, state.rejectedHits);

    showSounds();
    options.setOptions(state.options);

    const auto* chosen = format();
    facts.setText(chosen == nullptr ? juce::String()
                  : chosen->lost.isEmpty()
                      ? chosen->title + ": " + chosen->precision + ". " + TRANS("Nothing is lost.")
                      : chosen->title + ": " + chosen->precision + ". " +
                            TRANS("Not kept: %l.").replace("%l", chosen->lost),
                  juce::dontSendNotification);
    facts.setColour(juce::Label::textColourId, t.dim);
    const auto hasPreview = state.preview.isNotEmpty();
    preview.setColour(juce::TextEditor::textColourId, hasPreview ? t.text : t.dim);
    preview.setText(hasPreview ? state.preview : state.previewNote, false);
    preview.applyColourToAllText(hasPreview ? t.text : t.dim);

    const auto isWriting = state.phase == ExportPhase::writing, isDone = state.phase == ExportPhase::done;
    const auto problem = std::find_if(state.options.begin(), state.options.end(),
                                      [](const auto& option) { return option.problem.isNotEmpty(); });
    result.setText(isWriting                              ? TRANS("Writing and reading back ...")
                   : state.phase != ExportPhase::choosing ? state.result
                   : problem != state.options.end()       ? problem->title + ": " + problem->problem
                   : state.total == 0 && state.missing.isEmpty()
                       ? TRANS("There is nothing to export with these choices.")
                       : state.missing,
                   juce::dontSendNotification);
    const auto isReplacing = state.phase == ExportPhase::replacing;
    result.setColour(juce::Label::textColourId, isDone                               ? t.yes
                                                : state.phase == ExportPhase::failed ? t.no
                                                                                     : t.dim);
    exportButton.setWords(isDone ? TRANS("Show the file")
                          : isReplacing
                              ? TRANS("Replace it")
                              : counted(state.total, TRANS("Export %n hit"), TRANS("Export %n hits")));
    exportButton.setEnabled(
        isDone || (!isWriting && state.total > 0 && chosen != nullptr && problem == state.options.end()));
    exportButton.setKind(isDone ? ButtonKind::plain : isReplacing ? ButtonKind::danger : ButtonKind::primary);
    cancel.setWords(isWriting ? TRANS("Cancel") : TRANS("Close"));
    exportButton.setKeyHint(isDone ? juce::String() : isReplacing ? TRANS("Ctrl+Return") : TRANS("Return"));
    cancel.setKeyHint(isDone ? TRANS("Return") : juce::String());
    cancel.setKind(isDone ? ButtonKind::primary : ButtonKind::plain);
    for (auto* component : std::initializer_list<juce::Component*>{formats.get(), &choices, &destination})
        component->setEnabled(!isWriting);
    destination.setWords(state.destination.isEmpty() ? TRANS("Choose") : TRANS("Change"));
    destination.setTitle(TRANS("Destination: %d").replace("%d", state.destination));
    resized();
    repaint();
}

void ExportDialog::showSounds()
{
    std::vector<SoundId> ids;
    if (state.sounds.size() > 1) // a single one is not asked for
        for (const auto& sound : state.sounds)
            ids.push_back(sound.id);
    if (ids != soundIds)
    {
        soundIds = ids;
        sounds.clear();
        for (const auto id : ids)
        {
            auto& box = sounds.emplace_back(std::make_unique<CheckBox>());
            box->onClick = [this, id, b = box.get()]
            {
                if (b->getToggleState())
                    state.choice.sounds.insert(id);
                else
                    state.choice.sounds.erase(id);
                changed();
            };
            choices.addAndMakeVisible(*box);
        }
    }
    for (std::size_t i = 0; i < sounds.size(); ++i)
    {
        const auto& sound = state.sounds[i];
        sounds[i]->setWords(sound.name, juce::String(sound.hits));
        sounds[i]->setSwatch(sound.colour);
        sounds[i]->setToggleState(state.choice.sounds.contains(sound.id), juce::dontSendNotification);
    }
}

juce::Component* ExportDialog::defaultFocus()
{
    return formats.get();
}

bool ExportDialog::keyPressed(const juce::KeyPress& key)
{
    if (key.isKeyCode(juce::KeyPress::returnKey))
    {
        // What takes something away wants more than the key that is pressed anyway.
        if (state.phase == ExportPhase::replacing && !key.getModifiers().isCommandDown())
            return true;
        // Return presses what stands out.
        auto& button = state.phase == ExportPhase::done ? cancel : exportButton;
        if (button.isEnabled() && state.phase != ExportPhase::writing)
            button.triggerClick();
        return true;
    }
    return Dialog::keyPressed(key);
}

void ExportDialog::dismissed()
{
    // What is being written is finished or cancelled first.
    if (state.phase == ExportPhase::writing)
    {
        if (onCancelWriting)
            onCancelWriting();
    }
    else
        close();
}

juce::Rectangle<int> ExportDialog::idealSize(juce::Rectangle<int> available) const
{
    return {0, 0, std::min(1000, available.getWidth()), std::min(640, available.getHeight())};
}

void ExportDialog::layOut(juce::Rectangle<int> inside)
{
    auto area = inside;
    auto bottom = area.removeFromBottom(36);
    exportButton.setBounds(bottom.removeFromRight(exportButton.idealWidth() + space::large));
    bottom.removeFromRight(space::small);
    cancel.setBounds(bottom.removeFromRight(cancel.idealWidth()));
    bottom.removeFromRight(space::large);
    resultIcon = state.phase == ExportPhase::done || state.phase == ExportPhase::failed
                     ? bottom.removeFromLeft(24).withSizeKeepingCentre(16, 16)
                     : juce::Rectangle<int>();
    progressArea = state.phase == ExportPhase::writing
                       ? bottom.removeFromLeft(120).withSizeKeepingCentre(120, 4)
                       : juce::Rectangle<int>();
    if (!progressArea.isEmpty())
        bottom.removeFromLeft(space::medium);
    result.setBounds(bottom);
    area.removeFromBottom(space::large);

    const auto isNarrow = area.getWidth() < 860;
    formats->setBounds(area.removeFromLeft(isNarrow ? 196 : formatsWidth).translated(-space::medium, 0));
    area.removeFromLeft(isNarrow ? 0 : space::small);
    auto side = area.removeFromRight(isNarrow ? 216 : sideWidth);
    area.removeFromRight(space::wide);
    choicesViewport.setBounds(side);

    auto line = juce::Rectangle<int>(0, 0, side.getWidth() - 12, 100000);
    whichTitle = line.removeFromTop(sectionTitle);
    scope.setBounds(line.removeFromTop(28));
    line.removeFromTop(space::unit);
    for (auto* box : {&confirmed, &predicted, &rejected})
        box->setBounds(line.removeFromTop(checkHeight));
    soundsTitle = {};
    if (!sounds.empty())
    {
        line.removeFromTop(space::small);
        soundsTitle = line.removeFromTop(sectionTitle);
        for (const auto& box : sounds)
            box->setBounds(line.removeFromTop(checkHeight));
    }
    optionsTitle = {};
    options.setVisible(!state.options.empty());
    if (options.isVisible())
    {
        line.removeFromTop(space::small);
        optionsTitle = line.removeFromTop(sectionTitle);
        options.setSize(line.getWidth(), 1);
        options.setBounds(line.removeFromTop(options.idealHeight()));
    }
    choices.setTitles({{TRANS("WHICH HITS"), whichTitle},
                       {TRANS("SOUNDS"), soundsTitle},
                       {TRANS("OPTIONS"), optionsTitle}});
    choices.setSize(side.getWidth() - 12, line.getY());

    facts.setBounds(area.removeFromTop(36));
    auto place = area.removeFromBottom(32);
    area.removeFromBottom(space::medium);
    destination.setBounds(place.removeFromRight(destination.idealWidth()));
    place.removeFromRight(space::small);
    destinationArea = place;
    previewTitle = area.removeFromTop(sectionTitle);
    preview.setBounds(area);
}

void ExportDialog::Choices::setTitles(std::vector<std::pair<juce::String, juce::Rectangle<int>>> newTitles)
{
    titles = std::move(newTitles);
    repaint();
}

void ExportDialog::Choices::paint(juce::Graphics& g)
{
    for (const auto& [words, area] : titles)
        if (!area.isEmpty())
            drawSection(g, words, area);
}

void ExportDialog::paint(juce::Graphics& g)
{
    Dialog::paint(g);
    const auto& t = theme();
    drawSection(g, TRANS("PREVIEW"), previewTitle);
    g.setColour(t.background);
    g.fillRoundedRectangle(destinationArea.toFloat(), space::corner);
    g.setColour(t.line);
    g.drawRoundedRectangle(destinationArea.toFloat().reduced(0.5f), space::corner, 1.0f);
    g.setFont(fonts::words(12.0f));
    g.setColour(state.destination.isEmpty() ? t.dim : t.text);
    // The end of a path says more than its beginning.
    auto shown = state.destination.isEmpty() ? TRANS("You will be asked where") : state.destination;
    const auto room = destinationArea.getWidth() - 2 * space::medium;
    const auto font = fonts::words(12.0f);
    if (font.getStringWidth(shown) > room)
    {
        while (shown.length() > 4 && font.getStringWidth(utf8("\xe2\x80\xa6") + shown) > room)
            shown = shown.substring(1);
        shown = utf8("\xe2\x80\xa6") + shown;
    }
    g.drawText(shown, destinationArea.reduced(space::medium, 0), juce::Justification::centredLeft, true);
    if (!progressArea.isEmpty())
    {
        const auto bar = progressArea.toFloat();
        g.setColour(t.line);
        g.fillRoundedRectangle(bar, 2.0f);
        g.setColour(t.accent);
        g.fillRoundedRectangle(
            bar.withWidth(bar.getWidth() * static_cast<float>(juce::jlimit(0.0, 1.0, state.progress))), 2.0f);
    }
    if (!resultIcon.isEmpty())
        icons::draw(g, state.phase == ExportPhase::done ? icons::tick() : icons::warning(),
                    resultIcon.toFloat(), state.phase == ExportPhase::done ? t.yes : t.no);
}
} // namespace reprise::app
