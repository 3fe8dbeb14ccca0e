#pragma once

#include "app/look/PushButton.h"
#include "session/SessionDocument.h"

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <vector>

namespace reprise::app
{
/** How far the search for a sound is. */
enum class SoundActivity
{
    marked,    ///< nothing was asked yet
    preparing, ///< analysis or ranking runs
    searching, ///< a question stands
    done,      ///< budget spent or nothing left
    failed
};

struct SoundRowState
{
    SoundId id = 0;
    juce::String name;
    juce::Colour colour;
    SoundActivity activity = SoundActivity::marked;
    int found = 0; ///< confirmed hits, the query included

    bool operator==(const SoundRowState&) const = default;
};

struct SoundListState
{
    std::vector<SoundRowState> sounds;
    SoundId selected = 0; ///< 0: none
    bool canAdd = false;  ///< a recording is open

    bool operator==(const SoundListState&) const = default;
};

/** The sounds that are looked for: choose, rename in place (double click, F2), recolour and delete (context menu,
    Delete), add one. Up and down move the choice. */
class SoundList : public juce::Component
{
public:
    SoundList();
    ~SoundList() override;

    void setState(const SoundListState&);

    /** Opens the editor of the chosen sound's name. */
    void renameSelected();

    /** What all rows need, without scrolling. */
    int idealHeight() const;

    std::function<void(SoundId)> onSelect, onDelete;
    std::function<void(SoundId, const juce::String&)> onRename;
    std::function<void(SoundId, juce::Colour)> onRecolour;
    std::function<void()> onNew;

    /** The colours on offer, told apart also by people who are colour-blind (after Okabe and Ito, brightened). */
    static const std::vector<juce::Colour>& palette();

    void paint(juce::Graphics&) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress&) override;

private:
    class Row;
    void step(int by);
    void revealSelected();
    void showMenu(SoundId, juce::Component& at);

    SoundListState state;
    juce::Viewport viewport;
    juce::Component rowsHolder;
    std::vector<std::unique_ptr<Row>> rows;
    PushButton add;
};
} // namespace reprise::app
