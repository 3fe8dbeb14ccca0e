#pragma once

#include "app/dialogs/ExportDialog.h"
#include "app/model/AppModel.h"
#include "exchange/Export.h"
#include "exchange/SessionAnnotations.h"

namespace reprise::app
{
/** The export dialogue and the work behind it: what would be written, its first lines, writing and checking. */
class ExportController : private AppModel::Listener
{
public:
    explicit ExportController(AppModel& model);
    ~ExportController() override;

    /** Shows the dialogue, with these rows of the selected sound as what is selected. It follows what becomes of the
        session's sounds and hits, and closes when another file takes its place. */
    void open(juce::Component& parent, const std::vector<RowId>& selectedRows);
    bool isOpen() const { return dialog != nullptr; }

    /// a file was written and read back
    std::function<void(const std::filesystem::path&, std::size_t hits)> onExported;

    /// another destination is wanted: call setDestination() with it
    std::function<void(const juce::File& suggested, bool isFolder)> onChooseDestination;
    void setDestination(const juce::File& file);

private:
    void modelChanged(unsigned changes) override;
    void update();
    void updatePreview();
    void write();
    void setOption(const juce::String& key, const juce::String& value);
    Annotations annotations() const;
    AnnotationSelection selection() const;
    ExportOptions optionsOf(const Format& format) const;
    juce::String missingPredictions() const;
    juce::File suggestedFile() const;
    std::vector<Option> optionsFor(const Format& format) const;

    AppModel& model;
    std::unique_ptr<ExportDialog> dialog;
    ExportDialogState state;
    ExportOptions options;
    struct Refusal
    {
        juce::String typed, problem;
    };
    std::map<juce::String, Refusal> refusals; ///< of options, by key
    PlaceSelection selectedPlaces;
    int openedFor = 0;                   ///< AppModel::fileNumber()
    juce::File destination;              ///< empty: suggested
    std::filesystem::path optionsAreFor; ///< the recording on whose timeline they place it
    BackgroundJobs::Token writing, previewing;
    BackgroundJobs jobs;
};
} // namespace reprise::app
