#include "app/dialogs/ShortcutsSheet.h"

#include "app/look/PushButton.h"
#include "app/look/Theme.h"

#include <algorithm>

namespace reprise::app
{
namespace
{
constexpr int lineHeight = 24, titleHeight = 36, columnWidth = 308, columnGap = 32;
}

class ShortcutsSheet::Sheet : public juce::Component
{
public:
    explicit Sheet(std::vector<Shortcut> shortcutsIn) : all(std::move(shortcutsIn))
    {
        setTitle(TRANS("List of shortcuts"));
        setFilter({});
    }

    void setFilter(const juce::String& text)
    {
        blocks.clear();
        juce::String spoken;
        for (const auto& shortcut : all)
        {
            if (text.isNotEmpty() && !shortcut.name.containsIgnoreCase(text) &&
                !shortcut.category.containsIgnoreCase(text) && !shortcut.keys.contains(text, true))
                continue;
            auto block = std::find_if(blocks.begin(), blocks.end(),
                                      [&](const Block& b) { return b.category == shortcut.category; });
            if (block == blocks.end())
                block = blocks.insert(blocks.end(), {shortcut.category, {}});
            block->shortcuts.push_back(shortcut);
            spoken << shortcut.name << ": " << shortcut.keys.joinIntoString(", ") << ". ";
        }
        setDescription(spoken);
        repaint();
    }

    /** Fills columns one after the other, without parting a category where it can be helped. */
    void fitInto(int width)
    {
        const auto columns = std::max(1, (width + columnGap) / (columnWidth + columnGap));
        const auto each = (width - (columns - 1) * columnGap) / columns;
        auto total = 0, tallest = 0;
        for (const auto& block : blocks)
        {
            total += block.height();
            tallest = std::max(tallest, block.height());
        }
        auto limit = std::max(tallest, total / columns);
        // The lowest height at which everything finds a place.
        for (;; limit += lineHeight)
        {
            auto column = 0, y = 0;
            for (auto& block : blocks)
            {
                if (y > 0 && y + block.height() > limit)
                {
                    ++column;
                    y = 0;
                }
                block.area = {column * (each + columnGap), y, each, block.height()};
                y += block.height();
            }
            if (column < columns)
                break;
        }
        setSize(width, blocks.empty() ? titleHeight : limit);
    }

    void paint(juce::Graphics& g) override
    {
        const auto& t = theme();
        if (blocks.empty())
        {
            g.setFont(fonts::words(13.0f));
            g.setColour(t.dim);
            g.drawText(TRANS("No command is called that"), getLocalBounds(), juce::Justification::centredLeft,
                       true);
        }
        for (const auto& block : blocks)
        {
            auto area = block.area;
            g.setFont(fonts::words(11.0f, fonts::Weight::medium));
            g.setColour(t.dim);
            g.drawText(block.category.toUpperCase(), area.removeFromTop(titleHeight).withTrimmedBottom(6),
                       juce::Justification::bottomLeft, true);
            for (const auto& shortcut : block.shortcuts)
            {
                auto line = area.removeFromTop(lineHeight);
                g.setColour(t.line);
                g.fillRect(line.withHeight(1));
                for (int i = shortcut.keys.size(); --i >= 0;)
                {
                    const auto& key = shortcut.keys[i];
                    const auto plate =
                        line.removeFromRight(fonts::numbers(11.0f).getStringWidth(key) + 12)
                            .withSizeKeepingCentre(fonts::numbers(11.0f).getStringWidth(key) + 12, 18)
                            .toFloat();
                    drawKeyHint(g, key, plate, t.text, t.raised);
                    line.removeFromRight(space::unit);
                }
                g.setFont(fonts::words(13.0f));
                g.setColour(t.text);
                g.drawText(shortcut.name, line, juce::Justification::centredLeft, true);
            }
        }
    }

private:
    struct Block
    {
        juce::String category;
        std::vector<Shortcut> shortcuts;
        juce::Rectangle<int> area = {};

        int height() const
        {
            return titleHeight + static_cast<int>(shortcuts.size()) * lineHeight + space::medium;
        }
    };

    std::vector<Shortcut> all;
    std::vector<Block> blocks;
};

ShortcutsSheet::ShortcutsSheet(std::vector<Shortcut> shortcuts)
    : Dialog(TRANS("Keyboard shortcuts")), sheet(std::make_unique<Sheet>(std::move(shortcuts))),
      filter(TRANS("Find a command"), TRANS("Find a command"))
{
    viewport.setViewedComponent(sheet.get(), false);
    viewport.setScrollBarsShown(true, false);
    viewport.setScrollBarThickness(8);
    filter.onTextChange = [this]
    {
        sheet->setFilter(filter.getText().trim());
        sheet->fitInto(viewport.getWidth() - 12);
    };
    filter.onEscapeKey = [this] { dismissed(); };
    addAndMakeVisible(filter);
    addAndMakeVisible(viewport);
}

ShortcutsSheet::~ShortcutsSheet() = default;

juce::Component* ShortcutsSheet::defaultFocus()
{
    return &filter;
}

juce::Rectangle<int> ShortcutsSheet::idealSize(juce::Rectangle<int> available) const
{
    const auto width = std::min(available.getWidth(), 3 * columnWidth + 2 * columnGap + 2 * space::wide + 12);
    sheet->fitInto(width - 2 * space::wide - 12);
    return {0, 0, width,
            std::min(available.getHeight(), std::max(320, sheet->getHeight() + 52 + 28 + 12 + 24))};
}

void ShortcutsSheet::layOut(juce::Rectangle<int> inside)
{
    auto area = inside;
    filter.setBounds(area.removeFromTop(28).withWidth(std::min(area.getWidth(), columnWidth)));
    area.removeFromTop(space::unit);
    viewport.setBounds(area);
    sheet->fitInto(area.getWidth() - 12);
}
} // namespace reprise::app
