#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <juce_gui_basics/juce_gui_basics.h>
#include <string>

namespace reprise::test
{
/** Draws a component into an image, without any window. */
inline juce::Image drawn(juce::Component& component, float scale = 1.0f)
{
    return component.createComponentSnapshot(component.getLocalBounds(), true, scale);
}

inline void writePng(const juce::Image& image, const juce::File& file)
{
    file.getParentDirectory().createDirectory();
    file.deleteFile();
    juce::FileOutputStream stream(file);
    juce::PNGImageFormat png;
    REQUIRE((stream.openedOk() && png.writeImageToStream(image, stream)));
}

/** The share of pixels of which a channel differs by more than `allowed` of 255; 1 for images of other sizes. */
inline double shareThatDiffers(const juce::Image& a, const juce::Image& b, int allowed)
{
    if (a.getBounds() != b.getBounds())
        return 1.0;
    const juce::Image::BitmapData left(a, juce::Image::BitmapData::readOnly);
    const juce::Image::BitmapData right(b, juce::Image::BitmapData::readOnly);
    auto differing = 0;
    for (int y = 0; y < left.height; ++y)
        for (int x = 0; x < left.width; ++x)
        {
            const auto p = left.getPixelColour(x, y), q = right.getPixelColour(x, y);
            if (std::abs(p.getRed() - q.getRed()) > allowed ||
                std::abs(p.getGreen() - q.getGreen()) > allowed ||
                std::abs(p.getBlue() - q.getBlue()) > allowed)
                ++differing;
        }
    return static_cast<double>(differing) / (left.width * left.height);
}

/** Compares an image with the stored `snapshots/<name>.png`: at most 1 pixel in 500 may differ by more than 24 of 255.
    Fails where there is no stored one. What was drawn is then left in the build folder for looking at.

    REPRISE_UPDATE_SNAPSHOTS=1 in the environment stores what is drawn instead: look at it before committing. */
inline void checkSnapshot(const juce::Image& image, const std::string& name)
{
    const auto stored = juce::File(REPRISE_SNAPSHOT_DIR).getChildFile(name + ".png");
    if (std::getenv("REPRISE_UPDATE_SNAPSHOTS") != nullptr)
        return writePng(image, stored);

    const auto difference = shareThatDiffers(image, juce::ImageFileFormat::loadFrom(stored), 24);
    const auto seen = juce::File(REPRISE_SNAPSHOT_OUTPUT_DIR).getChildFile(name + ".png");
    if (difference > 0.002)
        writePng(image, seen);
    INFO("drawn: " << seen.getFullPathName() << "\nstored: " << stored.getFullPathName());
    CHECK(difference <= 0.002);
}

inline void checkSnapshot(juce::Component& component, const std::string& name, float scale = 1.0f)
{
    checkSnapshot(drawn(component, scale), name);
}
} // namespace reprise::test
