#pragma once

#include "app/dialogs/Dialog.h"
#include "app/dialogs/OptionList.h"
#include "app/look/CheckBox.h"
#include "app/look/PushButton.h"
#include "app/look/Segmented.h"
#include "session/SessionDocument.h"

#include <memory>
#include <set>
#include <vector>

namespace reprise::app
{
struct ExportFormatState
{
    juce::String name;      ///< for the program
    juce::String title;     ///< "Audacity labels"
    juce::String extension; ///< ".txt", or "folder"
    juce::String precision; ///< "exact to the sample", "rounded to 1 µs"
    juce::String lost;      ///< "no state, no colour"; empty: nothing is lost

    bool operator==(const ExportFormatState&) const = default;
};

/** What the user wants exported, and how. */
struct ExportChoice
{
    juce::String format;
    bool onlySelected = false;
    bool confirmed = true, predicted = false, rejected = false;
    std::set<SoundId> sounds;

    bool operator==(const ExportChoice&) const = default;
};

enum class ExportPhase
{
    choosing,
    replacing, ///< the destination exists: Export means replacing it now
    writing,
    done,
    failed
};

struct ExportSoundState
{
    SoundId id = 0;
    juce::String name;
    juce::Colour colour;
    int hits = 0;
};

struct ExportDialogState
{
    std::vector<ExportFormatState> formats;
    std::vector<ExportSoundState> sounds;                       ///< one: not asked for
    int selectedHits = 0;                                       ///< 0: "selected" cannot be chosen
    int confirmedHits = 0, predictedHits = 0, rejectedHits = 0; ///< of the chosen sounds
    ExportChoice choice;
    std::vector<Option> options; ///< of the chosen format
    int total = 0;               ///< hits that will be written
    juce::String missing;        ///< what of the choices is not there yet; empty: nothing
    juce::String preview;        ///< the first lines; empty: `previewNote` says why
    juce::String previewNote;
    juce::String destination; ///< path; empty: asked for when Export is pressed
    ExportPhase phase = ExportPhase::choosing;
    double progress = 0.0;
    juce::String result; ///< "Wrote 16 hits to x.json. Read back: all positions are exact." or the error
};

/** Every format there is, what it keeps and loses, what to export, the first lines of it, and how it ended. */
class ExportDialog : public Dialog
{
public:
    ExportDialog();
    ~ExportDialog() override;

    void setState(const ExportDialogState&);

    std::function<void(const ExportChoice&)> onChange;
    std::function<void(const juce::String& key, const juce::String& value)> onOption;
    std::function<void()> onChooseDestination, onExport, onCancelWriting, onShowFile;

    void paint(juce::Graphics&) override;
    bool keyPressed(const juce::KeyPress&) override;

protected:
    juce::Rectangle<int> idealSize(juce::Rectangle<int> available) const override;
    void layOut(juce::Rectangle<int> inside) override;
    juce::Component* defaultFocus() override;
    void dismissed() override;

private:
    class FormatList;

    /** What scrolls on the right: a column with section titles. */
    class Choices : public juce::Component
    {
    public:
        void setTitles(std::vector<std::pair<juce::String, juce::Rectangle<int>>> titles);
        void paint(juce::Graphics&) override;

    private:
        std::vector<std::pair<juce::String, juce::Rectangle<int>>> titles;
    };

    const ExportFormatState* format() const;
    void changed();
    void showSounds();

    ExportDialogState state;
    std::unique_ptr<FormatList> formats;
    Segmented scope;
    CheckBox confirmed, predicted, rejected;
    std::vector<std::unique_ptr<CheckBox>> sounds;
    juce::Viewport choicesViewport;
    std::vector<SoundId> soundIds;
    Choices choices;
    OptionList options;
    juce::TextEditor preview;
    juce::Label facts, result;
    PushButton destination, exportButton, cancel;
    juce::Rectangle<int> whichTitle, soundsTitle, optionsTitle, previewTitle, destinationArea, progressArea,
        resultIcon;
};
} // namespace reprise::app
