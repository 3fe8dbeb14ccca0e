#include "app/ExportController.h"

#include "app/ExportFields.h"
#include "app/look/Words.h"
#include "base/Errors.h"
#include "session/SessionStore.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <utility>

namespace reprise::app
{
namespace
{
constexpr std::size_t previewBytes = 4000;
constexpr int previewLines = 40;

juce::String text(std::string_view utf8Text)
{
    return juce::String::fromUTF8(utf8Text.data(), static_cast<int>(utf8Text.size()));
}

juce::String precisionOf(const Format& format)
{
    switch (format.unit)
    {
    case PositionUnit::samples:
        return TRANS("exact to the sample");
    case PositionUnit::ticks:
        return TRANS("ticks of a tempo");
    case PositionUnit::seconds:
        break;
    }
    return TRANS("seconds with %n decimals").replace("%n", juce::String(format.decimals));
}

/** The beginning of a file for people; empty when it is no text. */
juce::String firstLines(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string head(previewBytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    const auto isCut = head.size() == previewBytes;
    while (isCut && !head.empty() && (static_cast<unsigned char>(head.back()) & 0xc0) == 0x80)
        head.pop_back();
    if (isCut && !head.empty() && (static_cast<unsigned char>(head.back()) & 0x80) != 0)
        head.pop_back();
    if (head.find('\0') != std::string::npos ||
        !juce::CharPointer_UTF8::isValidString(head.data(), static_cast<int>(head.size())))
        return {};
    auto lines = juce::StringArray::fromLines(text(head));
    if (lines.size() > previewLines)
    {
        lines.removeRange(previewLines, lines.size());
        lines.add("...");
    }
    return lines.joinIntoString("\n");
}

/** A folder for a preview, gone afterwards. */
struct TemporaryPlace
{
    TemporaryPlace() : folder(juce::File::createTempFile("reprise")) { folder.createDirectory(); }
    ~TemporaryPlace() { folder.deleteRecursively(); }
    juce::File folder;
};
} // namespace

ExportController::ExportController(AppModel& modelToExport) : model(modelToExport)
{
    state.choice.format = text(exchangeFormats().front().name);
    model.addListener(this);
}

ExportController::~ExportController()
{
    model.removeListener(this);
}

void ExportController::modelChanged(unsigned changes)
{
    if (!dialog)
        return;
    if (model.fileNumber() != openedFor)
        return dialog->close();
    if ((changes & (fileChange | soundsChange | hitsChange)) != 0 && state.phase == ExportPhase::choosing)
        update();
}

void ExportController::open(juce::Component& parent, const std::vector<RowId>& selectedRows)
{
    if (dialog || model.document() == nullptr || model.document()->sounds().empty())
        return;
    selectedPlaces = {};
    const auto* shown = model.sound();
    for (const auto& row : model.rows())
    {
        if (shown == nullptr ||
            std::find(selectedRows.begin(), selectedRows.end(), row.id) == selectedRows.end())
            continue;
        if (row.kind == RowKind::query)
            selectedPlaces.marks.insert(shown->id);
        else if (row.kind == RowKind::predicted)
            selectedPlaces.predicted.insert({shown->id, row.excerpt.start});
        else
            selectedPlaces.hits.insert(row.id);
    }
    if (const auto& audio = model.audioInfo()->path; audio != std::exchange(optionsAreFor, audio))
    {
        options.offsetSamples = 0;
        options.grid.reset();
    }
    openedFor = model.fileNumber();
    state.choice.sounds.clear();
    for (const auto& sound : model.document()->sounds())
        state.choice.sounds.insert(sound.id);
    state.choice.onlySelected = false;
    state.phase = ExportPhase::choosing;
    state.result.clear();
    destination = juce::File();
    refusals.clear();
    dialog = std::make_unique<ExportDialog>();
    dialog->onChange = [this](const ExportChoice& choice)
    {
        if (!dialog)
            return;
        if (choice.format != state.choice.format)
            destination = juce::File();
        state.choice = choice;
        state.phase = ExportPhase::choosing;
        update();
    };
    dialog->onOption = [this](const juce::String& key, const juce::String& value) { setOption(key, value); };
    dialog->onChooseDestination = [this]
    {
        if (onChooseDestination)
            onChooseDestination(destination == juce::File() ? suggestedFile() : destination,
                                formatFromName(state.choice.format.toStdString()).output ==
                                    OutputKind::folder);
    };
    dialog->onExport = [this] { write(); };
    dialog->onCancelWriting = [this]
    {
        if (writing)
            writing->cancel();
        state.phase = ExportPhase::choosing;
        dialog->setState(state);
    };
    dialog->onShowFile = [this] { destination.revealToUser(); };
    dialog->onClosed = [this]
    {
        for (auto* job : {&writing, &previewing})
            if (*job)
                (*job)->cancel();
        // The dialogue is still in its own call.
        juce::MessageManager::callAsync([closed = std::shared_ptr<ExportDialog>(std::move(dialog))] {});
    };
    update();
    dialog->open(parent);
}

void ExportController::setDestination(const juce::File& file)
{
    destination = file;
    state.phase = ExportPhase::choosing;
    if (dialog)
        update();
}

AnnotationSelection ExportController::selection() const
{
    AnnotationSelection chosen;
    chosen.states.clear();
    if (state.choice.confirmed)
        chosen.states.insert(HitState::confirmed);
    if (state.choice.predicted)
        chosen.states.insert(HitState::predicted);
    if (state.choice.rejected)
        chosen.states.insert(HitState::rejected);
    if (state.choice.onlySelected)
        chosen.places = selectedPlaces;
    return chosen;
}

Annotations ExportController::annotations() const
{
    // By its number, as names need not be unique: the others are left out of a copy.
    auto document = *model.document();
    for (const auto& sound : model.document()->sounds())
        if (!state.choice.sounds.contains(sound.id))
            document.perform(RemoveSound{sound.id});
    return annotationsOf(document, selection());
}

/** Without what the dialogue does not show for the format. */
ExportOptions ExportController::optionsOf(const Format& format) const
{
    auto used = options;
    if (format.holdsAudio)
        used.offsetSamples = 0;
    return used;
}

juce::String ExportController::missingPredictions() const
{
    juce::StringArray names;
    if (state.choice.predicted)
        for (const auto& sound : model.document()->sounds())
            if (state.choice.sounds.contains(sound.id) && !model.document()->hasPredicted(sound.id))
                names.add(text(sound.name));
    return names.isEmpty()
               ? juce::String()
               : TRANS("The likely hits of %s are not worked out yet; they are once it is selected.")
                     .replace("%s", names.joinIntoString(", "));
}

juce::File ExportController::suggestedFile() const
{
    const auto& format = formatFromName(state.choice.format.toStdString());
    const auto session = model.sessionPath();
    const juce::File beside(juce::String((session.empty() ? model.audioInfo()->path : session).string()));
    const auto name =
        beside.getFileNameWithoutExtension() + (format.output == OutputKind::folder ? " hits" : "-hits");
    const auto suffix = format.output == OutputKind::folder || format.extensions.empty()
                            ? juce::String()
                            : text(format.extensions.front());
    return beside.getSiblingFile(name + suffix);
}

void ExportController::update()
{
    state.formats.clear();
    for (const auto& format : exchangeFormats())
        if (format.write)
            state.formats.push_back({text(format.name), text(format.title),
                                     format.output == OutputKind::folder ? TRANS("folder")
                                     : format.extensions.empty()         ? juce::String()
                                                                         : text(format.extensions.front()),
                                     precisionOf(format), text(format.lost)});
    state.sounds.clear();
    state.confirmedHits = state.predictedHits = state.rejectedHits = 0;
    for (const auto& sound : model.document()->sounds())
    {
        auto confirmed = 1, rejected = 0;
        for (const auto& hit : sound.hits)
        {
            confirmed += hit.answer == Answer::yes ? 1 : 0;
            rejected += hit.answer == Answer::no ? 1 : 0;
        }
        state.sounds.push_back(
            {sound.id, text(sound.name), juce::Colour(0xff000000u | sound.colour), confirmed});
        if (!state.choice.sounds.contains(sound.id))
            continue;
        state.confirmedHits += confirmed;
        state.rejectedHits += rejected;
        state.predictedHits += static_cast<int>(model.document()->predicted(sound.id).size());
    }
    state.selectedHits = static_cast<int>(selectedPlaces.size());
    state.missing = missingPredictions();
    const auto& format = formatFromName(state.choice.format.toStdString());
    state.options = optionsFor(format);
    state.total = static_cast<int>(annotations().items.size());
    state.destination = (destination == juce::File() ? suggestedFile() : destination).getFullPathName();
    dialog->setState(state);
    updatePreview();
}

std::vector<Option> ExportController::optionsFor(const Format& format) const
{
    auto made = exportFields(format, options);
    for (auto& option : made)
        if (const auto refused = refusals.find(option.key); refused != refusals.end())
        {
            option.value = refused->second.typed;
            option.problem = refused->second.problem;
        }
    return made;
}

void ExportController::setOption(const juce::String& key, const juce::String& value)
{
    // A field may lose the focus because it is closed, or because nothing can be changed any more.
    if (!dialog || state.phase == ExportPhase::writing)
        return;
    const auto problem = setExportField(options, key, value);
    if (problem.isEmpty())
        refusals.erase(key);
    else
        refusals[key] = {value, problem};
    state.phase = ExportPhase::choosing;
    update();
}

void ExportController::updatePreview()
{
    if (previewing)
        previewing->cancel();
    const auto& format = formatFromName(state.choice.format.toStdString());
    state.preview.clear();
    if (format.output == OutputKind::folder || format.holdsAudio)
    {
        state.previewNote = TRANS("This format is audio: there is no text to show.");
        dialog->setState(state);
        return;
    }
    previewing = jobs.run(
        [this, format, places = annotations(),
         wanted = optionsOf(format)](const Progress& progress) -> BackgroundJobs::Delivery
        {
            const TemporaryPlace place;
            const auto file =
                std::filesystem::path(place.folder.getChildFile("preview" + text(format.extensions.front()))
                                          .getFullPathName()
                                          .toStdString());
            const auto report = exportAnnotations(places, format, wanted, file, progress);
            const auto lines = firstLines(file);
            return [this, lines, report]
            {
                state.preview = lines;
                state.previewNote = lines.isEmpty() ? TRANS("This format is no text.") : juce::String();
                if (dialog && (state.phase == ExportPhase::choosing || state.phase == ExportPhase::replacing))
                    dialog->setState(state);
            };
        },
        [this](const std::string& error)
        {
            state.previewNote = text(error);
            if (dialog)
                dialog->setState(state);
        });
}

void ExportController::write()
{
    if (state.phase == ExportPhase::writing)
        return;
    if (destination == juce::File())
        destination = suggestedFile();
    const std::filesystem::path file(destination.getFullPathName().toStdString());
    try
    {
        if (!model.sessionPath().empty())
            requireNotOfSession(file, model.sessionPath());
    }
    catch (const OutputError& error)
    {
        state.phase = ExportPhase::failed;
        state.result = text(error.what());
        dialog->setState(state);
        return;
    }
    if (destination.existsAsFile() && state.phase != ExportPhase::replacing)
    {
        state.phase = ExportPhase::replacing;
        state.result = TRANS("%f exists already.").replace("%f", destination.getFileName());
        dialog->setState(state);
        return;
    }
    state.phase = ExportPhase::writing;
    state.progress = 0.0;
    dialog->setState(state);
    const auto& format = formatFromName(state.choice.format.toStdString());
    writing = jobs.run(
        [this, format, places = annotations(), wanted = optionsOf(format),
         file](const Progress& progress) -> BackgroundJobs::Delivery
        {
            const auto report = exportAnnotations(places, format, wanted, file, progress);
            return [this, report, file, count = places.items.size()]
            {
                state.phase = ExportPhase::done;
                state.result = counted(static_cast<int>(count), TRANS("Wrote 1 hit to %f."),
                                       TRANS("Wrote %n hits to %f."))
                                   .replace("%f", text(file.filename().string())) +
                               " " +
                               (report.largestErrorSeconds > 0.0
                                    ? TRANS("Read back: positions are within %e ms.")
                                          .replace("%e", juce::String(report.largestErrorSeconds * 1000.0, 6))
                                    : TRANS("Read back: all positions are exact."));
                for (const auto& warning : report.warnings)
                    state.result << "\n" << text(warning);
                for (const auto& note : report.notes)
                    state.result << "\n" << text(note);
                if (dialog)
                    dialog->setState(state);
                if (onExported)
                    onExported(file, count);
            };
        },
        [this](const std::string& error)
        {
            state.phase = ExportPhase::failed;
            state.result = text(error);
            if (dialog)
                dialog->setState(state);
        },
        [this](double fraction)
        {
            state.progress = fraction;
            if (dialog && state.phase == ExportPhase::writing)
                dialog->setState(state);
        });
}
} // namespace reprise::app
