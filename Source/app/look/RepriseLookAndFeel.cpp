#include "app/look/RepriseLookAndFeel.h"

#include <cmath>

namespace reprise::app
{
namespace
{
juce::Rectangle<float> box(int width, int height)
{
    return juce::Rectangle<int>(width, height).toFloat();
}

void drawTick(juce::Graphics& g, juce::Rectangle<float> area)
{
    juce::Path tick;
    tick.startNewSubPath(area.getRelativePoint(0.08f, 0.52f));
    tick.lineTo(area.getRelativePoint(0.38f, 0.80f));
    tick.lineTo(area.getRelativePoint(0.92f, 0.20f));
    g.strokePath(tick, {1.75f, juce::PathStrokeType::curved, juce::PathStrokeType::rounded});
}

/** A small arrow head that points down, or to the right. */
void drawChevron(juce::Graphics& g, juce::Rectangle<float> area, bool right = false)
{
    juce::Path chevron;
    chevron.startNewSubPath(0.0f, 0.0f);
    chevron.lineTo(4.0f, 4.0f);
    chevron.lineTo(8.0f, 0.0f);
    chevron.applyTransform(juce::AffineTransform::translation(-4.0f, -2.0f)
                               .rotated(right ? -juce::MathConstants<float>::halfPi : 0.0f)
                               .translated(area.getCentre()));
    g.strokePath(chevron, {1.5f, juce::PathStrokeType::curved, juce::PathStrokeType::rounded});
}

juce::TextLayout layOutTooltip(const juce::String& text)
{
    juce::AttributedString words;
    words.setJustification(juce::Justification::centredLeft);
    words.append(text, fonts::words(12.0f), theme().text);
    juce::TextLayout layout;
    layout.createLayoutWithBalancedLineLengths(words, 320.0f);
    return layout;
}

/** Shows the keyboard focus outside a component. */
struct FocusRing : juce::FocusOutline::OutlineWindowProperties
{
    juce::Rectangle<int> getOutlineBounds(juce::Component& c) override
    {
        return c.getScreenBounds().expanded(2);
    }

    void drawOutline(juce::Graphics& g, int width, int height) override
    {
        g.setColour(theme().accent);
        g.drawRoundedRectangle(box(width, height).reduced(0.75f), space::corner + 1.0f, 1.5f);
    }
};
} // namespace

RepriseLookAndFeel::RepriseLookAndFeel()
{
    takeTheme();
}

void RepriseLookAndFeel::takeTheme()
{
    const auto& t = theme();
    // windowBackground, widgetBackground, menuBackground, outline, defaultText, defaultFill, highlightedText,
    // highlightedFill, menuText
    setColourScheme({t.panel, t.raised, t.raised, t.line, t.text, t.accent, t.onAccent, t.accent, t.text});

    const auto selection = t.accent.withAlpha(0.25f);
    const std::pair<int, juce::Colour> tokens[]{
        {juce::ResizableWindow::backgroundColourId, t.background},
        {juce::DocumentWindow::textColourId, t.text},
        {juce::TextButton::buttonColourId, t.raised},
        {juce::TextButton::buttonOnColourId, t.accent},
        {juce::TextButton::textColourOffId, t.text},
        {juce::TextButton::textColourOnId, t.onAccent},
        {juce::ToggleButton::textColourId, t.text},
        {juce::ToggleButton::tickColourId, t.onAccent},
        {juce::ToggleButton::tickDisabledColourId, t.dim},
        {juce::HyperlinkButton::textColourId, t.accent},
        {juce::Label::textColourId, t.text},
        {juce::Label::textWhenEditingColourId, t.text},
        {juce::Label::backgroundWhenEditingColourId, t.background},
        {juce::Label::outlineWhenEditingColourId, t.accent},
        {juce::TextEditor::backgroundColourId, t.background},
        {juce::TextEditor::textColourId, t.text},
        {juce::TextEditor::highlightColourId, selection},
        {juce::TextEditor::highlightedTextColourId, t.text},
        {juce::TextEditor::outlineColourId, t.line},
        {juce::TextEditor::focusedOutlineColourId, t.accent},
        {juce::TextEditor::shadowColourId, juce::Colours::transparentBlack},
        {juce::CaretComponent::caretColourId, t.accent},
        {juce::ComboBox::backgroundColourId, t.raised},
        {juce::ComboBox::textColourId, t.text},
        {juce::ComboBox::outlineColourId, t.line},
        {juce::ComboBox::focusedOutlineColourId, t.accent},
        {juce::ComboBox::arrowColourId, t.dim},
        {juce::PopupMenu::backgroundColourId, t.raised},
        {juce::PopupMenu::textColourId, t.text},
        {juce::PopupMenu::headerTextColourId, t.dim},
        {juce::PopupMenu::highlightedBackgroundColourId, t.line},
        {juce::PopupMenu::highlightedTextColourId, t.text},
        {juce::ScrollBar::thumbColourId, t.faint},
        {juce::ScrollBar::trackColourId, juce::Colours::transparentBlack},
        {juce::Slider::backgroundColourId, t.line},
        {juce::Slider::trackColourId, t.accent},
        {juce::Slider::thumbColourId, t.text},
        {juce::Slider::textBoxTextColourId, t.text},
        {juce::Slider::textBoxBackgroundColourId, juce::Colours::transparentBlack},
        {juce::Slider::textBoxOutlineColourId, juce::Colours::transparentBlack},
        {juce::Slider::textBoxHighlightColourId, selection},
        {juce::ProgressBar::backgroundColourId, t.line},
        {juce::ProgressBar::foregroundColourId, t.accent},
        {juce::ListBox::backgroundColourId, t.panel},
        {juce::ListBox::textColourId, t.text},
        {juce::ListBox::outlineColourId, juce::Colours::transparentBlack},
        {juce::TableHeaderComponent::backgroundColourId, t.panel},
        {juce::TableHeaderComponent::textColourId, t.dim},
        {juce::TableHeaderComponent::outlineColourId, t.line},
        {juce::TableHeaderComponent::highlightColourId, t.raised},
        {juce::TableListBox::backgroundColourId, t.panel},
        {juce::TableListBox::textColourId, t.text},
        {juce::TreeView::backgroundColourId, t.panel},
        {juce::TreeView::linesColourId, t.line},
        {juce::TreeView::selectedItemBackgroundColourId, t.raised},
        {juce::DirectoryContentsDisplayComponent::highlightColourId, t.line},
        {juce::DirectoryContentsDisplayComponent::textColourId, t.text},
        {juce::DirectoryContentsDisplayComponent::highlightedTextColourId, t.text},
        {juce::FileBrowserComponent::currentPathBoxBackgroundColourId, t.background},
        {juce::FileBrowserComponent::currentPathBoxTextColourId, t.text},
        {juce::FileBrowserComponent::currentPathBoxArrowColourId, t.dim},
        {juce::FileBrowserComponent::filenameBoxBackgroundColourId, t.background},
        {juce::FileBrowserComponent::filenameBoxTextColourId, t.text},
        {juce::FileChooserDialogBox::titleTextColourId, t.text},
        {juce::AlertWindow::backgroundColourId, t.panel},
        {juce::AlertWindow::textColourId, t.text},
        {juce::AlertWindow::outlineColourId, t.line},
        {juce::TooltipWindow::backgroundColourId, t.raised},
        {juce::TooltipWindow::textColourId, t.text},
        {juce::TooltipWindow::outlineColourId, t.line},
        {juce::GroupComponent::outlineColourId, t.line},
        {juce::GroupComponent::textColourId, t.dim},
        {juce::TabbedButtonBar::tabTextColourId, t.dim},
        {juce::TabbedButtonBar::frontTextColourId, t.text},
        {juce::TabbedButtonBar::tabOutlineColourId, t.line},
        {juce::TabbedButtonBar::frontOutlineColourId, t.line},
    };
    for (const auto& [id, colour] : tokens)
        setColour(id, colour);
}

juce::Typeface::Ptr RepriseLookAndFeel::getTypefaceForFont(const juce::Font& font)
{
    const auto name = font.getTypefaceName();
    if (name == juce::Font::getDefaultMonospacedFontName())
        return fonts::numbers(13.0f, font.isBold() ? fonts::Weight::medium : fonts::Weight::regular)
            .getTypefacePtr();
    if (name == juce::Font::getDefaultSansSerifFontName() || name == juce::Font::getDefaultSerifFontName())
        return fonts::words(13.0f, font.isBold() ? fonts::Weight::semiBold : fonts::Weight::regular)
            .getTypefacePtr();
    return LookAndFeel_V4::getTypefaceForFont(font);
}

void RepriseLookAndFeel::drawButtonBackground(juce::Graphics& g, juce::Button& button, const juce::Colour&,
                                              bool isOver, bool isDown)
{
    const auto& t = theme();
    const auto area = button.getLocalBounds().toFloat();
    const auto primary = button.getProperties().contains("primary") || button.getToggleState();
    auto fill = primary ? t.accent : t.raised;
    if (!button.isEnabled())
        fill = primary ? t.line : t.raised;
    else if (isDown)
        fill = primary ? t.accent.darker(0.15f) : t.line;
    else if (isOver)
        fill = primary ? t.accent.brighter(0.1f) : t.raised.interpolatedWith(t.line, 0.6f);

    const auto quiet = button.getProperties().contains("quiet") && !primary;
    if (!quiet || (button.isEnabled() && (isOver || isDown)))
    {
        g.setColour(fill);
        g.fillRoundedRectangle(area, space::corner);
    }
    if (themeName() == ThemeName::highContrast && !quiet)
    {
        g.setColour(t.line);
        g.drawRoundedRectangle(area.reduced(0.5f), space::corner, 1.0f);
    }
}

void RepriseLookAndFeel::drawButtonText(juce::Graphics& g, juce::TextButton& button, bool, bool)
{
    const auto& t = theme();
    const auto primary = button.getProperties().contains("primary") || button.getToggleState();
    g.setFont(getTextButtonFont(button, button.getHeight()));
    g.setColour(!button.isEnabled() ? t.faint : primary ? t.onAccent : t.text);
    g.drawFittedText(button.getButtonText(), button.getLocalBounds().reduced(space::small, 0),
                     juce::Justification::centred, 1, 0.9f);
}

juce::Font RepriseLookAndFeel::getTextButtonFont(juce::TextButton&, int)
{
    return fonts::words(13.0f, fonts::Weight::medium);
}

void RepriseLookAndFeel::drawToggleButton(juce::Graphics& g, juce::ToggleButton& button, bool isOver,
                                          bool isDown)
{
    const auto side = 16.0f;
    const auto height = static_cast<float>(button.getHeight());
    drawTickBox(g, button, 2.0f, (height - side) / 2.0f, side, side, button.getToggleState(),
                button.isEnabled(), isOver, isDown);
    g.setColour(button.isEnabled() ? theme().text : theme().faint);
    g.setFont(fonts::words(13.0f));
    g.drawFittedText(button.getButtonText(), button.getLocalBounds().withTrimmedLeft(26),
                     juce::Justification::centredLeft, 2, 0.9f);
}

void RepriseLookAndFeel::drawTickBox(juce::Graphics& g, juce::Component&, float x, float y, float w, float h,
                                     bool ticked, bool isEnabled, bool isOver, bool)
{
    const auto& t = theme();
    const juce::Rectangle<float> area(x, y, w, h);
    g.setColour(ticked ? (isEnabled ? t.accent : t.faint) : t.background);
    g.fillRoundedRectangle(area, 4.0f);
    if (!ticked)
    {
        g.setColour(isOver && isEnabled ? t.dim : t.faint);
        g.drawRoundedRectangle(area.reduced(0.5f), 4.0f, 1.0f);
        return;
    }
    g.setColour(t.onAccent);
    drawTick(g, area.reduced(w * 0.24f));
}

void RepriseLookAndFeel::changeToggleButtonWidthToFitText(juce::ToggleButton& button)
{
    const auto words = fonts::words(13.0f).getStringWidthFloat(button.getButtonText());
    button.setSize(static_cast<int>(std::ceil(words)) + 34, button.getHeight());
}

void RepriseLookAndFeel::drawScrollbar(juce::Graphics& g, juce::ScrollBar&, int x, int y, int width,
                                       int height, bool isVertical, int thumbStart, int thumbSize,
                                       bool isOver, bool isDown)
{
    if (thumbSize <= 0)
        return;
    const auto thumb = isVertical ? juce::Rectangle<int>(x, thumbStart, width, thumbSize)
                                  : juce::Rectangle<int>(thumbStart, y, thumbSize, height);
    const auto area = thumb.toFloat().reduced(2.0f);
    g.setColour(theme().faint.withAlpha(isDown ? 1.0f : isOver ? 0.8f : 0.5f));
    g.fillRoundedRectangle(area, std::min(area.getWidth(), area.getHeight()) / 2.0f);
}

void RepriseLookAndFeel::fillTextEditorBackground(juce::Graphics& g, int width, int height,
                                                  juce::TextEditor& editor)
{
    g.setColour(editor.findColour(juce::TextEditor::backgroundColourId));
    g.fillRoundedRectangle(box(width, height), space::corner);
}

void RepriseLookAndFeel::drawTextEditorOutline(juce::Graphics& g, int width, int height,
                                               juce::TextEditor& editor)
{
    const auto focused = editor.hasKeyboardFocus(true) && !editor.isReadOnly();
    g.setColour(editor.findColour(focused ? juce::TextEditor::focusedOutlineColourId
                                          : juce::TextEditor::outlineColourId));
    g.drawRoundedRectangle(box(width, height).reduced(0.5f), space::corner, 1.0f);
}

juce::Font RepriseLookAndFeel::getLabelFont(juce::Label& label)
{
    return label.getFont();
}

void RepriseLookAndFeel::drawComboBox(juce::Graphics& g, int width, int height, bool isDown, int, int, int,
                                      int, juce::ComboBox& combo)
{
    const auto& t = theme();
    const auto area = box(width, height);
    g.setColour(isDown ? t.line : combo.findColour(juce::ComboBox::backgroundColourId));
    g.fillRoundedRectangle(area, space::corner);
    g.setColour(combo.hasKeyboardFocus(true) ? t.accent : t.line);
    g.drawRoundedRectangle(area.reduced(0.5f), space::corner, 1.0f);
    g.setColour(combo.isEnabled() ? t.dim : t.faint);
    drawChevron(g, area.withLeft(area.getRight() - 28.0f));
}

juce::Font RepriseLookAndFeel::getComboBoxFont(juce::ComboBox&)
{
    return fonts::words(13.0f);
}

void RepriseLookAndFeel::positionComboBoxText(juce::ComboBox& combo, juce::Label& label)
{
    label.setBounds(4, 1, combo.getWidth() - 32, combo.getHeight() - 2);
    label.setFont(getComboBoxFont(combo));
}

void RepriseLookAndFeel::drawPopupMenuBackgroundWithOptions(juce::Graphics& g, int width, int height,
                                                            const juce::PopupMenu::Options&)
{
    // The window of a menu is opaque, so its corners stay square.
    g.fillAll(theme().raised);
    g.setColour(theme().line);
    g.drawRect(0, 0, width, height, 1);
}

void RepriseLookAndFeel::drawPopupMenuItem(juce::Graphics& g, const juce::Rectangle<int>& area,
                                           bool isSeparator, bool isActive, bool isHighlighted, bool isTicked,
                                           bool hasSubMenu, const juce::String& text,
                                           const juce::String& shortcut, const juce::Drawable* icon,
                                           const juce::Colour* colour)
{
    const auto& t = theme();
    if (isSeparator)
    {
        g.setColour(t.line);
        g.fillRect(
            area.reduced(space::small, 0).withSizeKeepingCentre(area.getWidth() - 2 * space::small, 1));
        return;
    }
    if (isHighlighted && isActive)
    {
        g.setColour(t.line);
        g.fillRoundedRectangle(area.reduced(4, 1).toFloat(), 4.0f);
    }
    auto row = area.reduced(space::medium, 0);
    const auto marker = row.removeFromLeft(20).withSizeKeepingCentre(12, 12).translated(-4, 0).toFloat();
    const auto words = !isActive ? t.faint : colour != nullptr ? *colour : t.text;
    g.setColour(words);
    if (icon != nullptr)
        icon->drawWithin(g, marker, juce::RectanglePlacement::centred, 1.0f);
    else if (isTicked)
        drawTick(g, marker);

    if (hasSubMenu)
        drawChevron(g, row.removeFromRight(12).toFloat(), true);
    if (shortcut.isNotEmpty())
    {
        g.setFont(fonts::numbers(11.0f));
        g.setColour(isActive ? t.dim : t.faint);
        g.drawText(shortcut, row, juce::Justification::centredRight, false);
        row.removeFromRight(static_cast<int>(fonts::numbers(11.0f).getStringWidthFloat(shortcut)) +
                            space::small);
    }
    g.setFont(getPopupMenuFont());
    g.setColour(words);
    g.drawFittedText(text, row, juce::Justification::centredLeft, 1, 0.9f);
}

void RepriseLookAndFeel::drawPopupMenuSectionHeader(juce::Graphics& g, const juce::Rectangle<int>& area,
                                                    const juce::String& name)
{
    g.setFont(fonts::words(11.0f, fonts::Weight::medium));
    g.setColour(theme().dim);
    g.drawFittedText(name.toUpperCase(), area.reduced(space::medium, 0), juce::Justification::bottomLeft, 1);
}

void RepriseLookAndFeel::getIdealPopupMenuItemSize(const juce::String& text, bool isSeparator,
                                                   int standardHeight, int& width, int& height)
{
    height = isSeparator ? 9 : std::max(28, standardHeight);
    width = isSeparator ? 50 : static_cast<int>(getPopupMenuFont().getStringWidthFloat(text)) + 64;
}

juce::Font RepriseLookAndFeel::getPopupMenuFont()
{
    return fonts::words(13.0f);
}

void RepriseLookAndFeel::drawMenuBarBackground(juce::Graphics& g, int width, int height, bool,
                                               juce::MenuBarComponent&)
{
    g.fillAll(theme().panel);
    g.setColour(theme().line);
    g.fillRect(0, height - 1, width, 1);
}

void RepriseLookAndFeel::drawMenuBarItem(juce::Graphics& g, int width, int height, int,
                                         const juce::String& text, bool isOver, bool isOpen, bool,
                                         juce::MenuBarComponent& bar)
{
    if (isOver || isOpen)
    {
        g.setColour(theme().raised);
        g.fillRoundedRectangle(box(width, height).reduced(2.0f, 3.0f), 4.0f);
    }
    g.setColour(bar.isEnabled() ? theme().text : theme().faint);
    g.setFont(fonts::words(13.0f));
    g.drawFittedText(text, 0, 0, width, height, juce::Justification::centred, 1);
}

juce::Font RepriseLookAndFeel::getMenuBarFont(juce::MenuBarComponent&, int, const juce::String&)
{
    return fonts::words(13.0f);
}

void RepriseLookAndFeel::drawLinearSlider(juce::Graphics& g, int x, int y, int width, int height,
                                          float position, float, float, juce::Slider::SliderStyle style,
                                          juce::Slider& slider)
{
    const auto& t = theme();
    const auto area = juce::Rectangle<int>(x, y, width, height).toFloat();
    const auto vertical = style == juce::Slider::LinearVertical || style == juce::Slider::LinearBarVertical;
    constexpr auto thickness = 4.0f;
    const auto track = vertical ? area.withSizeKeepingCentre(thickness, area.getHeight())
                                : area.withSizeKeepingCentre(area.getWidth(), thickness);
    g.setColour(t.line);
    g.fillRoundedRectangle(track, thickness / 2.0f);
    g.setColour(slider.isEnabled() ? t.accent : t.faint);
    g.fillRoundedRectangle(vertical ? track.withTop(position) : track.withRight(position), thickness / 2.0f);

    const auto centre = vertical ? juce::Point<float>(area.getCentreX(), position)
                                 : juce::Point<float>(position, area.getCentreY());
    const auto radius = slider.isMouseOverOrDragging() && slider.isEnabled() ? 7.0f : 6.0f;
    g.setColour(slider.isEnabled() ? t.text : t.faint);
    g.fillEllipse(juce::Rectangle<float>(2.0f * radius, 2.0f * radius).withCentre(centre));
}

void RepriseLookAndFeel::drawProgressBar(juce::Graphics& g, juce::ProgressBar&, int width, int height,
                                         double progress, const juce::String& text)
{
    const auto& t = theme();
    const auto area = box(width, height);
    const auto corner = std::min(area.getHeight() / 2.0f, space::corner);
    g.setColour(t.line);
    g.fillRoundedRectangle(area, corner);
    juce::Path shape;
    shape.addRoundedRectangle(area, corner);
    {
        const juce::Graphics::ScopedSaveState saved(g);
        g.reduceClipRegion(shape);
        g.setColour(t.accent);
        if (progress >= 0.0 && progress <= 1.0)
            g.fillRect(area.withWidth(area.getWidth() * static_cast<float>(progress)));
        else // unknown: a third of the bar wanders
        {
            const auto phase = static_cast<float>(juce::Time::getMillisecondCounter() % 1600) / 1600.0f;
            g.fillRect(area.withWidth(area.getWidth() / 3.0f)
                           .withX(area.getX() + area.getWidth() * (phase * 4.0f / 3.0f - 1.0f / 3.0f)));
        }
    }
    if (text.isNotEmpty() && height >= 14)
    {
        g.setColour(t.text);
        g.setFont(fonts::words(11.0f));
        g.drawText(text, area, juce::Justification::centred, false);
    }
}

void RepriseLookAndFeel::drawTooltip(juce::Graphics& g, const juce::String& text, int width, int height)
{
    g.fillAll(theme().raised);
    g.setColour(theme().line);
    g.drawRect(0, 0, width, height, 1);
    layOutTooltip(text).draw(g, box(width, height).reduced(8.0f, 4.0f));
}

juce::Rectangle<int> RepriseLookAndFeel::getTooltipBounds(const juce::String& text, juce::Point<int> at,
                                                          juce::Rectangle<int> parentArea)
{
    const auto layout = layOutTooltip(text);
    const auto width = static_cast<int>(std::ceil(layout.getWidth())) + 18;
    const auto height = static_cast<int>(std::ceil(layout.getHeight())) + 12;
    return juce::Rectangle<int>(at.x > parentArea.getCentreX() ? at.x - width : at.x + 12,
                                at.y > parentArea.getCentreY() ? at.y - height - 8 : at.y + 20, width, height)
        .constrainedWithin(parentArea);
}

void RepriseLookAndFeel::drawTableHeaderBackground(juce::Graphics& g, juce::TableHeaderComponent& header)
{
    g.fillAll(theme().panel);
    g.setColour(theme().line);
    g.fillRect(header.getLocalBounds().removeFromBottom(1));
}

void RepriseLookAndFeel::drawTableHeaderColumn(juce::Graphics& g, juce::TableHeaderComponent&,
                                               const juce::String& name, int, int width, int height,
                                               bool isOver, bool isDown, int flags)
{
    const auto& t = theme();
    if (isOver || isDown)
        g.fillAll(t.raised);
    juce::Rectangle<int> area(width, height);
    area.reduce(space::small, 0);
    constexpr auto sorted =
        juce::TableHeaderComponent::sortedForwards | juce::TableHeaderComponent::sortedBackwards;
    if ((flags & sorted) != 0)
    {
        const auto arrow = area.removeFromRight(10).toFloat();
        juce::Path triangle;
        const auto up = (flags & juce::TableHeaderComponent::sortedForwards) != 0;
        triangle.addTriangle(0.0f, up ? 4.0f : 0.0f, 7.0f, up ? 4.0f : 0.0f, 3.5f, up ? 0.0f : 4.0f);
        g.setColour(t.dim);
        g.fillPath(triangle,
                   juce::AffineTransform::translation(arrow.getCentreX() - 3.5f, arrow.getCentreY() - 2.0f));
    }
    g.setFont(fonts::words(11.0f, fonts::Weight::medium));
    g.setColour((flags & sorted) != 0 ? t.text : t.dim);
    g.drawFittedText(name, area, juce::Justification::centredLeft, 1);
}

void RepriseLookAndFeel::drawAlertBox(juce::Graphics& g, juce::AlertWindow& window,
                                      const juce::Rectangle<int>& textArea, juce::TextLayout& layout)
{
    g.fillAll(theme().panel);
    g.setColour(theme().line);
    g.drawRect(window.getLocalBounds(), 1);
    layout.draw(g, textArea.toFloat());
}

juce::Font RepriseLookAndFeel::getAlertWindowTitleFont()
{
    return fonts::words(16.0f, fonts::Weight::semiBold);
}

juce::Font RepriseLookAndFeel::getAlertWindowMessageFont()
{
    return fonts::words(13.0f);
}

juce::Font RepriseLookAndFeel::getAlertWindowFont()
{
    return fonts::words(13.0f);
}

void RepriseLookAndFeel::drawFileBrowserRow(juce::Graphics& g, int width, int height, const juce::File&,
                                            const juce::String& name, juce::Image* icon,
                                            const juce::String& size, const juce::String& time, bool isFolder,
                                            bool isSelected, int, juce::DirectoryContentsDisplayComponent&)
{
    // JUCE's own writes size and time in a grey of its own, whatever is behind it.
    const auto& t = theme();
    if (isSelected)
    {
        g.fillAll(t.raised);
        g.setColour(themeName() == ThemeName::highContrast ? t.text : t.line);
        g.drawRect(0, 0, width, height);
    }
    auto area = juce::Rectangle<int>(width, height).reduced(8, 0);
    const auto iconArea = area.removeFromLeft(24).withSizeKeepingCentre(16, 16).toFloat();
    area.removeFromLeft(4);
    if (icon != nullptr && icon->isValid())
        g.drawImage(*icon, iconArea);
    else if (const auto* picture = isFolder ? getDefaultFolderImage() : getDefaultDocumentFileImage())
        picture->drawWithin(g, iconArea, juce::RectanglePlacement::centred, 1.0f);
    constexpr int timeWidth = 150, sizeWidth = 90, least = 450;
    if (width > least && !isFolder)
    {
        g.setColour(isSelected ? t.text : t.dim);
        g.setFont(fonts::words(12.0f));
        g.drawText(time, area.removeFromRight(timeWidth), juce::Justification::centredRight);
        g.drawText(size, area.removeFromRight(sizeWidth), juce::Justification::centredRight);
        area.removeFromRight(8);
    }
    g.setColour(t.text);
    g.setFont(fonts::words(13.0f));
    g.drawText(name, area, juce::Justification::centredLeft);
}

void RepriseLookAndFeel::drawCallOutBoxBackground(juce::CallOutBox&, juce::Graphics& g,
                                                  const juce::Path& shape, juce::Image&)
{
    g.setColour(theme().raised);
    g.fillPath(shape);
    g.setColour(theme().line);
    g.strokePath(shape, juce::PathStrokeType(1.0f));
}

std::unique_ptr<juce::FocusOutline> RepriseLookAndFeel::createFocusOutlineForComponent(juce::Component&)
{
    return std::make_unique<juce::FocusOutline>(std::make_unique<FocusRing>());
}
} // namespace reprise::app
