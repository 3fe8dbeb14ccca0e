#pragma once

#include "app/look/Theme.h"

namespace reprise::app
{
/** Draws JUCE's own controls in the theme in force, with the fonts that are compiled in. One object lives as long as
    the windows: make it the default look and feel at the start and take it back at the end. setTheme() brings it up
    to date by itself.

    Buttons   A TextButton is plain. The property "primary" (any value) fills it with the accent, "quiet" takes its
              background away. */
class RepriseLookAndFeel : public juce::LookAndFeel_V4
{
public:
    RepriseLookAndFeel();

    /** Takes the colours of the theme in force. */
    void takeTheme();

    juce::Typeface::Ptr getTypefaceForFont(const juce::Font& font) override;

    void drawButtonBackground(juce::Graphics&, juce::Button&, const juce::Colour&, bool, bool) override;
    void drawButtonText(juce::Graphics&, juce::TextButton&, bool, bool) override;
    juce::Font getTextButtonFont(juce::TextButton&, int buttonHeight) override;
    void drawToggleButton(juce::Graphics&, juce::ToggleButton&, bool, bool) override;
    void drawTickBox(juce::Graphics&, juce::Component&, float x, float y, float w, float h, bool ticked,
                     bool isEnabled, bool, bool) override;
    void changeToggleButtonWidthToFitText(juce::ToggleButton&) override;

    void drawScrollbar(juce::Graphics&, juce::ScrollBar&, int x, int y, int width, int height,
                       bool isVertical, int thumbStart, int thumbSize, bool isOver, bool isDown) override;
    int getDefaultScrollbarWidth() override { return 10; }
    bool areScrollbarButtonsVisible() override { return false; }

    void fillTextEditorBackground(juce::Graphics&, int width, int height, juce::TextEditor&) override;
    void drawTextEditorOutline(juce::Graphics&, int width, int height, juce::TextEditor&) override;
    juce::Font getLabelFont(juce::Label&) override;

    void drawComboBox(juce::Graphics&, int width, int height, bool isDown, int, int, int, int,
                      juce::ComboBox&) override;
    juce::Font getComboBoxFont(juce::ComboBox&) override;
    void positionComboBoxText(juce::ComboBox&, juce::Label&) override;

    void drawPopupMenuBackgroundWithOptions(juce::Graphics&, int width, int height,
                                            const juce::PopupMenu::Options&) override;
    void drawPopupMenuItem(juce::Graphics&, const juce::Rectangle<int>& area, bool isSeparator, bool isActive,
                           bool isHighlighted, bool isTicked, bool hasSubMenu, const juce::String& text,
                           const juce::String& shortcut, const juce::Drawable* icon,
                           const juce::Colour*) override;
    void drawPopupMenuSectionHeader(juce::Graphics&, const juce::Rectangle<int>& area,
                                    const juce::String& name) override;
    void getIdealPopupMenuItemSize(const juce::String& text, bool isSeparator, int standardHeight, int& width,
                                   int& height) override;
    juce::Font getPopupMenuFont() override;
    int getPopupMenuBorderSize() override { return 4; }
    void drawMenuBarBackground(juce::Graphics&, int width, int height, bool,
                               juce::MenuBarComponent&) override;
    void drawMenuBarItem(juce::Graphics&, int width, int height, int index, const juce::String& text,
                         bool isOver, bool isOpen, bool isOverBar, juce::MenuBarComponent&) override;
    juce::Font getMenuBarFont(juce::MenuBarComponent&, int, const juce::String&) override;

    void drawLinearSlider(juce::Graphics&, int x, int y, int width, int height, float position, float least,
                          float most, juce::Slider::SliderStyle, juce::Slider&) override;
    int getSliderThumbRadius(juce::Slider&) override { return 7; }

    void drawProgressBar(juce::Graphics&, juce::ProgressBar&, int width, int height, double progress,
                         const juce::String& text) override;

    void drawTooltip(juce::Graphics&, const juce::String& text, int width, int height) override;
    juce::Rectangle<int> getTooltipBounds(const juce::String& text, juce::Point<int> at,
                                          juce::Rectangle<int> parentArea) override;

    void drawTableHeaderBackground(juce::Graphics&, juce::TableHeaderComponent&) override;
    void drawTableHeaderColumn(juce::Graphics&, juce::TableHeaderComponent&, const juce::String& name,
                               int columnId, int width, int height, bool isOver, bool isDown,
                               int flags) override;

    void drawAlertBox(juce::Graphics&, juce::AlertWindow&, const juce::Rectangle<int>& textArea,
                      juce::TextLayout&) override;
    juce::Font getAlertWindowTitleFont() override;
    juce::Font getAlertWindowMessageFont() override;
    juce::Font getAlertWindowFont() override;
    int getAlertWindowButtonHeight() override { return 32; }

    void drawFileBrowserRow(juce::Graphics&, int width, int height, const juce::File&,
                            const juce::String& name, juce::Image* icon, const juce::String& size,
                            const juce::String& time, bool isFolder, bool isSelected, int index,
                            juce::DirectoryContentsDisplayComponent&) override;
    void drawCornerResizer(juce::Graphics&, int, int, bool, bool) override {}
    void drawCallOutBoxBackground(juce::CallOutBox&, juce::Graphics&, const juce::Path&,
                                  juce::Image&) override;
    std::unique_ptr<juce::FocusOutline> createFocusOutlineForComponent(juce::Component&) override;
};
} // namespace reprise::app
