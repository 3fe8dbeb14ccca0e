#include "app/Commands.h"

#include <algorithm>

namespace reprise::app::commands
{
namespace
{
using Key = juce::KeyPress;

constexpr auto control = juce::ModifierKeys::commandModifier;
constexpr auto shift = juce::ModifierKeys::shiftModifier;
constexpr auto alt = juce::ModifierKeys::altModifier;

Key key(int code, int modifiers = 0)
{
    return {code, juce::ModifierKeys(modifiers), 0};
}

std::vector<Entry> table()
{
    const auto file = TRANS("File"), edit = TRANS("Edit"), mark = TRANS("Mark"), search = TRANS("Search"),
               listen = TRANS("Listen"), hits = TRANS("Hits and sounds"), view = TRANS("View"),
               help = TRANS("Help");
    return {
        {openFile, file, TRANS("Open"), {key('o', control)}},
        {save, file, TRANS("Save session"), {key('s', control)}},
        {saveAs, file, TRANS("Save session as"), {key('s', control | shift)}},
        {exportHits, file, TRANS("Export"), {key('e', control)}},
        {closeFile, file, TRANS("Close"), {key('w', control)}},
        {settings, file, TRANS("Settings"), {key(',', control)}},
        {quit, file, TRANS("Quit"), {key('q', control)}},

        {undo, edit, TRANS("Undo"), {key('z', control)}},
        {redo, edit, TRANS("Redo"), {key('z', control | shift), key('y', control)}},
        {remove, edit, TRANS("Forget the selected hit"), {key(Key::deleteKey), key(Key::backspaceKey)}},
        {rename, edit, TRANS("Rename hit or sound"), {key(Key::F2Key)}},
        {cancel, edit, TRANS("Cancel, unmark"), {key(Key::escapeKey)}},

        {newSound, mark, TRANS("Mark a new sound"), {key('n', control)}},
        {markAtPlayHead, mark, TRANS("Begin or end a mark at the play head"), {key('m')}},
        {markStart, mark, TRANS("Move the mark's start to the play head"), {key('[')}},
        {markEnd, mark, TRANS("Move the mark's end to the play head"), {key(']')}},
        {takeSuggestion, mark, TRANS("Take the suggested mark"), {key('t')}},
        {startEarlier, mark, TRANS("Start 1 ms earlier"), {key(Key::leftKey)}},
        {startLater, mark, TRANS("Start 1 ms later"), {key(Key::rightKey)}},
        {endEarlier, mark, TRANS("End 1 ms earlier"), {key(Key::leftKey, shift)}},
        {endLater, mark, TRANS("End 1 ms later"), {key(Key::rightKey, shift)}},
        {startSampleEarlier, mark, TRANS("Start one sample earlier"), {key(Key::leftKey, alt)}},
        {startSampleLater, mark, TRANS("Start one sample later"), {key(Key::rightKey, alt)}},
        {endSampleEarlier, mark, TRANS("End one sample earlier"), {key(Key::leftKey, alt | shift)}},
        {endSampleLater, mark, TRANS("End one sample later"), {key(Key::rightKey, alt | shift)}},

        {find, search, TRANS("Find"), {key('f')}},
        {answerYes, search, TRANS("Yes, the same sound"), {key('y')}},
        {answerNo, search, TRANS("No, another sound"), {key('n')}},
        {answerUnsure, search, TRANS("Unsure"), {key('u')}},
        {askUncertain, search, TRANS("Ask where uncertain"), {key('o')}},
        {goOn, search, TRANS("Go on after the budget is spent"), {key('g')}},
        {acceptLikely, search, TRANS("Accept all likely hits"), {key('a', control | shift)}},
        {settleHits, search, TRANS("Move hits to where they fit the others"), {key('m', control | shift)}},

        {playStop, listen, TRANS("Play or stop"), {key(Key::spaceKey)}},
        {loop, listen, TRANS("Loop"), {key('l')}},
        {playQuery, listen, TRANS("Hear the query"), {key('a')}},
        {playExcerpt, listen, TRANS("Hear this one"), {key('s')}},
        {playBoth, listen, TRANS("Hear both in turn"), {key('d')}},
        {playSelected, listen, TRANS("Hear the selected hit"), {key(Key::returnKey)}},
        {preRoll, listen, TRANS("Half a second before and after"), {key('r')}},
        {toStart, listen, TRANS("Play head to the start"), {key(Key::homeKey)}},
        {toEnd, listen, TRANS("Play head to the end"), {key(Key::endKey)}},

        {nextHit, hits, TRANS("Next hit"), {key('j')}},
        {previousHit, hits, TRANS("Previous hit"), {key('k')}},
        {confirmHit, hits, TRANS("Confirm the selected hit"), {key('y', shift)}},
        {rejectHit, hits, TRANS("Reject the selected hit"), {key('n', shift)}},
        {unsureHit, hits, TRANS("Be unsure of the selected hit"), {key('u', shift)}},
        {filterHits, hits, TRANS("Filter hits"), {key('f', control)}},
        {nextSound, hits, TRANS("Next sound"), {key(Key::pageDownKey)}},
        {previousSound, hits, TRANS("Previous sound"), {key(Key::pageUpKey)}},

        {zoomIn, view, TRANS("Zoom in"), {key('+'), key('+', shift), key('='), key('=', control)}},
        {zoomOut, view, TRANS("Zoom out"), {key('-'), key('-', control)}},
        {zoomAll, view, TRANS("Show everything"), {key('0'), key('0', control)}},
        {zoomToMark, view, TRANS("Zoom to the mark or the question"), {key('z')}},
        {zoomToSamples, view, TRANS("Zoom to single samples"), {key('x')}},
        {scrollLeft, view, TRANS("Scroll left"), {key(Key::leftKey, control)}},
        {scrollRight, view, TRANS("Scroll right"), {key(Key::rightKey, control)}},
        {tallerWaveform, view, TRANS("Taller waveform"), {key(Key::upKey, control)}},
        {flatterWaveform, view, TRANS("Flatter waveform"), {key(Key::downKey, control)}},
        {showWaveform, view, TRANS("Waveform"), {key('1')}},
        {showSpectrogram, view, TRANS("Spectrogram"), {key('2')}},
        {showBoth, view, TRANS("Waveform and spectrogram"), {key('3')}},
        {followPlayHead, view, TRANS("Follow the play head"), {key('p')}},

        {shortcuts, help, TRANS("All shortcuts"), {key('?', shift), key('?'), key(Key::F1Key)}},
    };
}
} // namespace

const std::vector<Entry>& all()
{
    static const auto entries = table();
    return entries;
}

const Entry* entryOf(juce::CommandID id)
{
    const auto& entries = all();
    const auto found =
        std::find_if(entries.begin(), entries.end(), [id](const Entry& entry) { return entry.id == id; });
    return found == entries.end() ? nullptr : &*found;
}

juce::String inWords(const juce::KeyPress& pressed)
{
    const auto code = pressed.getKeyCode();
    const auto modifiers = pressed.getModifiers();
    // A sign that needs Shift on some keyboards is written as the sign.
    const auto isSign = code > ' ' && code < 127 &&
                        !juce::CharacterFunctions::isLetterOrDigit(static_cast<juce::juce_wchar>(code));
    juce::String text;
    if (modifiers.isCommandDown())
        text << TRANS("Ctrl") << "+";
    if (modifiers.isAltDown())
        text << TRANS("Alt") << "+";
    if (modifiers.isShiftDown() && !isSign)
        text << TRANS("Shift") << "+";
    const std::pair<int, juce::String> named[] = {{Key::spaceKey, TRANS("Space")},
                                                  {Key::returnKey, TRANS("Return")},
                                                  {Key::escapeKey, TRANS("Escape")},
                                                  {Key::deleteKey, TRANS("Delete")},
                                                  {Key::backspaceKey, TRANS("Backspace")},
                                                  {Key::leftKey, TRANS("Left")},
                                                  {Key::rightKey, TRANS("Right")},
                                                  {Key::upKey, TRANS("Up")},
                                                  {Key::downKey, TRANS("Down")},
                                                  {Key::homeKey, TRANS("Home")},
                                                  {Key::endKey, TRANS("End")},
                                                  {Key::pageUpKey, TRANS("Page up")},
                                                  {Key::pageDownKey, TRANS("Page down")},
                                                  {Key::F1Key, "F1"},
                                                  {Key::F2Key, "F2"}};
    for (const auto& [known, word] : named)
        if (known == code)
            return text + word;
    return text + juce::String::charToString(
                      juce::CharacterFunctions::toUpperCase(static_cast<juce::juce_wchar>(code)));
}
} // namespace reprise::app::commands
