#pragma once

#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace reprise::app
{
/** Everything that can be done by key, menu or button. */
namespace commands
{
enum Id : int
{
    openFile = 0x2001,
    save,
    saveAs,
    exportHits,
    closeFile,
    settings,
    quit,

    undo = 0x2101,
    redo,
    remove,
    rename,
    cancel,

    newSound = 0x2201,
    markAtPlayHead,
    markStart,
    markEnd,
    takeSuggestion,
    startEarlier,
    startLater,
    endEarlier,
    endLater,
    startSampleEarlier,
    startSampleLater,
    endSampleEarlier,
    endSampleLater,

    find = 0x2301,
    answerYes,
    answerNo,
    answerUnsure,
    goOn,
    acceptLikely,
    settleHits,
    askUncertain,

    playStop = 0x2401,
    loop,
    playQuery,
    playExcerpt,
    playBoth,
    playSelected,
    preRoll,
    toStart,
    toEnd,

    nextHit = 0x2501,
    previousHit,
    confirmHit,
    rejectHit,
    unsureHit,
    filterHits,
    nextSound,
    previousSound,

    zoomIn = 0x2601,
    zoomOut,
    zoomAll,
    zoomToMark,
    zoomToSamples,
    scrollLeft,
    scrollRight,
    tallerWaveform,
    flatterWaveform,
    showWaveform,
    showSpectrogram,
    showBoth,
    followPlayHead,

    shortcuts = 0x2701
};

/** One command as menus, keys and the sheet of shortcuts know it. */
struct Entry
{
    Id id;
    juce::String category, name;
    std::vector<juce::KeyPress> keys; ///< the first is the one that is shown
};

/** All of them, in the order of the sheet. Names are translated. */
const std::vector<Entry>& all();

/** Null where there is none. */
const Entry* entryOf(juce::CommandID id);

/** "Ctrl+Z", "Space", "?": as it is written on keyboards. */
juce::String inWords(const juce::KeyPress& key);
} // namespace commands
} // namespace reprise::app
