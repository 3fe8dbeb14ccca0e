#pragma once

#include "app/model/AppModel.h"

#include <fstream>

namespace reprise::app
{
/** Writes what is shown and done as JSON lines, for people who want a record of a session and for tests that drive the
    window: one object a line, flushed at once, each with "event".

    opened    file, sampleRate, samples
    view      firstSample, samplesPerPixel, x, y, width, height: which part of the recording lies where in the window
    mark      start, length (samples); absent: nothing is marked
    query     sound, start, length
    question  sound, number, start, length, confidence
    answered  sound, confirmed, rejected, unsure: how many there are now
    ended     sound, state: budget-spent or nothing-left
    refused   text
    saved     file
    exported  file, hits
    problem   title, text
    stall     ms: for so long nothing was drawn and no key was read; workedMs: the part of it that this program
              worked (only when watched) */
class EventLog : public AppModel::Listener
{
public:
    /** Throws OutputError when the file cannot be written. */
    EventLog(AppModel& model, const std::filesystem::path& file);
    ~EventLog() override;

    struct View
    {
        double firstSample = 0.0, samplesPerPixel = 1.0;
        int x = 0, y = 0, width = 0, height = 0; ///< in the window's logical pixels

        bool operator==(const View&) const = default;
    };
    void viewChanged(const View& view);
    void exported(const std::string& file, std::size_t hits);
    void stalled(double ms, double workedMs);

    void modelChanged(unsigned changes) override;
    void problemOccurred(const Problem& problem) override;

private:
    AppModel& model;
    std::ofstream out;
    std::filesystem::path openFile;
    View lastView;
    std::optional<SampleRange> lastMark;
    std::optional<SearchRequest> lastResult;
    std::vector<JudgedHit> lastHits;
    SoundId lastSound = 0;
    SampleRange lastQuery;
    std::string lastFailure;
    bool wasUnsaved = true;
};
} // namespace reprise::app
